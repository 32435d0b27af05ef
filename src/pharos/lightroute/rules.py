"""What is right about the light route: who may use it, when silence decides, whom the lot hits.

Pure functions over the parameters of the nation. Every refusal is a code whose sentence says what
is missing. "Too burdensome" is what the surveys say of ad hoc procedures; the figures are
parameters of the nation, marked as proposals.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final, Protocol
from uuid import UUID

from pharos.catalogue.problems import Problem
from pharos.nations.parameters.lightroute import LightRouteParameters

KINDS: Final = ("light", "carve_out")
STATES: Final = ("notified", "asked", "objected", "decided", "withdrawn", "lapsed")
AUDIT_OUTCOMES: Final = ("passed", "failed")
LOT: Final = b"pharos-light-route-lot/1"
MAX_TEXT: Final = 4_000
# Below so many cases a figure would tell of single ones.
SMALLEST: Final = 3


class Calendar(Protocol):
    """The working days of a nation, as `common.workingdays` counts them."""

    def add(self, day: date, count: int) -> date: ...

    def between(self, first: date, last: date) -> int: ...


@dataclass(frozen=True, slots=True)
class History:
    """What the register knows of a provider on a day.

    `accredited_on` are the days of positive decisions by the full procedure on programmes;
    `troubled_on` those of suspensions, withdrawals and failed audits; `listed_since` the day on
    which the agency put the provider on its list, None while it is not there.
    """

    is_authorised: bool
    is_institution_accredited: bool
    has_conditions: bool
    accredited_on: tuple[date, ...] = ()
    troubled_on: tuple[date, ...] = ()
    listed_since: date | None = None
    lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What is asked of one version: kind, size, level, field, and whether it is taken already."""

    kind: str
    ects: Decimal | None
    level: int | None
    field: str
    is_reviewed: bool
    needs_review: bool
    is_decided: bool = False
    is_refused: bool = False
    is_notified: bool = False


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a day that year has not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def history_problems(
    history: History, parameters: LightRouteParameters, today: date
) -> list[Problem]:
    """Why the past of this provider does not open the light route, or nothing."""
    problems = []
    if not history.is_authorised:
        problems.append(Problem("light_not_authorised", "history"))
    if not history.is_institution_accredited:
        problems.append(Problem("light_institution_not_accredited", "history"))
    elif history.has_conditions:
        problems.append(Problem("light_institution_conditional", "history"))
    since = years_before(today, parameters.history_years)
    count = sum(since <= day <= today for day in history.accredited_on)
    if count < parameters.full_decisions:
        facts = {
            "count": count,
            "needed": parameters.full_decisions,
            "years": parameters.history_years,
        }
        problems.append(Problem("light_history_short", "history", facts))
    clean = years_before(today, parameters.clean_years)
    troubled = [day for day in history.troubled_on if clean <= day <= today]
    if troubled:
        when: dict[str, object] = {"day": max(troubled), "years": parameters.clean_years}
        problems.append(Problem("light_history_troubled", "history", when))
    return problems


def listing_problems(history: History) -> list[Problem]:
    """Why the provider has not the right now: never given, or lost and not restored."""
    if history.listed_since is not None:
        return []
    if history.lost_on is not None:
        return [Problem("light_right_lost", "listing", {"day": history.lost_on})]
    return [Problem("light_not_listed", "listing")]


def programme_problems(programme: Programme, parameters: LightRouteParameters) -> list[Problem]:
    """Why this programme is too large, of another kind or level, or too much of a risk."""
    problems = []
    if programme.kind not in parameters.kinds:
        facts: dict[str, object] = {"kind": programme.kind}
        problems.append(Problem("light_kind_not_open", "size", facts))
    if programme.ects is None or programme.ects > parameters.max_ects:
        facts = {"max": parameters.max_ects, "ects": programme.ects or "-"}
        problems.append(Problem("light_too_large", "size", facts))
    lowest, highest = parameters.levels
    if programme.level is None or not lowest <= programme.level <= highest:
        facts = {"lowest": lowest, "highest": highest, "level": programme.level or "-"}
        problems.append(Problem("light_level_outside", "level", facts))
    if any(programme.field.startswith(one) for one in parameters.excluded_fields):
        problems.append(Problem("light_field_regulated", "risk", {"field": programme.field}))
    return problems + state_problems(programme)


