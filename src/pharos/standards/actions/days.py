"""Days that an act of government moved: proposed by one person, approved by another."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import tenancy, texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.standards import days as working
from pharos.standards import queries
from pharos.standards.actions import amending
from pharos.standards.models import MovedDay

_MOST_TEXT = 300


@transaction.atomic
def propose(
    *, by: Actor, nation: str, day: date, works: bool, name: str, source: str, now: datetime
) -> MovedDay:
    """A day that will be free, or worked on, once a second person approved it.

    Raises NotAllowed `not_a_standard_setter`, Invalid `moved_day_past`, `moved_day_unsourced`,
    Conflict `moved_day_same` for what the day is already.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    amending.require_setter(by, nation, now)
    _check(nation, day, works, now)
    return MovedDay.objects.create(
        organisation_id=by.organisation_id,
        nation=nation,
        day=day,
        works=works,
        name=_text(name),
        source=_text(source),
        proposed_by=by.person_id,
        proposed_at=now,
    )


@transaction.atomic
def approve(*, by: Actor, moved_id: UUID, now: datetime) -> MovedDay:
    """The day counts as it was entered, from now on, in every deadline that is counted anew.

    Raises NotAllowed `proposer_approves`, Conflict `moved_day_decided`, `moved_day_same`.
    """
    policies.require(by, Permission.AMENDMENT_APPROVE)
    found = _open(by, moved_id)
    amending.require_setter(by, found.nation, now)
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    _check(found.nation, found.day, found.works, now)
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    tenancy.forget()
    return found


@transaction.atomic
def drop(*, by: Actor, moved_id: UUID, now: datetime) -> MovedDay:
    """A proposal is given up, by whoever made it or by a colleague who would have approved it."""
    if not policies.allows(by, Permission.AMENDMENT_APPROVE):
        policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = _open(by, moved_id)
    found.dropped_by, found.dropped_at = by.person_id, now
    found.save(update_fields=["dropped_by", "dropped_at"])
    return found


def _check(nation: str, day: date, works: bool, now: datetime) -> None:
    today = queries.history(nation)[-1].legal_day(now)
    if day <= today:
        raise Invalid("moved_day_past")
    if working.calendar(nation, on=today).works(day) == works:
        raise Conflict("moved_day_same")


def _open(by: Actor, moved_id: UUID) -> MovedDay:
    found = MovedDay.objects.select_for_update().filter(
        id=moved_id, organisation_id=by.organisation_id
    )
    row = found.first()
    if row is None:
        raise NotFound("moved_day_unknown")
    if row.approved_at is not None or row.dropped_at is not None:
        raise Conflict("moved_day_decided")
    return row


def _text(text: str) -> str:
    return texts.kept(text, code="moved_day_unsourced", limit=_MOST_TEXT)
