"""A detached CMS signature by a P-256 key, put together around what the key signs.

The signed attributes are those of CAdES baseline B-B for PDFs: content type, digest of the
message, and the certificate that they are signed under; no signing time (ETSI EN 319 122-1,
section 6.3; EN 319 142-1, section 6.3). RFC 5652, section 5; RFC 5035, section 3; DER.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pharos.core import p256

_INTEGER, _OCTETS, _SEQUENCE, _SET = 0x02, 0x04, 0x30, 0x31
_FIRST, _SECOND = 0xA0, 0xA1  # context tags [0] and [1]
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE: Final = bytes.fromhex("060b2a864886f70d010910022f")
_TIME_STAMP: Final = bytes.fromhex("060b2a864886f70d010910020e")
_SHA256: Final = bytes.fromhex("300b0609608648016503040201")
_ECDSA_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
_VERSION_1: Final = bytes.fromhex("020101")


def signed_attributes(digest: bytes, leaf: bytes) -> bytes:
    """What the key signs: the attributes for a message of this SHA-256, under a certificate."""
    # the hash of ESSCertIDv2 is SHA-256 unless it says otherwise (RFC 5035, section 3)
    certificate = _tlv(_SEQUENCE, _tlv(_OCTETS, sha256(leaf).digest()))
    attributes = [
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, certificate))),
    ]
    return _tlv(_SET, b"".join(sorted(attributes)))


def signed_data(
    chain: Sequence[bytes], attributes: bytes, signature: bytes, token: bytes | None = None
) -> bytes:
    """The whole: ContentInfo with SignedData; `signature` is r and s over the attributes.

    `token` is a time-stamp over the signature's value (`stamped_value`), which makes B-T.
    """
    leaf = x509.load_der_x509_certificate(chain[0])
    issuer = leaf.issuer.public_bytes()
    named = _tlv(_SEQUENCE, issuer + _integer(leaf.serial_number))
    unsigned = b"" if token is None else _tlv(_SECOND, _attribute(_TIME_STAMP, token))
    signer = _tlv(
        _SEQUENCE,
        _VERSION_1
        + named
        + _SHA256
        + bytes([_FIRST])
        + attributes[1:]
        + _ECDSA_SHA256
        + _tlv(_OCTETS, stamped_value(signature))
        + unsigned,
    )
    certificates = b"".join(sorted(_der(one) for one in chain))
    content = _tlv(
        _SEQUENCE,
        _VERSION_1
        + _tlv(_SET, _SHA256)
        + _tlv(_SEQUENCE, _DATA)
        + _tlv(_FIRST, certificates)
        + _tlv(_SET, signer),
    )
    return _tlv(_SEQUENCE, _SIGNED_DATA + _tlv(_FIRST, content))


def stamped_value(signature: bytes) -> bytes:
    """The signature's value as CMS holds it: what a time-stamp is over."""
    return p256.der(signature)


def _der(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.DER)


def _attribute(name: bytes, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, name + _tlv(_SET, value))


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, definite length in its shortest form, content (X.690, section 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
