"""What is, and what is not, a request of Alexa's."""

import base64
import json
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import example, given
from hypothesis import strategies as st

from skill.alexa.verification import (
    CACHED_CHAINS,
    FETCH_BYTES,
    CertificateUnavailable,
    RefusedRequest,
    RequestVerifier,
    fetch_certificates,
    utc_now,
)
from tests.alexa.certificate_authority import FAR_AHEAD, Holder, certify, rsa_key, signed_with_sha1

NOW = datetime(2030, 6, 15, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SKILL = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"
OTHER_SKILL = "amzn1.ask.skill.99999999-2222-3333-4444-555555555555"
DIRECTORY = "https://s3.amazonaws.com/echo.api/"
URL = DIRECTORY + "echo-api-cert-12.pem"
HOST = "echo-api.amazon.com"

ROOT = certify("Root", rsa_key("root"), authority=True)
ISSUER = certify("Issuer", rsa_key("issuer"), ROOT, authority=True)
LEAF = certify(HOST, rsa_key("leaf"), ISSUER, hosts=[HOST], begins=NOW - DAY, ends=NOW + DAY)
CHAIN = LEAF.pem + ISSUER.pem + ROOT.pem


class Host:
    """The certificate host: what it holds, and how often each address was asked for."""

    def __init__(self, pem: bytes = CHAIN) -> None:
        self.pem = pem
        self.asked: Counter[str] = Counter()

    def __call__(self, url: str) -> bytes:
        self.asked[url] += 1
        return self.pem


def verifier(
    fetch: Callable[[str], bytes] | None = None, now: Callable[[], datetime] = lambda: NOW
) -> RequestVerifier:
    return RequestVerifier(SKILL, roots=[ROOT.certificate], fetch=fetch or Host(), now=now)


def application(skill: object) -> dict[str, object]:
    return {"application": {"applicationId": skill}}


def envelope(**changes: object) -> dict[str, object]:
    """An envelope as Alexa sends it, with other members at its top."""
    return {
        "version": "1.0",
        "session": {"new": True, **application(SKILL)},
        "context": {
            "System": {**application(SKILL), "user": {"userId": "amzn1.ask.account.\u00e9"}}
        },
        "request": {"type": "LaunchRequest", "timestamp": "2030-06-15T12:00:00Z"},
    } | changes


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in envelope().items() if name not in names}


def asked_at(timestamp: object, kind: object = "IntentRequest") -> dict[str, object]:
    return envelope(request={"type": kind, "timestamp": timestamp})


def encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


BODY = encoded(envelope())


def signature(body: bytes, key: str = "leaf") -> str:
    return base64.b64encode(rsa_key(key).sign(body, PKCS1v15(), SHA256())).decode()


def signed(body: bytes, url: str = URL) -> dict[str, str]:
    return {"SignatureCertChainUrl": url, "Signature-256": signature(body)}


SIGNED = signed(BODY)


def refusal(
    headers: Mapping[str, str], body: bytes = BODY, by: RequestVerifier | None = None
) -> str:
    """The reason for which the request is refused."""
    with pytest.raises(RefusedRequest) as refused:
        (by or verifier()).verify(headers, body)
    assert str(refused.value) == refused.value.reason
    return refused.value.reason


# The request as a whole


def test_good_request_passes() -> None:
    verifier().verify(SIGNED, BODY)


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_header_names_are_read_in_any_case(change: Callable[[str], str]) -> None:
    verifier().verify({change(name): value for name, value in SIGNED.items()}, BODY)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        pytest.param({}, "certificate-url", id="none"),
        pytest.param(
            {"Signature-256": SIGNED["Signature-256"]}, "certificate-url", id="no address"
        ),
        pytest.param({"SignatureCertChainUrl": URL}, "signature", id="no signature"),
        pytest.param(
            SIGNED | {"signaturecertchainurl": URL}, "certificate-url", id="two addresses"
        ),
        pytest.param(
            SIGNED | {"signature-256": SIGNED["Signature-256"]}, "signature", id="two signatures"
        ),
    ],
)
def test_headers_missing_or_doubled_are_refused(headers: dict[str, str], reason: str) -> None:
    assert refusal(headers) == reason


def test_public_roots_are_trusted_by_default() -> None:
    by = RequestVerifier(SKILL, fetch=Host(), now=lambda: NOW)
    assert refusal(SIGNED, by=by) == "certificate-chain"


def test_clock_may_be_of_any_zone() -> None:
    verifier(now=lambda: NOW.astimezone(timezone(timedelta(hours=14)))).verify(SIGNED, BODY)


def test_clock_by_default_is_the_time_now_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
    assert abs(utc_now().timestamp() - time.time()) < 1


