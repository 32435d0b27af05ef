"""Since when an agency is on the EQAR or a full member of ENQA: told by two persons (B19).

An agency tells it of itself; a national body of an agency abroad whose decisions it has to know.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.procedures.actions import acting
from pharos.procedures.models import AgencyListing
from pharos.procedures.models.listings import ListingProposal
from pharos.procedures.queries import listed
from pharos.procedures.rules.listings import LISTS, overlaps

_MAX_SOURCE = 400


@transaction.atomic
def propose(
    *,
    agency_id: UUID,
    list: str,
    first_day: date,
    source: str,
    by: Actor,
    now: datetime,
    until: date | None = None,
) -> ListingProposal:
    """An entry that holds once a second person of the body confirmed it; `until` is exclusive.

    Raises NotAllowed `listing_of_another`, Invalid `case_listing_unknown`, `case_listing_days`,
    `listing_in_future`, `listing_unsourced`, Conflict `listing_overlaps`.
    """
    policies.require(by, Permission.LISTING_PROPOSE)
    today = listed.today_of(by, now)
    if not listed.may_speak(by, agency_id, today):
        raise NotAllowed("listing_of_another")
    if list not in LISTS:
        raise Invalid("case_listing_unknown", list=list[:20])
    if until is not None and until <= first_day:
        raise Invalid("case_listing_days")
    if first_day > today:
        raise Invalid("listing_in_future")
    _refuse_overlap(agency_id, list, first_day, until)
    return ListingProposal.objects.create(
        keeper_id=by.organisation_id, agency_id=agency_id, list=list, first_day=first_day,
        until=until, source=_source(source), proposed_by=by.person_id, proposed_at=now,
    )  # fmt: skip


@transaction.atomic
def propose_end(
    *, listing_id: UUID, until: date, source: str, by: Actor, now: datetime
) -> ListingProposal:
    """The first day on which an agency is not on the list, once a second person confirmed it.

    Raises NotFound `case_listing_unknown`, Conflict `case_listing_ended`, `listing_end_waits`,
    Invalid `case_listing_days`, `listing_unsourced`.
    """
    policies.require(by, Permission.LISTING_PROPOSE)
    row = _open_listing(by, listing_id)
    if until <= row.first_day:
        raise Invalid("case_listing_days")
    if row.endings.filter(approved_at=None, dropped_at=None).exists():
        raise Conflict("listing_end_waits")
    return ListingProposal.objects.create(
        keeper_id=by.organisation_id, agency_id=row.agency_id, listing=row, list=row.list,
        first_day=row.first_day, until=until, source=_source(source), proposed_by=by.person_id,
        proposed_at=now,
    )  # fmt: skip


@transaction.atomic
def approve(*, proposal_id: UUID, by: Actor, now: datetime) -> AgencyListing:
    """What was proposed holds, and everybody reads it.

    Raises NotAllowed `proposer_approves`, Conflict `listing_proposal_decided`, and what changed
    since it was proposed.
    """
    policies.require(by, Permission.LISTING_APPROVE)
    found = _open(by, proposal_id)
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    row = _ended(by, found) if found.listing_id else _entered(by, found, now)
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    return row


@transaction.atomic
def drop(*, proposal_id: UUID, by: Actor, now: datetime) -> ListingProposal:
    """A proposal is given up, by whoever may propose or confirm."""
    if not policies.allows(by, Permission.LISTING_APPROVE):
        policies.require(by, Permission.LISTING_PROPOSE)
    found = _open(by, proposal_id)
    found.dropped_by, found.dropped_at = by.person_id, now
    found.save(update_fields=["dropped_by", "dropped_at"])
    return found


def _entered(by: Actor, found: ListingProposal, now: datetime) -> AgencyListing:
    if not listed.may_speak(by, found.agency_id, listed.today_of(by, now)):
        raise NotAllowed("listing_of_another")
    _refuse_overlap(found.agency_id, found.list, found.first_day, found.until)
    return AgencyListing.objects.create(
        keeper_id=found.keeper_id, agency_id=found.agency_id, list=found.list,
        first_day=found.first_day, until=found.until, source=found.source, by=by.person_id, at=now,
    )  # fmt: skip


def _ended(by: Actor, found: ListingProposal) -> AgencyListing:
    assert found.listing_id is not None
    row = _open_listing(by, found.listing_id)
    row.until = found.until
    row.save(update_fields=["until"])
    return row


def _refuse_overlap(agency_id: UUID, kind: str, first_day: date, until: date | None) -> None:
    """One agency stands on one list once a day, whoever entered it."""
    held = AgencyListing.objects.filter(agency_id=agency_id, list=kind)
    if any(overlaps(one, first_day, until) for one in held):
        raise Conflict("listing_overlaps")


def _open_listing(by: Actor, listing_id: UUID) -> AgencyListing:
    rows = AgencyListing.objects.select_for_update()
    row = rows.filter(id=listing_id, keeper_id=by.organisation_id).first()
    if row is None:
        raise NotFound("case_listing_unknown", list="")
    if row.until is not None:
        raise Conflict("case_listing_ended")
    return row


def _open(by: Actor, proposal_id: UUID) -> ListingProposal:
    found = listed.proposal_for(by, proposal_id, lock=True)
    if found.approved_at is not None or found.dropped_at is not None:
        raise Conflict("listing_proposal_decided")
    return found


def _source(given: str) -> str:
    return acting.text(given, limit=_MAX_SOURCE, code="listing_unsourced")
