"""The certificates of a header: only the key of the first one is read, and nothing trusted.

Whether that key is the issuer's is asked of the register (VER-03); RFC 7515, section 4.1.6.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.core.errors import Malformed, NotSupported
from pharos.core.publickeys import ED25519, P256, P384, PublicKey

MAX_CERTIFICATES: Final = 8
MAX_CERTIFICATE_CHARACTERS: Final = 12_000
_CURVES: Final = {"secp256r1": P256, "secp384r1": P384}


def x5c_of(chain: Sequence[bytes]) -> list[str]:
    """The member `x5c` of DER certificates: plain base64 with padding."""
    return [base64.b64encode(certificate).decode("ascii") for certificate in chain]


def certificate_key(x5c: object) -> PublicKey:
    """The key of the signing certificate of an `x5c`.

    Raises `malformed`, `not_supported`.
    """
    try:
        key = _first(x5c).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise NotSupported(
            "not_supported", "a kind of key that we do not read", form="x5c"
        ) from None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey(ED25519, key.public_bytes_raw())
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        raw = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return PublicKey(_CURVES[key.curve.name], raw)
    raise NotSupported("not_supported", "a kind of key that we do not read", form="x5c")


def certificate_subject(x5c: object) -> str:
    """Whose the signing certificate is: its address, its host, or its distinguished name."""
    return _names(_first(x5c))[0]


def is_certificate_of(certificate: bytes, issuer: str) -> bool:
    """Whether a certificate (DER) is that of an issuer: by its address, its host or its name."""
    names = _names(_loaded(certificate))
    host = "/".join(issuer.split("/")[:3])
    return issuer in names or (issuer.startswith("https://") and host in names)


def certificates_of(x5c: object) -> list[bytes]:
    """The certificates of an `x5c` in DER, the signing one first; `malformed`."""
    if not isinstance(x5c, list) or not 0 < len(x5c) <= MAX_CERTIFICATES:
        raise Malformed("malformed", "a chain of one to eight certificates")
    return [_der(entry) for entry in x5c]


def _first(x5c: object) -> x509.Certificate:
    [first, *_] = certificates_of(x5c)
    return _loaded(first)


def readable_chain(x5c: object) -> tuple[bytes, ...]:
    """The same as `certificates_of`, when every one of them can be read; else `malformed`."""
    chain = certificates_of(x5c)
    for certificate in chain:
        _loaded(certificate)
    return tuple(chain)


def _names(certificate: x509.Certificate) -> list[str]:
    """Addresses and hosts that it is for, and its distinguished name."""
    subject = f"x509:{certificate.subject.rfc4514_string()}"
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return [subject]
    addresses = names.get_values_for_type(x509.UniformResourceIdentifier)
    hosts = names.get_values_for_type(x509.DNSName)
    return [*addresses, *(f"https://{host}" for host in hosts), subject]


def _loaded(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except (ValueError, UnsupportedAlgorithm):
        raise Malformed("malformed", "not a certificate") from None


def _der(entry: object) -> bytes:
    if not isinstance(entry, str) or len(entry) > MAX_CERTIFICATE_CHARACTERS:
        raise Malformed("malformed", "a certificate is a text of sane length")
    try:
        value = base64.b64decode(entry, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("malformed", "a certificate is written in base64") from None
    if base64.b64encode(value).decode("ascii") != entry:
        raise Malformed("malformed", "a certificate is written in its one base64 text")
    return value
