"""Authenticated encryption of personal fields, and the keyed hash of national numbers.

Each person has a key of its own, kept in the database wrapped under the installation's master
key; master key and pepper lie in the state folder and never in the database. Destroying the
person's key is erasure: ciphertexts stay and nobody can ever read them (`common.personkeys`).

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces: a person's key encrypts some dozen
fields and the master key wraps one key a person, both far below 2^32 messages a key.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pharos.common.errors import DomainError
from pharos.common.privatefiles import private_dir, read_private, write_private
from pharos.common.settings import settings

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"
_FILES: Final = ("master.key", "pepper.key", "django.key")


class Unreadable(DomainError):
    """The ciphertext was changed, moved to another place, or belongs to another key."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class Keys:
    """The two secrets of an installation; neither shows itself in a representation."""

    master: bytes = field(repr=False)
    pepper: bytes = field(repr=False)


class PersonCipher:
    """What one person's key can do; the representation shows nothing of it."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError("a person's key has 32 bytes")
        self._key = key
        self._aead = AESGCM(key)

    def encrypt(self, text: str, place: str) -> bytes:
        """`text` for `place` (table and column): it cannot be read in another place."""
        return _seal(self._aead, text.encode(), place.encode())

    def decrypt(self, box: bytes, place: str) -> str:
        """The text again; raises Unreadable for anything else than what `encrypt` gave."""
        return _open(self._aead, bytes(box), place.encode()).decode()

    def seal(self, content: bytes, place: str) -> bytes:
        """Bytes for `place`, as `encrypt` does it for a text."""
        return _seal(self._aead, content, place.encode())

    def unseal(self, box: bytes, place: str) -> bytes:
        """The bytes again; raises Unreadable for anything else than what `seal` gave."""
        return _open(self._aead, bytes(box), place.encode())

    @cached_property
    def salt_key(self) -> bytes:
        """The key that salts of this person's log leaves are made with; goes with the key."""
        return derived(self._key, b"pharos-salt")

    @cached_property
    def link_key(self) -> bytes:
        """The key that the secret links of this person are made with; goes with the key."""
        return derived(self._key, b"pharos-link")


def new_person_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def wrap(key: bytes, person_key: UUID) -> bytes:
    """The person's key under the master key, bound to the row it is kept in."""
    return wrapper()(key, person_key)


def wrapper() -> Callable[[bytes, UUID], bytes]:
    """`wrap` for many keys: the master key is read and set up once."""
    master = AESGCM(keys().master)
    return lambda key, person_key: _seal(master, key, b"person-key" + person_key.bytes)


def unwrap(wrapped: bytes, person_key: UUID) -> bytes:
    """The person's key again; raises Unreadable."""
    return unwrapper()(wrapped, person_key)


def unwrapper() -> Callable[[bytes, UUID], bytes]:
    """`unwrap` for many keys: the master key is read and set up once."""
    master = AESGCM(keys().master)
    return lambda wrapped, person_key: _open(
        master, bytes(wrapped), b"person-key" + person_key.bytes
    )


def keyed_hash(kind: str, text: str) -> bytes:
    """HMAC-SHA-256 of `text` under the pepper; `kind` keeps the hashes of two things apart.

    National numbers have few digits: without the pepper a table of all of them is made in an hour.
    """
    return hmac.digest(keys().pepper, kind.encode() + b"\0" + text.encode(), "sha256")


def derived(key: bytes, person: bytes) -> bytes:
    """A key of 32 bytes for one purpose, which tells nothing of the key that it was made of."""
    return hashlib.blake2b(key=key, digest_size=_KEY_BYTES, person=person).digest()


def ensure_keys(folder: Path | None = None) -> None:
    """Make the keys that are not there yet; what is there stays."""
    folder = private_dir(folder or settings().secrets_dir)
    for name in _FILES:
        file = folder / name
        if file.exists():
            continue
        fresh = folder / f"{name}.{os.getpid()}"
        write_private(fresh, secrets.token_bytes(_KEY_BYTES))
        # a link never replaces: of two processes at once one makes the key
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()


def keys() -> Keys:
    """The keys of this installation; raises NotPrivate when others can read their files."""
    return _of(settings().state)


@cache
def _of(state: Path | None) -> Keys:
    # Asked for each hash of a roster: the path is put together once for a state folder.
    return _load(settings().secrets_dir)


@cache
def _load(folder: Path) -> Keys:
    master, pepper = (read_private(folder / name) for name in _FILES[:2])
    if len(master) != _KEY_BYTES or len(pepper) != _KEY_BYTES:
        raise Unreadable("key_file_damaged", "a key file has not 32 bytes", folder=str(folder))
    return Keys(master, pepper)


def _seal(aead: AESGCM, content: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + aead.encrypt(nonce, content, place)


def _open(aead: AESGCM, box: bytes, place: bytes) -> bytes:
    if box[:1] != _VERSION or len(box) < 1 + _NONCE_BYTES + 16:
        raise Unreadable("ciphertext_unreadable", "not a box of ours")
    nonce, sealed = box[1 : 1 + _NONCE_BYTES], box[1 + _NONCE_BYTES :]
    try:
        return aead.decrypt(nonce, sealed, place)
    except InvalidTag:
        raise Unreadable("ciphertext_unreadable", "changed, moved or of another key") from None
