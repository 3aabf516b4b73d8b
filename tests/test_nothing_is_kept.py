"""Whole conversations with marked words, at the most talkative log level: none is found after."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_model import RequestEnvelope

from benchmarks.servers import ADDRESS, free_port, wait
from benchmarks.signing import make_authority, signed
from skill.alexa.endpoint import create_app
from skill.alexa.reading import Serializer
from tests.alexa.envelopes import SKILL, envelope, intent, matched, unmatched
from tests.alexa.test_server import status

MARK = "quizzaciously"
ROOT = Path(__file__).parent.parent
NOTHING = "touched: []\nenvironment changed: False\n"

STORY = f"i am soaking pads {MARK} and my name is {MARK} and i feel dizzy"
REQUESTS = [
    intent("TellStoryIntent", story=unmatched("story", STORY)),
    intent("ReportSymptomsIntent", finding=unmatched("finding", MARK)),
    intent("ReportSymptomsIntent", finding=matched("finding", MARK, "fever")),
    intent("ReportSymptomsIntent", finding=matched("finding", MARK, MARK)),
    intent("AskTopicIntent", topic=unmatched("topic", MARK)),
    intent(MARK),
    intent("AMAZON.YesIntent", **{MARK: unmatched(MARK, MARK)}),
    {"type": MARK},
    {"type": "SessionEndedRequest", "reason": "ERROR", "error": {"type": MARK, "message": MARK}},
]
KEPT: list[dict[str, Any]] = [{}, {"state": {"findings": {"dizziness": "yes", MARK: MARK}}}]


def marked(locale: str, request: dict[str, Any], attributes: dict[str, Any]) -> bytes:
    whole = envelope(locale, request, attributes)
    whole["session"]["user"] = whole["context"]["System"]["user"] = {"userId": MARK}
    whole["context"]["System"]["device"]["deviceId"] = MARK
    return json.dumps(whole).encode()


def bodies() -> list[bytes]:
    """Made when they are sent: a request is refused 150 seconds after its timestamp."""
    return [
        *(marked("en-US", request, kept) for request in REQUESTS for kept in KEPT),
        *(marked(locale, REQUESTS[0], {}) for locale in ("es-ES", "tlh-QO", MARK)),
        json.dumps([MARK]).encode(),
        json.dumps({"request": MARK}).encode(),
        MARK.encode(),
        b'"' + MARK.encode(),
        b"\xff" + MARK.encode(),
    ]


SAID = [
    "check my symptoms",
    STORY,
    MARK,
    f"what about {MARK}",
    f"my {MARK} hurts",
    "",
    "!new",
    "yes",
]


def run(folder: Path, *arguments: str, lines: bytes) -> tuple[str, str]:
    """What a watched entry wrote to its output and to its log."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "default", "-m", "tests.watched", *arguments],
        input=lines,
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={
            **os.environ,
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "ALEXA_SKILL_ID": SKILL,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    assert not list(folder.iterdir())
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("entry", [["flask"], ["lambda"], ["flask", "fail"], ["lambda", "fail"]])
def test_no_marked_word_is_kept_by_a_request(tmp_path: Path, entry: list[str]) -> None:
    output, log = run(tmp_path, *entry, lines=b"\n".join(bodies()))
    assert len(output.splitlines()) > len(REQUESTS)
    assert MARK not in output
    assert MARK not in log
    assert log.endswith(NOTHING)


@pytest.mark.parametrize("entry", [["speaker"], ["speaker", "fail"]])
def test_no_marked_word_is_kept_by_the_speaker(tmp_path: Path, entry: list[str]) -> None:
    output, log = run(tmp_path, *entry, lines="\n".join(SAID).encode())
    turns = [json.loads(line) for line in output.splitlines()]
    assert len(turns) == len(SAID) + 1
    # The one who spoke is told what was heard; nobody else is told anything.
    assert MARK not in json.dumps([turn | {"heard": None} for turn in turns])
    assert MARK not in log
    assert log.endswith(NOTHING)


@pytest.mark.parametrize("entry", [["page"], ["page", "fail"]])
def test_no_marked_word_is_kept_by_the_page(tmp_path: Path, entry: list[str]) -> None:
    output, log = run(tmp_path, *entry, lines="\n".join(SAID).encode())
    assert output.splitlines() == ["200"] * len(SAID)
    assert MARK not in log
    assert log.endswith(NOTHING)


SERVE = """
import logging, sys
logging.basicConfig(level=1)
from pathlib import Path
from benchmarks.servers import ADDRESS, free_port, wait
from benchmarks.signing import verifier, SKILL
from skill.alexa import server
from skill.alexa.endpoint import create_app
from skill.alexa.reading import Serializer
server.serve(create_app(verifier(Path(sys.argv[1])), SKILL), "127.0.0.1", int(sys.argv[2]))
"""


NO_HTTP = [
    line.replace("?", MARK).encode()
    for line in (
        "?\r\n\r\n",
        "GET /? ? HTTP/1.1\r\n\r\n",
        "? / HTTP/1.1\r\n\r\n",
        "GET / HTTP/?\r\n\r\n",
        "GET / HTTP/1.1\r\n ?: x\r\n\r\n",
        "GET / HTTP/1.1\r\nA: a\r\n ?\r\n\r\n",
        "GET / HTTP/1.1\r\n? ?: ?\r\n\r\n",
        "GET / HTTP/1.1\r\nExpect: ?\r\n\r\n",
        "POST /alexa HTTP/1.1\r\nContent-Length: ?\r\n\r\n",
        "POST /alexa HTTP/1.1\r\nTransfer-Encoding: ?\r\n\r\n",
        "POST /alexa HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n?\r\n",
    )
]


def said_to(port: int, request: bytes) -> bytes:
    """All that the server answers to bytes that are no request."""
    answer = b""
    with socket.create_connection((ADDRESS, port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65536):
            answer += more
    return answer


def test_no_marked_word_is_kept_by_the_server(tmp_path: Path) -> None:
    make_authority(tmp_path)
    environment = tmp_path / "home"
    environment.mkdir()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-X", "dev", "-c", SERVE, str(tmp_path), str(port)],
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "HOME": str(environment), "TMPDIR": str(environment)},
    )
    wait(port)
    answers = [status(port, "POST", "/alexa", body, **signed(body)) for body in bodies()]
    refused = [status(port, "POST", "/alexa", body, **{"X": MARK}) for body in bodies()[:3]]
    strange = status(port, "GET", f"/{MARK}?{MARK}", Cookie=MARK)
    said = b"".join(said_to(port, request) for request in NO_HTTP)
    live = [Path(f"/proc/{server.pid}/{name}").read_text() for name in ("environ", "cmdline")]
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate()
    assert {*answers} == {200, 400}
    assert {*refused, strange} == {400, 404}
    assert said.count(b"HTTP/1.1 4") == len(NO_HTTP)
    assert MARK.encode() not in said
    assert MARK.encode() not in log
    assert MARK not in "".join(live)
    assert not list(environment.iterdir())


def test_account_and_device_are_not_read() -> None:
    read = Serializer().deserialize(marked("en-US", REQUESTS[0], {}), RequestEnvelope)
    assert MARK in read.request.intent.slots["story"].value
    around = str([read.session.to_dict(), read.context.to_dict()])
    assert "alexa_presentation_apl': {" in around
    assert not [word for word in (MARK, "amzn1", "https:", "'token'") if word in around]


def test_failing_last_resort_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(MARK)

    caplog.set_level(1)
    monkeypatch.setattr("skill.alexa.handlers.Speaker", fail)
    client = create_app(None).test_client()
    answer = client.post("/alexa", data=marked("en-US", REQUESTS[0], {}))
    assert (answer.status_code, answer.data) == (500, b"")
    assert MARK not in caplog.text
