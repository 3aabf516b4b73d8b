"""The AWS Lambda entry: for this skill alone, and with no word of the event in its errors."""

import json
from typing import Any

import pytest

from skill.alexa.aws_lambda import OtherSkill, handler
from skill.alexa.reading import UnreadableEnvelope
from tests.alexa.envelopes import LAUNCH, SKILL, envelope

OTHER = {"applicationId": "amzn1.ask.skill.99999999-2222-3333-4444-555555555555"}
MARK = "marked words"


def system(application: Any) -> dict[str, Any]:
    return {"context": {"System": {"application": application}}}


def session(application: Any) -> dict[str, Any]:
    return {"session": {"application": application}}


def test_launch_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEXA_SKILL_ID", SKILL)
    answer = handler(json.loads(json.dumps(envelope("en-GB", LAUNCH))), None)
    assert "999" in answer["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (system(OTHER), OtherSkill),
        (session(OTHER), OtherSkill),
        (system(OTHER) | session(OTHER), OtherSkill),
        (system({"applicationId": [SKILL]}), OtherSkill),
        (system(None) | session(None), OtherSkill),
        ({"context": MARK, "session": None}, OtherSkill),
        ({"request": MARK}, UnreadableEnvelope),
        ({"request": None}, UnreadableEnvelope),
    ],
    ids=lambda value: json.dumps(value)[:60] if isinstance(value, dict) else value.__name__,
)
def test_other_events_are_refused_without_repeating_them(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], error: type[Exception]
) -> None:
    monkeypatch.setenv("ALEXA_SKILL_ID", SKILL)
    with pytest.raises(error) as refused:
        handler(envelope("en-GB", LAUNCH) | changes, None)
    assert MARK not in str(refused.value)
    assert not refused.value.__cause__
    assert not refused.value.__context__


def test_without_a_skill_id_nothing_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALEXA_SKILL_ID", raising=False)
    with pytest.raises(RuntimeError, match="ALEXA_SKILL_ID"):
        handler(envelope("en-GB", LAUNCH), None)
