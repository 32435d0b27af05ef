"""Signing with P-256 and SHA-256, r and s side by side (FIPS 186-5, 6); `publickeys` verifies."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.core.errors import WrongSignature

ALGORITHM: Final = "P-256"
SIGNATURE_SIZE: Final = 64
_HALF: Final = SIGNATURE_SIZE // 2
_ECDSA: Final = ec.ECDSA(SHA256())


def compressed(public: ec.EllipticCurvePublicKey) -> bytes:
    """The point in 33 bytes, as a Multikey holds it (SEC 1, section 2.3.3)."""
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a point, compressed or not; `signature_wrong` when it is none of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise WrongSignature("signature_wrong", "not a point of P-256") from None


def plain(der: bytes) -> bytes:
    """The 64 bytes r and s of a signature in DER (RFC 7518, section 3.4)."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def der(signature: bytes) -> bytes:
    """A signature of 64 bytes in DER, as X.509 and CMS hold it (RFC 3279, section 2.2.3)."""
    if len(signature) != SIGNATURE_SIZE:
        raise WrongSignature("signature_wrong", "a signature of P-256 has 64 bytes")
    first, second = signature[:_HALF], signature[_HALF:]
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


def sign(message: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The signature over SHA-256 of the message."""
    return plain(key.sign(message, _ECDSA))