# The address of the certificates


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (URL, URL),
        ("https://s3.amazonaws.com:443/echo.api/echo-api-cert-12.pem", URL),
        ("HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert-12.pem", URL),
        ("https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert-12.pem", URL),
        ("https://s3.amazonaws.com/other/../echo.api/echo-api-cert-12.pem", URL),
        ("https://s3.amazonaws.com/./echo.api/./echo-api-cert-12.pem", URL),
        ("https://s3.amazonaws.com/../../echo.api/echo-api-cert-12.pem", URL),
        (DIRECTORY + "a/b/../c_1~2.cer", DIRECTORY + "a/c_1~2.cer"),
        (DIRECTORY + "...", DIRECTORY + "..."),
    ],
)
def test_address_is_normalised_before_it_is_asked(url: str, asked: str) -> None:
    host = Host()
    verifier(host).verify(signed(BODY, url), BODY)
    assert host.asked == {asked: 1}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("/echo.api/c.pem", id="no origin"),
        pytest.param("//s3.amazonaws.com/echo.api/c.pem", id="no scheme"),
        pytest.param("http://s3.amazonaws.com/echo.api/c.pem", id="http"),
        pytest.param("file:///echo.api/c.pem", id="file"),
        pytest.param("https:/s3.amazonaws.com/echo.api/c.pem", id="one slash"),
        pytest.param("https:\\\\s3.amazonaws.com/echo.api/c.pem", id="backslashes"),
        pytest.param("https://example.com/echo.api/c.pem", id="other host"),
        pytest.param("https://s3.amazonaws.com.example.com/echo.api/c.pem", id="host as prefix"),
        pytest.param("https://x.s3.amazonaws.com/echo.api/c.pem", id="subdomain"),
        pytest.param("https://s3-amazonaws.com/echo.api/c.pem", id="dot is a dot"),
        pytest.param("https://s3.amazonaws.com./echo.api/c.pem", id="rooted host"),
        pytest.param("https://s3.us-west-2.amazonaws.com/echo.api/c.pem", id="region"),
        pytest.param("https://s3.amazonaws.com@example.com/echo.api/c.pem", id="host as user"),
        pytest.param("https://user@s3.amazonaws.com/echo.api/c.pem", id="user"),
        pytest.param("https://user:word@s3.amazonaws.com/echo.api/c.pem", id="user and password"),
        pytest.param("https://@s3.amazonaws.com/echo.api/c.pem", id="empty user"),
        pytest.param("https://s3.amazonaws.com\\@example.com/echo.api/c.pem", id="backslash host"),
        pytest.param("https://s3.amazonaws.com#@example.com/echo.api/c.pem", id="fragment host"),
        pytest.param("https://s3.amazonaws.com:563/echo.api/c.pem", id="other port"),
        pytest.param("https://s3.amazonaws.com:80/echo.api/c.pem", id="http port"),
        pytest.param("https://s3.amazonaws.com:/echo.api/c.pem", id="empty port"),
        pytest.param("https://s3.amazonaws.com:0443/echo.api/c.pem", id="zero before port"),
        pytest.param("https://s3.amazonaws.com:4430/echo.api/c.pem", id="port as prefix"),
        pytest.param("https://s3.amazonaws.com:٤٤٣/echo.api/c.pem", id="arabic digits"),
        pytest.param("https://s3.amazonaws.com", id="no path"),
        pytest.param("https://s3.amazonaws.com/", id="root"),
        pytest.param("https://s3.amazonaws.com/echo.api", id="directory, no slash"),
        pytest.param("https://s3.amazonaws.com/echo.api/", id="directory"),
        pytest.param("https://s3.amazonaws.com/EcHo.aPi/c.pem", id="path case"),
        pytest.param("https://s3.amazonaws.com/invalid.path/c.pem", id="other path"),
        pytest.param("https://s3.amazonaws.com/echo.apis/c.pem", id="path as prefix"),
        pytest.param("https://s3.amazonaws.com/echo-api/c.pem", id="path dot is a dot"),
        pytest.param("https://s3.amazonaws.com/x/echo.api/c.pem", id="path further in"),
        pytest.param("https://s3.amazonaws.com/echo.api/../c.pem", id="path left"),
        pytest.param("https://s3.amazonaws.com/echo.api/x/../../c.pem", id="path left later"),
        pytest.param("https://s3.amazonaws.com/echo.api/..", id="path left at the end"),
        pytest.param("https://s3.amazonaws.com//echo.api/c.pem", id="empty segment"),
        pytest.param("https://s3.amazonaws.com///echo.api/c.pem", id="empty segments"),
        pytest.param("https://s3.amazonaws.com/echo.api//c.pem", id="empty segment inside"),
        pytest.param("https://s3.amazonaws.com/echo.api\\c.pem", id="backslash path"),
        pytest.param("https://s3.amazonaws.com/echo.api/..\\..\\c.pem", id="backslash dots"),
        pytest.param("https://s3.amazonaws.com/echo.api/%2e%2e/c.pem", id="encoded dots"),
        pytest.param("https://s3.amazonaws.com/echo.api/..%2fc.pem", id="encoded slash"),
        pytest.param("https://s3.amazonaws.com/echo.api/%252e%252e/c.pem", id="encoded twice"),
        pytest.param("https://s3.amazonaws.com/%65cho.api/c.pem", id="encoded letter"),
        pytest.param("https://s3.amazonaws.com/echo.api/c.pem%00", id="encoded null"),
        pytest.param("https://s3%2eamazonaws.com/echo.api/c.pem", id="encoded host"),
        pytest.param(URL + "?x=1", id="query"),
        pytest.param(URL + "?", id="empty query"),
        pytest.param(URL + "#x", id="fragment"),
        pytest.param(URL + "#", id="empty fragment"),
        pytest.param(URL + ";x", id="parameter"),
        pytest.param(" " + URL, id="space before"),
        pytest.param(URL + " ", id="space after"),
        pytest.param(URL + "\n", id="line end after"),
        pytest.param(URL + "\r\nHost: example.com", id="header injected"),
        pytest.param(URL + "\0", id="null"),
        pytest.param(URL + "\x7f", id="delete"),
        pytest.param("https://s3.amazon\taws.com/echo.api/c.pem", id="tab in host"),
        pytest.param("https://ſ3.amazonaws.com/echo.api/c.pem", id="long s"),
        pytest.param("https://s3.amaⓏonaws.com/echo.api/c.pem", id="circled letter"),
        pytest.param("https://s3。amazonaws。com/echo.api/c.pem", id="ideographic dots"),
        pytest.param("https://s3.аmazonaws.com/echo.api/c.pem", id="cyrillic a"),
        pytest.param("https://s3.amazonaws.com/eсho.api/c.pem", id="cyrillic c in path"),
        pytest.param("https://s3.amazonaws.com/echo．api/c.pem", id="full-width dot in path"),
        pytest.param("https://s3.amazonaws.com／echo.api/c.pem", id="full-width slash"),
        pytest.param("https://s3.amazonaws.com/echo.api/é.pem", id="accent"),
        pytest.param("https://s3.amazonaws.com/echo.api/\ud800", id="lone surrogate"),
        pytest.param("\ufeff" + URL, id="byte-order mark"),
    ],
)
def test_address_elsewhere_is_refused_and_not_asked(url: str) -> None:
    host = Host()
    assert refusal(SIGNED | {"SignatureCertChainUrl": url}, by=verifier(host)) == "certificate-url"
    assert not host.asked


