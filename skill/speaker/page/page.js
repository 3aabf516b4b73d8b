// One conversation. All that is known of it is in this page's memory, and goes when it closes.

import { Ear, Mouth } from "./voice.js";
import { $, clear, showAbilities, showAnswer, showListening, showLocales, showTrouble, showWords } from "./view.js";

let tongue; // the locale in use: its tag, direction, number and words
let session = null;
let turns = 0; // answers asked for; an answer to none but the last is shown
const ear = new Ear();
const mouth = new Mouth(() => tongue && tellAbilities());

async function tellAbilities() {
  const { locale, words } = tongue;
  showAbilities(
    { hears: ear.can(locale), staysHere: await ear.staysHere(locale), speaks: Boolean(mouth.voice(locale)) },
    words,
  );
}

async function useLocale(tag) {
  const response = await fetch(`words/${encodeURIComponent(tag)}`);
  if (!response.ok) throw new Error(response.status);
  tongue = await response.json();
  showWords(tongue);
  await tellAbilities();
}

/** One turn: `what` is an utterance, a touch, or nothing, which opens the skill. */
async function ask(what = {}) {
  const mine = ++turns;
  ear.forget();
  mouth.hush();
  const asked = tongue;
  let answer;
  try {
    const response = await fetch("turn", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ locale: asked.locale, session, ...what }),
    });
    if (!response.ok) throw new Error(response.status);
    answer = await response.json();
  } catch {
    if (mine !== turns) return;
    showTrouble(asked);
    if ($("#aloud").checked) await mouth.say(asked.unreachable, asked.locale);
    return;
  }
  if (mine !== turns) return;
  session = answer.session;
  showAnswer(answer, asked);
  $("#stage").scrollIntoView({ block: "nearest" });
  const said = !$("#aloud").checked || (await mouth.say(answer.aloud, asked.locale));
  const again = said && mine === turns && !answer.turn.ended && $("#hands-free").checked;
  if (again && ear.can(asked.locale)) await listen();
}

/** Listen once. Silence is an answer where the speaker asked by itself, as on a device. */
async function listen() {
  mouth.hush();
  const mine = turns;
  showListening(true, tongue.words);
  const heard = await ear.listen(tongue.locale);
  if (ear.listening) return;
  showListening(false, tongue.words);
  await tellAbilities();
  if (!ear.can(tongue.locale)) $("#words").focus();
  if (mine !== turns || heard === null) return;
  if (heard || $("#hands-free").checked) await ask({ said: heard });
}

function speakPressed() {
  if (!ear.can(tongue.locale)) $("#words").focus();
  else if (ear.listening) ear.stop();
  else listen();
}

$("#speak").addEventListener("click", speakPressed);

$("#type").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = $("#words").value.trim();
  $("#words").value = "";
  if (said) ask({ said });
});

$("#silence").addEventListener("click", () => ask({ said: "" }));

$("#new").addEventListener("click", () => {
  session = null;
  clear();
  ask();
});

for (const button of document.querySelectorAll("[data-touch]")) {
  button.addEventListener("click", () => {
    ask({ touch: button.dataset.touch, said: button.textContent });
  });
}

$("#try").addEventListener("click", (event) => {
  const { say } = event.target.dataset;
  if (say) ask({ said: say });
});

$("#aloud").addEventListener("change", () => mouth.hush());

$("#hands-free").addEventListener("change", () => {
  if (!$("#hands-free").checked) ear.forget();
});

$("#locale").addEventListener("change", async () => {
  try {
    await useLocale($("#locale").value);
  } catch {
    showTrouble(tongue);
    return;
  }
  history.replaceState(null, "", `?locale=${tongue.locale}`);
  // A conversation goes on in the other language: what was said last is said again.
  if (session && !session.last.ended) ask({ touch: "AMAZON.RepeatIntent" });
});

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("button, input, select, summary, a, pre");
  if (event.code === "Space" && !busy && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    speakPressed();
  } else if (event.code === "Escape") {
    ear.forget();
    mouth.hush();
  }
});

window.addEventListener("pagehide", () => {
  ear.forget();
  mouth.hush();
});

/** The locale of the address, or the first of the browser's languages that the skill speaks. */
function firstLocale(locales) {
  const asked = [new URLSearchParams(location.search).get("locale"), ...navigator.languages].filter(Boolean);
  for (const tag of asked) {
    const found = locales.find((one) => one === tag) ?? locales.find((one) => one.split("-")[0] === tag.split("-")[0]);
    if (found) return found;
  }
  return null;
}

const { names, fallback } = await (await fetch("locales")).json();
showLocales(names);
await useLocale(firstLocale(Object.keys(names)) ?? fallback);
await ask();
