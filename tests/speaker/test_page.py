"""The page in a real browser: by keyboard alone, by voice, in every direction and width."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from skill.languages import LOCALES, find
from skill.protocol import load
from skill.speaker.loopback import served
from skill.speaker.web import create_app
from skill.speech import Speaker
from tests.speaker.browser import (
    CHROMIUM,
    DESK,
    HEARS,
    NO_CHROMIUM,
    PHONE,
    Visitor,
    chromium,
    visitor,
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)

WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])

# One locale a language: its first.
TONGUES = tuple({tag.partition("-")[0]: tag for tag in reversed(LOCALES)}.values())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def said(someone: Visitor) -> str:
    return someone.page.locator("#said").inner_text()


@WIDTHS
def test_a_whole_triage_in_german_by_keyboard_alone(
    browser: Browser, origin: str, width: int
) -> None:
    with visitor(browser, origin, width=width) as someone:
        page, german = someone.page, Speaker(load(), find("de-DE"))
        someone.arrive("de-DE")
        expect(page.locator("h1")).to_have_text(german.label("store.name"))
        someone.say("prüf meine beschwerden")
        screen = page.locator("#screen")
        asked = [said(someone)]
        while screen.is_hidden():
            someone.press_on("[data-touch='AMAZON.NoIntent']", "Space")
            asked.append(said(someone))
        assert len(asked) == len(set(asked))
        expect(screen).to_have_attribute("data-urgency", "prompt")
        expect(screen).to_be_focused()
        expect(page.locator("#urgency")).to_have_text(german.label("screen.prompt"))
        expect(page.locator("#call")).to_be_hidden()
        someone.check_accessible()


@pytest.mark.skipif("ar-SA" not in LOCALES, reason="ar-SA is not served yet")
@WIDTHS
def test_an_emergency_in_arabic_from_right_to_left(
    browser: Browser, origin: str, width: int
) -> None:
    with visitor(browser, origin, width=width) as someone:
        page = someone.page
        someone.arrive("ar-SA")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        someone.say("أنزف بغزارة وأشعر بدوار شديد وأكاد يغمى علي")
        expect(page.locator("#screen")).to_have_attribute("data-urgency", "emergency")
        assert re.fullmatch(r"tel:\d+", page.locator("#call").get_attribute("href") or "")
        mark, word = (page.locator(f"#screen {part}").bounding_box() for part in (".shape", "h2"))
        assert mark and word
        assert mark["x"] > word["x"]
        someone.check_accessible()


@WIDTHS
def test_the_language_is_changed_in_mid_conversation(
    browser: Browser, origin: str, width: int
) -> None:
    with visitor(browser, origin, width=width) as someone:
        page = someone.page
        someone.arrive("en-US")
        someone.say("I have a fever")
        english = said(someone)
        someone.tab_to("#locale")
        someone.answered(lambda: page.keyboard.type("Deutsch"))
        expect(page.locator("html")).to_have_attribute("lang", "de-DE")
        expect(page.locator("#said")).to_contain_text("Fieber")
        assert said(someone) != english
        # The findings went along, and the danger is told with this country's number.
        someone.say("mir ist schwindlig")
        expect(page.locator("#call")).to_have_attribute("href", "tel:112")
        expect(page.locator("#findings li")).to_have_count(2)
        someone.check_accessible()


@pytest.mark.parametrize("locale", TONGUES)
@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_every_language_is_accessible_throughout(
    browser: Browser, origin: str, width: int, locale: str, scheme: str
) -> None:
    with visitor(browser, origin, width=width, scheme=scheme) as someone:
        page = someone.page
        someone.arrive(locale)
        someone.check_accessible()
        someone.press_on("#silence")
        page.locator("summary").click()
        someone.check_accessible()
        assert page.locator("[data-word]:empty").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("story", "urgency"),
    [("i am soaking through pads", "emergency"), ("i have a fever and none of that", "urgent")],
)
def test_the_urgency_is_a_word_a_shape_and_a_colour(
    browser: Browser, origin: str, story: str, urgency: str, scheme: str
) -> None:
    with visitor(browser, origin, scheme=scheme) as someone:
        page = someone.page
        someone.arrive("en-US")
        someone.say(story)
        while page.locator("#screen").is_hidden():
            someone.press_on("[data-touch='AMAZON.NoIntent']")
        expect(page.locator("#screen")).to_have_attribute("data-urgency", urgency)
        expect(page.locator("#shape")).to_have_attribute("href", f"#shape-{urgency}")
        expect(page.locator("#urgency")).not_to_be_empty()
        assert page.locator("#call").is_visible() == (urgency == "emergency")
        someone.check_accessible()


def test_what_happened_is_shown_under_the_hood(browser: Browser, origin: str) -> None:
    with visitor(browser, origin) as someone:
        page = someone.page
        someone.arrive("en-US")
        expect(page.locator("#request")).to_be_hidden()
        someone.tab_to("summary")
        page.keyboard.press("Enter")
        expect(page.locator("#request")).to_contain_text("LaunchRequest")
        someone.say("I have a fever")
        expect(page.locator("#request")).to_contain_text("ReportSymptomsIntent")
        expect(page.locator("#response")).to_contain_text("shouldEndSession")
        expect(page.locator("#card")).to_contain_text("you have a fever")
        expect(page.locator("#findings")).to_contain_text("you have a fever")


def test_what_the_skill_suggests_is_said_at_a_touch(browser: Browser, origin: str) -> None:
    with visitor(browser, origin, width=PHONE) as someone:
        page = someone.page
        someone.arrive("en-US")
        offered = page.locator("#try button")
        assert offered.all_inner_texts() == ["check my symptoms", "what can cause it"]
        someone.press_on("#try button")
        expect(page.locator("#heard q")).to_have_text("check my symptoms")
        expect(page.locator("#touch")).to_be_visible()
        # The button is gone; the focus is where the answer stands.
        expect(page.locator("#now")).to_be_focused()
        someone.say("help")
        # Yes, no and not sure have buttons already.
        assert offered.all_inner_texts() == ["why", "go back", "stop"]
        someone.check_accessible()


def test_it_is_shown_when_the_conversation_is_over(browser: Browser, origin: str) -> None:
    with visitor(browser, origin) as someone:
        page = someone.page
        someone.arrive("en-US")
        expect(page.locator("#ended")).to_be_hidden()
        someone.say("stop")
        expect(page.locator("#ended")).to_be_visible()
        expect(page.locator("#try")).to_be_hidden()
        someone.check_accessible()
        someone.say("check my symptoms")
        expect(page.locator("#ended")).to_be_hidden()


def test_nothing_is_kept_by_the_browser(browser: Browser, origin: str) -> None:
    with visitor(browser, origin) as someone:
        page = someone.page
        someone.arrive("en-US")
        someone.say("I have a fever")
        kept = page.evaluate(
            "async () => [document.cookie, localStorage.length, sessionStorage.length,"
            " (await indexedDB.databases()).length]"
        )
        assert kept == ["", 0, 0, 0]
        page.reload()
        expect(page.locator("#said")).not_to_be_empty()
        expect(page.locator("#turns > li")).to_have_count(1)
        assert page.locator("#findings li").count() == 0
        someone.say("I have a fever")
        someone.tab_to("#new")
        page.keyboard.press("Enter")
        expect(page.locator("#turns > li")).to_have_count(1)
        assert page.locator("#findings li").count() == 0


def test_what_is_said_is_never_markup(browser: Browser, origin: str) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    with visitor(browser, origin) as someone:
        someone.arrive("en-US")
        someone.say(markup)
        expect(someone.page.locator("#heard q")).to_have_text(markup)
        expect(someone.page.locator("#turns .heard")).to_have_text(markup)
        assert someone.page.locator("main img, aside img, aside script").count() == 0


def hear(someone: Visitor, words: str | dict[str, str]) -> None:
    someone.answered(lambda: someone.page.evaluate("words => toHear.push(words)", words))


def until(page: Page, condition: str) -> None:
    """Wait for a condition; Playwright's own wait needs an `eval` that the page forbids."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_the_space_bar_makes_it_listen_and_hands_free_it_goes_on(
    browser: Browser, origin: str
) -> None:
    with visitor(browser, origin, script=HEARS) as someone:
        page = someone.page
        someone.arrive("en-US")
        expect(page.locator("#voice-note")).to_be_visible()
        expect(page.locator("#mouth-note")).to_be_hidden()
        page.keyboard.press("Space")
        expect(page.locator("#speak")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#speak")).to_have_text("Listening")
        someone.check_accessible()
        hear(someone, "check my symptoms")
        expect(page.locator("#speak")).to_have_attribute("aria-pressed", "false")
        assert page.evaluate("hearing") is None

        someone.tab_to("#hands-free")
        page.keyboard.press("Space")
        page.locator("#speak").click()
        for _ in range(2):
            hear(someone, "no")
            until(page, "hearing === 'en-US'")
        question = said(someone)
        hear(someone, "")
        assert said(someone) in question
        until(page, "hearing === 'en-US'")
        # A second silence ends the session, as on a device, and it listens no more.
        page.evaluate("toHear.push('')")
        expect(page.locator("#touch")).to_be_hidden()
        until(page, "hearing === null")
        aloud = page.evaluate("saidAloud")
        assert all(here and lang == "en-US" for here, lang, _ in aloud)
        assert "9 1 1" in aloud[0][2]


def test_escape_stops_listening_and_says_nothing(browser: Browser, origin: str) -> None:
    with visitor(browser, origin, script=HEARS) as someone:
        someone.arrive("en-US")
        someone.page.keyboard.press("Space")
        until(someone.page, "hearing === 'en-US'")
        someone.page.keyboard.press("Escape")
        expect(someone.page.locator("#speak")).to_have_attribute("aria-pressed", "false")
        expect(someone.page.locator("#turns > li")).to_have_count(1)


@pytest.mark.parametrize("script", ["", HEARS], ids=["it has none", "it may not"])
def test_typing_is_offered_where_the_browser_cannot_listen(
    browser: Browser, origin: str, script: str
) -> None:
    nothing = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
    with visitor(browser, origin, script=script or nothing, width=PHONE) as someone:
        page = someone.page
        someone.arrive("en-US")
        page.keyboard.press("Space")
        if script:
            page.evaluate("toHear.push({ error: 'not-allowed' })")
        expect(page.locator("#voice-note")).to_have_text("This browser cannot listen. Please type.")
        expect(page.locator("#speak")).to_be_hidden()
        expect(page.locator("#hands-free")).to_be_disabled()
        expect(page.locator("#words")).to_be_focused()
        someone.check_accessible()
        someone.say("I have a fever")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_number_is_told_where_the_skill_does_not_answer(browser: Browser, width: int) -> None:
    nowhere = create_app("http://127.0.0.1:1/alexa")
    with (
        served(nowhere) as origin,
        visitor(browser, origin, width=width, script=HEARS) as someone,
    ):
        page = someone.page
        page.goto(f"{origin}/?locale=de-DE")
        expect(page.locator("#trouble")).to_contain_text("112")
        expect(page.locator("#trouble a")).to_have_attribute("href", "tel:112")
        expect(page.locator("#now")).to_be_hidden()
        until(page, "saidAloud.length === 1")
        assert "eins eins zwei" in page.evaluate("saidAloud[0][2]")
        someone.check_accessible()
        # What failed is the one request, and nothing after it.
        assert all("/turn" in wrong or "status of 500" in wrong for wrong in someone.wrong)
        someone.wrong.clear()
