"""What Amazon's certifiers try: every intent in every locale, with and without an open question."""

import re
from functools import cache
from typing import Any

import pytest
from flask.testing import FlaskClient

from skill.alexa.endpoint import create_app
from skill.languages import LOCALES, find
from skill.models import BUILT_INS, INTENTS
from skill.protocol import load
from skill.speech import Speaker
from tests.alexa.envelopes import LAUNCH, envelope, intent

PROTOCOL = load()
STATES: list[dict[str, Any]] = [{}, {"state": {"asking": "danger_signs"}}]
ENDS = {"AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"}
SPOKEN = {
    id: text for id, text in PROTOCOL.texts.items() if not id.startswith(("label.", "suggestion."))
}


@cache
def client() -> FlaskClient:
    return create_app(None).test_client()


def response(
    locale: str, request: dict[str, Any], attributes: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer = client().post("/alexa", json=envelope(locale, request, attributes)).json
    assert answer
    found: dict[str, Any] = answer["response"]
    return found


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", [*INTENTS, *BUILT_INS])
def test_every_intent_is_answered_and_an_open_session_is_reprompted(name: str, locale: str) -> None:
    for attributes in STATES:
        said = response(locale, intent(name), attributes)
        assert said["outputSpeech"]["ssml"]
        assert said["shouldEndSession"] is (name in ENDS)
        assert ("reprompt" in said) is (name not in ENDS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("request_", [LAUNCH, intent("AMAZON.HelpIntent")], ids=["launch", "help"])
def test_launch_and_help_say_what_one_can_say(request_: dict[str, Any], locale: str) -> None:
    said = response(locale, request_)["card"]["content"]
    assert Speaker(PROTOCOL, find(locale)).suggestion("check") in said


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_repeats_the_answer_and_disclaims(locale: str) -> None:
    card = response(locale, intent("AskCausesIntent"))["card"]
    speaker = Speaker(PROTOCOL, find(locale))
    assert card["title"]
    assert card["content"].endswith(speaker.last_resort().card_text.rpartition("\n\n")[2])


def test_it_never_says_that_it_calls_or_sends_for_help() -> None:
    claims = re.compile(
        r"\bI(?:'m| am|'ll| will|'ve| have| can)? (?:call|send|contact|connect|alert)"
    )
    assert not [id for id, text in SPOKEN.items() if claims.search(text)]


def test_it_speaks_of_no_brand() -> None:
    brands = re.compile(r"alexa|amazon|echo\b", re.IGNORECASE)
    assert not [id for id, text in SPOKEN.items() if brands.search(text)]
