"""What the pages of a case show: who owes what until when, what happened, what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.workingdays import Calendar
from pharos.criteria import queries as criteria
from pharos.criteria.models import CriteriaSet
from pharos.criteria.rules import Criterion
from pharos.nations.model import Nation
from pharos.nations.vocabulary import CASE_DOCUMENTS
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.procedures import queries
from pharos.procedures.models import (
    AgendaItem,
    Case,
    CaseSubject,
    ConflictStatement,
    Evidence,
    Session,
    WorkTime,
)
from pharos.procedures.rules import clocks
from pharos.procedures.rules.clocks import Deadline
from pharos.procedures.rules.words import ENDED, Deed, Side, State

_PIECES: Final = frozenset({Deed.ADD_EVIDENCE, Deed.WITHDRAW_EVIDENCE})
_DONE: Final = frozenset({State.DECIDED, State.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Look:
    """A case as somebody looks at it: in which parts, by which law, on which day."""

    case: Case
    by: Actor
    now: datetime
    sides: frozenset[Side]
    nation: Nation
    today: date

    @property
    def applies(self) -> bool:
        """Whether who looks acts for the provider that applied."""
        return (
            Side.PROVIDER in self.sides
            and self.by.organisation_id == self.case.organisation_id
            and policies.allows(self.by, Permission.CASE_APPLY)
        )

    @property
    def manages(self) -> bool:
        """Whether who looks acts for the agency."""
        return Side.AGENCY in self.sides and policies.allows(self.by, Permission.CASE_MANAGE)

    @property
    def serves(self) -> bool:
        """Whether who looks is on the panel."""
        return Side.PANEL in self.sides

    @property
    def votes(self) -> bool:
        """Whether who looks has a seat before which the case is."""
        return Side.COMMITTEE in self.sides

    @property
    def is_inside(self) -> bool:
        """Whether who looks may see drafts: never the provider."""
        return bool(self.sides & {Side.AGENCY, Side.PANEL, Side.COMMITTEE})

    @property
    def must_state(self) -> bool:
        """Whether a member of the panel still owes the statement of conflicts."""
        if not self.serves:
            return False
        own = ConflictStatement.objects.filter(
            case=self.case, member__person_id=self.by.person_id, member__removed_at=None
        )
        return not own.exists()


def look(by: Actor, case_id: UUID, now: datetime) -> Look:
    """The case for the actor; raises NotFound `case_unknown`."""
    case = queries.case_for(by, case_id)
    nation = queries.nation_of(case, now)
    return Look(case, by, now, queries.sides_of(by, case), nation, nation.legal_day(now))


@dataclass(frozen=True, slots=True)
class Due:
    """A last day with the working days that are left, who has to act, and how pressing it is."""

    code: str
    last_day: date
    left: int
    side: Side
    tone: str


def dues(case: Case, now: datetime) -> list[Due]:
    """What is due in the case, soonest first."""
    calendar, today = queries.calendar_of(case, now), queries.today_of(case, now)
    return [_due(one, calendar, today) for one in queries.deadlines(case, now)]


def _due(one: Deadline, calendar: Calendar, today: date) -> Due:
    left = calendar.between(today, one.last_day)
    tone = (
        "bad"
        if one.last_day < today
        else "warn"
        if clocks.is_near(calendar, one, today)
        else "info"
    )
    return Due(one.code, one.last_day, left, one.side, tone)


def tone_of(state: State) -> str:
    """How a state is coloured."""
    if state in _DONE:
        return "good"
    if state in ENDED:
        return "grey"
    return "warn" if state in (State.RETURNED, State.SUSPENDED) else "info"


def waits_for(case: Case) -> Side | None:
    """Whose move it is, told roughly: what both sides see of who owes the next step."""
    state = case.where
    if state in ENDED:
        return None
    if state in (State.DRAFT, State.RETURNED, State.SUSPENDED, State.FACTUAL_CHECK):
        return Side.PROVIDER
    if state in (State.SITE_VISIT, State.DRAFT_REPORT):
        return Side.PANEL
    return Side.COMMITTEE if state is State.SCHEDULED else Side.AGENCY


def timeline(case: Case) -> list[Mapping[str, Any]]:
    """What both sides saw happen, the newest first, with the body that acted.

    Evidence that was handed in piece after piece is told once, with every place.
    """
    names = names_of({case.agency_id, case.organisation_id})
    found: list[dict[str, Any]] = []
    for one in reversed(queries.steps(case)):
        places = [_place_of(one.note)] if one.act in _PIECES and one.note else []
        if places and found and found[-1]["act"] == one.act and found[-1]["by"] == one.by:
            found[-1]["places"] = [*places, *found[-1]["places"]]
            continue
        found.append(
            {
                "act": one.act,
                "by": one.by,
                "code": f"page_case_act_{one.act}",
                "at": one.at,
                "who": names.get(one.acted_in, {}),
                "roles": [f"page_role_{role}" for role in one.role.split()],
                "note": one.note,
                "places": places,
            }
        )
    return found


def _place_of(note: str) -> Mapping[str, str]:
    known = note in CASE_DOCUMENTS
    return {"code": f"page_case_document_{note}" if known else "", "text": note}


def names_of(ids: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    """The names of bodies by their ids."""
    found = Organisation.objects.filter(id__in=list(ids))
    return dict(found.values_list("id", "name"))


def subjects(case: Case) -> list[Mapping[str, Any]]:
    """What the case decides: each with its programme, and its decision once there is one."""
    rows: list[CaseSubject] = list(case.subjects.select_related("version__programme"))
    return [
        {
            "row": one,
            "version": one.version,
            "title": one.version.descriptor.title if one.version else None,
            "address": catalogue.address(one.version) if one.version else "",
            "decision": queries.outcome_of(one),
            "waiting": one.proposal_id is not None and queries.outcome_of(one) is None,
        }
        for one in rows
    ]


def titles_of(cases: Iterable[Case]) -> dict[UUID, list[Mapping[str, str]]]:
    """The titles of the programmes of many cases, by the case, in one question."""
    rows = CaseSubject.objects.filter(case__in=list(cases), version__isnull=False)
    found: dict[UUID, list[Mapping[str, str]]] = {}
    for one in rows.select_related("version").order_by("case_id", "position"):
        found.setdefault(one.case_id, []).append(one.version.descriptor.title)
    return found


def agenda(session: Session) -> list[AgendaItem]:
    """What comes before a sitting, in the order in which it was put there."""
    return list(AgendaItem.objects.filter(session=session).select_related("case"))


def work_on(case_id: UUID, most: int = 50) -> list[WorkTime]:
    """The newest entries of time that people of the agency worked on a case."""
    return list(WorkTime.objects.filter(case_id=case_id).order_by("-day", "-at")[:most])


def criteria_of(case: Case) -> dict[str, Criterion]:
    """The criteria that the case is judged by, by their codes."""
    if case.criteria_set is None:
        return {}
    return {one.code: one for one in criteria.by_id(case.criteria_set).criteria}


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence lies: a criterion or a document, what it asks, what was handed in."""

    what: str
    code: str
    criterion: Criterion | None
    evidence: tuple[Evidence, ...]

    @property
    def is_filled(self) -> bool:
        return bool(self.evidence)


