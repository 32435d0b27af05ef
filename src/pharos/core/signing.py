"""What the product asks of whoever holds a key: signatures over ready digests."""

from collections.abc import Sequence
from typing import Protocol

from nacl import bindings

from pharos.core import multibase
from pharos.core.errors import NotAllowed


class Signer(Protocol):
    """Signs many inputs with one key; where the key lives is the implementation's business.

    `intent` is the SHA-256 of the stored intent that lists these very inputs; a signer
    that guards a real key signs nothing that no intent names.
    """

    def sign_many(self, digests: Sequence[bytes], *, key_id: str, intent: bytes) -> list[bytes]:
        """The 64-byte signatures, in the order of the digests."""
        ...


class MemorySigner:
    """Ed25519 keys in memory, made from given seeds: for tests and tools, never for awards."""

    def __init__(self, seeds: dict[str, bytes] | None = None) -> None:
        self._secrets: dict[str, bytes] = {}
        self._public: dict[str, bytes] = {}
        for key_id, seed in (seeds or {}).items():
            self.add(key_id, seed)

    def add(self, key_id: str, seed: bytes) -> bytes:
        """Keep the key of this 32-byte seed; returns its public key."""
        public, secret = bindings.crypto_sign_seed_keypair(seed)
        self._secrets[key_id], self._public[key_id] = secret, public
        return public

    def public_key(self, key_id: str) -> bytes:
        """The 32-byte public key of `key_id`."""
        return self._public[key_id]

    def multikey(self, key_id: str) -> str:
        """The Multikey text of the public key."""
        return multibase.encode_ed25519(self._public[key_id])

    def sign_many(self, digests: Sequence[bytes], *, key_id: str, intent: bytes) -> list[bytes]:
        """The signatures, in order (RFC 8032); `key_unknown` for a key it does not hold."""
        secret = self._secrets.get(key_id)
        if secret is None:
            raise NotAllowed("key_unknown", "this signer does not hold the key")
        return [bindings.crypto_sign(digest, secret)[:64] for digest in digests]
