"""Where the key of a verification method is found: register, did:key, or documents at hand.

Finding a key proves arithmetic only. Whether its owner is trusted is the check `issuer`.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from pharos.core import did
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, NotSupported


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


def public_key(method: str, trust: TrustBundle, store: Store) -> bytes:
    """The Ed25519 key that a verification method names.

    Raises `key_unavailable`, `not_supported`, `malformed` or `proof_purpose` (LD-08).
    """
    if method.startswith("https://"):
        raise NotSupported("not_supported", form="https key")
    controller, _ = did.split_key_id(method)
    issuer = trust.issuer(controller)
    known = issuer.key(method) if issuer is not None else None
    if known is not None:
        return known.raw
    if controller.startswith("did:key:"):
        return _ed25519(did.key_of_did_key(method))
    return _from_store(method, controller, store)


def _from_store(method: str, controller: str, store: Store) -> bytes:
    refusal: CoreError = KeyUnavailable("key_unavailable", method=method)
    for document in store.find(controller):
        try:
            return _ed25519(did.assertion_key(document, method))
        except CoreError as error:
            refusal = error
    raise refusal


def _ed25519(found: tuple[str, bytes]) -> bytes:
    algorithm, public = found
    if algorithm != "Ed25519":
        raise NotSupported("not_supported", form=algorithm)
    return public
