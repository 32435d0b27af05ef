"""Days of a case: what is due when, and how a stopped clock moves what is due.

Working days come from the nation's calendar; the days of a pause are not counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from pharos.nations.parameters.procedures import Procedures
from pharos.procedures.rules.words import IN_CLOCK, Side, State

NEAR: Final = 5
"""Working days before a last day from which it is near: shown so, and mailed (proposal)."""
LAPSING: Final = frozenset({"application_mended", "missing_handed_in"})
"""The last days after which a case ends by itself."""


class WorkingDays(Protocol):
    """What is asked of a calendar."""

    def add(self, day: date, count: int) -> date: ...

    def between(self, first: date, last: date) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A stop of the clock, from its first day to before `until`; without it, still stopped."""

    first_day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, what for, and who has to act."""

    code: str
    last_day: date
    side: Side


@dataclass(frozen=True, slots=True)
class Times:
    """The days from which something runs."""

    state: State
    submitted_on: date | None = None
    started_on: date | None = None
    returned_on: date | None = None
    panel_on: date | None = None
    check_on: date | None = None
    asked_on: date | None = None
    pauses: tuple[Span, ...] = ()


def is_near(calendar: WorkingDays, due: Deadline, today: date) -> bool:
    """Whether a last day has come near, or is over."""
    return calendar.between(today, due.last_day) <= NEAR


def stopped(calendar: WorkingDays, pauses: Iterable[Span], today: date) -> int:
    """The working days that the clock stood; stops that overlap count once."""
    total, covered = 0, date.min
    for span in sorted(pauses, key=lambda one: one.first_day):
        first, until = max(span.first_day, covered), span.until or today
        if until > first:
            total += calendar.between(first, until)
            covered = until
    return total


def due(calendar: WorkingDays, start: date, days: int, pauses: Iterable[Span], today: date) -> date:
    """The last day of a term of working days that began on `start`, stops left out."""
    relevant = [one for one in pauses if one.until is None or one.until > start]
    cut = [Span(max(one.first_day, start), one.until) for one in relevant]
    return calendar.add(start, days + stopped(calendar, cut, today))


def deadlines(
    calendar: WorkingDays, times: Times, rules: Procedures, today: date
) -> list[Deadline]:
    """Everything that is due in the case as it stands, soonest first."""
    state, found = times.state, []
    if state in (State.SUBMITTED, State.COMPLETENESS_CHECK) and times.submitted_on:
        last = calendar.add(times.submitted_on, rules.completeness_days)
        found.append(Deadline("completeness", last, Side.AGENCY))
    if state is State.RETURNED and times.returned_on:
        last = calendar.add(times.returned_on, rules.answer_days)
        found.append(Deadline("application_mended", last, Side.PROVIDER))
    if state is State.SUSPENDED and times.asked_on:
        last = calendar.add(times.asked_on, rules.answer_days)
        found.append(Deadline("missing_handed_in", last, Side.PROVIDER))
    if state is State.PANEL_PROPOSED and times.panel_on:
        last = calendar.add(times.panel_on, rules.objection_days)
        found.append(Deadline("objections", last, Side.PROVIDER))
    if state is State.FACTUAL_CHECK and times.check_on:
        last = calendar.add(times.check_on, rules.factual_check_days)
        found.append(Deadline("factual_check", last, Side.PROVIDER))
    if state in (*IN_CLOCK, State.SUSPENDED) and times.started_on:
        last = due(calendar, times.started_on, rules.decision_days, times.pauses, today)
        found.append(Deadline("decision", last, Side.AGENCY))
    return sorted(found, key=lambda one: one.last_day)
