"""The AWS Lambda entry: `skill.alexa.aws_lambda.handler`, with the skill id in ALEXA_SKILL_ID."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope

from skill.alexa import handlers


@cache
def _skill() -> CustomSkill:
    skill_id = os.environ.get("ALEXA_SKILL_ID")
    if not skill_id:
        raise RuntimeError(
            "Set ALEXA_SKILL_ID to the skill's id, which begins with amzn1.ask.skill."
        )
    return handlers.build(skill_id)


def handler(event: dict[str, Any], _context: object) -> Any:
    """Answer one request envelope. Raises where it is meant for another skill."""
    skill = _skill()
    envelope = skill.serializer.deserialize(payload=event, obj_type=RequestEnvelope)
    return skill.serializer.serialize(skill.invoke(request_envelope=envelope, context=None))
