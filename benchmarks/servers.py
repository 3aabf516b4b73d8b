"""Servers to measure: the skill's, as production runs it, and hello-world's.

`python -m benchmarks.servers skill|hello PORT [FOLDER]`; with the folder of an authority of
`benchmarks.signing` the skill verifies requests, by that authority's root alone.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_ask_sdk.skill_adapter import (
    VERIFY_SIGNATURE_APP_CONFIG,
    VERIFY_TIMESTAMP_APP_CONFIG,
    SkillAdapter,
)

from benchmarks.hello import skill_builder
from benchmarks.signing import SKILL, verifier
from skill.alexa.endpoint import create_app
from skill.alexa.server import serve

ADDRESS = "127.0.0.1"
START_SECONDS = 20


def hello_app(*verifiers: object) -> Flask:
    """The hello-world skill behind Flask, with these of the SDK's verifiers."""
    app = Flask("hello")
    app.config[VERIFY_SIGNATURE_APP_CONFIG] = False
    app.config[VERIFY_TIMESTAMP_APP_CONFIG] = False
    adapter = SkillAdapter(skill_builder().create(), "hello", list(verifiers), app)
    adapter.register(app, "/alexa")
    return app


def skill_app(authority: Path | None) -> Flask:
    """The skill behind Flask; it verifies where there is an authority."""
    return create_app(verifier(authority), SKILL) if authority else create_app(None)


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(kind: str, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port of a server that runs, and its process."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.servers", kind, str(port), *arguments]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603  (ourselves)
    try:
        wait(port)
        yield port, server
    finally:
        server.terminate()
        server.wait()


def wait(port: int) -> None:
    """Return when a server answers there. Raises TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=1)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError("the server does not answer")


if __name__ == "__main__":
    _, kind, port, *folder = sys.argv
    app = hello_app() if kind == "hello" else skill_app(Path(folder[0]) if folder else None)
    serve(app, ADDRESS, int(port))
