"""A person at the page: Chromium, with what it must never do watched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium on this machine; Debian's package chromium has it"

PHONE, DESK = 360, 1280
HEIGHT = 800
MOST_KEYS = 40

# So that Chromium does not look for its maker's servers.
QUIETLY = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


# A browser that hears what the test puts into `toHear`, and has one voice for each language.
HEARS = """
window.toHear = [];
window.saidAloud = [];
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() {
    window.hearing = this.lang;
    const wait = () => {
      if (!window.toHear.length) { this.timer = setTimeout(wait, 10); return; }
      const words = window.toHear.shift();
      if (words.error) this.onerror?.({ error: words.error });
      else if (words) this.onresult?.({ results: [[{ transcript: words }]] });
      else this.onerror?.({ error: "no-speech" });
      this.end();
    };
    wait();
  }
  stop() { this.end(); }
  abort() { this.end(); }
  end() { clearTimeout(this.timer); window.hearing = null; setTimeout(() => this.onend?.()); }
};
window.speechSynthesis.getVoices = () => [
  { lang: "en-US", localService: false },
  { lang: "en_US", localService: true },
  { lang: "de-DE", localService: true },
  { lang: "ar-SA", localService: true },
];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.speechSynthesis.speak = (speech) => {
  window.saidAloud.push([speech.voice.localService, speech.lang, speech.text]);
  setTimeout(() => speech.onend?.(), 10);
};
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIETLY])
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Someone at the page, in one locale, at one width."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))
        page.on("request", lambda request: self.note(request.url))

    def note(self, url: str) -> None:
        if not url.startswith(f"{self.origin}/"):
            self.wrong.append(f"elsewhere: {url}")

    def arrive(self, locale: str) -> None:
        """Open the page and read the welcome."""
        self.page.goto(f"{self.origin}/?locale={locale}")
        expect(self.page.locator("html")).to_have_attribute("lang", locale)
        expect(self.page.locator("#said")).not_to_be_empty()

    def tab_to(self, selector: str) -> None:
        """Reach an element by the Tab key alone."""
        for _ in range(MOST_KEYS):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    def press_on(self, selector: str, key: str = "Enter") -> None:
        """Go to an element by keyboard and press a key; wait for the next answer."""
        self.tab_to(selector)
        self.answered(lambda: self.page.keyboard.press(key))

    def say(self, utterance: str) -> None:
        """Type an utterance by keyboard; wait for the answer."""
        self.tab_to("#words")
        self.page.keyboard.insert_text(utterance)
        self.answered(lambda: self.page.keyboard.press("Enter"))

    def answered(self, act: Callable[[], object]) -> None:
        """Do something that makes the skill answer once more."""
        turns = self.page.locator("#turns > li")
        before = turns.count()
        act()
        expect(turns).to_have_count(before + 1)

    def check_accessible(self) -> None:
        """Axe finds nothing, and nothing stands over the edge."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        edge = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(edge) <= 0


@contextmanager
def visitor(
    browser: Browser, origin: str, *, width: int = DESK, script: str = "", scheme: str = "light"
) -> Iterator[Visitor]:
    """Someone whose visit raises no error and asks nobody else; `script` runs before the page's."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.add_init_script(script)
    someone = Visitor(context.new_page(), origin)
    try:
        yield someone
    finally:
        context.close()
    assert not someone.wrong, "; ".join(someone.wrong)
