"""Alexa's part in signing requests, played by a certificate authority of our own."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.verification import ALEXA_HOST, RequestVerifier
from tests.alexa.certificate_authority import certify, rsa_key
from tests.alexa.envelopes import SKILL

CHAIN_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
ROOT = "root.pem"
CHAIN = "chain.pem"


def make_authority(folder: Path) -> None:
    """Write the root that a server is to trust, and the chain that it is to fetch."""
    root = certify("Root", rsa_key("root"), authority=True)
    issuer = certify("Issuer", rsa_key("issuer"), root, authority=True)
    leaf = certify(ALEXA_HOST, rsa_key("leaf"), issuer, hosts=[ALEXA_HOST])
    (folder / ROOT).write_bytes(root.pem)
    (folder / CHAIN).write_bytes(leaf.pem + issuer.pem)


def signed(body: bytes) -> dict[str, str]:
    """The headers of `body`, signed by the leaf of this process."""
    signature = rsa_key("leaf").sign(body, PKCS1v15(), SHA256())
    return {
        "Content-Type": "application/json",
        "SignatureCertChainUrl": CHAIN_URL,
        "Signature-256": base64.b64encode(signature).decode(),
    }


def verifier(folder: Path) -> RequestVerifier:
    """Production's verifier, but for the roots and the certificate host."""
    root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    return RequestVerifier(SKILL, roots=[root], fetch=lambda _: (folder / CHAIN).read_bytes())
