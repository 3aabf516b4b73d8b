"""The AWS Lambda entry: `skill.alexa.aws_lambda.handler`, with the skill id in ALEXA_SKILL_ID."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope

from skill.alexa import handlers

SYSTEM_APPLICATION = ("context", "System", "application", "applicationId")
SESSION_APPLICATION = ("session", "application", "applicationId")


class OtherSkill(PermissionError):
    """A request that is meant for another skill, or names none."""


@cache
def _skill() -> CustomSkill:
    return handlers.build()


def handler(event: dict[str, Any], _context: object) -> Any:
    """Answer one request envelope.

    Raises OtherSkill, and UnreadableEnvelope for what is no envelope; neither repeats the event.
    """
    skill_id = os.environ.get("ALEXA_SKILL_ID")
    if not skill_id:
        raise RuntimeError(
            "Set ALEXA_SKILL_ID to the skill's id, which begins with amzn1.ask.skill."
        )
    skill = _skill()
    envelope = skill.serializer.deserialize(payload=event, obj_type=RequestEnvelope)
    found = {_member(event, SYSTEM_APPLICATION), _member(event, SESSION_APPLICATION)} - {None}
    if found != {skill_id}:
        raise OtherSkill("the request is not for ALEXA_SKILL_ID")
    return skill.serializer.serialize(skill.invoke(request_envelope=envelope, context=None))


def _member(value: Any, names: tuple[str, ...]) -> str | None:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return None if value is None else str(value)
