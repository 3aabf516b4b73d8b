"""AWS Lambda on this machine: an unpacked zip under awslambdaric, Amazon's own runtime client.

The client asks a runtime API for events, as it does on Lambda, and posts what the handler answers.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import msgspec

CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")
"""The distributions that Lambda itself brings along."""

POSTED = re.compile(r"/2018-06-01/runtime/(?:invocation/\d+/(response|error)|(init/error))")
NEXT = "/2018-06-01/runtime/invocation/next"
ANSWER_SECONDS = 30


class Answer(msgspec.Struct, frozen=True):
    """What the client posted: "response" with the handler's answer, "error" or "init/error"."""

    kind: str
    body: Any


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the client is stopped while it waits for the next event."""


class RuntimeApi:
    """Hands out events, and collects answers in their order."""

    def __init__(self) -> None:
        """Listen on loopback."""
        self._events: Queue[bytes] = Queue()
        self._answers: Queue[Answer] = Queue()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.address = f"127.0.0.1:{self._server.server_port}"

    def ask(self, event: bytes) -> Answer:
        """Hand out one event, and wait for what is posted. Raises queue.Empty."""
        self._events.put(event)
        return self._answers.get(timeout=ANSWER_SECONDS)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Answer the client."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            self._events.put(b"")  # whoever still waits for an event
            self._server.shutdown()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        events, answers = self._events, self._answers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer, or the client waits for the second

            def do_GET(self) -> None:
                event = events.get() if self.path == NEXT else b""
                self.send_response(200 if event else 404)
                self.send_header("Lambda-Runtime-Aws-Request-Id", "1")
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() + 7) * 1000))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posted = POSTED.fullmatch(self.path)
                self.send_response(202 if posted else 404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if posted:
                    answers.put(Answer(posted[1] or posted[2], json.loads(body)))

            def log_message(self, format: str, *_: object) -> None:
                pass

        return Handler


@contextmanager
def client(folder: Path, handler: str, log: Path, **environment: str) -> Iterator[RuntimeApi]:
    """The runtime client on the unpacked zip in `folder`, with nothing else to import.

    What it writes, which on Lambda is the function's log, goes to the file `log`.
    """
    api = RuntimeApi()
    with api.serving(), tempfile.TemporaryDirectory() as amazons, log.open("wb") as output:
        link_client(Path(amazons))
        process = subprocess.Popen(  # noqa: S603  (ourselves)
            [sys.executable, "-S", "-m", "awslambdaric", handler],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join([str(folder), amazons]),
                # Lambda's file system is read-only.
                "PYTHONDONTWRITEBYTECODE": "1",
                "AWS_LAMBDA_RUNTIME_API": api.address,
                "AWS_LAMBDA_FUNCTION_NAME": "skill",
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
                "AWS_LAMBDA_LOG_LEVEL": "WARN",
                **environment,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield api
        finally:
            process.terminate()
            process.wait()


def link_client(folder: Path) -> None:
    """Have in `folder` what Lambda brings along, and no other distribution of this environment."""
    for name in CLIENT:
        files = importlib.metadata.files(name) or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            target = importlib.metadata.distribution(name).locate_file(top)
            (folder / top).symlink_to(Path(str(target)))
