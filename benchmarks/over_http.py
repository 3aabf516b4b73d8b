"""Time per request over HTTP: two servers of the same kind, asked by turns."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

from benchmarks.in_process import STEPS, growth, last_body
from benchmarks.measuring import Figure, compared, in_turns
from benchmarks.servers import ADDRESS, running
from skill.alexa import handlers

RUNS = 1_000


def figures() -> Iterator[Figure]:
    """The figures of this module."""
    with (
        running("skill") as (port, _),
        running("hello") as (other, _),
        closing(http.client.HTTPConnection(ADDRESS, port)) as ours,
        closing(http.client.HTTPConnection(ADDRESS, other)) as hello,
    ):
        for name, requests in STEPS.items():
            body = last_body(handlers.build(), "en-US", requests)
            times, baseline = in_turns([asking(ours, body), asking(hello, body)], RUNS)
            yield compared(f"{name} over HTTP, p50", "ms", 1e3 * times.p50, 1e3 * baseline.p50)
            yield compared(f"{name} over HTTP, p99", "ms", 1e3 * times.p99, 1e3 * baseline.p99)
        yield growth("triage step over HTTP", handlers.build(), partial(asking, ours), RUNS)


def asking(connection: http.client.HTTPConnection, body: bytes) -> Callable[[], None]:
    """One request and its answer."""

    def ask() -> None:
        connection.request("POST", "/alexa", body, {"Content-Type": "application/json"})
        with connection.getresponse() as answer:
            answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(answer.status)

    return ask