# The chain of certificates


def leaf(
    hosts: Sequence[str | x509.GeneralName] = (HOST,),
    begins: datetime = NOW - DAY,
    ends: datetime = NOW + DAY,
    issuer: Holder | None = ISSUER,
    key: rsa.RSAPrivateKey | None = None,
    **others: Any,
) -> bytes:
    holder = key or rsa_key("leaf")
    return certify(HOST, holder, issuer, hosts=hosts, begins=begins, ends=ends, **others).pem


def issuer(authority: bool = True, **others: Any) -> bytes:
    return certify("Issuer", rsa_key("issuer"), ROOT, authority=authority, **others).pem


CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH
ADDRESS = x509.IPAddress(ip_address("127.0.0.1"))
PAGE_OF_HOST = x509.UniformResourceIdentifier(f"https://{HOST}/")
SHA1_LEAF, SHA1_ISSUER = signed_with_sha1(LEAF, ISSUER), signed_with_sha1(ISSUER, ROOT)
OTHER_ROOT = certify("Root", rsa_key("other"), authority=True)
OTHER_ISSUER = certify("Issuer", rsa_key("issuer"), OTHER_ROOT, authority=True)
CURVE_LEAF = certify(HOST, ec.generate_private_key(ec.SECP256R1()), ISSUER, hosts=[HOST])


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(LEAF.pem + ISSUER.pem, id="root left out"),
        pytest.param(LEAF.pem + ROOT.pem + ISSUER.pem, id="issuers in any order"),
        pytest.param(CHAIN.replace(b"\n", b"\r\n"), id="line ends"),
        pytest.param(b"Subject: x\n" + CHAIN, id="text before"),
        pytest.param(leaf(hosts=("example.com", HOST)) + ISSUER.pem, id="second name"),
        pytest.param(leaf(begins=NOW) + ISSUER.pem, id="valid from now"),
        pytest.param(leaf(ends=NOW) + ISSUER.pem, id="valid until now"),
        pytest.param(leaf(issuer=ROOT), id="signed by the root"),
    ],
)
def test_chain_to_a_root_passes(pem: bytes) -> None:
    verifier(Host(pem)).verify(SIGNED, BODY)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>Not found</html>", id="not pem"),
        pytest.param(b"\xff\xfe\x00" * 50, id="bytes"),
        pytest.param(
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            id="not a certificate",
        ),
        pytest.param(CHAIN[: len(LEAF.pem) // 2], id="cut in the leaf"),
        pytest.param(CHAIN.replace(b"CERTIFICATE", b"PUBLIC KEY"), id="other label"),
        pytest.param(LEAF.pem.replace(b"\nMII", b"\nMIJ", 1) + ISSUER.pem, id="damaged"),
        pytest.param(leaf(ends=NOW - SECOND) + ISSUER.pem, id="leaf expired"),
        pytest.param(leaf(begins=NOW + SECOND) + ISSUER.pem, id="leaf not yet valid"),
        pytest.param(LEAF.pem + issuer(ends=NOW - SECOND), id="issuer expired"),
        pytest.param(LEAF.pem + issuer(begins=NOW + SECOND), id="issuer not yet valid"),
        pytest.param(LEAF.pem + issuer(authority=False), id="issuer is no authority"),
        pytest.param(leaf(hosts=()) + ISSUER.pem, id="common name only"),
        pytest.param(leaf(hosts=("api.amazon.com",)) + ISSUER.pem, id="other name"),
        pytest.param(leaf(hosts=(HOST + ".example.com",)) + ISSUER.pem, id="name as prefix"),
        pytest.param(leaf(hosts=("*.amazon.com",)) + ISSUER.pem, id="wildcard"),
        pytest.param(LEAF.pem, id="issuer missing"),
        pytest.param(LEAF.pem + ROOT.pem, id="issuer missing, root given"),
        pytest.param(leaf(issuer=None), id="self-signed"),
        pytest.param(leaf(issuer=None) + ISSUER.pem + ROOT.pem, id="self-signed before a chain"),
        pytest.param(ISSUER.pem + LEAF.pem + ROOT.pem, id="leaf not first"),
        pytest.param(leaf(issuer=OTHER_ROOT) + OTHER_ROOT.pem, id="other authority"),
        pytest.param(leaf(issuer=OTHER_ROOT) + ROOT.pem, id="authority of the same name"),
        pytest.param(LEAF.pem + OTHER_ISSUER.pem + OTHER_ROOT.pem, id="chain to another root"),
        pytest.param(CURVE_LEAF.pem + ISSUER.pem, id="not rsa"),
        pytest.param(leaf(key=rsa_key("leaf", 1024)) + ISSUER.pem, id="weak key"),
        pytest.param(SHA1_LEAF.pem + ISSUER.pem, id="leaf signed with sha-1"),
        pytest.param(LEAF.pem + SHA1_ISSUER.pem, id="issuer signed with sha-1"),
        pytest.param(leaf(purpose=CLIENT_AUTH) + ISSUER.pem, id="for clients"),
        pytest.param(leaf(unknown=True) + ISSUER.pem, id="unknown critical extension"),
        pytest.param(leaf(hosts=[ADDRESS]) + ISSUER.pem, id="name of an address"),
        pytest.param(leaf(hosts=[PAGE_OF_HOST]) + ISSUER.pem, id="name of a page"),
        pytest.param(CHAIN[: len(LEAF.pem) + 200], id="cut in the issuer"),
    ],
)
def test_other_chain_is_refused(pem: bytes) -> None:
    assert refusal(SIGNED, by=verifier(Host(pem))) == "certificate-chain"


