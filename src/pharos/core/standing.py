"""Whether quality decisions were in force: the one bitemporal rule of the register.

    on day d, as known at instant u

Only what was recorded up to u counts. A decision covers the half-open range of legal
days of its term. Changes paint over it: suspensions cover days until lifted,
withdrawal and annulment are final from their day on (or from `retroactive_from`, for
fraud), limits narrow the scope. Nothing is rewritten: a later change is one more line.

The award gate and the verifier both ask here; neither has a rule of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from pharos.core.errors import Malformed

POSITIVE_OUTCOMES = frozenset(
    {"accredited", "authorised", "licensed", "approved", "conditional", "conditions_met"}
)
BOUND_TO_PROGRAMME = frozenset({"programme"})
"""Kinds of decision that never hold for all programmes of a provider at once."""


class Reason(StrEnum):
    """Why a kind of decision is missing on a day; in rising order of weight."""

    NONE = "none"
    REFUSED = "refused"
    NOT_YET = "not_yet"
    ENDED = "ended"
    OUT_OF_SCOPE = "out_of_scope"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


class ChangeKind(StrEnum):
    """What can happen to a decision after it was taken."""

    SUSPENDED = "suspended"
    LIFTED = "lifted"
    WITHDRAWN = "withdrawn"
    LIMITED = "limited"
    ANNULLED = "annulled"


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
    """Something that happened to a decision, with its own days and its day of entry."""

    kind: ChangeKind
    first_day: date
    recorded_at: datetime
    until: date | None = None
    teach_out_until: date | None = None
    retroactive_from: date | None = None
    scope: Scope | None = None

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
class Decision:
    """A decision of a quality body about a provider or about one programme version."""

    id: str
    kind: str
    holder: str
    outcome: str
    term: Term
    recorded_at: datetime
    programme: str | None = None
    scope: Scope = Scope()
    changes: tuple[Change, ...] = ()

    def is_about(self, subject: Subject) -> bool:
        if self.holder != subject.holder:
            return False
        if self.programme is None:
            return self.kind not in BOUND_TO_PROGRAMME
        return self.programme == subject.programme

    def known(self, at: datetime) -> "list[Change]":
        """The changes recorded up to an instant, oldest first."""
        return sorted(
            (change for change in self.changes if change.recorded_at <= at),
            key=lambda change: change.recorded_at,
        )


@dataclass(frozen=True)
class Standing:
    """How one kind of decision stands on a day; in force when there is no reason against."""

    kind: str
    reason: Reason | None
    decision: Decision | None = None
    change: Change | None = None
    is_teach_out: bool = False

    @property
    def is_in_force(self) -> bool:
        return self.reason is None


def in_force(
    decisions: Iterable[Decision],
    *,
    kind: str,
    subject: Subject,
    on: date,
    known_at: datetime,
    enrolled_on: date | None = None,
    enrolment_judged: bool = False,
) -> Standing:
    """How decisions of `kind` stand for `subject` on a day, as known at an instant.

    One in force is enough; otherwise the weightiest reason is named. A teach-out counts
    for learners enrolled before the withdrawal: the gate passes `enrolled_on`, the
    verifier, who meets only awards that went through the gate, says `enrolment_judged`.
    """
    found = Standing(kind, Reason.NONE)
    order = list(Reason)
    for decision in decisions:
        if decision.kind != kind or decision.recorded_at > known_at:
            continue
        if not decision.is_about(subject):
            continue
        standing = _judge(decision, subject, on, known_at, enrolled_on, enrolment_judged)
        if standing.reason is None:
            return standing
        assert found.reason is not None
        if order.index(standing.reason) >= order.index(found.reason):
            found = standing
    return found


def of_decision(decision: Decision, *, on: date, known_at: datetime) -> Standing:
    """How one decision stands on a day by itself, whatever its scope covers.

    A teach-out is for learners: a withdrawn decision is not in force for anybody else.
    """
    if decision.recorded_at > known_at:
        return Standing(decision.kind, Reason.NONE)
    return _held(decision, on, known_at, None, False)


def missing(
    required_kinds: Sequence[str],
    decisions: Iterable[Decision],
    *,
    subject: Subject,
    on: date,
    known_at: datetime,
    enrolled_on: date | None = None,
    enrolment_judged: bool = False,
) -> list[Standing]:
    """The required kinds that are not in force, each with why; empty when all is well."""
    held = list(decisions)
    standings = [
        in_force(
            held,
            kind=kind,
            subject=subject,
            on=on,
            known_at=known_at,
            enrolled_on=enrolled_on,
            enrolment_judged=enrolment_judged,
        )
        for kind in required_kinds
    ]
    return [standing for standing in standings if not standing.is_in_force]


@lru_cache(maxsize=1024)  # awards of a day share their instant
def legal_day(instant: datetime, timezone: str) -> date:
    """The legal day of a nation's zone in which an instant lies."""
    if instant.utcoffset() is None:
        raise Malformed("instant_without_zone")
    try:
        return instant.astimezone(ZoneInfo(timezone)).date()
    except OverflowError as error:
        raise Malformed("malformed_time") from error


