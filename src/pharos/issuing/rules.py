"""What is right in issuing, on plain values: places in lists, states, samples, chunks."""

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Final
from uuid import UUID

from pharos.core import limits
from pharos.core.templates.template import SUITES as SUITES

PURPOSES: Final = ("revocation", "suspension")
# The same bits once more in one list of tokens, for the credentials of wallets.
TOKEN: Final = "token"
PUBLISHED: Final = (*PURPOSES, TOKEN)
LIST_PLACES: Final = limits.MIN_STATUS_ENTRIES
LIST_BYTES: Final = LIST_PLACES // 8
# A list is left before the last places: drawing at random from a few is slow and telling.
RESERVE: Final = 4_096
# How many places are decoys when a list is opened: nobody can count real revocations.
REVOKED_DECOYS: Final = (800, 2_400)
SUSPENDED_DECOYS: Final = (200, 800)
CREATED_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
# A list is signed daily and on change, and nobody may rely on one older than a week.
PUBLISH_EVERY: Final = timedelta(days=1)
LIST_VALID: Final = timedelta(days=7)
LIST_TTL_MS: Final = 300_000
MAX_CHUNK: Final = 2_000
# One credential in so many is made once more by the general algorithm before it counts.
RECOMPUTED: Final = 1_000


class State(StrEnum):
    """How a credential stands; the lists say the same to everybody else."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Act(StrEnum):
    """What can happen to an issued credential."""

    REVOKE = "revoke"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    SUPERSEDE = "supersede"


# From which states an act leads where; nothing leads out of `revoked`.
STEPS: Final[dict[Act, tuple[frozenset[State], State]]] = {
    Act.REVOKE: (frozenset({State.VALID, State.SUSPENDED}), State.REVOKED),
    Act.SUSPEND: (frozenset({State.VALID}), State.SUSPENDED),
    Act.REINSTATE: (frozenset({State.SUSPENDED}), State.VALID),
    Act.SUPERSEDE: (frozenset({State.VALID}), State.REVOKED),
}
REASONS: Final[dict[Act, tuple[str, ...]]] = {
    Act.REVOKE: ("error_in_data", "awarded_by_mistake", "misconduct", "holder_request",
                 "key_compromised", "superseded", "decision_annulled"),
    Act.SUSPEND: ("under_investigation", "holder_request", "error_suspected"),
    Act.REINSTATE: ("cleared", "error_in_suspension"),
    Act.SUPERSEDE: ("key_compromised", "error_in_data", "superseded"),
}  # fmt: skip
ALL_REASONS: Final = tuple(sorted({reason for some in REASONS.values() for reason in some}))


@dataclass(frozen=True, slots=True)
class Prepared:
    """One row of an intent: everything of a credential but its signature.

    `leaf` is its commitment for the log, made while the person's key was at hand.
    """

    credential: UUID
    award: UUID
    person_key: UUID
    template: int
    index: int
    awarded_on: date
    enrolled_on: date | None
    plain: str
    sealed: bytes
    leaf: bytes


def step_problem(act: Act, state: State, reason: str) -> str | None:
    """Why the act cannot happen to a credential in this state, as a code, or None."""
    if reason not in REASONS[act]:
        return "status_reason_unknown"
    if state in STEPS[act][0]:
        return None
    if state is State.REVOKED:
        return "already_revoked"
    return "not_suspended" if act is Act.REINSTATE else "already_suspended"


def draw_places(taken: bytes, count: int, source: Random) -> list[int]:
    """So many different free places, at random and in no order (STA-08)."""
    drawn: list[int] = []
    used = bytearray(taken)
    while len(drawn) < count:
        # Many at once: asking the system for each place costs more than the place. The number
        # of places is a power of two, so that cutting off bits favours none.
        for place in struct.unpack(f">{count}I", source.randbytes(4 * count)):
            place &= LIST_PLACES - 1
            mask = 0x80 >> (place & 7)
            if not used[place >> 3] & mask and len(drawn) < count:
                used[place >> 3] |= mask
                drawn.append(place)
    return drawn


def is_set(bits: bytes | bytearray, place: int) -> bool:
    return bool(bits[place >> 3] & (0x80 >> (place & 7)))


def put(bits: bytearray, place: int, value: bool = True) -> None:
    """Set or clear one bit, most significant first as the published list has them."""
    mask = 0x80 >> (place & 7)
    bits[place >> 3] = bits[place >> 3] | mask if value else bits[place >> 3] & ~mask


def with_places(bits: bytes, places: Iterable[int], value: bool = True) -> bytes:
    """The bit string with these places set or cleared."""
    changed = bytearray(bits)
    for place in places:
        put(changed, place, value)
    return bytes(changed)


def decoys(source: Random) -> tuple[list[int], list[int]]:
    """Places that look revoked, and places that look suspended, in a list that begins."""
    revoked = source.randint(*REVOKED_DECOYS)
    suspended = source.randint(*SUSPENDED_DECOYS)
    places = draw_places(bytes(LIST_BYTES), revoked + suspended, source)
    return places[:revoked], places[revoked:]


def recomputed(count: int, start: int) -> Sequence[int]:
    """The positions that the general algorithm makes again: each thousandth from a random one."""
    return range(start % RECOMPUTED, count, RECOMPUTED)


def chunks_of(total: int, size: int) -> int:
    """Into how many chunks so many rows fall."""
    return -(-total // min(size, MAX_CHUNK))


def pack(leaves: Sequence[str]) -> str:
    """Leaves as the one text they are stored as."""
    return _written(leaves)


def unpack(text: str) -> tuple[str, ...]:
    """The leaves again."""
    return tuple(json.loads(text))


# Made once: `json.dumps` with these arguments makes an encoder for every call.
_written: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Credential, award, person's key, leaf, template, place, two days, lengths of the two texts.
_HEAD: Final = struct.Struct(">16s16s16s32siiiiHH")
_NO_DAY: Final = 0


def freeze(rows: Iterable[Prepared]) -> bytes:
    """The rows of an intent as bytes."""
    parts: list[bytes] = []
    for row in rows:
        plain = row.plain.encode()
        enrolled = row.enrolled_on.toordinal() if row.enrolled_on else _NO_DAY
        parts += (
            _HEAD.pack(
                row.credential.bytes, row.award.bytes, row.person_key.bytes, row.leaf,
                row.template, row.index, row.awarded_on.toordinal(), enrolled,
                len(plain), len(row.sealed),
            ),
            plain,
            row.sealed,
        )  # fmt: skip
    return b"".join(parts)


def thaw(raw: bytes) -> list[Prepared]:
    """The rows again, in their order."""
    rows: list[Prepared] = []
    place = 0
    while place < len(raw):
        (credential, award, person, leaf, template, index, awarded, enrolled, plain, sealed) = (
            _HEAD.unpack_from(raw, place)
        )
        middle = place + _HEAD.size + plain
        end = middle + sealed
        rows.append(
            Prepared(
                credential=UUID(bytes=credential),
                award=UUID(bytes=award),
                person_key=UUID(bytes=person),
                template=template,
                index=index,
                awarded_on=date.fromordinal(awarded),
                enrolled_on=date.fromordinal(enrolled) if enrolled else None,
                plain=raw[middle - plain : middle].decode(),
                sealed=raw[middle:end],
                leaf=leaf,
            )
        )
        place = end
    return rows
