"""Why no award of a version could be made today, or that one could: in sentences for its provider.

The gate itself is asked again before every signature; this only tells beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.accreditation import queries
from pharos.accreditation.documents import Condition
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.dates import day_text
from pharos.common.errors import Invalid
from pharos.common.sentences import sentence
from pharos.core import standing
from pharos.nations import zones
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry
from pharos.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of decision stands for a version today."""

    kind: str
    is_required: bool
    is_in_force: bool
    because: str
    decision: Decision | None = None
    agency: Mapping[str, str] | None = None
    last_day: date | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def tone(self) -> str:
        """Good in force, warning with conditions, bad when something required is missing."""
        if self.is_in_force:
            return "warn" if self.conditions else "good"
        return "bad" if self.is_required else "grey"


def today(version: ProgrammeVersion, now: datetime) -> date:
    """The legal day of the version's nation."""
    return zones.legal_day(version.nation, now)


def missing(version: ProgrammeVersion, *, now: datetime, language: str) -> list[str]:
    """What keeps an award of today from being made, a sentence each; nothing when none does."""
    day = today(version, now)
    found: list[str] = []
    if day < version.first_day or (version.last_day is not None and day > version.last_day):
        facts = {"first": day_text(version.first_day, language),
                 "last": day_text(version.last_day or day, language)}  # fmt: skip
        code = "page_gate_not_yet" if day < version.first_day else "page_gate_withdrawn"
        found.append(sentence(code, language, facts))
    owner = version.organisation_id
    if organisations.mandate_in_force(owner, on=day, at=now) is None:
        found.append(sentence("mandate_missing", language, {"day": day_text(day, language)}))
    try:
        registry.active_key(owner)
    except Invalid as error:
        found.append(sentence(error.code, language, error.facts))
    for problem in queries.award_problems(version, awarded_on=day, now=now):
        facts = _spoken(problem.facts, language)
        found.append(sentence(problem.code, language, facts))
        if "because" in facts and problem.code != "out_of_scope":
            found[-1] += " " + sentence(str(problem.facts["because"]), language, facts)
    return found


def rows(
    version: ProgrammeVersion, *, now: datetime, language: str, on: date | None = None
) -> list[Row]:
    """Every kind of decision that is asked for, or that somebody took, as it stands on a day.

    Without a day, as it stands today.
    """
    day = on or today(version, now)
    nation = standards.nation(version.nation, on=day, known_at=now)
    required = set(nation.decisions_required.get(version.kind, ()))
    if nation.gates.format_approval:
        required.add("format")
    standings = queries.history(version, on=day, known_at=now)
    found = [
        _row(kind, standings[kind], kind in required, language)
        for kind in DECISION_KINDS
        if kind in required or standings[kind].decision is not None
    ]
    return sorted(found, key=lambda one: not one.is_required)


def _row(kind: str, found: standing.Standing, is_required: bool, language: str) -> Row:
    decision = queries.decision(UUID(found.decision.id)) if found.decision else None
    facts: dict[str, Any] = {}
    last_day = None
    if decision is not None:
        last_day = catalogue.last_day(queries.end_of_term(decision))
        facts = {"first_day": decision.first_day or decision.decided_on, "last_day": last_day}
    if found.change is not None:
        facts["since"] = found.change.effective_from
    reason = found.reason or standing.Reason.NONE
    because = sentence(f"decision_{reason.value}", language, _spoken(facts, language))
    return Row(
        kind=kind,
        is_required=is_required,
        is_in_force=found.is_in_force,
        because="" if found.is_in_force else because,
        decision=decision,
        agency=organisations.by_id(decision.agency_id).name if decision else None,
        last_day=last_day,
        conditions=decision.content.conditions if decision else (),
    )


def _spoken(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        name: day_text(value, language) if isinstance(value, date) else value
        for name, value in facts.items()
    }
