"""What is right about links, shares and corrections, on plain values."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from pharos.core import strict
from pharos.core.errors import CoreError

_ID_BYTES: Final = 16
_SERIES_BYTES: Final = 2
_MAC_BYTES: Final = 16
TOKEN_BYTES: Final = _ID_BYTES + _SERIES_BYTES + _MAC_BYTES

NAME: Final = "name"
DETAILS: Final = "details"
FILES: Final = "files"
PARTS: Final = (NAME, DETAILS, FILES)
"""What a share shows beside verdict, title and issuer: the holder's name; grade, hours and
outcomes; the signed files, which carry everything."""
LIVES: Final = (7, 30, 90, 365)
"""Days that a share can live."""
MAX_SHARES: Final = 50
MAX_WISH: Final = 2_000


class Outcome(StrEnum):
    """What became of a wish for a correction."""

    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Token:
    """What a secret link carries: a credential, the series of the link, and the seal."""

    credential_id: UUID
    series: int
    seal: bytes


def new_share_id() -> UUID:
    """128 bits of chance in the shape of an id (PRV-03: a uuid4 has but 122)."""
    return UUID(int=secrets.randbits(128))


def token_text(link_key: bytes, credential_id: UUID, series: int) -> str:
    """The secret of a holder's link."""
    head = credential_id.bytes + series.to_bytes(_SERIES_BYTES)
    return strict.b64url_encode(head + _seal(link_key, head))


def read_token(text: str) -> Token | None:
    """The parts of a token, None for anything of another form; the seal is not judged yet."""
    try:
        raw = strict.b64url_decode(text)
    except CoreError:
        return None
    if len(raw) != TOKEN_BYTES:
        return None
    series = int.from_bytes(raw[_ID_BYTES : _ID_BYTES + _SERIES_BYTES])
    return Token(UUID(bytes=raw[:_ID_BYTES]), series, raw[-_MAC_BYTES:])


def is_sealed(token: Token, link_key: bytes) -> bool:
    """Whether the seal was made with this person's key."""
    head = token.credential_id.bytes + token.series.to_bytes(_SERIES_BYTES)
    return hmac.compare_digest(_seal(link_key, head), token.seal)


def share_text(share_id: UUID) -> str:
    """The id of a share as it stands in its address."""
    return strict.b64url_encode(share_id.bytes)


def read_share(text: str) -> UUID | None:
    """The id in an address; None for anything of another form."""
    try:
        raw = strict.b64url_decode(text)
    except CoreError:
        return None
    return UUID(bytes=raw) if len(raw) == _ID_BYTES else None


def chosen_parts(parts: Iterable[str]) -> list[str]:
    """The parts of a share in their order; the files carry the others in any case."""
    wanted = set(parts)
    if FILES in wanted:
        wanted |= {NAME, DETAILS}
    return [part for part in PARTS if part in wanted]


def expiry(days: int, now: datetime) -> datetime | None:
    """When a share of so many days ends; None for a number that is not offered."""
    return now + timedelta(days=days) if days in LIVES else None


def _seal(link_key: bytes, head: bytes) -> bytes:
    return hmac.digest(link_key, head, "sha256")[:_MAC_BYTES]
