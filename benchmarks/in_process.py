"""Time per request without a server: the body's text in, the response out."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any
from unittest.mock import patch

import click
from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope
from ask_sdk_webservice_support.verifier import RequestVerifier as SdkVerifier
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks import sdk_verifier
from benchmarks.hello import skill_builder
from benchmarks.measuring import Figure, compared, in_turns, seconds, told_in_turns
from benchmarks.signing import CHAIN, SKILL, make_authority, signed, verifier
from skill.alexa import handlers
from skill.alexa.endpoint import create_app
from skill.alexa.verification import RequestVerifier
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
    yield growth("triage step", ours, partial(answering, ours), RUNS)
    yield from verification()


def growth(
    name: str, ours: CustomSkill, doing: Callable[[bytes], Callable[[], Any]], runs: int
) -> Figure:
    """A triage step in each locale once, against as many in one."""
    works = [doing(last_body(ours, locale, STEPS["triage step"])) for locale in LOCALES]

    def each_of(chosen: list[Callable[[], Any]]) -> None:
        for work in chosen:
            work()

    blocks = [partial(each_of, works), partial(each_of, works[:1] * len(works))]
    every, one = (1e3 * times.p50 / len(works) for times in in_turns(blocks, runs // len(works)))
    return compared(
        f"{name} in {len(works)} locales by turns, against one", "ms", every, one, "about 1"
    )


def verification() -> Iterator[Figure]:
    """The verifier against the SDK's, newest and pinned, and all of a signed request."""
    body = last_body(handlers.build(), "en-US", STEPS["triage step"])
    headers, text = signed(body), body.decode()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_authority(folder)
        ours = verifier(folder)
        try:
            yield from against_the_newest(ours, folder, headers, body)
        except CalledProcessError:
            click.echo("The SDK's newest verifier cannot be installed: not compared.", err=True)
        sdk = SdkVerifier(signature_key="Signature-256", hash_algorithm=SHA256())
        chain = io.BytesIO((folder / CHAIN).read_bytes())
        with patch("ask_sdk_webservice_support.verifier.urlopen", return_value=chain):
            sdk.verify(headers, text, None)
        times, baseline = in_turns(
            [lambda: ours.verify(headers, body), lambda: sdk.verify(headers, text, None)], RUNS
        )
        yield compared(
            "verification, p50 (SDK 1.2.0, no chain)", "ms", 1e3 * times.p50, 1e3 * baseline.p50
        )


def against_the_newest(
    ours: RequestVerifier, folder: Path, headers: dict[str, str], body: bytes
) -> Iterator[Figure]:
    """The verifier, and all of a signed request, against the newest SDK.

    Raises CalledProcessError where that cannot be installed.
    """
    with sdk_verifier.running(folder, headers, body) as newest:
        for title, what, work in (
            ("verification", "verify", lambda: ours.verify(headers, body)),
            ("signed request", "post", posting(create_app(ours, SKILL), headers, body)),
        ):
            works = [partial(seconds_of_one, work), partial(newest.seconds, what)]
            times, baseline = told_in_turns(works, RUNS // sdk_verifier.BLOCK)
            target = "<= 0.05" if what == "verify" else ""
            yield compared(
                f"{title}, p50 (SDK {sdk_verifier.VERSION})",
                "ms",
                1e3 * times.p50,
                1e3 * baseline.p50,
                target,
            )
        yield compared(
            "signed requests a second and core, without sockets",
            "1/s",
            1 / times.p50,
            1 / baseline.p50,
        )


def seconds_of_one(work: Callable[[], Any]) -> float:
    """How long the work takes once: the mean of a block."""
    return seconds(sdk_verifier.block(work)) / sdk_verifier.BLOCK


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
