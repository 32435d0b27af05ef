"""The pool of experts and the panel of a case: proposed, stated, objected to, confirmed, sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.organisations.models import Membership
from pharos.procedures import queries
from pharos.procedures.actions import acting
from pharos.procedures.models import (
    Case,
    ConflictStatement,
    Expert,
    Objection,
    PanelMember,
    SiteVisit,
)
from pharos.procedures.rules import conflicts
from pharos.procedures.rules.words import (
    WITH_PANEL,
    Capacity,
    Deed,
    Move,
    Side,
    State,
    TieKind,
    VisitForm,
)

MAX_TIES = 40


@dataclass(frozen=True, slots=True)
class Bond:
    """A tie that a member states: to which body, of what kind, until before which day."""

    organisation_id: UUID
    kind: str
    until: date | None = None


@transaction.atomic
def add_expert(
    *,
    person_id: UUID,
    name: str,
    capacity: str,
    by: Actor,
    now: datetime,
    is_international: bool = False,
    fields: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Expert:
    """Somebody who works for the agency as an expert, in its pool; entered again, changed."""
    policies.require(by, Permission.CASE_MANAGE)
    if capacity not in list(Capacity):
        raise Invalid("case_capacity_unknown", capacity=capacity[:40])
    expert, _ = Expert.objects.update_or_create(
        agency_id=by.organisation_id,
        person_id=person_id,
        defaults={
            "name": acting.text(name, limit=200),
            "capacity": capacity,
            "is_international": is_international,
            "fields": list(fields),
            "languages": list(languages),
            "is_active": True,
            "by": by.person_id,
            "at": now,
        },
    )
    return expert


@transaction.atomic
def retire_expert(*, expert_id: UUID, by: Actor, now: datetime) -> Expert:
    """Somebody who is on no new panel; panels of the past keep their members."""
    policies.require(by, Permission.CASE_MANAGE)
    expert = _expert(by, expert_id)
    expert.is_active, expert.by, expert.at = False, by.person_id, now
    expert.save(update_fields=["is_active", "by", "at"])
    return expert


@transaction.atomic
def propose_panel(
    *, case_id: UUID, experts: Sequence[UUID], chair: UUID, by: Actor, now: datetime
) -> Case:
    """The panel before the provider: experts of the pool, one of them in the chair.

    The guards of size, student, employer and international member are asked with them in place.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SELF_EVALUATION_ACCEPTED)
    role = queries.acting(by, case, Side.AGENCY)
    chosen = [_expert(by, one) for one in dict.fromkeys(experts)]
    _refuse_bound(case, chosen)
    if chair not in [one.id for one in chosen]:
        raise Invalid("case_chair_missing")
    for one in chosen:
        _appoint(case, one, by, role, now, is_chair=one.id == chair)
    return acting.move(case, Move.PROPOSE_PANEL, by, now)


@transaction.atomic
def replace_member(
    *, case_id: UUID, member_id: UUID, expert_id: UUID, because: str, by: Actor, now: datetime
) -> PanelMember:
    """Another expert in the place of a member; the provider's days begin anew.

    Until the report is final: somebody may fall ill, or name a tie that came up later.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, *WITH_PANEL)
    member = _member(case, member_id)
    reason = acting.text(because, limit=acting.MAX_NOTE, code="case_reason_missing")
    expert = _expert(by, expert_id)
    if queries.on_this_panel(case).filter(person_id=expert.person_id).exists():
        raise Conflict("case_member_already")
    _refuse_bound(case, [expert])
    role = acting.deed(case, Deed.REPLACE_MEMBER, by, Side.AGENCY, now, member.name)
    remove(member, reason, by, role, now)
    if case.panel_accepted_at is not None:
        case.panel_accepted_at = None
        case.save(update_fields=["panel_accepted_at"])
    return _appoint(case, expert, by, role, now, is_chair=member.is_chair)


def remove(member: PanelMember, because: str, by: Actor, role: str, now: datetime) -> None:
    """The member is on the panel no more, and stays on record with the reason."""
    _close_objection(member, "replaced", because, by, role, now)
    member.removed_at, member.removed_because = now, because
    member.save(update_fields=["removed_at", "removed_because"])


@transaction.atomic
def state_conflict(
    *,
    case_id: UUID,
    by: Actor,
    now: datetime,
    has_conflict: bool,
    text: str = "",
    bonds: Sequence[Bond] = (),
) -> ConflictStatement:
    """What binds a member of the panel to the provider, in the member's own words.

    Work and contracts of the last years are stated with their last day; what the register knows
    of the person's roles at those bodies is added by itself (AUT-08).
    """
    case = acting.locked(by, case_id)
    member = PanelMember.objects.filter(case=case, person_id=by.person_id, removed_at=None).first()
    if len(bonds) > MAX_TIES or any(one.kind not in list(TieKind) for one in bonds):
        raise Invalid("case_tie_malformed")
    role = acting.inside(case, Deed.STATE_CONFLICT, by, Side.PANEL, now)
    return ConflictStatement.objects.create(
        **acting.internal(case, by, role, now),
        member=member,
        has_conflict=has_conflict,
        text=acting.optional(text, limit=acting.MAX_NOTE),
        ties=[_tie(one.organisation_id, one.kind, one.until) for one in bonds],
        register_ties=known_ties(case, by, now),
    )


@transaction.atomic
def answer_objection(
    *, case_id: UUID, objection_id: UUID, answer: str, by: Actor, now: datetime
) -> Objection:
    """The agency keeps a member in spite of the objection, and says why."""
    case = acting.locked(by, case_id)
    objection = Objection.objects.filter(case=case, id=objection_id).first()
    if objection is None:
        raise NotFound("case_objection_unknown")
    reason = acting.text(answer, limit=acting.MAX_NOTE, code="case_reason_missing")
    role = acting.deed(case, Deed.ANSWER_OBJECTION, by, Side.AGENCY, now, objection.member.name)
    _close_objection(objection.member, "upheld", reason, by, role, now)
    objection.refresh_from_db()
    return objection


@transaction.atomic
def confirm_panel(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The panel is complete, nobody on it is bound to the provider, objections are answered."""
    return acting.move(acting.locked(by, case_id), Move.CONFIRM_PANEL, by, now)