# The signature

SHA1_SIGNATURE = base64.b64encode(rsa_key("leaf").sign(BODY, PKCS1v15(), SHA1())).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("AAAA", id="short"),
        pytest.param(SIGNED["Signature-256"][:-8], id="cut"),
        pytest.param(SIGNED["Signature-256"] + "AAAA", id="lengthened"),
        pytest.param(SIGNED["Signature-256"].rstrip("="), id="no padding"),
        pytest.param(SIGNED["Signature-256"][:60] + "\n" + SIGNED["Signature-256"][60:], id="line"),
        pytest.param(SIGNED["Signature-256"] + " ", id="space"),
        pytest.param("-_" + SIGNED["Signature-256"][2:], id="url alphabet"),
        pytest.param("TEST_INVALID_SIGNATURE!", id="not base64"),
        pytest.param("é" * 344, id="not ascii"),
        pytest.param(signature(BODY, "other"), id="other key"),
        pytest.param(signature(b"{}"), id="other body"),
        pytest.param(SHA1_SIGNATURE, id="sha-1"),
        pytest.param(
            base64.b64encode(
                rsa_key("leaf").sign(BODY, PSS(MGF1(SHA256()), 32), SHA256())
            ).decode(),
            id="pss",
        ),
    ],
)
def test_other_signature_is_refused(text: str) -> None:
    assert refusal(SIGNED | {"Signature-256": text}) == "signature"


def test_sha1_header_alone_is_refused() -> None:
    assert refusal({"SignatureCertChainUrl": URL, "Signature": SHA1_SIGNATURE}) == "signature"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(encoded(envelope(version="1.1")), id="other"),
        pytest.param(json.dumps(envelope()).encode(), id="same, escaped"),
        pytest.param(json.dumps(envelope(), indent=1, ensure_ascii=False).encode(), id="indented"),
        pytest.param(BODY + b"\n", id="line end"),
        pytest.param(b"\xef\xbb\xbf" + BODY, id="byte-order mark"),
        pytest.param(BODY.replace("\u00e9".encode(), "e\u0301".encode()), id="other normal form"),
    ],
)
def test_other_bytes_than_signed_are_refused(body: bytes) -> None:
    assert refusal(SIGNED, body) == "signature"


