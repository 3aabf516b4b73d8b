"""What is read aloud, and the voice of espeak-ng where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from skill.languages import Locale
from skill.protocol import Protocol
from skill.speech import Speaker

PROGRAM = "espeak-ng"
SPEED = 155
"""espeak-ng's setting for which the skill's English lasts as long as at 150 words a minute."""

INSTALL = (
    "espeak-ng is not installed, so nothing is read aloud. Debian and Ubuntu have it as the "
    "package espeak-ng (apt install espeak-ng), macOS in Homebrew (brew install espeak-ng)."
)
INSTALL_KANJI = (
    "espeak-ng reads no kanji, so nothing is read aloud in Japanese. "
    "What it needs is in: pip install 'skill[voice]'."
)
NO_SOUND = "espeak-ng found no sound device, so nothing is read aloud."


def aloud(protocol: Protocol, locale: Locale, speech: str) -> str:
    """Plain `speech` with the emergency numbers written as they are said."""
    speaker = Speaker(protocol, locale)
    for number, spoken in (
        (speaker.number, locale.spoken_number),
        (speaker.police, locale.spoken_police),
    ):
        if number:
            speech = speech.replace(number, spoken or " ".join(number))
    return speech


def missing(language: str) -> str:
    """What is missing to read `language` aloud, in a sentence; empty where nothing is."""
    if not shutil.which(PROGRAM):
        return INSTALL
    if language == "ja" and not (find_spec("fugashi") and find_spec("unidic_lite")):
        return INSTALL_KANJI
    return ""


def read_aloud(text: str, locale: Locale, to: Path | None = None) -> str:
    """Speak `text` until it is said, or into a WAV file; what went wrong in a sentence, or "".

    The text goes through a pipe: the arguments of a program are open to every user of a machine.
    """
    if locale.language == "ja":
        text = _kana(text)
    into = ["-w", str(to)] if to else []
    done = subprocess.run(  # noqa: S603
        [PROGRAM, "-v", locale.tag, "-s", str(SPEED), "--stdin", *into],
        input=text.encode(),
        capture_output=True,
    )
    return NO_SOUND if b"error" in done.stderr.lower() else ""


def _kana(text: str) -> str:
    tagger, one_at_a_time = _tagger()
    with one_at_a_time:
        return "".join(word.feature.pron or word.surface for word in tagger(text))


@cache
def _tagger() -> tuple[Any, Lock]:
    """The reader of kanji, and what keeps threads from garbling each other's words in it."""
    from fugashi import Tagger

    return Tagger(), Lock()
