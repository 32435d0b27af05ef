"""Appeals against the end of a right to the light route (ESG 2015, 2.7).

As other appeals: filed in time by the provider, decided by people of the agency who took no part
in the end, by more than half of them. Annulled, the right is given back that day.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.lightroute import telling
from pharos.lightroute.actions import restoring
from pharos.lightroute.models import Appeal, AppealSeat
from pharos.oversight import queries, rights
from pharos.oversight.actions import common
from pharos.oversight.rules import appeals as rules
from pharos.oversight.rules.words import Choice
from pharos.procedures import numbers


@transaction.atomic
def file_appeal(*, listing_id: UUID, grounds: str, by: Actor, now: datetime) -> Appeal:
    """The provider's appeal against the end of its right.

    Raises Invalid `appeal_too_late` after the last day, Conflict `appeal_filed_already`.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    listing = rights.listing_for(by, listing_id)
    if listing.organisation_id != by.organisation_id:
        raise NotAllowed("decision_of_another")
    today = queries.nation_of(listing.organisation_id, now).legal_day(now)
    if listing.appeal_until is None or today > listing.appeal_until:
        raise Invalid("appeal_too_late", last=listing.appeal_until)
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                number=numbers.next(listing.agency_id, "appeal", now),
                listing=listing,
                agency_id=listing.agency_id,
                organisation_id=listing.organisation_id,
                grounds=common.text(grounds),
                filed_by=by.person_id,
                filed_at=now,
                filed_on=today,
            )
    except IntegrityError as error:
        raise Conflict("appeal_filed_already") from error


@transaction.atomic
def dismiss(*, listing_id: UUID, reason: str, by: Actor, now: datetime) -> Appeal:
    """The appeal is not admitted, by somebody who took no part in the end of the right."""
    policies.require(by, Permission.OVERSIGHT_DECIDE)
    appeal = _open(by, listing_id)
    if by.person_id in rights.involved(appeal.listing):
        raise NotAllowed("appeal_member_involved")
    return _close(appeal, "inadmissible", None, common.text(reason), by, now)


@transaction.atomic
def name_body(
    *, listing_id: UUID, person_ids: Sequence[UUID], by: Actor, now: datetime
) -> list[AppealSeat]:
    """The people who decide: of the committee, enough of them, none who ended the right.

    Raises Invalid `appeal_body_breaks_rules` with each reason.
    """
    policies.require(by, Permission.OVERSIGHT_DECIDE)
    appeal = _open(by, listing_id)
    if appeal.seats.exists():
        raise Conflict("appeal_body_named")
    named = list(dict.fromkeys(person_ids))
    if not {str(one) for one in named} <= set(queries.committee(by, now)):
        raise Invalid("appeal_member_unknown")
    nation = queries.nation_of(appeal.organisation_id, now)
    involved = rights.involved(appeal.listing)
    common.refuse(rules.body_problems(named, involved, nation.oversight),
                  "appeal_body_breaks_rules")  # fmt: skip
    return [
        AppealSeat.objects.create(
            appeal=appeal, agency_id=appeal.agency_id, person_id=one, named_by=by.person_id,
            named_at=now,
        )
        for one in named
    ]  # fmt: skip


@transaction.atomic
def vote(*, listing_id: UUID, choice: str, reason: str, by: Actor, now: datetime) -> Appeal:
    """A member's vote; the last one that is needed decides, and gives the right back or not."""
    policies.require(by, Permission.APPEAL_VOTE)
    appeal = _open(by, listing_id)
    if choice not in list(Choice):
        raise Invalid("appeal_outcome_missing")
    seat = appeal.seats.filter(person_id=by.person_id).first()
    if seat is None:
        raise NotAllowed("appeal_not_member")
    if seat.choice is not None:
        raise Conflict("appeal_voted_already")
    seat.choice, seat.reason, seat.voted_at = choice, common.text(reason), now
    seat.save(update_fields=["choice", "reason", "voted_at"])
    told = list(appeal.seats.order_by("voted_at", "id"))
    found = rules.outcome([Choice(one.choice) if one.choice else None for one in told])
    if found is None:
        return appeal
    agreed = [one for one in told if one.choice == found]
    if found is Choice.ANNUL:
        second = next(one.person_id for one in agreed if one.person_id != by.person_id)
        listing = restoring.restore(appeal, seconded_by=second, by=by, now=now)
        appeal.restored_id = listing.id if listing else None
    reasons = "\n\n".join(one.reason for one in agreed if one.reason)
    return _close(appeal, "decided", str(found), reasons, by, now)


def _open(by: Actor, listing_id: UUID) -> Appeal:
    """The appeal at the actor's own agency, locked while it waits; raises NotAllowed, Conflict."""
    listing = rights.listing_for(by, listing_id)
    if listing.agency_id != by.organisation_id:
        raise NotAllowed("filing_of_another")
    appeal = rights.appeal_of(listing, lock=True)
    if appeal is None or appeal.state != "filed":
        raise Conflict("filing_state", state=appeal.state if appeal else "–")
    return appeal


def _close(
    appeal: Appeal, state: str, outcome: str | None, reason: str, by: Actor, now: datetime
) -> Appeal:
    nation = queries.nation_of(appeal.organisation_id, now)
    appeal.state, appeal.outcome, appeal.reason = state, outcome, reason
    appeal.decided_by, appeal.decided_at = by.person_id, now
    appeal.decided_on = nation.legal_day(now)
    appeal.save()
    restoring.tell_later(appeal.organisation_id, telling.DECIDED, appeal.listing_id)
    return appeal