# The body, once its signature holds


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "body", id="empty"),
        pytest.param(b"{", "body", id="cut"),
        pytest.param(BODY + BODY, "body", id="twice"),
        pytest.param(b"null", "body", id="null"),
        pytest.param(b"[]", "body", id="list"),
        pytest.param(b'"request"', "body", id="string"),
        pytest.param(b"\xef\xbb\xbf" + BODY, "body", id="byte-order mark"),
        pytest.param(BODY.decode().encode("utf-16"), "body", id="utf-16"),
        pytest.param(BODY.decode().encode("latin-1"), "body", id="latin-1"),
        pytest.param(BODY.replace(b"1.0", b"\xed\xa0\x80"), "body", id="surrogate bytes"),
        pytest.param(BODY.replace(b"1.0", b"\\ud800"), "body", id="lone surrogate"),
        pytest.param(BODY.replace(b'"version"', b'"\\udfff"'), "body", id="lone surrogate, name"),
        pytest.param(BODY.replace(b'"1.0"', b"NaN"), "body", id="nan"),
        pytest.param(BODY.replace(b'"1.0"', b"-Infinity"), "body", id="infinity"),
        pytest.param(BODY.replace(b'"1.0"', b"1e999"), "body", id="beyond a double"),
        pytest.param(BODY.replace(b'"1.0"', b"9" * 5000), "body", id="beyond an integer"),
        pytest.param(
            BODY.replace(b'"1.0"', b"[" * 100_000 + b"]" * 100_000), "body", id="deep lists"
        ),
        pytest.param(
            BODY.replace(b'"1.0"', b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "body", id="deep"
        ),
        pytest.param(b"[" * 100_000, "body", id="deep and cut"),
        pytest.param(encoded(without("request")), "timestamp", id="no request"),
        pytest.param(encoded(envelope(request=[])), "body", id="request a list"),
        pytest.param(encoded(envelope(request=None)), "body", id="request null"),
        pytest.param(encoded(asked_at("2030-06-15T12:00:00Z", None)), "timestamp", id="type null"),
    ],
)
def test_other_body_is_refused(body: bytes, reason: str) -> None:
    assert refusal(signed(body), body) == reason


INTENT = "IntentRequest"
EVENT = "AlexaSkillEvent.SkillDisabled"


@pytest.mark.parametrize(
    ("kind", "timestamp"),
    [
        (INTENT, "2030-06-15T12:00:00Z"),
        (INTENT, "2030-06-15T12:00:00.250Z"),
        (INTENT, "2030-06-15T12:00:00+00:00"),
        (INTENT, "2030-06-15T14:00:00+02:00"),
        (INTENT, "2030-06-14T23:00:00-13:00"),
        (INTENT, "2030-06-15T11:57:30Z"),
        (INTENT, "2030-06-15T12:02:30Z"),
        (EVENT, "2030-06-15T11:00:00Z"),
        (EVENT, "2030-06-15T13:00:00Z"),
    ],
)
def test_request_of_now_passes(kind: str, timestamp: str) -> None:
    body = encoded(asked_at(timestamp, kind))
    verifier().verify(signed(body), body)


@pytest.mark.parametrize(
    ("kind", "timestamp"),
    [
        (INTENT, "2030-06-15T11:57:29Z"),
        (INTENT, "2030-06-15T12:02:31Z"),
        (INTENT, "2030-06-15T12:02:30.001Z"),
        (INTENT, "2030-06-15T12:00:00+02:00"),
        (INTENT, "2029-06-15T12:00:00Z"),
        (INTENT, "0001-01-01T00:00:00+23:59"),
        (INTENT, "9999-12-31T23:59:59-23:59"),
        ("xAlexaSkillEvent.SkillDisabled", "2030-06-15T11:30:00Z"),
        ("AlexaSkillEvents", "2030-06-15T11:30:00Z"),
        (EVENT, "2030-06-15T10:59:59Z"),
        (EVENT, "2030-06-15T13:00:01Z"),
        (INTENT, "2030-06-15T12:00:00"),
        (INTENT, "2030-06-15"),
        (INTENT, "2030-06-15T24:00:00Z"),
        (INTENT, "2030-02-30T12:00:00Z"),
        (INTENT, "Sat, 15 Jun 2030 12:00:00 GMT"),
        (INTENT, "1907755200"),
        (INTENT, "٢٠٣٠-06-15T12:00:00Z"),
        (INTENT, "now"),
        (INTENT, ""),
        (INTENT, 1907755200000),
        (INTENT, True),
        (INTENT, None),
        (INTENT, ["2030-06-15T12:00:00Z"]),
    ],
)
def test_request_of_another_time_is_refused(kind: str, timestamp: object) -> None:
    body = encoded(asked_at(timestamp, kind))
    assert refusal(signed(body), body) == "timestamp"


def test_replayed_request_is_refused_after_the_window() -> None:
    times = iter([NOW, NOW + timedelta(seconds=150), NOW + timedelta(seconds=151)])
    by = verifier(now=lambda: next(times))
    by.verify(SIGNED, BODY)
    by.verify(SIGNED, BODY)
    assert refusal(SIGNED, by=by) == "timestamp"


