"""What happens later: the system looks at a notification when its last day is over."""

from datetime import datetime
from uuid import UUID

import structlog

from pharos.accreditation import queries as decisions
from pharos.accreditation.models import Decision
from pharos.common import clock, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid
from pharos.common.jobs import job
from pharos.common.retries import retried
from pharos.lightroute import actions, facts, queries, rules, telling
from pharos.lightroute.models import Notification

_log = structlog.get_logger(__name__)


@job("lightroute.tell_lost")
def tell_lost(actor: Actor, *, listing_id: UUID) -> None:
    """A provider hears that its right ended, and until when it can appeal."""
    telling.tell(listing_id, telling.LOST, by=actor, now=clock.now())


@job("lightroute.tell_decided")
def tell_decided(actor: Actor, *, listing_id: UUID) -> None:
    """A provider hears how its appeal against the end of its right ended."""
    telling.tell(listing_id, telling.DECIDED, by=actor, now=clock.now())


@job("lightroute.settle", scoped=False)
def settle(actor: Actor, *, notification_id: UUID) -> None:
    """The last day of silence, or of an answer, is over."""
    assert actor.organisation_id is not None
    settle_now(actor.organisation_id, notification_id, now=clock.now())


def settle_now(agency_id: UUID, notification_id: UUID, *, now: datetime) -> Decision | None:
    """The decision that silence took, if it did; scopes of its own.

    A notification that is closed, that has days left, or whose ground fell away is left as it
    is: the desk of the agency shows it. One whose question was never answered lapses.
    """
    by = system(organisation_id=agency_id)
    with tenancy.scope(by):
        found = queries.notification_for(by, notification_id)
        if not found.is_open:
            return None
        if found.state == "asked":
            _lapse(found, by, now)
            return None
        pair = pair_of(found)
    try:
        return retried(lambda: _silence(agency_id, notification_id, pair, now))
    except (Conflict, Invalid) as refused:
        _log.warning("silence_does_not_decide", number=found.number, code=refused.code)
        return None


def pair_of(found: Notification) -> rules.Pair:
    """The two persons of the agency that silence rests on."""
    if found.listing is not None:
        earlier, ground = (found.listing.proposed_by, found.listing.approved_by), "listing"
    else:
        assert found.parent_decision_id is not None
        parent = decisions.decision(found.parent_decision_id)
        earlier, ground = (parent.proposed_by, parent.approved_by), "parent"
    return rules.pair(
        taken_by=found.taken_by, signed_by=found.signed_by, earlier=earlier, ground=ground
    )


def _silence(agency_id: UUID, notification_id: UUID, pair: rules.Pair, now: datetime) -> Decision:
    by = system(organisation_id=agency_id, person_id=pair.approves)
    with tenancy.scope(by):
        return actions.record_silence(notification_id=notification_id, pair=pair, by=by, now=now)


def _lapse(found: Notification, by: Actor, now: datetime) -> None:
    nation = facts.nation_of(found.organisation_id, now)
    asked = found.questions.filter(answer=None).first()
    if asked is not None and asked.answer_until < nation.legal_day(now):
        actions.let_lapse(notification_id=found.id, by=by, now=now)
