"""Where the key of a verification method is found: register, did:key, or documents at hand.

Finding a key proves arithmetic only. Whether its owner is trusted is the check `issuer`.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from pharos.core import did
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, NotSupported
from pharos.core.publickeys import PublicKey

__all__ = ["EmptyStore", "KeyUnavailable", "PublicKey", "Store", "public_key"]


class Store(Protocol):
    """Documents at hand in place of the network."""

    def find(self, key: str) -> list[Mapping[str, Any]]:
        """The documents with this id, or stored for this address; none is an empty list."""
        ...


class EmptyStore:
    """No documents at hand."""

    def find(self, key: str) -> list[Mapping[str, Any]]:
        return []


class KeyUnavailable(NotSupported):
    """The key may exist, but neither bundle nor store holds it: unknown, not wrong."""


def public_key(method: str, trust: TrustBundle, store: Store) -> PublicKey:
    """The key that a verification method names, with the algorithm that it is for.

    Raises `key_unavailable`, `not_supported`, `malformed` or `proof_purpose` (LD-08).
    """
    known = _registered(method, trust)
    if known is not None:
        return known.public_key
    if method.startswith("https://"):
        raise NotSupported("not_supported", form="https key")
    if method.startswith("did:jwk:"):
        return did.key_of_did_jwk(method)
    if method.startswith("did:key:") and "#" not in method:
        # Badge platforms name the identifier alone; it has one key, which it spells out.
        return did.key_of_did_key(method)
    controller, _ = did.split_key_id(method)
    if controller.startswith("did:key:"):
        return did.key_of_did_key(method)
    return _from_store(method, controller, store)


def _registered(method: str, trust: TrustBundle) -> did.Key | None:
    """The key of one of the register's bodies, whose ids were read strictly with the bundle."""
    issuer = trust.issuer(method.partition("#")[0]) if method.startswith("did:") else None
    return issuer.key(method) if issuer is not None else None


def _from_store(method: str, controller: str, store: Store) -> PublicKey:
    refusal: CoreError = KeyUnavailable("key_unavailable", method=method)
    for document in store.find(controller):
        try:
            return did.assertion_key(document, method)
        except CoreError as error:
            refusal = error
    raise refusal
