"""The server as it runs: `skill serve`, its health, its end, bad clients, a worker's death."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import load
from benchmarks.servers import ADDRESS, free_port, running, wait
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
    spoken = list(load.conversations("de-DE"))
    with running("skill") as (port, server):
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        with load.Caller(port, outcome) as caller:
            for one in spoken:
                os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
                caller.converse(one)
    assert outcome.counts["conversations"] == len(spoken)
    assert not outcome.counts["wrong answers"]


SLOW_CLIENTS = 200
BEGUN = b"POST /alexa HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{"

WITH = """
import json, logging, sys
logging.basicConfig(level="WARNING", format="%(message)s")
from skill.alexa import endpoint, server
vars(server).update(json.loads(sys.argv[1]))
server.serve(endpoint.create_app(None), sys.argv[2], int(sys.argv[3]))
"""


@contextmanager
def served(**limits: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server with other limits: its port and its process, whose log is to be read."""
    port = free_port()
    command = [sys.executable, "-c", WITH, json.dumps(limits), ADDRESS, str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            wait(port)
            yield port, server
        finally:
            server.terminate()


def connected(port: int) -> socket.socket:
    return socket.create_connection((ADDRESS, port), timeout=10)


def test_slow_clients_hold_up_nobody() -> None:
    with running("skill") as (port, _), ExitStack() as open_connections:
        for _ in range(SLOW_CLIENTS):
            open_connections.enter_context(connected(port)).sendall(BEGUN)
        assert status(port, "GET", "/health") == 200


def test_slow_client_is_cut_off_however_it_drips() -> None:
    with served(LONGEST_SECONDS=1) as (port, server):
        with connected(port) as slow, connected(port) as dripping:
            dripping.settimeout(0.2)
            slow.sendall(BEGUN)
            dripping.sendall(BEGUN)
            answer = None
            while answer is None:
                with suppress(TimeoutError):
                    # Its end may come as a reset, since drops are left unread.
                    try:
                        dripping.sendall(b" ")
                        answer = dripping.recv(1000)
                    except ConnectionError:
                        answer = b""
            assert b"200" not in answer + slow.recv(1000)
        server.terminate()
        _, log = server.communicate()
    assert log.count(b"refused: too-slow") == 2


def test_idle_connections_make_room() -> None:
    limits = {"WORKERS": 1, "THREADS": 2, "CONNECTIONS": 8}
    with served(**limits) as (port, _), ExitStack() as open_connections:
        for _ in range(20):
            idle = open_connections.enter_context(connected(port))
            idle.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(port, "GET", "/health") == 200


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running("skill") as (port, _):
        yield port


words = (
    b"GET POST /alexa /health HTTP/1.1 Host Content-Length Transfer-Encoding chunked Expect"
    b" 100-continue 0 5 Connection Upgrade h2c Signature-256 SignatureCertChainUrl PROXY {} quizz"
).split()
signs = [b" ", b"\r\n", b"\r\n\r\n", b": ", b"\0", b"\xff", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
parts = st.sampled_from(words) | st.sampled_from(signs) | st.binary(max_size=4)
requests = st.lists(parts, max_size=20).map(b"".join)


@given(begin=st.just(b"") | st.just(b"POST /alexa HTTP/1.1\r\n"), sent=requests)
def test_bytes_that_are_no_request_are_refused_and_not_repeated(
    port: int, begin: bytes, sent: bytes
) -> None:
    with connected(port) as connection:
        connection.sendall(begin + sent)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionResetError):
            while more := connection.recv(65536):
                answer += more
    for line in answer.split(b"\r\n"):
        if line.startswith(b"HTTP/1.1"):
            assert line.split()[1] in (b"100", b"200", b"400", b"404", b"405", b"413")
    assert b"quizz" not in answer


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--local", "--host", "0.0.0.0"], "needs verification"),
        (["--host", "0.0.0.0"], "ALEXA_SKILL_ID"),
        ([], "ALEXA_SKILL_ID"),
    ],
    ids=" ".join,
)
def test_requests_without_verification_are_served_on_loopback_only(
    arguments: list[str], needed: str
) -> None:
    command = [sys.executable, "-c", "from skill.cli import main; main()", "serve", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "ALEXA_SKILL_ID"}
    served = subprocess.run(command, capture_output=True, check=False, text=True, env=environment)
    assert served.returncode == 2
    assert needed in served.stderr
