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
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.in_process import answering
from benchmarks.servers import ADDRESS, running
from benchmarks.signing import make_authority, signed
from skill.alexa import handlers
from skill.languages import LOCALES
from tests.alexa.envelopes import LAUNCH, envelope, intent, matched, unmatched

CONNECTIONS = 8
KILL_EVERY = 5.0
ALEXA_WAITS = 8.0

CHECK = intent("CheckSymptomsIntent")
YES, NO, UNSURE = (intent(f"{name}Intent") for name in ("AMAZON.Yes", "AMAZON.No", "NotSure"))
FEVER = intent("ReportSymptomsIntent", finding=matched("finding", "fever", "fever"))
AGAIN = intent("AMAZON.RepeatIntent")
IUD = intent("AskTopicIntent", topic=matched("topic", "coil", "iud"))

SENTENCES = Path(__file__).parent.parent / "tests" / "languages" / "conversations.toml"


class Conversation(NamedTuple):
    """Requests of a session, what is answered to each, and the urgency told at the end."""

    locale: str
    requests: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    urgency: str


def conversations(locale: str) -> Iterator[Conversation]:
    """What is said in the locale; the answers are the skill's own in this process."""
    dizzy = tomllib.loads(SENTENCES.read_text("utf-8"))[locale[:2]]["dizzy"]
    skill = handlers.build()
    for said, urgency in (
        ([CHECK, YES], "emergency"),
        ([CHECK, NO, YES], "urgent"),
        ([CHECK, UNSURE], "urgent"),
        ([FEVER, NO, intent("AskWhyIntent")], "urgent"),
        ([CHECK, *[NO] * 7], "prompt"),
        ([IUD, intent("AskCausesIntent"), YES, YES], "emergency"),
        ([intent("TellStoryIntent", story=unmatched("story", dizzy)), AGAIN], "emergency"),
    ):
        requests = [LAUNCH, *said]
        answers: list[dict[str, Any]] = []
        for request in requests:
            kept = answers[-1]["sessionAttributes"] if answers else None
            body = json.dumps(envelope(locale, request, kept)).encode()
            answers.append(json.loads(json.dumps(answering(skill, body)())))
        yield Conversation(locale, requests, answers, urgency)


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

    def converse(self, one: Conversation) -> None:
        """Hold one conversation and judge every answer."""
        attributes: dict[str, Any] | None = None
        for request, expected in zip(one.requests, one.answers, strict=True):
            answer = self._answer(json.dumps(envelope(one.locale, request, attributes)).encode())
            if answer is None:
                return
            if answer["response"] != expected["response"]:
                self._outcome.add("wrong answers")
            attributes = answer["sessionAttributes"]
        told = (attributes or {})["state"].get("told")
        self._outcome.add("conversations" if told == one.urgency else "wrong answers")

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
    mixed = [one for locale in LOCALES for one in conversations(locale)]
    with tempfile.TemporaryDirectory() as folder:
        make_authority(Path(folder))
        with running("skill", folder) as (port, master):
            until = time.monotonic() + seconds

            def call(first: int) -> None:
                with Caller(port, outcome) as caller:
                    for one in cycle(mixed[first:] + mixed[:first]):
                        if time.monotonic() > until:
                            return
                        caller.converse(one)

            threads = [
                threading.Thread(target=call, args=[i * len(mixed) // CONNECTIONS])
                for i in range(CONNECTIONS)
            ]
            killer = threading.Thread(target=kill_workers, args=(master, until, outcome))
            for thread in (*threads, killer):
                thread.start()
            for _ in track(range(round(seconds)), "Talking", console=Console(stderr=True)):
                time.sleep(1)
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
