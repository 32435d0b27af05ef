"""X.509 certificates of issuers' keys, made without the secret key at hand and checked.

Whoever holds the key signs the bytes that `to_be_signed` and `request_info` return; `certificate`
and `request` put the signature to them. RFC 5280; RFC 2986; keys are of P-256.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from pharos.core import p256
from pharos.core.errors import CoreError, Malformed

# AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758, section 3.2), version 0, no attributes.
_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
_VERSION = bytes.fromhex("020100")
_NO_ATTRIBUTES = bytes.fromhex("a000")
# An organisation's name in a certificate (RFC 5280, appendix A.1, ub-organization-name).
_MAX_NAME = 64


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names; `addresses` are URIs by which it is known."""

    organisation: str
    common_name: str
    country: str = ""
    addresses: tuple[str, ...] = ()

    def name(self) -> x509.Name:
        """The distinguished name, each part within its bound."""
        parts = [
            (NameOID.COUNTRY_NAME, self.country),
            (NameOID.ORGANIZATION_NAME, self.organisation[:_MAX_NAME]),
            (NameOID.COMMON_NAME, self.common_name[:_MAX_NAME]),
        ]
        return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def to_be_signed(
    subject: Subject,
    point: bytes,
    *,
    first: datetime,
    last: datetime,
    serial: int,
    issuer: tuple[Subject, bytes] | None = None,
) -> bytes:
    """The TBSCertificate of a key under an issuer, or of a root that vouches for itself.

    RFC 5280, sections 4.1 and 4.2: a root signs certificates and nothing else, all others sign
    documents and no certificate.
    """
    key = p256.public_key(point)
    above, above_point = issuer or (subject, point)
    is_root = issuer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject.name())
        .issuer_name(above.name())
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(
            x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True
        )
        .add_extension(_usage(is_root=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(p256.public_key(above_point)),
            critical=False,
        )
    )
    if subject.addresses:
        names = [x509.UniformResourceIdentifier(address) for address in subject.addresses]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    # the builder wants a key to sign with: the signature of this one is thrown away
    return builder.sign(_nobodys(), SHA256()).tbs_certificate_bytes


def certificate(to_be_signed: bytes, signature: bytes) -> bytes:
    """The certificate in DER; the signature is r and s in 64 bytes."""
    return _signed(to_be_signed, signature)


def request_info(subject: Subject, point: bytes) -> bytes:
    """The CertificationRequestInfo that the key itself signs (RFC 2986, section 4.1)."""
    key = p256.public_key(point).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _sequence(_VERSION, subject.name().public_bytes(), key, _NO_ATTRIBUTES)


def request(info: bytes, signature: bytes) -> bytes:
    """The certification request in DER, proved by the key's signature."""
    return _signed(info, signature)


def pem(certificates: Sequence[bytes]) -> str:
    """Certificates in PEM, one after the other (RFC 7468, section 5)."""
    loaded = (x509.load_der_x509_certificate(one) for one in certificates)
    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in loaded)


def from_pem(text: str) -> list[bytes]:
    """The certificates of a PEM file in DER, in its order; `certificate_malformed` for others."""
    try:
        found = x509.load_pem_x509_certificates(text.encode("utf-8"))
    except ValueError as error:
        raise Malformed("certificate_malformed", f"no chain of certificates: {error}") from None
    return [one.public_bytes(Encoding.DER) for one in found]


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of the certificate in DER, in hexadecimal."""
    return sha256(certificate).hexdigest()


def interval(certificate: bytes) -> tuple[datetime, datetime]:
    """From when until when a certificate is valid, both inclusive (RFC 5280, 4.1.2.5)."""
    loaded = _loaded(certificate)
    return loaded.not_valid_before_utc, loaded.not_valid_after_utc


def check_chain(chain: Sequence[bytes], *, point: bytes, at: datetime) -> None:
    """Nothing when the chain, leaf first, vouches for the key at this instant.

    Raises `certificate_malformed`, `certificate_key` (another key), `certificate_dates`,
    `certificate_chain` (one is not signed by the next, or the next signs none). Whether the
    last of them is to be trusted is for others to say. RFC 5280, section 6.1.3.
    """
    if not 1 <= len(chain) <= 6:
        raise Malformed("certificate_malformed", "a chain has one to six certificates")
    loaded = [_loaded(one) for one in chain]
    if _point(loaded[0]) != point:
        raise CoreError("certificate_key", "the certificate is of another key")
    for one in loaded:
        if not one.not_valid_before_utc <= at <= one.not_valid_after_utc:
            raise CoreError("certificate_dates", "a certificate of the chain is not valid now")
    for below, above in pairwise(loaded):
        _check_issued(below, above)


def _check_issued(below: x509.Certificate, above: x509.Certificate) -> None:
    try:
        limits = above.extensions.get_extension_for_class(x509.BasicConstraints).value
        below.verify_directly_issued_by(above)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError) as error:
        raise CoreError("certificate_chain", f"the chain is broken: {error}") from None
    if not limits.ca:
        raise CoreError("certificate_chain", "a certificate that may sign no other one")


def _loaded(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise Malformed("certificate_malformed", f"no certificate: {error}") from None


def _point(certificate: x509.Certificate) -> bytes:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise CoreError("certificate_key", "the certificate is of another kind of key")
    return p256.compressed(key)


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(content: bytes, signature: bytes) -> bytes:
    """Content, algorithm and signature: the outer form of X.509 (RFC 5280, section 4.1)."""
    bits = b"\0" + p256.der(signature)
    return _sequence(content, _ECDSA, bytes([0x03]) + _length(len(bits)) + bits)


def _sequence(*parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([0x30]) + _length(len(content)) + content


def _length(number: int) -> bytes:
    """A length in DER (X.690, section 8.1.3)."""
    if number < 0x80:
        return bytes([number])
    digits = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def _nobodys() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(1, ec.SECP256R1())
