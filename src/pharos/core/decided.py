"""Decisions of quality bodies and what happened to them: the values that standings are asked of.

Days are legal days; a term is half-open. Every change carries the instant of its entry, so
that any day can be asked about as it was known at any instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pharos.core.errors import Malformed

POSITIVE_OUTCOMES = frozenset(
    {"accredited", "authorised", "licensed", "approved", "conditional", "conditions_met"}
)
BOUND_TO_PROGRAMME = frozenset({"programme"})
"""Kinds of decision that never hold for all programmes of a provider at once."""


class ChangeKind(StrEnum):
    """What can happen to a decision after it was taken."""

    SUSPENDED = "suspended"
    LIFTED = "lifted"
    WITHDRAWN = "withdrawn"
    LIMITED = "limited"
    ANNULLED = "annulled"
    CONDITIONS_MET = "conditions_met"
    PROLONGED = "prolonged"
    UNDER_APPEAL = "under_appeal"
    APPEAL_CLOSED = "appeal_closed"


class AppealOutcome(StrEnum):
    """How an appeal ends: the act stands, goes back to who decided, or counts as never made."""

    UPHOLD = "uphold"
    REMIT = "remit"
    ANNUL = "annul"


@dataclass(frozen=True)
class Term:
    """Legal days from `first_day` to before `until`; without `until` it is open."""

    first_day: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.first_day:
            raise Malformed("term_empty", first_day=self.first_day, until=self.until)

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Scope:
    """What a decision is about. None: not limited. An empty set covers nothing."""

    levels: frozenset[int] | None = None
    fields: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    def covers(self, subject: "Subject") -> bool:
        """True when level, ISCED-F field (by prefix: 01 covers 0113) and kind lie within."""
        if self.levels is not None and subject.level not in self.levels:
            return False
        if self.kinds is not None and subject.kind not in self.kinds:
            return False
        return self.fields is None or any(
            prefix and (subject.field or "").startswith(prefix) for prefix in self.fields
        )


@dataclass(frozen=True)
class Subject:
    """What the decisions must cover: a programme version of a provider."""

    holder: str
    programme: str
    kind: str
    level: int | None
    field: str | None


@dataclass(frozen=True)
class Change:
    """Something that happened to a decision, with its own days and its day of entry.

    An appeal names what it contests by the entry of that change; None is the decision itself.
    """

    kind: ChangeKind
    first_day: date
    recorded_at: datetime
    until: date | None = None
    teach_out_until: date | None = None
    retroactive_from: date | None = None
    scope: Scope | None = None
    contests: datetime | None = None
    suspensive: bool = False
    outcome: AppealOutcome | None = None

    @property
    def effective_from(self) -> date:
        """The first day it touches."""
        if self.retroactive_from is None:
            return self.first_day
        return min(self.first_day, self.retroactive_from)

    @property
    def ends_decision(self) -> bool:
        return self.kind in (ChangeKind.WITHDRAWN, ChangeKind.ANNULLED)

    def covers(self, day: date) -> bool:
        """Only a suspension and a limit have a last day; the others hold for good."""
        may_end = self.kind in (ChangeKind.SUSPENDED, ChangeKind.LIMITED)
        ended = may_end and self.until is not None and day >= self.until
        return self.effective_from <= day and not ended


@dataclass(frozen=True)
class UnreadChange:
    """A change of a kind that is newer than this software: kept as it came, at its place."""

    place: int
    recorded_at: datetime
    members: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """A decision of a quality body about a provider or about one programme version.

    `follows` is the decision without which this one does not hold, `renews` the one whose
    place it takes.
    """

    id: str
    kind: str
    holder: str
    outcome: str
    term: Term
    recorded_at: datetime
    programme: str | None = None
    scope: Scope = Scope()
    changes: tuple[Change, ...] = ()
    follows: str | None = None
    renews: str | None = None
    unread: tuple[UnreadChange, ...] = ()

    @property
    def is_positive(self) -> bool:
        return self.outcome in POSITIVE_OUTCOMES

    def is_about(self, subject: Subject) -> bool:
        if self.holder != subject.holder:
            return False
        if self.programme is None:
            return self.kind not in BOUND_TO_PROGRAMME
        return self.programme == subject.programme

    def known(self, at: datetime) -> list[Change]:
        """The changes recorded up to an instant, oldest first."""
        return sorted(
            (change for change in self.changes if change.recorded_at <= at),
            key=lambda change: change.recorded_at,
        )

    def has_unread(self, at: datetime) -> bool:
        """Whether something was entered up to an instant that cannot be understood."""
        return any(change.recorded_at <= at for change in self.unread)
