"""A public key with its algorithm, and the one strict way to verify with each.

The algorithm belongs to the key and never to the message (VER-02): a signature is judged by
what its key is. ECDSA signatures are r and s side by side (IEEE P1363), as Data Integrity
and JOSE write them; DER is refused. ECDSA Cryptosuites 1.0 section 3; RFC 8032.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from nacl import bindings
from nacl.exceptions import BadSignatureError

from pharos.core import multibase, strict
from pharos.core.errors import CoreError, Malformed, NotSupported, WrongSignature

ED25519: Final = "Ed25519"
P256: Final = "P-256"
P384: Final = "P-384"
_ED25519_ORDER: Final = int("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
# Curve, hash and the bytes of one coordinate (FIPS 186-5; ECDSA Cryptosuites 1.0, 3.1).
_CURVES: Final[dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm, int]]] = {
    P256: (ec.SECP256R1(), hashes.SHA256(), 32),
    P384: (ec.SECP384R1(), hashes.SHA384(), 48),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`raw` holds the bytes of a Multikey: 32 for Ed25519, else the compressed point."""

    algorithm: str
    raw: bytes

    @classmethod
    def from_multikey(cls, text: str) -> "PublicKey":
        """The key that a Multikey text spells out (Controlled Identifiers 1.0, 2.2.2)."""
        return cls(*multibase.decode_multikey(text))

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "PublicKey":
        """The key of a public JWK; `not_supported` for other kinds, `malformed` for broken
        ones and for one that carries a secret (RFC 7517, RFC 8037)."""
        if {"d", "k"} & set(jwk):
            raise Malformed("malformed", "a secret where a public key belongs")
        kind, curve = jwk.get("kty"), jwk.get("crv")
        if kind == "OKP" and curve == ED25519:
            return cls(ED25519, _coordinate(jwk, "x", 32))
        if kind == "EC" and isinstance(curve, str) and curve in _CURVES:
            size = _CURVES[curve][2]
            x, y = _coordinate(jwk, "x", size), _coordinate(jwk, "y", size)
            key = cls(curve, bytes([2 + (y[-1] & 1)]) + x)
            if key.point() != (x, y):
                raise Malformed("malformed", "a point that does not lie on its curve")
            return key
        raise NotSupported("not_supported", "a kind of public key that we do not read")

    def to_jwk(self) -> dict[str, str]:
        """The public JWK, without id or use."""
        if self.algorithm == ED25519:
            return {"kty": "OKP", "crv": ED25519, "x": strict.b64url_encode(self.raw)}
        x, y = self.point()
        return {
            "kty": "EC",
            "crv": self.algorithm,
            "x": strict.b64url_encode(x),
            "y": strict.b64url_encode(y),
        }

    @property
    def multikey(self) -> str:
        """The Multikey text: `z6Mk…`, `zDn…` or `z82…`."""
        return multibase.encode_multikey(self.algorithm, self.raw)

    @property
    def hash_name(self) -> str:
        """The hash that goes with the key, in canonicalisation too: `sha256` or `sha384`."""
        return "sha384" if self.algorithm == P384 else "sha256"

    def point(self) -> tuple[bytes, bytes]:
        """Both coordinates of an elliptic curve's key; `malformed` for a point off the curve."""
        size = _CURVES[self.algorithm][2]
        numbers = _loaded(self.algorithm, self.raw).public_numbers()
        return numbers.x.to_bytes(size, "big"), numbers.y.to_bytes(size, "big")

    def verify(self, message: bytes, signature: bytes) -> None:
        """Nothing when the signature holds for the message; `signature_wrong` otherwise."""
        if self.algorithm == ED25519:
            verify_ed25519(message, signature, self.raw)
        else:
            _verify_ecdsa(self, message, signature)


def verify_ed25519(message: bytes, signature: bytes, public_key: bytes) -> None:
    """Nothing when the Ed25519 signature holds; `signature_wrong` otherwise.

    Strict: the scalar is reduced, and libsodium refuses points of small order, so no
    second signature can be made from a first one (RFC 8032, section 5.1.7).
    """
    if len(public_key) != 32 or len(signature) != 64:
        raise WrongSignature("signature_wrong", "not an Ed25519 key and signature")
    if int.from_bytes(signature[32:], "little") >= _ED25519_ORDER:
        raise WrongSignature("signature_wrong", "the signature is not in its one form")
    try:
        bindings.crypto_sign_open(signature + message, public_key)
    except (BadSignatureError, ValueError):
        raise WrongSignature("signature_wrong", "the signature does not hold") from None


def _verify_ecdsa(key: PublicKey, message: bytes, signature: bytes) -> None:
    """s and n - s both hold: a document's name is what was signed, not the signature (VER-08)."""
    _, hashing, size = _CURVES[key.algorithm]
    if len(signature) != 2 * size:
        raise WrongSignature("signature_wrong", "a signature is r and s side by side")
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    try:
        _loaded(key.algorithm, key.raw).verify(
            utils.encode_dss_signature(r, s), message, ec.ECDSA(hashing)
        )
    except InvalidSignature:
        raise WrongSignature("signature_wrong", "the signature does not hold") from None


@lru_cache(maxsize=256)
def _loaded(algorithm: str, raw: bytes) -> ec.EllipticCurvePublicKey:
    curve, _, size = _CURVES[algorithm]
    if len(raw) != size + 1 or raw[0] not in (2, 3):
        raise Malformed("malformed", "a key of an elliptic curve is a compressed point")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, raw)
    except ValueError:
        raise Malformed("malformed", "a point that does not lie on its curve") from None


def _coordinate(jwk: Mapping[str, Any], member: str, size: int) -> bytes:
    text = jwk.get(member)
    if not isinstance(text, str) or len(text) > 2 * size:
        raise Malformed("malformed", "a key without its coordinates")
    try:
        found = strict.b64url_decode(text)
    except CoreError:
        raise Malformed("malformed", "a coordinate is not base64url") from None
    if len(found) != size:
        raise Malformed("malformed", f"a coordinate of this curve has {size} bytes")
    return found
