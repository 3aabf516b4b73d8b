"""Time per request without a server: the body's text in, the response out."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope
from ask_sdk_webservice_support.verifier import RequestVerifier as SdkVerifier
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.hello import skill_builder
from benchmarks.measuring import Figure, compared, in_turns
from benchmarks.servers import hello_app
from benchmarks.signing import CHAIN, SKILL, make_authority, signed, verifier
from skill.alexa import handlers
from skill.alexa.endpoint import create_app
from skill.languages import LOCALES
from tests.alexa.envelopes import LAUNCH, envelope, intent, unmatched

RUNS = 2_000
NO = intent("AMAZON.NoIntent")
STORY = intent(
    "TellStoryIntent",
    story=unmatched("story", "i have been bleeding after sex for two days and i feel a bit dizzy"),
)

# The requests of a session before the one that is measured, and that one.
STEPS = {
    "launch": [LAUNCH],
    "question": [LAUNCH, intent("AskCausesIntent")],
    "triage step": [LAUNCH, intent("CheckSymptomsIntent"), NO],
    "result": [LAUNCH, intent("CheckSymptomsIntent"), intent("AMAZON.YesIntent")],
    "story": [LAUNCH, STORY],
}


def figures() -> Iterator[Figure]:
    """The figures of this module."""
    ours, hello = handlers.build(), skill_builder().create()
    for name, requests in STEPS.items():
        body = last_body(ours, "en-US", requests)
        times, baseline = in_turns([answering(ours, body), answering(hello, body)], RUNS)
        target = "<= 1.3" if name == "triage step" else ""
        yield compared(f"{name}, p50", "ms", 1e3 * times.p50, 1e3 * baseline.p50, target)
        yield compared(f"{name}, p99", "ms", 1e3 * times.p99, 1e3 * baseline.p99)
    yield from growth(ours)
    yield from verification()


def growth(ours: CustomSkill) -> Iterator[Figure]:
    """A triage step in one locale, against the same in all of them by turns."""
    bodies = [last_body(ours, locale, STEPS["triage step"]) for locale in LOCALES]
    [one], [*every] = (
        in_turns([answering(ours, body) for body in chosen], RUNS // len(chosen))
        for chosen in (bodies[:1], bodies)
    )
    mean = sum(times.p50 for times in every) / len(every)
    name = f"triage step in {len(LOCALES)} locales by turns, against one"
    yield compared(name, "ms", 1e3 * mean, 1e3 * one.p50, "about 1")


def verification() -> Iterator[Figure]:
    """The verifier against the SDK's, and all of a signed request."""
    body = last_body(handlers.build(), "en-US", STEPS["triage step"])
    headers = signed(body)
    with tempfile.TemporaryDirectory() as folder:
        make_authority(Path(folder))
        ours = verifier(Path(folder))
        sdk = SdkVerifier(signature_key="Signature-256", hash_algorithm=SHA256())
        chain = io.BytesIO((Path(folder) / CHAIN).read_bytes())
        text = body.decode()
        with patch("ask_sdk_webservice_support.verifier.urlopen", return_value=chain):
            sdk.verify(headers, text, None)
        times, baseline = in_turns(
            [lambda: ours.verify(headers, body), lambda: sdk.verify(headers, text, None)], RUNS
        )
        yield compared("verification, p50", "ms", 1e3 * times.p50, 1e3 * baseline.p50, "<= 0.05")
        apps = [create_app(ours, SKILL), hello_app(sdk)]
        whole, other = in_turns([posting(app, headers, body) for app in apps], RUNS)
        yield compared("signed requests a second and core", "1/s", 1 / whole.p50, 1 / other.p50)


def last_body(skill: CustomSkill, locale: str, requests: list[dict[str, Any]]) -> bytes:
    """The body of the last of the requests, after the others were answered."""
    attributes: dict[str, Any] | None = None
    for request in requests:
        body = json.dumps(envelope(locale, request, attributes)).encode()
        answer = json.loads(json.dumps(answering(skill, body)()))
        attributes = answer["sessionAttributes"]
    return body


def answering(skill: CustomSkill, body: bytes) -> Callable[[], Any]:
    """What a skill does with a body, whatever brought it."""

    def answer() -> Any:
        asked = skill.serializer.deserialize(body.decode(), RequestEnvelope)
        return skill.serializer.serialize(skill.invoke(asked, None))

    return answer


def posting(app: Flask, headers: dict[str, str], body: bytes) -> Callable[[], Any]:
    """What a server does with a request, without a socket."""

    def post() -> None:
        environ = EnvironBuilder("/alexa", method="POST", headers=headers, data=body).get_environ()
        _, status, _ = run_wsgi_app(app, environ)
        if status != "200 OK":
            raise RuntimeError(status)

    return post
