"""Whether a request to the skill's web service really comes from Alexa.

The rules are Amazon's, from "Host a Custom Skill as a Web Service":
https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

import base64
import http.client
import io
import posixpath
import re
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

import certifi
import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store

ALEXA_HOST = "echo-api.amazon.com"
CERTIFICATE_ORIGIN = "https://s3.amazonaws.com"
CERTIFICATE_DIRECTORY = "/echo.api/"
FETCH_SECONDS = 3.0
FETCH_BYTES = 64 * 1024
CACHED_CHAINS = 16
SHORTEST_KEY = 2048
REQUEST_TOLERANCE = timedelta(seconds=150)
SKILL_EVENT_TOLERANCE = timedelta(hours=1)

# Only what a certificate's address needs: user info, query, fragment, percent-encoding, empty
# segments and other scripts cannot match. ASCII, or "ſ3" would match "s3" without regard to case.
_CERTIFICATE_URL = re.compile(
    r"(?i:https://s3\.amazonaws\.com)(?::443)?(?P<path>(?:/[\w.~-]+)+)", re.ASCII
)


class RefusedRequest(Exception):
    """A request that is not Alexa's.

    `reason` is a short fixed word for the log, never content of the request: "certificate-url",
    "certificate-unavailable", "certificate-chain", "signature", "body", "timestamp" or
    "application-id".
    """

    def __init__(self, reason: str) -> None:
        """Refuse for `reason`."""
        super().__init__(reason)
        self.reason = reason


class CertificateUnavailable(RefusedRequest):
    """The certificate host was out of reach or answered badly; the same request may pass later."""

    def __init__(self) -> None:
        """Refuse for want of a certificate."""
        super().__init__("certificate-unavailable")


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def fetch_certificates(
    url: str, *, seconds: float = FETCH_SECONDS, context: ssl.SSLContext | None = None
) -> bytes:
    """Return what `url` (https only) holds, at most 64 KiB with its headers.

    `seconds` bounds the whole exchange, however slowly the bytes come, except the look-up of the
    host name, which the system's resolver bounds. `context` is by default one that trusts the
    roots of certifi.

    Raises CertificateUnavailable, for a redirect too.
    """
    try:
        response = _get(url, time.monotonic() + seconds, context)
        response.begin()
        content = response.read()
    # http.client lets a length too great for the machine through, as OverflowError.
    except (OSError, ValueError, OverflowError, http.client.HTTPException) as error:
        raise CertificateUnavailable from error
    if response.status != http.HTTPStatus.OK:
        raise CertificateUnavailable
    return content


def _get(url: str, deadline: float, context: ssl.SSLContext | None) -> http.client.HTTPResponse:
    target = urlsplit(url)
    if target.scheme != "https" or not target.hostname:
        raise ValueError("not an https address")
    request = f"GET {target.path} HTTP/1.0\r\nHost: {target.hostname}\r\n\r\n".encode("ascii")
    context = context or ssl.create_default_context(cafile=certifi.where())
    received = bytearray()
    with _connect(target.hostname, target.port or 443, deadline) as plain:
        plain.settimeout(_seconds_left(deadline))
        with context.wrap_socket(plain, server_hostname=target.hostname) as secure:
            secure.sendall(request)
            # http.client bounds the wait for each byte, not for all: so read first, parse later.
            while chunk := secure.recv(FETCH_BYTES):
                received += chunk
                if len(received) > FETCH_BYTES:
                    raise ValueError("too long an answer")
                secure.settimeout(_seconds_left(deadline))
    return http.client.HTTPResponse(cast(socket.socket, _Received(bytes(received))))


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        with suppress(OSError):
            return socket.create_connection((str(address[0]), port), _seconds_left(deadline))
    raise OSError("no address answers")


def _seconds_left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Received:
    """An answer already received, in the one way http.client uses a socket."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._answer)


@dataclass(frozen=True)
class _Signer:
    """The key of a verified chain, and when all of the chain is valid."""

    key: RSAPublicKey
    begins: datetime
    ends: datetime


