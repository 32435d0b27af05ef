"""What may follow what: the states of batches, enrolments and awards, as tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pharos.common.errors import Conflict

Moves = Mapping[str, tuple[str, ...]]

BATCH_MOVES: Final[Moves] = MappingProxyType(
    {
        "uploaded": ("proposed", "dropped"),
        "proposed": ("confirmed", "dropped"),
        "confirmed": ("issuing", "partly"),
        "issuing": ("done", "partly"),
        # rows that were refused at signing may be awarded by a new batch, never by this one
        "done": (),
        "partly": (),
        "dropped": (),
    }
)
# Why a batch that waits is held: what may end, unlike the refusal of an award, ends by itself.
HOLDS: Final = ("provider_suspended", "programme_suspended", "provider_closed")
HOLDABLE: Final = ("proposed", "confirmed", "issuing")
ENROLMENT_MOVES: Final[Moves] = MappingProxyType(
    {
        "enrolled": ("completed", "withdrawn", "not_completed"),
        "completed": (),
        "withdrawn": (),
        "not_completed": (),
    }
)
AWARD_MOVES: Final[Moves] = MappingProxyType(
    {
        "confirmed": ("suspended", "revoked", "refused", "superseded"),
        "suspended": ("confirmed", "revoked"),
        "revoked": (),
        "refused": (),
        "superseded": (),
    }
)


def require_move(moves: Moves, before: str, after: str, code: str) -> None:
    """Raise Conflict `code` unless `after` may follow `before`."""
    if after not in moves[before]:
        raise Conflict(code, state=before, wanted=after)
