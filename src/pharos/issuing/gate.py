"""The award gate: asked when a chunk is prepared, and again in the transaction that signs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.accreditation import queries as accreditation
from pharos.catalogue.models import ProgrammeVersion
from pharos.nations import zones
from pharos.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why an award may not become a credential: a stable code and facts for its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate looks at of one award."""

    award: UUID
    awarded_on: date
    enrolled_on: date | None


def stopped(
    version: ProgrammeVersion, asked: Iterable[Asked], *, now: datetime
) -> dict[UUID, Stopped]:
    """The awards that may not pass, each with the reason; locks what the answer rests on.

    Awards of the same days have the same answer, so each pair of days is judged once.
    """
    accreditation.lock_shared(version.organisation_id, version.id)
    version.refresh_from_db()
    judged: dict[tuple[date, date | None], Stopped | None] = {}
    found = {}
    for one in asked:
        days = (one.awarded_on, one.enrolled_on)
        if days not in judged:
            judged[days] = _judge(version, *days, now=now)
        problem = judged[days]
        if problem is not None:
            found[one.award] = problem
    return found


def _judge(
    version: ProgrammeVersion, awarded_on: date, enrolled_on: date | None, *, now: datetime
) -> Stopped | None:
    today = zones.legal_day(version.nation, now)
    first, last = version.first_day, version.last_day
    if awarded_on > today or awarded_on < first or (last is not None and awarded_on > last):
        facts = {"value": awarded_on.isoformat(), "first": first.isoformat(),
                 "today": min(today, last or today).isoformat()}  # fmt: skip
        return Stopped("award_date_out_of_range", facts)
    owner = organisations.by_id(version.organisation_id)
    if owner.state == "closed":
        return Stopped("organisation_closed", {"slug": owner.slug})
    if organisations.mandate_in_force(version.organisation_id, on=today, at=now) is None:
        return Stopped("mandate_missing", {"day": today.isoformat()})
    problems = accreditation.award_problems(
        version, awarded_on=awarded_on, now=now, enrolled_on=enrolled_on
    )
    if problems:
        return Stopped(problems[0].code, _plain(problems[0].facts))
    return None


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON can hold them."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in facts.items()
    }