@transaction.atomic
def plan_visit(
    *,
    case_id: UUID,
    form: str,
    first_day: date,
    last_day: date,
    by: Actor,
    now: datetime,
    place: str = "",
    programme: str = "",
) -> Case:
    """How and when the panel sees the provider: at its place, online, or from the papers."""
    case = acting.locked(by, case_id)
    if form not in list(VisitForm) or last_day < first_day:
        raise Invalid("case_visit_malformed")
    if first_day < acting.today(case, now):
        raise Invalid("case_visit_past")
    role = queries.acting(by, case, Side.AGENCY)
    SiteVisit.objects.create(
        **acting.shared(case, by, role, now), form=form, first_day=first_day, last_day=last_day,
        place=acting.optional(place, limit=400), programme=acting.optional(programme),
    )  # fmt: skip
    return acting.move(case, Move.PLAN_VISIT, by, now)


@transaction.atomic
def hold_visit(*, case_id: UUID, held_on: date, by: Actor, now: datetime) -> SiteVisit:
    """The visit took place, as somebody of the agency enters afterwards."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SITE_VISIT)
    visit = queries.visit_of(case)
    assert visit is not None
    if visit.held_on is not None:
        raise Conflict("case_visit_held_already")
    if held_on > acting.today(case, now) or held_on < visit.first_day:
        raise Invalid("case_visit_not_yet")
    visit.held_role = acting.deed(case, Deed.HOLD_VISIT, by, Side.AGENCY, now)
    visit.held_on, visit.held_by = held_on, by.person_id
    visit.save(update_fields=["held_on", "held_by", "held_role"])
    return visit


def known_ties(case: Case, by: Actor, now: datetime) -> list[dict[str, Any]]:
    """What the register knows of the acting person's roles at the bodies of the case.

    One's own memberships are seen in every scope, those of others are not: so each is asked
    when acting for oneself.
    """
    bodies = [case.organisation_id, *(one.partner_id for one in case.partners.all())]
    nation = queries.nation_of(case, now)
    rows = Membership.objects.filter(person_id=by.person_id, organisation_id__in=bodies)
    return [
        _tie(
            one.organisation_id,
            TieKind.EMPLOYED,
            nation.legal_day(one.active_until) if one.active_until else None,
        )
        for one in rows
    ]


def is_known_to_be_tied(case: Case, by: Actor, now: datetime) -> bool:
    """Whether the register knows of a tie of the acting person that still counts."""
    nation = queries.nation_of(case, now)
    since = conflicts.years_before(nation.legal_day(now), nation.procedures.conflict_years)
    return any(
        one["until"] is None or date.fromisoformat(one["until"]) > since
        for one in known_ties(case, by, now)
    )


def _tie(organisation_id: UUID, kind: str, until: date | None) -> dict[str, Any]:
    return {
        "organisation": str(organisation_id),
        "kind": str(kind),
        "until": until.isoformat() if until else None,
    }


def _appoint(
    case: Case, expert: Expert, by: Actor, role: str, now: datetime, *, is_chair: bool
) -> PanelMember:
    if not expert.is_active:
        raise Invalid("case_expert_retired")
    return PanelMember.objects.create(
        **acting.shared(case, by, role, now), person_id=expert.person_id, name=expert.name,
        capacity=expert.capacity, is_international=expert.is_international, is_chair=is_chair,
    )  # fmt: skip


def _close_objection(
    member: PanelMember, outcome: str, answer: str, by: Actor, role: str, now: datetime
) -> None:
    objection = Objection.objects.filter(member=member).first()
    if objection is None:
        return
    if objection.outcome is not None:
        if outcome == "replaced":
            return  # upheld before, and replaced after all: the answer stays as it was given
        raise Conflict("case_answered_already")
    objection.outcome, objection.answer = outcome, answer
    objection.answered_by, objection.answered_role, objection.answered_at = by.person_id, role, now
    objection.save(
        update_fields=["outcome", "answer", "answered_by", "answered_role", "answered_at"]
    )


def _expert(by: Actor, expert_id: UUID) -> Expert:
    found = Expert.objects.filter(id=expert_id, agency_id=by.organisation_id).first()
    if found is None:
        raise NotFound("case_expert_unknown")
    return found


def _refuse_bound(case: Case, chosen: Sequence[Expert]) -> None:
    """Raise for somebody who was found or said to be bound in this very case."""
    bound = queries.bound_in(case)
    names = [one.name for one in chosen if one.person_id in bound]
    if names:
        raise Invalid("case_member_bound", names=", ".join(names))


def _member(case: Case, member_id: UUID) -> PanelMember:
    found = PanelMember.objects.filter(case=case, id=member_id, removed_at=None).first()
    if found is None:
        raise NotFound("case_member_unknown")
    return found