def places(case: Case, nation: Nation) -> list[Place]:
    """Everything that the provider hands in: the documents asked for, then each criterion."""
    held = list(queries.evidence(case))
    known = criteria_of(case)
    asked = [*nation.procedures.documents_of(case.kind)]
    asked += [one.document for one in held if one.document and one.document not in asked]
    found = [
        Place("document", code, None, tuple(one for one in held if one.document == code))
        for code in dict.fromkeys(asked)
    ]
    return found + [
        Place("criterion", code, known.get(code), tuple(x for x in held if x.criterion == code))
        for code in case.criteria
    ]


def place(case: Case, nation: Nation, what: str, code: str) -> Place | None:
    """One of them, or None."""
    return next((one for one in places(case, nation) if (one.what, one.code) == (what, code)), None)


def agencies_with_criteria(
    kind: str, found: Iterable[Organisation], on: date
) -> list[Organisation]:
    """Those of the bodies that have criteria in force for such procedures."""
    able = CriteriaSet.objects.filter(kind=kind, first_day__lte=on).exclude(until__lte=on)
    ids = set(able.values_list("agency_id", flat=True))
    return [one for one in found if one.id in ids]


def bodies_of(kinds: Iterable[str], on: date, nation: str | None = None) -> list[Organisation]:
    """The bodies of these kinds, of one nation or of all, once each."""
    found = [
        one for kind in kinds for one in organisations.listing(nation=nation, kind=kind, on=on)
    ]
    return list({one.id: one for one in found}.values())
