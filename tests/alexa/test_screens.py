"""Screens: the words that are spoken, on documents that Amazon's validator accepts."""

import json
import math
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective

from skill.alexa.endpoint import create_app
from skill.alexa.screens import CHOICES, RenderDocument
from skill.languages import LOCALES, find
from skill.protocol import URGENCIES, load
from skill.speech import Speaker
from tests import node
from tests.alexa.envelopes import envelope, intent

APL = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
LARGEST = 24 * 1024

FINDINGS = {
    "launch": {},
    "question": {},
    "answer": {},
    "emergency": {"dizziness": "yes"},
    "urgent": {"soaking_pads": "no", "dizziness": "no", "severe_pain": "no", "fever": "yes"},
    "prompt": dict.fromkeys(load().findings, "no"),
}
REQUESTS: dict[str, dict[str, Any]] = {
    "launch": {"type": "LaunchRequest"},
    "question": intent("CheckSymptomsIntent"),
    "answer": intent("AskCausesIntent"),
    "emergency": intent("CheckSymptomsIntent"),
    "urgent": intent("CheckSymptomsIntent"),
    "prompt": intent("CheckSymptomsIntent"),
}


def post(locale: str, request: dict[str, Any], findings: dict[str, str], interfaces: Any) -> Any:
    whole = envelope(locale, request, {"state": {"findings": findings}})
    whole["context"]["System"]["device"]["supportedInterfaces"] = interfaces
    answer = create_app(None).test_client().post("/alexa", json=whole)
    assert answer.status_code == 200
    assert len(answer.data) < LARGEST
    return answer.json


def shown(locale: str, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    response = post(locale, REQUESTS[kind], FINDINGS[kind], APL)["response"]
    [directive] = response["directives"]
    assert directive["type"] == "Alexa.Presentation.APL.RenderDocument"
    return response, directive


@pytest.mark.parametrize("kind", REQUESTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_screen_shows_what_is_spoken(locale: str, kind: str) -> None:
    response, directive = shown(locale, kind)
    screen = directive["datasources"]["screen"]
    speaker = Speaker(load(), find(locale))
    assert response["card"]["content"].startswith(screen["text"])
    assert [choice["intent"] for choice in screen["choices"]] == (
        list(CHOICES.values()) if kind == "question" else []
    )
    if kind in URGENCIES:
        assert screen["urgency"] == {"level": kind, "word": speaker.label(f"screen.{kind}")}
    else:
        assert screen["urgency"] is None
    assert screen["direction"] == ("RTL" if locale == "ar-SA" else "LTR")


def test_the_document_is_valid() -> None:
    documents = {json.dumps(shown("en-US", kind)[1]["document"]) for kind in REQUESTS}
    assert node.run("validate.mjs", [json.loads(one) for one in documents]) == [[]]


def test_the_answers_lie_within_a_round_screen() -> None:
    _, directive = shown("en-US", "question")
    [room] = [
        one["dimensions"]
        for one in directive["document"]["resources"]
        if one.get("when") == "${viewport.shape == 'round'}"
    ]
    left, below = (float(room[side].rstrip("vwh")) / 100 for side in ("edge", "foot"))
    assert math.hypot(0.5 - left, 0.5 - below) < 0.5


def test_the_validator_finds_a_fault() -> None:
    _, directive = shown("en-US", "launch")
    [problem] = node.run("validate.mjs", [{**directive["document"], "mainTemplate": {"items": 1}}])
    assert problem


@pytest.mark.parametrize("interfaces", [None, {}, {"AudioPlayer": {}}])
def test_a_speaker_without_a_screen_is_sent_none(interfaces: Any) -> None:
    response = post("en-US", {"type": "LaunchRequest"}, {}, interfaces)["response"]
    assert "directives" not in response
    assert response["card"]["content"]


@pytest.mark.parametrize("label", CHOICES)
def test_a_touch_is_an_answer(label: str) -> None:
    asking = {"state": {"asking": "danger_signs"}}
    touch = {
        "type": "Alexa.Presentation.APL.UserEvent",
        "token": "reply",
        "arguments": [CHOICES[label]],
        "source": {},
        "components": {},
    }
    client = create_app(None).test_client()
    touched = client.post("/alexa", json=envelope("en-US", touch, asking)).json
    said = client.post("/alexa", json=envelope("en-US", intent(CHOICES[label]), asking)).json
    assert touched == said


@pytest.mark.parametrize("arguments", [None, [], ["AMAZON.FallbackIntent"], [7], [{}]])
def test_a_touch_that_is_none_of_ours_is_no_answer(arguments: Any) -> None:
    touch = {"type": "Alexa.Presentation.APL.UserEvent", "arguments": arguments}
    answer = create_app(None).test_client().post("/alexa", json=envelope("en-US", touch)).json
    assert "911" in answer["response"]["card"]["content"]
    assert not answer.get("sessionAttributes", {}).get("state", {}).get("findings")


def test_directive_is_written_as_the_sdks_own() -> None:
    ours = RenderDocument({"text": "x"})
    named = {name: getattr(ours, name) for name in ("token", "document", "datasources")}
    serialize = DefaultSerializer().serialize
    assert serialize(ours) == serialize(RenderDocumentDirective(**named))