def system(skill: object) -> dict[str, object]:
    return {"System": application(skill)}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(without("session"), id="context only"),
        pytest.param(without("context"), id="session only"),
        pytest.param(envelope(session={}), id="session without application"),
        pytest.param(envelope(context={"AudioPlayer": {}}), id="context without system"),
    ],
)
def test_request_to_this_skill_passes(value: object) -> None:
    body = encoded(value)
    verifier().verify(signed(body), body)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (without("session", "context"), "application-id"),
        (envelope(session={}, context={}), "application-id"),
        (envelope(session={}, context={"System": {"application": {}}}), "application-id"),
        (envelope(context=system(OTHER_SKILL)), "application-id"),
        (envelope(session=application(OTHER_SKILL)), "application-id"),
        (
            envelope(session=application(OTHER_SKILL), context=system(OTHER_SKILL)),
            "application-id",
        ),
        (envelope(context=system(SKILL.upper())), "application-id"),
        (envelope(context=system(SKILL + " ")), "application-id"),
        (envelope(context=system("")), "application-id"),
        (envelope(context=system(None)), "application-id"),
        (envelope(context=system(1)), "application-id"),
        (envelope(context=system([SKILL])), "application-id"),
        (envelope(context=system({"id": SKILL})), "application-id"),
        (envelope(session=None), "body"),
        (envelope(session=[application(SKILL)]), "body"),
        (envelope(context="System"), "body"),
        (envelope(context={"System": None}), "body"),
        (envelope(context={"System": {"application": SKILL}}), "body"),
    ],
)
def test_request_to_another_skill_is_refused(value: object, reason: str) -> None:
    body = encoded(value)
    assert refusal(signed(body), body) == reason


# What is remembered of the certificates


def test_verified_chain_is_asked_for_once_whatever_its_spelling() -> None:
    host = Host()
    by = verifier(host)
    for url in (URL, URL, URL.replace(".com", ".COM:443"), DIRECTORY + "x/../" + Path(URL).name):
        by.verify(signed(BODY, url), BODY)
    assert host.asked == {URL: 1}


def test_remembered_key_still_refuses_another_signature() -> None:
    by = verifier()
    by.verify(SIGNED, BODY)
    assert refusal(SIGNED, BODY + b" ", by=by) == "signature"


@pytest.mark.parametrize(
    ("pem", "ends"),
    [
        pytest.param(CHAIN, NOW + DAY, id="leaf first to expire"),
        pytest.param(
            leaf(ends=NOW + DAY) + issuer(ends=NOW + DAY / 2), NOW + DAY / 2, id="issuer first"
        ),
    ],
)
def test_chain_is_forgotten_when_it_expires(pem: bytes, ends: datetime) -> None:
    host = Host(pem)
    clock = [NOW]
    by = verifier(host, now=lambda: clock[0])
    by.verify(SIGNED, BODY)
    clock[0] = ends
    assert refusal(SIGNED, by=by) == "timestamp"
    assert host.asked == {URL: 1}
    clock[0] = ends + SECOND
    assert refusal(SIGNED, by=by) == "certificate-chain"
    host.pem = leaf(ends=FAR_AHEAD) + ISSUER.pem
    assert refusal(SIGNED, by=by) == "timestamp"
    assert refusal(SIGNED, by=by) == "timestamp"
    assert host.asked == {URL: 3}


def test_chain_is_not_used_before_it_is_valid() -> None:
    clock = [NOW]
    by = verifier(now=lambda: clock[0])
    by.verify(SIGNED, BODY)
    clock[0] = NOW - 2 * DAY
    assert refusal(SIGNED, by=by) == "certificate-chain"


def test_chain_used_longest_ago_is_forgotten_first() -> None:
    host = Host()
    by = verifier(host)
    urls = [f"{DIRECTORY}{number}.pem" for number in range(CACHED_CHAINS + 1)]
    for url in [*urls[:-1], urls[0], urls[-1], urls[0]]:
        by.verify(signed(BODY, url), BODY)
    assert set(host.asked.values()) == {1}
    by.verify(signed(BODY, urls[1]), BODY)
    assert host.asked[urls[1]] == 2


def test_junk_is_not_remembered_and_displaces_nothing() -> None:
    host = Host()
    by = verifier(host)
    by.verify(SIGNED, BODY)
    host.pem = leaf(issuer=OTHER_ROOT) + OTHER_ROOT.pem
    junk = [f"{DIRECTORY}{number}.pem" for number in range(2 * CACHED_CHAINS)]
    for url in junk * 2:
        assert refusal(SIGNED | {"SignatureCertChainUrl": url}, by=by) == "certificate-chain"
    by.verify(SIGNED, BODY)
    assert host.asked == {URL: 1} | dict.fromkeys(junk, 2)