def state_problems(programme: Programme) -> list[Problem]:
    """Why nothing can be notified about this version now, whatever the route."""
    problems = []
    if programme.needs_review and not programme.is_reviewed:
        problems.append(Problem("light_not_reviewed", "review"))
    if programme.is_decided:
        problems.append(Problem("light_decided_already", "state"))
    if programme.is_refused:
        problems.append(Problem("light_refused_in_full", "state"))
    if programme.is_notified:
        problems.append(Problem("light_notified_already", "state"))
    return problems


def problems(
    programme: Programme, history: History, parameters: LightRouteParameters, today: date
) -> list[Problem]:
    """Why this provider may not notify this programme today, or nothing."""
    if not parameters.is_open:
        return [Problem("light_route_closed", "nation")]
    return [
        *history_problems(history, parameters, today),
        *listing_problems(history),
        *programme_problems(programme, parameters),
    ]


@dataclass(frozen=True, slots=True)
class Pause:
    """A question and the day of its answer; None while the provider owes it."""

    asked_on: date
    answered_on: date | None = None


def due_on(first_day: date, days: int, pauses: Sequence[Pause], calendar: Calendar) -> date | None:
    """The last day of silence, or None while the clock stands for a question.

    Working days between a question and its answer do not count: what was left when it was
    asked begins again with the day of the answer.
    """
    start, left = first_day, days
    for pause in pauses:
        left -= max(0, calendar.between(start, pause.asked_on))
        if pause.answered_on is None:
            return None
        start = pause.answered_on
    return calendar.add(start, max(0, left))


def is_over(due: date | None, today: date) -> bool:
    """Whether the last day of silence has passed."""
    return due is not None and due < today


@dataclass(frozen=True, slots=True)
class Pair:
    """The two persons of the agency whose acts a decision rests on, and which acts those are."""

    proposes: UUID
    approves: UUID
    rests_on: str


def pair(
    *, taken_by: UUID | None, signed_by: UUID | None, earlier: tuple[UUID, UUID], ground: str
) -> Pair:
    """Who stands for a decision by silence: always two persons.

    Officer and approver who dealt with this notification; where they did not, the two who had
    put the provider on the list (or had accredited the parent). Nobody answers for silence twice.
    """
    if taken_by is not None and signed_by is not None:
        return Pair(taken_by, signed_by, "notification")
    return Pair(earlier[0], earlier[1], ground)


def sample_size(population: int, percent: int) -> int:
    """How many are drawn: the share, rounded up, and one at least where there is any."""
    if population <= 0 or percent <= 0:
        return 0
    return min(population, max(1, -(-population * percent // 100)))


def lot(population: Iterable[str], seed: bytes, count: int) -> list[str]:
    """The decisions that the lot falls on, in its order.

    Each id is hashed with the seed (SHA-256 of the label, the seed and the id, each ended by a
    zero byte); the smallest hashes are drawn. Anybody who has the announcement and the
    checkpoint that came after it draws the same.
    """

    def ticket(one: str) -> bytes:
        return hashlib.sha256(b"\0".join((LOT, seed, one.encode("utf-8"))) + b"\0").digest()

    return sorted(set(population), key=lambda one: (ticket(one), one))[:count]


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours of one route: of how many cases, and their median; None under the smallest number."""

    cases: int | None
    median_hours: Decimal | None


def spent(minutes_by_case: Mapping[str, int], *, smallest: int = SMALLEST) -> Spent:
    """The figures of one route; suppressed where they would tell of single cases."""
    if len(minutes_by_case) < smallest:
        return Spent(None, None)
    middle = Decimal(str(median(minutes_by_case.values()))) / 60
    return Spent(len(minutes_by_case), middle.quantize(Decimal("0.1")))
