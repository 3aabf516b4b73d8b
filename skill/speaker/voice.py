"""What a voice reads aloud."""

from __future__ import annotations

from skill.languages import Locale
from skill.protocol import Protocol
from skill.speech import Speaker


def aloud(protocol: Protocol, locale: Locale, speech: str) -> str:
    """Plain `speech` with the emergency number written as it is said."""
    number = Speaker(protocol, locale).number
    if not number:
        return speech
    return speech.replace(number, locale.spoken_number or " ".join(number))
