"""Replies on a screen: one APL document, filled with the words that are spoken anyway."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Directive

from skill.conversation import Reply, Said
from skill.languages import Locale
from skill.protocol import URGENCIES
from skill.speech import Speaker, Speech

DOCUMENT = "reply"
"""Names ours among the documents that a device may show."""

CHOICES = {
    "yes": "AMAZON.YesIntent",
    "no": "AMAZON.NoIntent",
    "not_sure": "NotSureIntent",
}
"""What can be touched while a question is open: label -> the intent it stands for."""


def supported(handler_input: HandlerInput) -> bool:
    """Whether the device that asks shows APL."""
    context = handler_input.request_envelope.context
    device = context.system.device if context and context.system else None
    interfaces = device.supported_interfaces if device else None
    return bool(interfaces and interfaces.alexa_presentation_apl is not None)


class RenderDocument(Directive):
    """The SDK's directive, without the hundred classes for which a cold start would wait."""

    attribute_map: ClassVar = {
        "object_type": "type",
        "token": "token",
        "document": "document",
        "datasources": "datasources",
    }
    deserialized_types = attribute_map

    def __init__(self, screen: dict[str, Any]) -> None:
        """Show the one document, filled with `screen`."""
        super().__init__(object_type="Alexa.Presentation.APL.RenderDocument")
        self.token = DOCUMENT
        self.document = _document()
        self.datasources = {"screen": screen}


def directive(speaker: Speaker, locale: Locale, reply: Reply, speech: Speech) -> Directive:
    """The directive that shows `reply`, whose words are `speech`."""
    return RenderDocument(screen(speaker, locale, reply, speech))


def is_touch(request: object) -> bool:
    """Whether `request` is a touch on one of our screens."""
    return getattr(request, "object_type", "") == "Alexa.Presentation.APL.UserEvent"


def touched(request: Any) -> Said:
    """The answer that a touch stands for; nothing where it is none of ours."""
    intent = (request.arguments or [""])[0]
    return Said(intent if intent in CHOICES.values() else "")


def screen(speaker: Speaker, locale: Locale, reply: Reply, speech: Speech) -> dict[str, Any]:
    """What is shown: the words, the urgency where it is told, the answers where a question is."""
    lines = {line.id for line in reply.lines}
    level = next((level for level in URGENCIES if f"prompt.result.{level}" in lines), None)
    return {
        "language": locale.tag,
        "direction": locale.direction.upper(),
        "text": speech.text,
        "urgency": {"level": level, "word": speaker.label(f"screen.{level}")} if level else None,
        "choices": [
            {"label": speaker.label(f"screen.{id}"), "intent": intent}
            for id, intent in CHOICES.items()
            if reply.state.asking and not reply.ended
        ],
    }


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((Path(__file__).parent / "screen.json").read_text())
    return document
