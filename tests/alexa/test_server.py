"""The server as it runs: `skill serve`, its health, its end, and the death of a worker."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks import load
from benchmarks.servers import ADDRESS, running
from benchmarks.signing import make_authority, signed
from tests.alexa.envelopes import LAUNCH, envelope


def status(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> int:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        with connection.getresponse() as answer:
            return answer.status
    finally:
        connection.close()


def test_server_answers_its_health_and_alexa_alone(tmp_path: Path) -> None:
    make_authority(tmp_path)
    body = json.dumps(envelope("en-US", LAUNCH)).encode()
    with running("skill", str(tmp_path)) as (port, _):
        assert status(port, "GET", "/health") == 200
        assert status(port, "POST", "/alexa", body, **signed(body)) == 200
        assert status(port, "POST", "/alexa", body + b" ", **signed(body)) == 400
        assert status(port, "POST", "/alexa", body) == 400
        assert status(port, "GET", "/alexa") == 405
        assert status(port, "GET", "/") == 404


def test_request_under_way_at_sigterm_is_answered() -> None:
    body = json.dumps(envelope("en-US", LAUNCH)).encode()
    with running("skill") as (port, server):
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
        connection.putrequest("POST", "/alexa")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:100])
        # Answered only after a worker has taken the request above from the same queue.
        assert status(port, "GET", "/health") == 200
        server.send_signal(signal.SIGTERM)
        connection.send(body[100:])
        with connection.getresponse() as answer:
            assert answer.status == 200
        connection.close()
        assert server.wait(timeout=30) == 0


def test_killed_worker_is_replaced_and_sessions_go_on() -> None:
    outcome = load.Outcome()
    with running("skill") as (port, server):
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        with load.Caller(port, outcome) as caller:
            for said, urgency in load.CONVERSATIONS:
                os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
                caller.converse("en-GB", said, urgency)
    assert outcome.counts["conversations"] == len(load.CONVERSATIONS)


def test_requests_without_verification_are_served_on_loopback_only() -> None:
    served = subprocess.run(
        [
            sys.executable,
            "-c",
            "from skill.cli import main; main()",
            "serve",
            "--local",
            "--host",
            "0.0.0.0",
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert served.returncode == 2
    assert "needs verification" in served.stderr
