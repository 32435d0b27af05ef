"""Sets of criteria: which holds for an agency's procedures on a day, and what was before."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.criteria.models import CriteriaDraft, CriteriaSet


def in_force(agency_id: UUID, kind: str, on: date) -> CriteriaSet:
    """The agency's criteria for such procedures on that day; NotFound `criteria_none_in_force`."""
    found = (
        CriteriaSet.objects.filter(agency_id=agency_id, kind=kind, first_day__lte=on)
        .filter(Q(until=None) | Q(until__gt=on))
        .order_by("-first_day")
        .first()
    )
    if found is None:
        raise NotFound("criteria_none_in_force", kind=kind)
    return found


def by_id(set_id: UUID) -> CriteriaSet:
    """One version; NotFound `criteria_unknown`."""
    found = CriteriaSet.objects.filter(id=set_id).first()
    if found is None:
        raise NotFound("criteria_unknown")
    return found


def versions(agency_id: UUID, kind: str = "") -> list[CriteriaSet]:
    """What an agency ever decided by, by kind, the newest first."""
    found = CriteriaSet.objects.filter(agency_id=agency_id)
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("kind", "-number"))


def drafts(by: Actor) -> list[CriteriaDraft]:
    """What the agency writes at present."""
    found = CriteriaDraft.objects.filter(
        agency_id=by.organisation_id, state=CriteriaDraft.State.OPEN
    )
    return list(found.order_by("kind", "id"))


def draft(by: Actor, draft_id: UUID) -> CriteriaDraft:
    """One draft of the own agency, open or ended; NotFound `criteria_unknown`."""
    found = CriteriaDraft.objects.filter(id=draft_id, agency_id=by.organisation_id).first()
    if found is None:
        raise NotFound("criteria_unknown")
    return found
