"""The closed words of what follows a decision."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a provider files."""

    APPEAL = "appeal"
    COMPLAINT = "complaint"
    REPORT = "report"
    NOTICE = "notice"
    EVIDENCE = "evidence"
    FOREIGN = "foreign"


class State(StrEnum):
    """Where a filing stands."""

    FILED = "filed"
    REGISTERED = "registered"
    INADMISSIBLE = "inadmissible"
    DECIDED = "decided"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    NOTED = "noted"
    PROCEDURE = "procedure"
    RECOGNISED = "recognised"
    REFUSED = "refused"


ENDINGS: Final = MappingProxyType({
    Kind.REPORT: (State.ACCEPTED, State.RETURNED),
    Kind.NOTICE: (State.NOTED, State.PROCEDURE),
    Kind.EVIDENCE: (State.ACCEPTED, State.RETURNED),
    Kind.FOREIGN: (State.RECOGNISED, State.REFUSED),
})  # fmt: skip
"""How an officer ends what is neither an appeal nor a complaint: the good end first."""
OPEN: Final = frozenset({State.FILED, State.REGISTERED})


class Choice(StrEnum):
    """A vote of a member of an appeals body, in the words of the outcomes."""

    UPHOLD = "uphold"
    REMIT = "remit"
    ANNUL = "annul"


class Justified(StrEnum):
    """What the answer to a complaint finds."""

    JUSTIFIED = "justified"
    PARTLY = "partly"
    UNJUSTIFIED = "unjustified"


class Conduct(StrEnum):
    """What a complaint is about; an outcome is none of it."""

    PROCEDURE = "procedure"
    PANEL = "panel"
    STAFF = "staff"
    TERMS = "terms"
    OTHER = "other"


class CheckKind(StrEnum):
    """Whether a check stood in the plan."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"


class Stage(StrEnum):
    """How late an annual report is; each step follows the one before."""

    LATER = "later"
    DUE_SOON = "due_soon"
    REMINDER = "reminder"
    WARNING = "warning"
    SUSPENSION = "suspension"
