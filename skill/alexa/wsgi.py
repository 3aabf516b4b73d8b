"""The web service for any WSGI server: `skill.alexa.wsgi:app`; its skill id in ALEXA_SKILL_ID."""

from __future__ import annotations

import os

from skill.alexa.endpoint import create_app
from skill.alexa.verification import RequestVerifier

skill_id = os.environ.get("ALEXA_SKILL_ID")
if not skill_id:
    raise RuntimeError("Set ALEXA_SKILL_ID to the skill's id, which begins with amzn1.ask.skill.")

app = create_app(RequestVerifier(skill_id), skill_id)
