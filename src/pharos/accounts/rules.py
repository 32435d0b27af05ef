"""What is right about people's addresses and clients' tokens; plain values only."""

import hmac
import re
import secrets
import unicodedata
from typing import Final
from uuid import UUID

from pharos.core import strict
from pharos.core.errors import CoreError

# Kinds of token have different beginnings, so that a leaked one says what to end.
_CLIENT: Final = "pharos_client_"
_PERSON: Final = "pharos_person_"
_SECRET_BYTES: Final = 32
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MAX_EMAIL: Final = 254  # RFC 5321 section 4.5.3.1.3


def folded_email(email: str) -> str:
    """The key under which two spellings of one address meet (UNI-06).

    Case and compatibility letters are folded; the address itself is kept as it was given.
    """
    # A comparison key, never stored as the address or shown.
    # ast-grep-ignore: no-nfkc-stored
    return unicodedata.normalize("NFKC", email).casefold()


def email_is_sound(email: str) -> bool:
    """Whether it looks like an address; only a letter that arrives proves it."""
    return len(email) <= _MAX_EMAIL and _EMAIL.fullmatch(email) is not None


def new_secret() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(_SECRET_BYTES)


def token_of(client_id: UUID, secret: bytes) -> str:
    """What the client sends: which client it is, and the secret that proves it."""
    return _CLIENT + strict.b64url_encode(client_id.bytes + secret)


def person_token_of(token_id: UUID, secret: bytes) -> str:
    """What a person's program sends: which token it is, and the secret that proves it."""
    return _PERSON + strict.b64url_encode(token_id.bytes + secret)


def link_token_of(link_id: UUID, secret: bytes) -> str:
    """The last part of a sign-in link's address: which link it is, and its secret."""
    return strict.b64url_encode(link_id.bytes + secret)


def read_link_token(token: str) -> tuple[UUID, bytes] | None:
    """The id and secret of a sign-in link, or None for anything else."""
    return _read(token, "")


def read_token(token: str) -> tuple[UUID, bytes] | None:
    """The client and secret of a client's token, or None for anything else."""
    return _read(token, _CLIENT)


def read_person_token(token: str) -> tuple[UUID, bytes] | None:
    """The id and secret of a person's token, or None for anything else."""
    return _read(token, _PERSON)


def _read(token: str, prefix: str) -> tuple[UUID, bytes] | None:
    if not token.startswith(prefix):
        return None
    try:
        raw = strict.b64url_decode(token.removeprefix(prefix), max_characters=128)
    except CoreError:
        return None
    if len(raw) != 16 + _SECRET_BYTES:
        return None
    return UUID(bytes=raw[:16]), raw[16:]


def same_hash(one: bytes, other: bytes) -> bool:
    """Equality in a time that says nothing about where they differ."""
    return hmac.compare_digest(one, other)
