"""What is right about national registration, on plain values."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MAX_NUMBER: Final = 64
REASON_PATTERN: Final = r"^[a-z][a-z0-9_]{0,63}$"
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)
COMPARE_EVERY: Final = timedelta(days=1)
# After so many failures in a row the other side is away; fewer are records it stumbles over.
PATIENCE: Final = 3


class Outcome(StrEnum):
    """What the national register says of a record."""

    RECEIVED = "received"
    REGISTERED = "registered"
    REFUSED = "refused"


class State(StrEnum):
    """How a credential stands with the national register."""

    AWAITING = "awaiting_registration"
    REGISTERED = "registered"
    REFUSED = "registration_refused"


class Kind(StrEnum):
    """In what the two sides differ."""

    NUMBER = "difference_number"
    OUTCOME = "difference_outcome"
    RECORD = "difference_record"
    MISSING_THERE = "difference_missing_there"
    UNKNOWN_HERE = "difference_unknown_here"
    NUMBER_SHARED = "difference_number_shared"


class Resolution(StrEnum):
    """How a difference ended: cured at one side, or known and left as it is."""

    CURED = "cured"
    ACCEPTED = "accepted"


def wait(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, doubled up to six hours."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def differs(
    ours: tuple[Outcome, str | None], theirs: tuple[Outcome, str | None]
) -> tuple[Kind, str, str] | None:
    """In what two settled answers differ: kind, ours and theirs as they are shown; or None."""
    if theirs[0] is Outcome.RECEIVED or ours == theirs:
        return None
    if ours[0] is not theirs[0]:
        return Kind.OUTCOME, ours[0].value, theirs[0].value
    return Kind.NUMBER, ours[1] or "", theirs[1] or ""
