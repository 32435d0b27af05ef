"""What the product asks of whoever holds a key: signatures over ready digests."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl import bindings

from pharos.core.errors import NotAllowed
from pharos.core.publickeys import ED25519, P256, P384, PublicKey

_CURVES: Final[dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm]]] = {
    P256: (ec.SECP256R1(), hashes.SHA256()),
    P384: (ec.SECP384R1(), hashes.SHA384()),
}


class Signer(Protocol):
    """Signs many inputs with one key; where the key lives is the implementation's business.

    `intent` is the SHA-256 of the stored intent that lists these very inputs; a signer
    that guards a real key signs nothing that no intent names.
    """

    def sign_many(self, digests: Sequence[bytes], *, key_id: str, intent: bytes) -> list[bytes]:
        """The 64-byte signatures, in the order of the digests."""
        ...


class MemorySigner:
    """Keys in memory, made from given seeds: for tests and tools, never for awards."""

    def __init__(self, seeds: dict[str, bytes] | None = None) -> None:
        self._sign: dict[str, Callable[[bytes], bytes]] = {}
        self._public: dict[str, PublicKey] = {}
        for key_id, seed in (seeds or {}).items():
            self.add(key_id, seed)

    def add(self, key_id: str, seed: bytes, algorithm: str = ED25519) -> bytes:
        """Keep the key of this seed (for a curve: its secret number); returns its public key."""
        if algorithm == ED25519:
            raw, secret = bindings.crypto_sign_seed_keypair(seed)
            self._sign[key_id] = lambda message: bindings.crypto_sign(message, secret)[:64]
        else:
            raw, self._sign[key_id] = _ecdsa(seed, algorithm)
        self._public[key_id] = PublicKey(algorithm, raw)
        return raw

    def key(self, key_id: str) -> PublicKey:
        """The public key with its algorithm."""
        return self._public[key_id]

    def public_key(self, key_id: str) -> bytes:
        """The bytes of the public key: 32 for Ed25519, else the compressed point."""
        return self._public[key_id].raw

    def multikey(self, key_id: str) -> str:
        """The Multikey text of the public key."""
        return self._public[key_id].multikey

    def sign_many(self, digests: Sequence[bytes], *, key_id: str, intent: bytes) -> list[bytes]:
        """The signatures, in order (RFC 8032, FIPS 186-5); `key_unknown` for a key not held."""
        sign = self._sign.get(key_id)
        if sign is None:
            raise NotAllowed("key_unknown", "this signer does not hold the key")
        return [sign(digest) for digest in digests]


def _ecdsa(seed: bytes, algorithm: str) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Public point and signing, r and s side by side; the same bytes sign alike (RFC 6979)."""
    curve, hashing = _CURVES[algorithm]
    secret = ec.derive_private_key(int.from_bytes(seed, "big"), curve)
    size = (curve.key_size + 7) // 8
    scheme = ec.ECDSA(hashing, deterministic_signing=True)

    def sign(message: bytes) -> bytes:
        r, s = utils.decode_dss_signature(secret.sign(message, scheme))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    point = secret.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return point, sign