class RequestVerifier:
    """Tells Alexa's requests to one skill from all others; for use by any number of threads."""

    def __init__(
        self,
        skill_id: str,
        *,
        roots: Sequence[x509.Certificate] | None = None,
        fetch: Callable[[str], bytes] = fetch_certificates,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Verify for the skill `skill_id` ("amzn1.ask.skill...").

        `roots` are the trusted certificates, by default those of certifi. `fetch` returns the PEM
        text at an address or raises CertificateUnavailable. `now` returns an aware time.
        """
        self._skill_id = skill_id
        self._policy = PolicyBuilder().store(
            Store(_public_roots() if roots is None else list(roots))
        )
        self._fetch = fetch
        self._now = now
        self._lock = threading.Lock()
        self._signers: dict[str, _Signer] = {}  # the one used longest ago first
        self._loading: dict[str, Future[_Signer]] = {}

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return if Alexa sent `body`, the bytes as received, to this skill just now.

        Raises RefusedRequest otherwise, and CertificateUnavailable where that cannot be told.
        """
        now = self._now()
        url = _certificate_url(_header(headers, "SignatureCertChainUrl", "certificate-url"))
        signature = _signature(_header(headers, "Signature-256", "signature"))
        try:
            self._signer(url, now).key.verify(signature, body, PKCS1v15(), SHA256())
        except InvalidSignature as error:
            raise RefusedRequest("signature") from error
        envelope = _envelope(body)
        _check_timestamp(envelope, now)
        self._check_application(envelope)

    def _signer(self, url: str, now: datetime) -> _Signer:
        with self._lock:
            signer = self._signers.pop(url, None)
            if signer and signer.begins <= now <= signer.ends:
                self._signers[url] = signer
                return signer
            loading = self._loading.get(url)
            if loading is None:
                mine = self._loading[url] = Future()
        if loading is not None:
            return loading.result()
        try:
            signer = self._verified_signer(self._fetch(url), now)
        except BaseException as error:
            with self._lock:
                del self._loading[url]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._loading[url]
            self._signers[url] = signer
            if len(self._signers) > CACHED_CHAINS:
                del self._signers[next(iter(self._signers))]
        mine.set_result(signer)
        return signer

    def _verified_signer(self, pem: bytes, now: datetime) -> _Signer:
        try:
            leaf, *others = x509.load_pem_x509_certificates(pem)
            verifier = self._policy.time(now).build_server_verifier(x509.DNSName(ALEXA_HOST))
            chain = verifier.verify(leaf, others)
            names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            key = leaf.public_key()
        # A hostile certificate makes the parser raise more kinds of error than it documents.
        except Exception as error:
            raise RefusedRequest("certificate-chain") from error
        # The verifier takes a wildcard for the name; Amazon asks for the name itself.
        named = ALEXA_HOST in names.get_values_for_type(x509.DNSName)
        # It asks for strong keys of issuers alone.
        if not named or not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_KEY:
            raise RefusedRequest("certificate-chain")
        return _Signer(
            key,
            begins=max(certificate.not_valid_before_utc for certificate in chain),
            ends=min(certificate.not_valid_after_utc for certificate in chain),
        )

    def _check_application(self, envelope: object) -> None:
        found = [
            *_members(envelope, "context", "System", "application", "applicationId"),
            *_members(envelope, "session", "application", "applicationId"),
        ]
        if not found or any(application != self._skill_id for application in found):
            raise RefusedRequest("application-id")


def _public_roots() -> list[x509.Certificate]:
    bundle = ssl.create_default_context(cafile=certifi.where()).get_ca_certs(binary_form=True)
    roots = []
    with warnings.catch_warnings():
        # Some old roots have a bad serial number: a warning now, an error later. Do without.
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        for root in bundle:
            with suppress(ValueError, CryptographyDeprecationWarning):
                roots.append(x509.load_der_x509_certificate(root))
    return roots


def _header(headers: Mapping[str, str], name: str, reason: str) -> str:
    values = [value for key, value in headers.items() if key.lower() == name.lower()]
    if len(values) != 1:
        raise RefusedRequest(reason)
    return values[0]


def _certificate_url(text: str) -> str:
    match = _CERTIFICATE_URL.fullmatch(text)
    path = posixpath.normpath(match["path"]) if match else ""
    if not path.startswith(CERTIFICATE_DIRECTORY):
        raise RefusedRequest("certificate-url")
    return CERTIFICATE_ORIGIN + path


def _signature(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise RefusedRequest("signature") from error


def _envelope(body: bytes) -> object:
    try:
        # It refuses lone surrogates and numbers beyond JSON's, which the standard library takes.
        envelope: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RefusedRequest("body") from error
    return envelope


def _members(value: object, *names: str) -> list[object]:
    """Return the one value under the nested names, or none where a name is missing."""
    for name in names:
        if not isinstance(value, dict):
            raise RefusedRequest("body")
        if name not in value:
            return []
        value = value[name]
    return [value]


def _check_timestamp(envelope: object, now: datetime) -> None:
    match _members(envelope, "request", "type"), _members(envelope, "request", "timestamp"):
        case [[str(kind)], [str(text)]]:
            event = kind.startswith("AlexaSkillEvent.")
        case _:
            raise RefusedRequest("timestamp")
    try:
        age = now - datetime.fromisoformat(text)
    # A time without its zone raises TypeError.
    except (ValueError, TypeError) as error:
        raise RefusedRequest("timestamp") from error
    if abs(age) > (SKILL_EVENT_TOLERANCE if event else REQUEST_TOLERANCE):
        raise RefusedRequest("timestamp")
