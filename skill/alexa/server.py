"""The endpoint behind gunicorn."""

from __future__ import annotations

import logging

from flask import Flask
from gunicorn.app.base import BaseApplication

from skill.alexa.endpoint import create_app
from skill.alexa.verification import RequestVerifier

WORKERS = 2
THREADS = 4
GRACE_SECONDS = 10
"""For the requests under way at SIGTERM; Alexa waits eight seconds for an answer."""


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
        "worker_class": "gthread",
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        # It would write to the home directory.
        "control_socket_disable": True,
    }
    _Server(app, settings).run()
