"""What the acts of the light route share: clean words, open notifications, conflicts, the job."""

from datetime import date, timedelta
from uuid import UUID

from pharos.catalogue.problems import Problem
from pharos.common import jobs, texts
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.lightroute import queries, rules
from pharos.lightroute.models import Notification
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership


def text(told: str, *, missing: str = "") -> str:
    """What a person wrote, cleaned; raises Invalid `note_malformed`, or `missing` for nothing."""
    return texts.kept(
        told,
        code="note_malformed",
        missing=missing,
        limit=rules.MAX_TEXT,
        may_be_empty=not missing,
    )


def refuse(problems: list[Problem], code: str) -> None:
    """Raise Invalid with every problem, if there is one."""
    if problems:
        raise Invalid(code, problems=[one.as_error() for one in problems])


def open_at_agency(notification_id: UUID, by: Actor) -> Notification:
    """An open notification of the actor's agency, locked; raises NotFound or Conflict."""
    found = queries.notification_for(by, notification_id, lock=True)
    if found.agency_id != by.organisation_id:
        raise NotFound("light_unknown")
    if not found.is_open:
        raise Conflict("light_closed", state=found.state)
    refuse_conflict(found.organisation_id, by)
    return found


def open_at_provider(notification_id: UUID, by: Actor) -> Notification:
    """An open notification of the actor's provider, locked; raises NotFound or Conflict."""
    found = queries.notification_for(by, notification_id, lock=True)
    if found.organisation_id != by.organisation_id:
        raise NotFound("light_unknown")
    if not found.is_open:
        raise Conflict("light_closed", state=found.state)
    return found


def refuse_conflict(organisation_id: UUID, by: Actor) -> None:
    """Whoever acts or acted for the provider takes no part (AUT-08)."""
    if by.person_id is None:
        return
    # one's own memberships are seen in every scope, those of others are not
    held = Membership.objects.filter(person_id=by.person_id, organisation_id=organisation_id)
    if held.exists():
        raise Invalid("conflict_of_interest", slug=organisations.by_id(organisation_id).slug)


def look_again(found: Notification, after: date, nation: Nation) -> None:
    """The system looks at the notification again when this day is over."""
    jobs.enqueue(
        "lightroute.settle",
        actor=system(organisation_id=found.agency_id),
        at=nation.midnight(after + timedelta(days=1)),
        notification_id=found.id,
    )
