"""What the web service says to those whom it refuses: a status, nothing else, and one log line."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from flask.testing import FlaskClient

from benchmarks.signing import CHAIN, ROOT, make_authority, signed
from skill.alexa.endpoint import LARGEST_BODY, create_app
from skill.alexa.verification import CertificateUnavailable, RequestVerifier
from tests.alexa.envelopes import LAUNCH, SKILL, envelope

MARK = "quizzaciously"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder)
    return folder


def client(authority: Path, held: str = "chain") -> FlaskClient:
    """A caller of the service, whose certificate host holds a chain, junk, or is not there."""

    def fetch(_: str) -> bytes:
        if held == "nothing":
            raise CertificateUnavailable
        return (authority / CHAIN).read_bytes() if held == "chain" else MARK.encode()

    root = x509.load_pem_x509_certificate((authority / ROOT).read_bytes())
    app = create_app(RequestVerifier(SKILL, roots=[root], fetch=fetch), SKILL)
    return app.test_client()


def body(**changes: object) -> bytes:
    return json.dumps(envelope("en-US", LAUNCH) | {"marked": MARK} | changes).encode()


def padded(length: int) -> bytes:
    return body().ljust(length)


def hour_old() -> bytes:
    old = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return body(request=LAUNCH | {"locale": "en-US", "timestamp": old})


REFUSED = {
    "no headers": (body(), {}, "chain", 400, "refused: certificate-url"),
    "no signature": (
        body(),
        signed(body()) | {"Signature-256": ""},
        "chain",
        400,
        "refused: signature",
    ),
    "certificate elsewhere": (
        body(),
        signed(body()) | {"SignatureCertChainUrl": f"https://{MARK}.com/echo.api/c.pem"},
        "chain",
        400,
        "refused: certificate-url",
    ),
    "junk for certificates": (body(), signed(body()), "junk", 400, "refused: certificate-chain"),
    "no certificates": (
        body(),
        signed(body()),
        "nothing",
        503,
        "not verified: certificate-unavailable",
    ),
    "other body": (body() + b" ", signed(body()), "chain", 400, "refused: signature"),
    "no JSON": (MARK.encode(), signed(MARK.encode()), "chain", 400, "refused: body"),
    "no request": (
        body(request={}),
        signed(body(request={})),
        "chain",
        400,
        "refused: timestamp",
    ),
    "an hour old": (hour_old(), signed(hour_old()), "chain", 400, "refused: timestamp"),
    "other skill": (
        body(session={"application": {"applicationId": MARK}}),
        signed(body(session={"application": {"applicationId": MARK}})),
        "chain",
        400,
        "refused: application-id",
    ),
    "too large": (
        padded(LARGEST_BODY + 1),
        signed(padded(LARGEST_BODY + 1)),
        "chain",
        413,
        "refused: request-entity-too-large",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusal_is_a_status_and_one_line(
    caplog: pytest.LogCaptureFixture, authority: Path, case: str
) -> None:
    content, headers, held, status, line = REFUSED[case]
    caplog.set_level(logging.DEBUG)
    answer = client(authority, held).post(f"/alexa?{MARK}", data=content, headers=headers)
    assert (answer.status_code, answer.data) == (status, b"")
    assert MARK not in str(answer.headers)
    assert [record.getMessage() for record in caplog.records] == [line]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(
    caplog: pytest.LogCaptureFixture, authority: Path, method: str
) -> None:
    answer = client(authority).open("/alexa", method=method, data=body(), headers=signed(body()))
    assert (answer.status_code, answer.data) == (405, b"")
    assert answer.headers["Allow"] == "POST"
    assert caplog.messages == ["refused: method-not-allowed"]


@pytest.mark.parametrize("path", ["/", "/alexa/", f"/{MARK}", "/static/x"])
def test_other_pages_are_not_there(
    caplog: pytest.LogCaptureFixture, authority: Path, path: str
) -> None:
    answer = client(authority).post(path, data=body(), headers=signed(body()))
    assert (answer.status_code, answer.data) == (404, b"")
    assert caplog.messages == ["refused: not-found"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"request":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    ],
    ids=lambda content: str(content[:12]),
)
def test_bad_body_is_refused_by_who_believes_everyone_too(content: bytes) -> None:
    answer = create_app(None).test_client().post("/alexa", data=content)
    assert (answer.status_code, answer.data) == (400, b"")


def test_longest_body_is_answered(authority: Path) -> None:
    longest = padded(LARGEST_BODY)
    assert client(authority).post("/alexa", data=longest, headers=signed(longest)).json["response"]


def test_body_is_read_whatever_it_is_said_to_be(authority: Path) -> None:
    headers = signed(body()) | {"Content-Type": "application/x-www-form-urlencoded"}
    assert client(authority).post("/alexa", data=body(), headers=headers).json["response"]
    said = {"Content-Type": "application/x-www-form-urlencoded"}
    assert create_app(None).test_client().post("/alexa", data=body(), headers=said).json["response"]
