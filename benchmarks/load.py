"""Signed conversations in every locale at the real server, while its workers are killed.

`python -m benchmarks.load [--seconds 60]`: exits 1 unless no answer was wrong and no failure was
left after one retry, as Alexa's service makes it.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.servers import ADDRESS, running
from benchmarks.signing import make_authority, signed
from skill.languages import LOCALES
from tests.alexa.envelopes import LAUNCH, envelope, intent, matched

CONNECTIONS = 8
KILL_EVERY = 5.0
ALEXA_WAITS = 8.0

CHECK = intent("CheckSymptomsIntent")
YES, NO, UNSURE = (intent(f"{name}Intent") for name in ("AMAZON.Yes", "AMAZON.No", "NotSure"))
FEVER = intent("ReportSymptomsIntent", finding=matched("finding", "fever", "fever"))
IUD = intent("AskTopicIntent", topic=matched("topic", "coil", "iud"))

# What is said, and the urgency that must have been told at the end.
CONVERSATIONS: tuple[tuple[tuple[dict[str, Any], ...], str | None], ...] = (
    ((LAUNCH, CHECK, YES), "emergency"),
    ((LAUNCH, CHECK, NO, YES), "urgent"),
    ((LAUNCH, CHECK, UNSURE), "urgent"),
    ((LAUNCH, FEVER, NO, intent("AskWhyIntent")), "urgent"),
    ((LAUNCH, CHECK, *[NO] * 7), "prompt"),
    ((LAUNCH, IUD, intent("AskCausesIntent"), YES, YES), "emergency"),
)


class Outcome:
    """What came of the requests, counted by all threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.times: list[float] = []

    def add(self, what: str, seconds: float | None = None) -> None:
        """Count one of `what`."""
        with self.lock:
            self.counts[what] += 1
            if seconds is not None:
                self.times.append(seconds)


class Caller:
    """One connection of Alexa's service: signs, asks, and tries once more on a failure."""

    def __init__(self, port: int, outcome: Outcome) -> None:
        self._port = port
        self._outcome = outcome
        self._connection = http.client.HTTPConnection(ADDRESS, port, timeout=ALEXA_WAITS)

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def converse(self, locale: str, said: tuple[dict[str, Any], ...], urgency: str | None) -> None:
        """Hold one conversation and judge it."""
        attributes: dict[str, Any] | None = None
        for request in said:
            answer = self._answer(json.dumps(envelope(locale, request, attributes)).encode())
            if answer is None:
                return
            attributes = answer["sessionAttributes"]
        told = (attributes or {})["state"].get("told")
        self._outcome.add("conversations" if told == urgency else "wrong answers")

    def _answer(self, body: bytes) -> dict[str, Any] | None:
        begin = time.perf_counter()
        for attempt in (1, 2):
            status, content = self._post(body)
            if status == http.HTTPStatus.OK:
                self._outcome.add("requests", time.perf_counter() - begin)
                answer: dict[str, Any] = json.loads(content)
                return answer
            self._outcome.add(f"failures, attempt {attempt}")
        return None

    def _post(self, body: bytes) -> tuple[int, bytes]:
        try:
            self._connection.request("POST", "/alexa", body, signed(body))
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return 0, b""


def kill_workers(master: subprocess.Popen[bytes], until: float, outcome: Outcome) -> None:
    """Kill one worker after the other, without warning."""
    while time.monotonic() + KILL_EVERY < until:
        time.sleep(KILL_EVERY)
        children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        if children:
            os.kill(int(children[0]), signal.SIGKILL)
            outcome.add("workers killed")


def run(seconds: float) -> Outcome:
    """Load the server for so long."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        make_authority(Path(folder))
        with running("skill", folder) as (port, master):
            until = time.monotonic() + seconds

            def call(first: int) -> None:
                pairs = [(locale, talk) for locale in LOCALES for talk in CONVERSATIONS]
                with Caller(port, outcome) as caller:
                    for locale, (said, urgency) in cycle(pairs[first:] + pairs[:first]):
                        if time.monotonic() > until:
                            return
                        caller.converse(locale, said, urgency)

            threads = [
                threading.Thread(target=call, args=[i * len(CONVERSATIONS)])
                for i in range(CONNECTIONS)
            ]
            killer = threading.Thread(target=kill_workers, args=(master, until, outcome))
            for thread in (*threads, killer):
                thread.start()
            for thread in (*threads, killer):
                thread.join()
            master.send_signal(signal.SIGTERM)
            outcome.add(f"exit code after SIGTERM: {master.wait()}")
    return outcome


@click.command()
@click.option("--seconds", default=60.0, show_default=True)
def main(seconds: float) -> None:
    """Load the server with signed conversations while its workers are killed."""
    outcome = run(seconds)
    table = Table("what", "figure", title=f"{seconds:.0f} s, {CONNECTIONS} connections")
    for what in ("wrong answers", "failures, attempt 2"):
        outcome.counts[what] += 0
    for what, count in sorted(outcome.counts.items()):
        table.add_row(what, f"{count:,}")
    times = sorted(outcome.times)
    table.add_row("requests a second", f"{len(times) / seconds:,.0f}")
    table.add_row("p50", f"{1e3 * statistics.median(times):.1f} ms")
    table.add_row("p99", f"{1e3 * times[int(len(times) * 0.99)]:.1f} ms")
    Console().print(table)
    if outcome.counts["wrong answers"] or outcome.counts["failures, attempt 2"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
