"""The zip for AWS Lambda: its size, and its cold start under Amazon's own runtime client."""

from __future__ import annotations

import json
import platform
import py_compile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks import hello
from benchmarks.measuring import Figure, Times, compared
from benchmarks.runtime_api import client
from skill.publishing import MACHINES, lambda_zip
from tests.alexa.envelopes import LAUNCH, SKILL, envelope

RUNS = 31
HANDLERS = {"skill": "skill.alexa.aws_lambda.handler", "hello": "hello.handler"}


def figures() -> Iterator[Figure]:
    """The figures of this module; the baseline is hello-world on the same zip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "unpacked"
        try:
            made = lambda_zip.build(Path(name) / "lambda.zip", architecture())
        except lambda_zip.BuildError as error:
            click.echo(f"No figures of the zip. {error}", err=True)
            return
        yield compared("zip for AWS Lambda", "MB", made.packed / 1e6)
        with zipfile.ZipFile(made.path) as archive:
            archive.extractall(folder)
        py_compile.compile(str(hello.__file__), cfile=str(folder / "hello.pyc"), doraise=True)
        event = json.dumps(envelope("en-US", LAUNCH)).encode()
        taken: dict[str, list[float]] = {entry: [] for entry in HANDLERS}
        for _ in range(RUNS):
            for entry, handler in HANDLERS.items():
                taken[entry].append(first_answer(folder, handler, event))
        skill, baseline = (Times(times) for times in taken.values())
        yield compared(
            "cold start under awslambdaric", "ms", 1e3 * skill.p50, 1e3 * baseline.p50, "<= 1.25"
        )


def architecture() -> str:
    """This machine's, by Lambda's name."""
    [found] = [name for name, own in MACHINES.items() if own == platform.machine()]
    return found


def first_answer(folder: Path, handler: str, event: bytes) -> float:
    """Seconds from the start of the runtime client's process to its first answer."""
    begin = time.perf_counter()
    with client(folder, handler, folder.parent / "log", ALEXA_SKILL_ID=SKILL) as api:
        answer = api.ask(event)
        seconds = time.perf_counter() - begin
    if answer.kind != "response":
        raise RuntimeError(f"no answer, but {answer.body}")
    return seconds
