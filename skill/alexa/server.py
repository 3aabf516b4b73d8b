"""The endpoint behind gunicorn."""

from __future__ import annotations

import logging
import os
import socket
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from skill.alexa.endpoint import create_app
from skill.alexa.verification import RequestVerifier

WORKERS = max(2, os.cpu_count() or 2)
"""One goes on while another is replaced."""
THREADS = 500
"""Of a worker, at most: one waits for each slow client; as many begin as are needed."""
CONNECTIONS = 1000
"""Of a worker, at most, idle ones too; where there are as many, the idle make room."""
IDLE_SECONDS = 75
"""For a connection between two requests: longer than a proxy's, lest it use one that just ends."""
LONGEST_SECONDS = 10
"""For a request from its first byte to its answer, at SIGTERM too; Alexa waits for eight."""

log = logging.getLogger(__name__)


class _Worker(ThreadWorker):
    """Cuts off what takes too long or room, and repeats nothing of a request that is no HTTP."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadlines: dict[Any, float] = {}  # by connection, the earliest first

    def enqueue_req(self, conn: Any) -> None:
        self._deadlines[conn] = time.monotonic() + LONGEST_SECONDS
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        self._deadlines.pop(conn, None)
        super().finish_request(conn, fs)

    def murder_keepalived(self, force: bool = False) -> None:
        """Called about once a second, as is the next."""
        super().murder_keepalived(force or self._full)

    @property
    def _full(self) -> bool:
        return bool(self.nr_conns >= self.worker_connections)

    def murder_pending(self) -> None:
        if self._full:
            # They have been silent for some seconds since they were opened.
            for conn in self.pending_conns:
                conn.timeout = 0.0
        super().murder_pending()
        for conn, deadline in list(self._deadlines.items()):
            if time.monotonic() < deadline:
                break
            del self._deadlines[conn]
            log.warning("refused: too-slow")
            # The thread that waits for the connection reads its end.
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)

    def handle_error(self, _req: Any, client: Any, _addr: Any, exc: Exception) -> None:
        """Answer without a body: gunicorn's page and log line hold parts of the request."""
        if isinstance(exc, ParseException):
            log.warning("refused: http")
            status = "400 Bad Request"
        else:
            log.error("failed: %s", type(exc).__name__)
            status = "500 Internal Server Error"
        with suppress(OSError):
            head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            write_nonblock(client, head.encode())


class _Server(BaseApplication):
    """One gunicorn whose settings are these and no file's."""

    def __init__(self, app: Flask, settings: dict[str, object]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def run(host: str, port: int, skill_id: str | None) -> None:
    """Serve at host and port until SIGTERM; without a skill id requests are not verified."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    verifier = RequestVerifier(skill_id) if skill_id else None
    serve(create_app(verifier, skill_id), host, port)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve `app`: requests under way at SIGTERM are answered; a worker that dies is replaced."""
    settings = {
        "bind": f"{host}:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_connections": CONNECTIONS,
        "keepalive": IDLE_SECONDS,
        "worker_class": _Worker,
        "preload_app": True,
        "graceful_timeout": LONGEST_SECONDS,
        # It would write to the home directory.
        "control_socket_disable": True,
    }
    _Server(app, settings).run()
