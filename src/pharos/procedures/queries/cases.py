"""Whose a case is to see, who acts in it, and what was done: the one door to procedures."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed, NotFound
from pharos.common.workingdays import Calendar
from pharos.nations.model import Nation
from pharos.organisations.models import Membership
from pharos.procedures.models import AgendaItem, Case, InternalStep, PanelMember, Step
from pharos.procedures.rules.words import ENDED, Side, State
from pharos.standards import days
from pharos.standards import queries as standards

PERMISSIONS = {
    Side.PROVIDER: Permission.CASE_APPLY,
    Side.AGENCY: Permission.CASE_MANAGE,
    Side.PANEL: Permission.PANEL_SERVE,
    Side.COMMITTEE: Permission.SESSION_VOTE,
}


def case_for(by: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case that the actor may look at; raises NotFound for every other.

    An agency sees nothing before it was submitted; a member of a panel the cases of its panels,
    a member of the committee those before its sittings, the evaluator none at all.
    """
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects
    found = cases.filter(id=case_id).first()
    if found is None or not sides_of(by, found):
        raise NotFound("case_unknown")
    return found


def case_by_itself(by: Actor, case_id: UUID) -> Case:
    """A case of the agency that the system works for, locked; raises NotFound for every other."""
    mine = Case.objects.filter(id=case_id, agency_id=by.organisation_id)
    found = mine.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound("case_unknown")
    return found


def sides_of(by: Actor, case: Case) -> frozenset[Side]:
    """In which parts the actor may look at the case; none for most."""
    reads = policies.allows(by, Permission.CASE_READ)
    if by.organisation_id == case.agency_id:
        if case.where is State.DRAFT or case.number is None:
            return frozenset()
        found = {Side.AGENCY} if reads or policies.allows(by, Permission.CASE_MANAGE) else set()
        if policies.allows(by, Permission.PANEL_SERVE) and is_on_panel(by, case):
            found.add(Side.PANEL)
        if policies.allows(by, Permission.SESSION_VOTE) and has_seat(by, case):
            found.add(Side.COMMITTEE)
        return frozenset(found)
    # row-level security lets the provider and the partners of a joint programme see the row
    applies = policies.allows(by, Permission.CASE_APPLY)
    return frozenset({Side.PROVIDER}) if reads or applies else frozenset()


def is_on_panel(by: Actor, case: Case) -> bool:
    """Whether the person is a member of the panel who was not replaced."""
    members = PanelMember.objects.filter(case=case, person_id=by.person_id, removed_at=None)
    return bool(by.person_id) and members.exists()


def has_seat(by: Actor, case: Case) -> bool:
    """Whether the person has a seat in a sitting that the case is before."""
    if by.person_id is None:
        return False
    return AgendaItem.objects.filter(case=case, session__seats__contains=[by.person_id]).exists()


def acting(by: Actor, case: Case, side: Side) -> str:
    """The role in which the actor acts for this side; raises NotAllowed otherwise.

    Whoever holds several roles that carry the act acts in all of them, and all are recorded.
    """
    permission = PERMISSIONS[side]
    policies.require(by, permission)
    if by.organisation_id != (case.organisation_id if side is Side.PROVIDER else case.agency_id):
        raise NotAllowed("case_not_yours")
    if side is Side.AGENCY and _acts_for(by, case):
        raise Invalid("case_officer_conflicted")
    if side is Side.PANEL and not is_on_panel(by, case):
        raise NotAllowed("case_not_on_panel")
    if side is Side.COMMITTEE and not has_seat(by, case):
        raise NotAllowed("case_no_seat")
    return role_for(by, permission)


def _acts_for(by: Actor, case: Case) -> bool:
    """Whether the person acts or acted for a body of the case (AUT-08)."""
    if by.person_id is None:
        return False
    bodies = [case.organisation_id, *case.partners.values_list("partner_id", flat=True)]
    # one's own memberships are seen in every scope
    return Membership.objects.filter(person_id=by.person_id, organisation_id__in=bodies).exists()


def role_for(by: Actor, permission: Permission) -> str:
    """The roles of the actor that hold the permission, as a step records them."""
    held = policies.matrix().roles
    return " ".join(one for one in sorted(by.roles) if permission in held.get(one, frozenset()))


def require_inside(by: Actor, case: Case) -> None:
    """Raise NotFound unless the actor is the agency's, its panel's or its committee's.

    For drafts: the provider and the evaluator of the same body never see one (ESG 2015, 3.3).
    """
    if not sides_of(by, case) & {Side.AGENCY, Side.PANEL, Side.COMMITTEE}:
        raise NotFound("case_unknown")


def of_provider(by: Actor) -> QuerySet[Case]:
    """The cases of the actor's provider, and those in which it is a partner, newest first."""
    if not (
        policies.allows(by, Permission.CASE_READ) or policies.allows(by, Permission.CASE_APPLY)
    ):
        return Case.objects.none()
    return Case.objects.exclude(agency_id=by.organisation_id).order_by("-moved_at")


def of_agency(by: Actor, *, ended: bool = False) -> QuerySet[Case]:
    """The cases before the actor's agency that go on, or that ended, the newest move first."""
    if not policies.allows(by, Permission.CASE_READ):
        return Case.objects.none()
    found = Case.objects.filter(agency_id=by.organisation_id, number__isnull=False)
    found = found.exclude(state=State.DRAFT)
    found = found.filter(state__in=ENDED) if ended else found.exclude(state__in=ENDED)
    return found.order_by("-moved_at")


def of_panel(by: Actor) -> QuerySet[Case]:
    """The cases on whose panels the person serves, newest first."""
    if by.person_id is None or not policies.allows(by, Permission.PANEL_SERVE):
        return Case.objects.none()
    mine = PanelMember.objects.filter(
        person_id=by.person_id, agency_id=by.organisation_id, removed_at=None
    )
    return Case.objects.filter(id__in=mine.values("case_id")).order_by("-moved_at")


def of_committee(by: Actor) -> QuerySet[Case]:
    """The cases before sittings in which the person has a seat, newest first."""
    if by.person_id is None or not policies.allows(by, Permission.SESSION_VOTE):
        return Case.objects.none()
    items = AgendaItem.objects.filter(
        agency_id=by.organisation_id, session__seats__contains=[by.person_id]
    )
    return Case.objects.filter(id__in=items.values("case_id")).order_by("-moved_at")


def steps(case: Case) -> list[Step]:
    """What both sides saw happen, oldest first."""
    return list(Step.objects.filter(case=case))


def internal_steps(by: Actor, case: Case) -> list[InternalStep]:
    """What happened inside the agency, oldest first; raises NotFound for everybody else."""
    require_inside(by, case)
    return list(InternalStep.objects.filter(case=case))


def nation_of(case: Case, now: datetime) -> Nation:
    """The law of today where the provider is."""
    day = standards.history(case.nation)[-1].legal_day(now)
    return standards.nation(case.nation, on=day, known_at=now)


def today_of(case: Case, now: datetime) -> date:
    """The legal day of the case."""
    return nation_of(case, now).legal_day(now)


def calendar_of(case: Case, now: datetime) -> Calendar:
    """The working days that the case's terms are counted in."""
    return days.calendar(case.nation, on=today_of(case, now))
