"""Whether quality decisions were in force: the one bitemporal rule of the register.

    on day d, as known at instant u

Only what was recorded up to u counts. A decision covers the half-open range of legal days of
its term; a prolongation lengthens it until the decision on the renewal, and a renewal ends it.
Changes paint over it: suspensions cover days until lifted, withdrawal and annulment are final
from their day on (or from `retroactive_from`, for fraud), limits narrow the scope, and what an
appeal does to them stands in `core.appeals`. A decision that follows another holds only while
that one does. Nothing is rewritten: a later change is one more line. Where somebody entered
what this software cannot read, the answer is that it cannot say.

The award gate and the verifier both ask here; neither has a rule of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from pharos.core import appeals
from pharos.core.decided import (
    BOUND_TO_PROGRAMME,
    POSITIVE_OUTCOMES,
    AppealOutcome,
    Change,
    ChangeKind,
    Decision,
    Scope,
    Subject,
    Term,
    UnreadChange,
)
from pharos.core.errors import Malformed

__all__ = [
    "BOUND_TO_PROGRAMME",
    "POSITIVE_OUTCOMES",
    "AppealOutcome",
    "Change",
    "ChangeKind",
    "Decision",
    "Reason",
    "Scope",
    "Standing",
    "Subject",
    "Term",
    "UnreadChange",
    "end_of_term",
    "in_force",
    "legal_day",
    "missing",
    "of_decision",
]


class Reason(StrEnum):
    """Why a kind of decision is missing on a day; in rising order of weight."""

    NONE = "none"
    REFUSED = "refused"
    NOT_YET = "not_yet"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    OUT_OF_SCOPE = "out_of_scope"
    PARENT = "parent_not_in_force"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"
    UNCLEAR = "unclear"


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


@dataclass(frozen=True)
class _Asked:
    """A question: which day, known when, and what is known of the learner's enrolment."""

    on: date
    known_at: datetime
    enrolled_on: date | None = None
    enrolment_judged: bool = False