def in_16_threads(by: RequestVerifier) -> list[str]:
    """What 16 requests at once come to: "" or the reason for the refusal."""
    start = threading.Barrier(16)

    def request(_: int) -> str:
        start.wait()
        try:
            by.verify(SIGNED, BODY)
        except RefusedRequest as refused:
            return refused.reason
        return ""

    with ThreadPoolExecutor(16) as threads:
        return list(threads.map(request, range(16)))


def test_16_threads_ask_once() -> None:
    class SlowHost(Host):
        def __call__(self, url: str) -> bytes:
            time.sleep(0.2)
            return super().__call__(url)

    host = SlowHost()
    assert in_16_threads(verifier(host)) == [""] * 16
    assert host.asked == {URL: 1}


def test_16_threads_share_a_failure_and_the_next_request_asks_again() -> None:
    class BrokenHost(Host):
        def __call__(self, url: str) -> bytes:
            time.sleep(0.2)
            super().__call__(url)
            raise CertificateUnavailable

    host = BrokenHost()
    by = verifier(host)
    assert in_16_threads(by) == ["certificate-unavailable"] * 16
    assert host.asked == {URL: 1}
    assert refusal(SIGNED, by=by) == "certificate-unavailable"
    assert host.asked == {URL: 2}


def test_slow_address_does_not_hold_up_another() -> None:
    slow = threading.Event()

    def fetch(url: str) -> bytes:
        if url != URL:
            assert slow.wait(5)
        return CHAIN

    by = verifier(fetch)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(by.verify, signed(BODY, DIRECTORY + "slow.pem"), BODY)
        by.verify(SIGNED, BODY)
        assert not waiting.done()
        slow.set()
        waiting.result()


# The certificate host, as a server on this machine

SERVER = certify("localhost", rsa_key("server"), ROOT, hosts=["localhost"])
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(CHAIN), CHAIN)

Talk = Callable[[socket.socket, ssl.SSLContext], None]


@contextmanager
def serving(talk: Talk, tmp_path: Path) -> Iterator[str]:
    """Serve one connection with `talk`; the value is the address."""
    pem = tmp_path / "server.pem"
    pem.write_bytes(SERVER.key_pem + SERVER.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as connection:
            connection.settimeout(2)
            talk(connection, context)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(2)
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}/echo.api/c.pem"
        thread.join()


def answering(answer: bytes) -> Talk:
    def talk(connection: socket.socket, context: ssl.SSLContext) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            request = secure.recv(4096)
            assert request.startswith(b"GET /echo.api/c.pem HTTP/1.0\r\nHost: localhost\r\n")
            secure.sendall(answer)
            secure.unwrap()

    return talk


def dripping(head: bytes, drop: bytes) -> Talk:
    """Send `head`, then `drop` again and again until the other side leaves."""

    def talk(connection: socket.socket, context: ssl.SSLContext) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(4096)
            secure.sendall(head)
            while True:
                secure.sendall(drop)
                time.sleep(0.02)

    return talk


def dripping_handshake(connection: socket.socket, _: ssl.SSLContext) -> None:
    connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    while True:
        connection.sendall(b"\0")
        time.sleep(0.02)


def silent(connection: socket.socket, _: ssl.SSLContext) -> None:
    while connection.recv(4096):
        pass


def fetched(url: str, seconds: float = 0.9) -> bytes:
    context = ssl.create_default_context(cadata=ROOT.pem.decode())
    return fetch_certificates(url, seconds=seconds, context=context)


def of_length(length: int) -> bytes:
    """A good answer of so many bytes."""
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    return head + CHAIN + b"\n" * (length - len(head + CHAIN))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(PAGE, id="with a length"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\n" + CHAIN, id="until the end"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
            % (len(CHAIN), CHAIN),
            id="in chunks",
        ),
    ],
)
def test_certificates_are_fetched(answer: bytes, tmp_path: Path) -> None:
    with serving(answering(answer), tmp_path) as url:
        assert fetched(url) == CHAIN


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff" * 50, id="not http"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", id="many headers"),
        pytest.param(PAGE[:-100], id="cut"),
        pytest.param(PAGE.replace(b"200 OK", b"404 Not Found"), id="not found"),
        pytest.param(PAGE.replace(b"200 OK", b"403 Forbidden"), id="forbidden"),
        pytest.param(PAGE.replace(b"200 OK", b"500 Error"), id="error"),
        pytest.param(PAGE.replace(b"200 OK", b"204 No Content"), id="no content"),
        pytest.param(
            PAGE.replace(b"200 OK", b"301 Moved\r\nLocation: https://localhost/"), id="redirect"
        ),
        pytest.param(
            PAGE.replace(b"200 OK", b"307 Moved\r\nLocation: " + URL.encode()), id="redirect back"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="bad chunk"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n",
            id="chunk beyond the machine",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 20 + b"\r\n\r\n",
            id="length beyond the machine",
        ),
        pytest.param(of_length(64 * 1024 + 1), id="one byte too long"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"y" * FETCH_BYTES, id="head too long"),
    ],
)
def test_other_answer_of_the_host_is_no_certificate(answer: bytes, tmp_path: Path) -> None:
    with serving(answering(answer), tmp_path) as url, pytest.raises(CertificateUnavailable):
        fetched(url)


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(silent, id="silent"),
        pytest.param(dripping_handshake, id="handshake"),
        pytest.param(dripping(b"", b"H"), id="status"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), id="headers"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"-"), id="content"),
    ],
)
def test_slow_host_is_left_in_time(talk: Talk, tmp_path: Path) -> None:
    with serving(talk, tmp_path) as url:
        begun = time.monotonic()
        with pytest.raises(CertificateUnavailable):
            fetched(url, seconds=0.3)
        assert 0.25 < time.monotonic() - begun < 0.8


