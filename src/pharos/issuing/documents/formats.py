"""Each signed format of an award: its name and media type, who signs it, how it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pharos.issuing.facts import Facts


class Unsigned(Protocol):
    """A document that waits for its signature."""

    @property
    def signing_input(self) -> bytes:
        """What the key signs."""
        ...

    def signed(self, signature: bytes) -> bytes:
        """The finished document."""
        ...


@dataclass(frozen=True, slots=True)
class Signing:
    """The key that is going to sign."""

    key_id: str
    """Its DID URL."""
    algorithm: str
    """Ed25519 or P-256."""
    chain: Sequence[bytes]
    """DER certificates, the key's own first; empty when it has none."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a document is made of besides the facts."""

    signing: Signing
    salt: Callable[[str], bytes]
    """A secret of the holder by name: the same each time, gone with the holder's key."""
    made_at: datetime
    """When the document is made: the award may be older, and its key younger than the award."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format and the way to it."""

    name: str
    media_type: str
    suffix: str
    purpose: str
    """The purpose of the key that signs it."""
    make: Callable[[Facts, Sources], Unsigned]