def _judge(
    decision: Decision,
    subject: Subject,
    on: date,
    known_at: datetime,
    enrolled_on: date | None,
    enrolment_judged: bool,
) -> Standing:
    """How a decision stands for a subject: held at all, and then within its scope."""
    held = _held(decision, on, known_at, enrolled_on, enrolment_judged)
    if held.reason is not None:
        return held
    changes = [change for change in decision.known(known_at) if change.covers(on)]
    limits = [c for c in changes if c.kind is ChangeKind.LIMITED]
    for limit in limits:
        if limit.scope is None or not limit.scope.covers(subject):
            return Standing(decision.kind, Reason.OUT_OF_SCOPE, decision, limit)
    if not decision.scope.covers(subject):
        return Standing(decision.kind, Reason.OUT_OF_SCOPE, decision)
    return held


def _held(
    decision: Decision,
    on: date,
    known_at: datetime,
    enrolled_on: date | None,
    enrolment_judged: bool,
) -> Standing:
    if decision.outcome not in POSITIVE_OUTCOMES:
        return Standing(decision.kind, Reason.REFUSED, decision)
    if on < decision.term.first_day:
        return Standing(decision.kind, Reason.NOT_YET, decision)
    if not decision.term.covers(on):
        return Standing(decision.kind, Reason.ENDED, decision)
    changes = [change for change in decision.known(known_at) if change.covers(on)]
    ends = [change for change in changes if change.ends_decision]
    final = [e for e in ends if not _in_teach_out(e, on, enrolled_on, enrolment_judged)]
    if final:
        end = max(final, key=_weight)
        return Standing(decision.kind, _end_reason(end), decision, end)
    suspension = _suspension(changes)
    if suspension is not None:
        return Standing(decision.kind, Reason.SUSPENDED, decision, suspension)
    return Standing(
        decision.kind, None, decision, ends[0] if ends else None, is_teach_out=bool(ends)
    )


def _weight(change: Change) -> tuple[bool, bool]:
    """An annulment says most, then a withdrawal that reaches back."""
    return change.kind is ChangeKind.ANNULLED, change.retroactive_from is not None


def _end_reason(change: Change) -> Reason:
    """A withdrawal that reaches back annuls what was awarded since."""
    if change.kind is ChangeKind.ANNULLED or change.retroactive_from is not None:
        return Reason.ANNULLED
    return Reason.WITHDRAWN


def _in_teach_out(end: Change, on: date, enrolled_on: date | None, enrolment_judged: bool) -> bool:
    if end.teach_out_until is None or _end_reason(end) is Reason.ANNULLED:
        return False
    enrolled_before = enrolled_on is not None and enrolled_on < end.first_day
    return on < end.teach_out_until and (enrolled_before or enrolment_judged)


def _suspension(changes: Sequence[Change]) -> Change | None:
    """The suspension that no later entry lifted for this day."""
    suspension = None
    for change in changes:
        if change.kind is ChangeKind.SUSPENDED:
            suspension = change
        elif change.kind is ChangeKind.LIFTED:
            suspension = None
    return suspension
