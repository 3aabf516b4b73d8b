"""A certificate authority for tests: its keys are made once per run, its certificates at will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2045, 1, 1, tzinfo=UTC)

SHA256_WITH_RSA = bytes.fromhex("06092a864886f70d01010b")
SHA1_WITH_RSA = bytes.fromhex("06092a864886f70d010105")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(owner: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the one RSA key of `owner`."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(frozen=True)
class Holder:
    """A certificate and the key to it."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate as PEM text."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key as PEM text."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certify(
    name: str,
    key: Key,
    issuer: Holder | None = None,
    *,
    authority: bool = False,
    hosts: Sequence[str | x509.GeneralName] = (),
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    unknown: bool = False,
    begins: datetime = LONG_AGO,
    ends: datetime = FAR_AHEAD,
) -> Holder:
    """Certify `key` for `name` by `issuer`, or by itself without one.

    `hosts` are alternative names, of hosts where they are text. With `unknown` there is a critical
    extension that nobody knows.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(_usage(authority), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if hosts:
        names = [x509.DNSName(host) if isinstance(host, str) else host for host in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if unknown:
        extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")
        builder = builder.add_extension(extension, critical=True)
    return Holder(builder.sign(issuer_key, SHA256()), key)


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def signed_with_sha1(holder: Holder, issuer: Holder) -> Holder:
    """The same certificate with another signature, which no library makes any more."""

    def renamed(der: bytes) -> bytes:
        return der.replace(SHA256_WITH_RSA, SHA1_WITH_RSA)

    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    certificate = holder.certificate
    signature = issuer.key.sign(renamed(certificate.tbs_certificate_bytes), PKCS1v15(), SHA1())
    der = renamed(certificate.public_bytes(Encoding.DER))[: -len(signature)] + signature
    return Holder(x509.load_der_x509_certificate(der), holder.key)
