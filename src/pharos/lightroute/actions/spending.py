"""The minutes that an agency spends on a notification, beside those of the full procedure."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.lightroute import facts, queries
from pharos.procedures.models import WorkTime

MOST_MINUTES = 1_440


@transaction.atomic
def spend(*, notification_id: UUID, minutes: int, by: Actor, now: datetime) -> WorkTime:
    """Minutes of today are entered for a notification of the agency, open or closed.

    Raises Invalid `light_minutes_malformed` for none, or for more than a day has.
    """
    role = "officer"
    if not policies.allows(by, Permission.LIGHT_TAKE):
        policies.require(by, Permission.LIGHT_SIGN)
        role = "approver"
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid("light_minutes_malformed")
    found = queries.notification_for(by, notification_id)
    if found.agency_id != by.organisation_id:
        raise NotFound("light_unknown")
    return WorkTime.objects.create(
        agency_id=found.agency_id,
        case_id=found.id,
        route="light",
        day=facts.nation_of(found.organisation_id, now).legal_day(now),
        minutes=minutes,
        by=by.person_id,
        role=role,
        at=now,
    )
