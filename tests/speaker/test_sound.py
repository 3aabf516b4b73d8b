"""How long all that is said sounds, in seconds of sound: espeak-ng is the clock."""

import re
import wave
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest

from skill.conversation import Said, State, respond
from skill.languages import LOCALES, find
from skill.protocol import load
from skill.speaker.voice import aloud, missing, read_aloud
from skill.speech import Speaker
from tests.languages.test_translations import (
    ANSWER_SECONDS,
    QUESTION_SECONDS,
    URGENT_SECONDS,
    spoken,
)

PROTOCOL = load()
WORDS_A_MINUTE, TOLERANCE = 150, 3

SENTENCE = re.compile(r"(answer|question|rule)\.|prompt\.(?!card|list|local_number)|finding.*\.ask")

MOST_RESULTS = 40
"""Measured in sound, of some thousand that are written: the longest in letters."""

QUESTION = re.compile(r"question\.(?!.*\.why$)|finding")
URGENT = re.compile(r"prompt\.(result\.(emergency|urgent)|emergency_number)")
SENTENCE_END = re.compile(r"(?<=[.。।?？؟])\s*")


def sentences(tag: str) -> dict[str, str]:
    """Every sentence that is said, by context."""
    return {context: text for context, text in spoken(tag).items() if SENTENCE.match(context)}


def replies(tag: str) -> dict[str, str]:
    """Whole answers to what can be asked, with the offer that follows, by topic."""
    speaker = Speaker(PROTOCOL, find(tag))
    asked = {topic: Said("AskTopicIntent", topic=topic) for topic in PROTOCOL.topics}
    return {
        topic: speaker.speak(respond(PROTOCOL, said, State())).card_text.partition("\n\n")[0]
        for topic, said in asked.items()
    }


def results(tag: str) -> dict[str, str]:
    """The longest of all whole results: up to three findings told, plain answers, for whom."""
    speaker = Speaker(PROTOCOL, find(tag))
    findings = PROTOCOL.findings.keys()
    told = {}
    for about in ("self", "other"):
        for there in (ids for most in (1, 2, 3) for ids in combinations(findings, most)):
            state = State(findings=dict.fromkeys(findings - {*there}, "no"))
            said = Said("ReportSymptomsIntent", findings=dict.fromkeys(there, "yes"), about=about)
            told[f"{'+'.join(there)} {about}"] = respond(PROTOCOL, said, state)
        for question in PROTOCOL.questions.values():
            others = dict.fromkeys(findings - {*question.findings}, "no")
            for intent in ("AMAZON.YesIntent", "NotSureIntent"):
                state = State(findings=others, asking=question.id, about=about)
                told[f"{question.id} {intent} {about}"] = respond(PROTOCOL, Said(intent), state)
    said_aloud = {
        name: speaker.speak(reply).text for name, reply in told.items() if reply.state.told
    }
    longest = sorted(said_aloud.items(), key=lambda result: -len(result[1]))
    return dict(longest[:MOST_RESULTS])


def seconds(tag: str, texts: Mapping[str, str], folder: Path) -> dict[str, float]:
    """How long each text sounds."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(texts, pool.map(partial(lasts, tag, folder), texts.items()), strict=True))


def lasts(tag: str, folder: Path, said: tuple[str, str]) -> float:
    name, text = said
    locale, file = find(tag), folder / f"{name}.wav"
    assert not read_aloud(aloud(PROTOCOL, locale, text), locale, to=file)
    with wave.open(str(file)) as sound:
        return sound.getnframes() / sound.getframerate()


def most(context: str) -> int:
    """The seconds that it may last."""
    return QUESTION_SECONDS if QUESTION.match(context) else ANSWER_SECONDS


@pytest.mark.skipif(bool(missing("en")), reason=missing("en"))
def test_the_clock_speaks_english_at_the_usual_rate(tmp_path: Path) -> None:
    texts = sentences("en-US")
    words = sum(len(text.split()) for text in texts.values())
    minutes = sum(seconds("en-US", texts, tmp_path).values()) / 60
    assert words / minutes == pytest.approx(WORDS_A_MINUTE, abs=TOLERANCE)


@pytest.mark.parametrize("tag", LOCALES)
def test_nothing_sounds_too_long(tag: str, tmp_path: Path) -> None:
    if lacking := missing(find(tag).language):
        pytest.skip(lacking)
    said = sentences(tag) | replies(tag) | results(tag)
    long = [
        f"'{context}' sounds {lasts:.1f} s of {most(context)} s"
        for context, lasts in seconds(tag, said, tmp_path).items()
        if lasts > most(context)
    ]
    assert not long, f"{tag}: {'; '.join(long)}"


@pytest.mark.parametrize("tag", LOCALES)
def test_what_to_do_is_said_in_the_first_seconds(tag: str, tmp_path: Path) -> None:
    if lacking := missing(find(tag).language):
        pytest.skip(lacking)
    first = {
        context: SENTENCE_END.split(text)[0]
        for context, text in sentences(tag).items()
        if URGENT.match(context)
    }
    late = [
        f"the first sentence of '{context}' sounds {lasts:.1f} s of {URGENT_SECONDS} s"
        for context, lasts in seconds(tag, first, tmp_path).items()
        if lasts > URGENT_SECONDS
    ]
    assert not late, f"{tag}: {'; '.join(late)}"
