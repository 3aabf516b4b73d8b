// The browser's ear and mouth, where it has them.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Errors after which this browser will not listen in this language. */
const DEAF = ["not-allowed", "service-not-allowed", "audio-capture", "network", "language-not-supported"];

export class Ear {
  #running = null;
  #deaf = new Set();

  /** Whether it may be able to listen in `locale`. */
  can(locale) {
    return Boolean(Recognition) && !this.#deaf.has(locale);
  }

  /** Whether the voice stays on this computer. */
  async staysHere(locale) {
    if (!Recognition?.available) return false;
    try {
      return (await Recognition.available({ langs: [locale], processLocally: true })) === "available";
    } catch {
      return false;
    }
  }

  get listening() {
    return this.#running !== null;
  }

  /** What was said; empty after silence; null where it was stopped or cannot listen. */
  async listen(locale) {
    const ear = new Recognition();
    this.#running = ear;
    ear.lang = locale;
    if (await this.staysHere(locale)) ear.processLocally = true;
    if (this.#running !== ear) return null;
    return new Promise((heard) => {
      let words = "";
      let failed = false;
      ear.onresult = (event) => {
        words = Array.from(event.results, (result) => result[0].transcript).join(" ");
      };
      ear.onerror = (event) => {
        failed = event.error !== "no-speech";
        if (DEAF.includes(event.error)) this.#deaf.add(locale);
      };
      ear.onend = () => {
        const stopped = this.#running !== ear;
        if (!stopped) this.#running = null;
        heard(words.trim() || (failed || stopped ? null : ""));
      };
      ear.start();
    });
  }

  /** Listen no longer; what was said so far is still heard. */
  stop() {
    const ear = this.#running;
    this.#running = null;
    ear?.stop();
  }

  /** Listen no longer, and forget what was said. */
  forget() {
    const ear = this.#running;
    this.#running = null;
    ear?.abort();
  }
}

export class Mouth {
  constructor(changed) {
    window.speechSynthesis?.addEventListener?.("voiceschanged", changed);
  }

  /** A voice of this computer for `locale`, its own country's first; one that asks a server is none. */
  voice(locale) {
    const language = locale.split("-")[0];
    const here = (window.speechSynthesis?.getVoices() ?? []).filter(
      (voice) => voice.localService && voice.lang.split(/[-_]/)[0] === language,
    );
    return here.find((voice) => voice.lang.replace("_", "-") === locale) ?? here[0];
  }

  /** Say `words`; done when they are said or cut off, true if they were said to the end. */
  say(words, locale) {
    this.hush();
    const voice = this.voice(locale);
    if (!voice || !words) return Promise.resolve(true);
    const speech = new SpeechSynthesisUtterance(words);
    speech.voice = voice;
    speech.lang = locale;
    return new Promise((done) => {
      speech.onend = () => done(true);
      speech.onerror = () => done(false);
      window.speechSynthesis.speak(speech);
    });
  }

  hush() {
    window.speechSynthesis?.cancel();
  }
}
