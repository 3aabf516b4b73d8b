"""Replies on a screen: one APL document, filled with the words that are spoken anyway."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ask_sdk_core.handler_input import HandlerInput

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
    return bool(interfaces and interfaces.alexa_presentation_apl)


def directive(speaker: Speaker, locale: Locale, reply: Reply, speech: Speech) -> Any:
    """The directive that shows `reply`, whose words are `speech`."""
    # A hundred classes come along, which a device without a screen need not wait for.
    from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective

    return RenderDocumentDirective(
        token=DOCUMENT,
        document=_document(),
        datasources={"screen": screen(speaker, locale, reply, speech)},
    )


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
