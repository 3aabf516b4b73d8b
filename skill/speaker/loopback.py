"""Servers on this machine's loopback address, in the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from skill.alexa.endpoint import create_app

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Requests are not logged."""


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The origin at which `app` answers; port 0 is any that is free.

    Raises SystemExit where the port is taken, after saying so.
    """
    server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def local_endpoint() -> Iterator[str]:
    """The skill's endpoint on loopback, at the address that is yielded."""
    with served(create_app(None)) as origin:
        yield f"{origin}/alexa"
