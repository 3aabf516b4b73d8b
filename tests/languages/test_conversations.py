"""A whole conversation in every locale, in its own words, through the real endpoint."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from skill.languages import LOCALES, find
from skill.protocol import load
from skill.speaker.device import Device, Turn
from skill.speech import Speaker

SAID = tomllib.loads((Path(__file__).parent / "conversations.toml").read_text("utf-8"))

# (what is said, what is meant): a suggestion's id in angle brackets, or a key of the table.
TALKS = {
    "urgent, corrected, then an emergency": [
        ("topic", "AskTopicIntent"),
        ("<danger>", "AskDangerSignsIntent"),
        ("<causes>", "AskCausesIntent"),
        ("<check>", "CheckSymptomsIntent"),
        ("<not_sure>", "NotSureIntent"),
        ("<back>", "AMAZON.PreviousIntent"),
        ("<no>", "AMAZON.NoIntent"),
        ("<repeat>", "AMAZON.RepeatIntent"),
        ("help", "AMAZON.HelpIntent"),
        ("fever", "ReportSymptomsIntent"),
        ("<why>", "AskWhyIntent"),
        ("<correct>", "CorrectAnswerIntent"),
        ("weather", "AMAZON.FallbackIntent"),
        ("dizzy", "ReportSymptomsIntent"),
    ],
    "the calmest answer": [
        ("<check>", "CheckSymptomsIntent"),
        *[("<no>", "AMAZON.NoIntent")] * 7,
        ("<why>", "AskWhyIntent"),
    ],
    "assault": [("assault", "AssaultDisclosureIntent"), ("<stop>", "AMAZON.StopIntent")],
}
REPORTED = {"ReportSymptomsIntent", "TellStoryIntent"}


@cache
def talk(url: str, tag: str, name: str) -> tuple[Turn, ...]:
    device = Device(url, tag)
    speaker = Speaker(load(), find(tag))
    own = SAID[find(tag).language]
    words = [
        speaker.suggestion(said[1:-1]) if said.startswith("<") else own[said]
        for said, _ in TALKS[name]
    ]
    return (device.open(), *(device.say(utterance) for utterance in words))


def course(turn: Turn) -> tuple[object, ...]:
    return turn.asking, turn.findings, turn.urgency, turn.ended


@pytest.mark.parametrize("name", TALKS)
@pytest.mark.parametrize("tag", LOCALES)
def test_a_whole_conversation(url: str, tag: str, name: str) -> None:
    turns = talk(url, tag, name)
    for turn, (said, intent) in zip(turns[1:], TALKS[name], strict=True):
        meant = REPORTED if intent in REPORTED else {intent}
        assert turn.intent in meant, f'{tag}: {said} "{turn.heard}" is taken for {turn.intent}'
        assert turn.speech, f'{tag}: nothing is said to {said} "{turn.heard}"'


@pytest.mark.parametrize("name", TALKS)
@pytest.mark.parametrize("tag", LOCALES)
def test_it_takes_the_same_course_as_in_english(url: str, tag: str, name: str) -> None:
    english = [course(turn) for turn in talk(url, "en-US", name)]
    assert [course(turn) for turn in talk(url, tag, name)] == english


@pytest.mark.parametrize("tag", LOCALES)
def test_the_three_levels_are_reached(url: str, tag: str) -> None:
    number = load().emergency_numbers[find(tag).territory].number
    turns = talk(url, tag, "urgent, corrected, then an emergency")
    calm = talk(url, tag, "the calmest answer")
    assert "urgent" in [turn.urgency for turn in turns]
    assert turns[-1].urgency == "emergency"
    assert number in turns[-1].speech
    assert {turn.urgency for turn in calm} == {None, "prompt"}
    assert number in talk(url, tag, "assault")[1].speech