def test_host_is_authenticated(tmp_path: Path) -> None:
    with serving(answering(PAGE), tmp_path) as url, pytest.raises(CertificateUnavailable):
        fetch_certificates(url, seconds=0.9)
    with serving(answering(PAGE), tmp_path) as url, pytest.raises(CertificateUnavailable):
        fetched(url.replace("localhost", "127.0.0.1"))


def test_host_out_of_reach_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(CertificateUnavailable):
        fetched(f"https://localhost:{port}/echo.api/c.pem")


def test_longest_answer_is_fetched(tmp_path: Path) -> None:
    with serving(answering(of_length(64 * 1024)), tmp_path) as url:
        assert fetched(url).strip() == CHAIN.strip()


def test_next_address_of_the_host_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def two_addresses(host: str, *rest: Any, **options: Any) -> list[Any]:
        hosts = ["127.0.0.2", "127.0.0.1"] if host == "localhost" else [host]
        return [found for each in hosts for found in look_up(each, *rest, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    with serving(answering(PAGE), tmp_path) as url:
        assert fetched(url) == CHAIN


@pytest.mark.parametrize("scheme", ["http", "ftp", "httpss", ""])
def test_only_https_is_fetched(scheme: str, tmp_path: Path) -> None:
    with serving(answering(PAGE), tmp_path) as url:
        with pytest.raises(CertificateUnavailable):
            fetched(url.replace("https", scheme))
        assert fetched(url) == CHAIN


@pytest.mark.parametrize("url", ["", "c.pem", "https://", "https://[", "https://localhost:x/"])
def test_malformed_address_is_unavailable(url: str) -> None:
    with pytest.raises(CertificateUnavailable):
        fetched(url)


def test_no_time_left_is_unavailable() -> None:
    with pytest.raises(CertificateUnavailable):
        fetched("https://localhost/c.pem", seconds=0)


# Whatever comes, a refusal and nothing else

odd_urls = st.lists(
    st.sampled_from(["https", "://", "s3.amazonaws.com", ":443", "/", "echo.api", "..", ".", "c"])
    | st.sampled_from(["%2e", "%2F", *":@?#[]\\ \n\0ſ。\ud800"])
).map("".join)
odd_headers = st.dictionaries(
    st.sampled_from(["SignatureCertChainUrl", "signaturecertchainurl", "Signature-256"])
    | st.text(),
    st.sampled_from([URL, SIGNED["Signature-256"]]) | st.text(),
)
names = st.text() | st.sampled_from(["System", "application", "applicationId", "timestamp", "type"])
json_values: st.SearchStrategy[object] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.lists(json_values, max_size=3)
        | st.dictionaries(names, json_values, max_size=3)
    )
)
odd_bodies = st.binary() | st.builds(
    lambda changes: json.dumps(envelope() | changes).encode(),
    st.dictionaries(st.sampled_from(["request", "context", "session"]), json_values),
)


@given(st.text() | odd_urls | odd_urls.map(DIRECTORY.__add__))
@example(URL)
def test_any_address_passes_or_is_refused(url: str) -> None:
    host = Host()
    with suppress(RefusedRequest):
        verifier(host).verify(SIGNED | {"SignatureCertChainUrl": url}, BODY)
    for asked in host.asked:
        assert asked.startswith(DIRECTORY)
        assert not {".", ".."} & set(asked.split("/"))


@given(odd_headers, st.binary() | st.just(BODY))
def test_any_headers_pass_or_are_refused(headers: dict[str, str], body: bytes) -> None:
    with suppress(RefusedRequest):
        verifier().verify(headers, body)


@given(odd_bodies)
def test_any_signed_body_passes_or_is_refused(body: bytes) -> None:
    with suppress(RefusedRequest):
        verifier().verify(signed(body), body)


@given(st.binary() | st.integers(0, len(CHAIN)).map(lambda cut: CHAIN[:cut] + b"A" + CHAIN[cut:]))
def test_any_certificates_pass_or_are_refused(pem: bytes) -> None:
    with suppress(RefusedRequest):
        verifier(Host(pem)).verify(SIGNED, BODY)


@given(st.text() | odd_urls)
def test_any_address_is_fetched_or_unavailable(url: str) -> None:
    with pytest.raises(CertificateUnavailable):
        fetched(url.replace("s3.amazonaws.com", "127.0.0.1:1"), seconds=0.1)