@dataclass(frozen=True)
class _Known:
    """The decisions known at an instant, with who follows and who renews whom."""

    all: list[Decision] = field(default_factory=list)
    by_id: dict[str, Decision] = field(default_factory=dict)
    renewals: dict[str, list[Decision]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision], known_at: datetime) -> "_Known":
        known = cls()
        for one in decisions:
            if one.recorded_at <= known_at:
                known.all.append(one)
                known.by_id[one.id] = one
                if one.renews is not None:
                    known.renewals.setdefault(one.renews, []).append(one)
        return known


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

    One in force is enough; otherwise the weightiest reason is named. `decisions` hold those
    that others follow as well. A teach-out counts for learners enrolled before the withdrawal:
    the gate passes `enrolled_on`, the verifier, who meets only awards that went through the
    gate, says `enrolment_judged`.
    """
    asked = _Asked(on, known_at, enrolled_on, enrolment_judged)
    known = _Known.of(decisions, known_at)
    found = Standing(kind, Reason.NONE)
    order = list(Reason)
    for decision in known.all:
        if decision.kind != kind or not decision.is_about(subject):
            continue
        standing = _judge(decision, subject, known, asked)
        if standing.reason is None:
            return standing
        assert found.reason is not None
        if order.index(standing.reason) >= order.index(found.reason):
            found = standing
    return found


def of_decision(
    decision: Decision, *, on: date, known_at: datetime, among: Iterable[Decision] = ()
) -> Standing:
    """How one decision stands on a day by itself, whatever its scope covers.

    `among` holds those that it follows or that renew it. A teach-out is for learners: a
    withdrawn decision is not in force for anybody else.
    """
    if decision.recorded_at > known_at:
        return Standing(decision.kind, Reason.NONE)
    known = _Known.of([*among, decision], known_at)
    return _held(decision, known, _Asked(on, known_at), frozenset())


def end_of_term(
    decision: Decision, *, known_at: datetime, among: Iterable[Decision] = ()
) -> date | None:
    """The day before which a decision ends by itself, as known at an instant; None: open.

    Its own term, prolongations, renewals and the terms of those that it follows; what takes
    it away (withdrawal, annulment, suspension) is not looked at.
    """
    known = _Known.of([*among, decision], known_at)
    ends: list[date] = []
    seen: set[str] = set()
    one: Decision | None = decision
    while one is not None and one.id not in seen:
        seen.add(one.id)
        end, _ = _end(one, known, known_at)
        ends += [end] if end is not None else []
        one = known.by_id.get(one.follows or "")
    return min(ends, default=None)


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


def _judge(decision: Decision, subject: Subject, known: _Known, asked: _Asked) -> Standing:
    """How a decision stands for a subject: held at all, and then within its scope."""
    held = _held(decision, known, asked, frozenset())
    if held.reason is not None:
        return held
    for limit in _painted(decision, asked):
        if limit.kind is ChangeKind.LIMITED and not (limit.scope and limit.scope.covers(subject)):
            return Standing(decision.kind, Reason.OUT_OF_SCOPE, decision, limit)
    if not decision.scope.covers(subject):
        return Standing(decision.kind, Reason.OUT_OF_SCOPE, decision)
    return held


def _held(decision: Decision, known: _Known, asked: _Asked, above: frozenset[str]) -> Standing:
    """How a decision stands by itself, and then by the one that it follows."""
    own = _by_itself(decision, known, asked)
    if own.reason is not None or decision.follows is None:
        return own
    parent = known.by_id.get(decision.follows)
    if parent is None or decision.id in above:
        # what is not told cannot be judged, nor decisions that follow each other in a ring
        return Standing(decision.kind, Reason.UNCLEAR, decision)
    held = _held(parent, known, asked, above | {decision.id})
    if held.reason is Reason.UNCLEAR:
        return Standing(decision.kind, Reason.UNCLEAR, decision)
    if held.reason is not None:
        return Standing(decision.kind, Reason.PARENT, decision, held.change)
    is_teach_out = own.is_teach_out or held.is_teach_out
    return Standing(decision.kind, None, decision, own.change or held.change, is_teach_out)


def _by_itself(decision: Decision, known: _Known, asked: _Asked) -> Standing:
    if decision.has_unread(asked.known_at):
        return Standing(decision.kind, Reason.UNCLEAR, decision)
    if not decision.is_positive:
        return Standing(decision.kind, Reason.REFUSED, decision)
    if asked.on < decision.term.first_day:
        return Standing(decision.kind, Reason.NOT_YET, decision)
    end, reason = _end(decision, known, asked.known_at)
    if end is not None and asked.on >= end:
        return Standing(decision.kind, reason, decision)
    return _by_changes(decision, asked)


def _by_changes(decision: Decision, asked: _Asked) -> Standing:
    """What the changes that cover the day make of a decision within its term."""
    changes = _painted(decision, asked)
    ends = [change for change in changes if change.ends_decision]
    final = [one for one in ends if not _in_teach_out(one, asked)]
    if final:
        end = max(final, key=_weight)
        return Standing(decision.kind, _end_reason(end), decision, end)
    suspension = _suspension(changes)
    suspension = suspension or appeals.resting(decision.known(asked.known_at), asked.on)
    if suspension is not None:
        return Standing(decision.kind, Reason.SUSPENDED, decision, suspension)
    return Standing(
        decision.kind, None, decision, ends[0] if ends else None, is_teach_out=bool(ends)
    )


def _painted(decision: Decision, asked: _Asked) -> list[Change]:
    """The known changes that count on the day, oldest entry first."""
    known = decision.known(asked.known_at)
    return [one for one in appeals.in_effect(known, asked.on) if one.covers(asked.on)]


def _end(decision: Decision, known: _Known, known_at: datetime) -> tuple[date | None, Reason]:
    """The day before which the term ends, and whether by itself or by a renewal.

    A prolongation lasts until the decision on the renewal, whatever it is; a renewal that was
    granted takes the place of what it renews. One that was annulled from its beginning is none.
    """
    end = decision.term.until
    renewals = [one for one in known.renewals.get(decision.id, []) if not _is_void(one, known_at)]
    prolonged = [
        one.until
        for one in decision.known(known_at)
        if one.kind is ChangeKind.PROLONGED and one.until is not None
    ]
    if end is not None and prolonged:
        provisional = min([prolonged[-1], *(one.term.first_day for one in renewals)])
        end = max(end, provisional)
    begins = [one.term.first_day for one in renewals if one.is_positive]
    if begins and (end is None or min(begins) <= end):
        return min(begins), Reason.SUPERSEDED
    return end, Reason.ENDED


def _is_void(decision: Decision, known_at: datetime) -> bool:
    """Whether a decision was annulled from its first day on."""
    first_day = decision.term.first_day
    effective = appeals.in_effect(decision.known(known_at), first_day)
    return any(
        one.kind is ChangeKind.ANNULLED and one.effective_from <= first_day for one in effective
    )


def _weight(change: Change) -> tuple[bool, bool]:
    """An annulment says most, then a withdrawal that reaches back."""
    return change.kind is ChangeKind.ANNULLED, change.retroactive_from is not None


def _end_reason(change: Change) -> Reason:
    """A withdrawal that reaches back annuls what was awarded since."""
    if change.kind is ChangeKind.ANNULLED or change.retroactive_from is not None:
        return Reason.ANNULLED
    return Reason.WITHDRAWN


def _in_teach_out(end: Change, asked: _Asked) -> bool:
    if end.teach_out_until is None or _end_reason(end) is Reason.ANNULLED:
        return False
    enrolled_before = asked.enrolled_on is not None and asked.enrolled_on < end.first_day
    return asked.on < end.teach_out_until and (enrolled_before or asked.enrolment_judged)


def _suspension(changes: Sequence[Change]) -> Change | None:
    """The suspension that no later entry lifted for this day."""
    suspension = None
    for change in changes:
        if change.kind is ChangeKind.SUSPENDED:
            suspension = change
        elif change.kind is ChangeKind.LIFTED:
            suspension = None
    return suspension
