"""What is so about the light route: histories, notifications and their clocks, draws, hours."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.lightroute import facts, rules
from pharos.lightroute.models import (
    Audit,
    Draw,
    Listing,
    Notification,
    Proposal,
    Question,
    Record,
)
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.procedures.models import WorkTime
from pharos.registry.models import Checkpoint

# --- notifications --------------------------------------------------------------------------


def notification_for(actor: Actor, notification_id: UUID, *, lock: bool = False) -> Notification:
    """A notification that the actor's body sent or received; raises NotFound for others."""
    rows = Notification.objects.select_for_update() if lock else Notification.objects
    found = rows.filter(
        Q(organisation_id=actor.organisation_id) | Q(agency_id=actor.organisation_id),
        id=notification_id,
    ).first()
    if found is None:
        raise NotFound("light_unknown")
    return found


def sent_by(organisation_id: UUID | None) -> list[Notification]:
    """What a provider notified, newest first."""
    found = Notification.objects.filter(organisation_id=organisation_id)
    return list(found.select_related("version").order_by("-sent_at", "-id"))


def received_by(agency_id: UUID | None) -> QuerySet[Notification]:
    """What an agency was notified of: the open ones first, the nearest end first."""
    found = Notification.objects.filter(agency_id=agency_id).select_related("version")
    return found.order_by("due_on", "id")


def questions(notification: Notification) -> list[Question]:
    """The questions and answers of a notification in their order."""
    return list(notification.questions.order_by("asked_at", "id"))


def pauses(notification: Notification) -> list[rules.Pause]:
    """When the clock of a notification stood."""
    return [rules.Pause(one.asked_on, one.answered_on) for one in questions(notification)]


def due_on(notification: Notification, nation: Nation) -> date | None:
    """The last day of silence as it is now, or None while the clock stands."""
    return rules.due_on(
        notification.first_day,
        notification.days,
        pauses(notification),
        facts.calendar(nation, notification.first_day),
    )


def record(decision_id: UUID) -> Record | None:
    """How a decision of the light route came about; None for any other."""
    found: Record | None = (
        Record.objects.select_related("version", "listing").filter(decision_id=decision_id).first()
    )
    return found


# --- the sample -----------------------------------------------------------------------------


def records_of(agency_id: UUID | None, year: int) -> list[Record]:
    """What an agency decided by the light route in a year, in order."""
    found = Record.objects.filter(agency_id=agency_id, decided_on__year=year)
    return list(found.order_by("decided_on", "decision_id"))


def draws(agency_id: UUID | None = None) -> list[Draw]:
    """The yearly draws, newest first: of an agency, or all."""
    found = Draw.objects.order_by("-year", "announced_at")
    return list(found if agency_id is None else found.filter(agency_id=agency_id))


def draw(draw_id: UUID) -> Draw:
    """One draw; raises NotFound."""
    found = Draw.objects.filter(id=draw_id).first()
    if found is None:
        raise NotFound("light_draw_unknown")
    return found


def drawn_from(draw: Draw) -> list[Record]:
    """The records of the decisions that a sample is drawn from."""
    return list(Record.objects.filter(decision_id__in=draw.ids))


def audits(
    *,
    agency_id: UUID | None = None,
    organisation_id: UUID | None = None,
    decision_id: UUID | None = None,
    draw_id: UUID | None = None,
) -> list[Audit]:
    """Audits of an agency, a provider, a decision or a draw, newest first."""
    wanted = {
        "agency_id": agency_id,
        "organisation_id": organisation_id,
        "decision_id": decision_id,
        "draw_id": draw_id,
    }
    found = Audit.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
    return list(found.select_related("draw").order_by("-draw__year", "number"))  # fmt: skip


def audit_for(actor: Actor, audit_id: UUID) -> Audit:
    """An audit of the actor's agency; raises NotFound."""
    found = Audit.objects.filter(id=audit_id, agency_id=actor.organisation_id).first()
    if found is None:
        raise NotFound("light_audit_unknown")
    return found


def seed_after(draw: Draw) -> Checkpoint | None:
    """The first checkpoint over a larger tree than that of the announcement: it came after it."""
    found: Checkpoint | None = (
        Checkpoint.objects.filter(size__gt=draw.log_size).order_by("size").first()
    )
    return found


def listed_here(organisation_id: UUID, agency_id: UUID | None) -> Listing | None:
    """The provider's place on the list of this agency, or None."""
    found: Listing | None = Listing.objects.filter(
        organisation_id=organisation_id, agency_id=agency_id, ended_on=None
    ).first()
    return found


# --- what waits for a second person ---------------------------------------------------------


def proposal_for(actor: Actor, proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """A proposal of the actor's agency; raises NotFound."""
    rows = Proposal.objects.select_for_update() if lock else Proposal.objects
    found = rows.filter(id=proposal_id, agency_id=actor.organisation_id).first()
    if found is None:
        raise NotFound("proposal_unknown")
    return found


def open_proposals(agency_id: UUID | None) -> list[Proposal]:
    """What waits for a second person of the agency, oldest first."""
    found = Proposal.objects.filter(agency_id=agency_id, state="open")
    return list(found.select_related("audit").order_by("proposed_at"))


# --- hours ----------------------------------------------------------------------------------


def minutes_of(case_id: UUID) -> int:
    """The minutes that the agency entered for a case."""
    total = WorkTime.objects.filter(case_id=case_id).aggregate(total=Sum("minutes"))["total"]
    return int(total or 0)


def compared(agency_id: UUID | None, *, since: date, until: date) -> dict[str, rules.Spent]:
    """Hours of both routes: how many cases and their median, nothing under the smallest number."""
    found = WorkTime.objects.filter(agency_id=agency_id, day__gte=since, day__lt=until)
    rows = found.values("route", "case_id").annotate(total=Sum("minutes"))
    sums: dict[str, dict[str, int]] = {"light": {}, "procedure": {}}
    for one in rows:
        sums[one["route"]][str(one["case_id"])] = one["total"]
    return {route: rules.spent(cases) for route, cases in sums.items()}


def named(rows: Iterable[Any]) -> list[Any]:
    """The rows, each with the name of its provider for the page."""
    found = list(rows)
    for one in found:
        one.named = organisations.by_id(one.organisation_id).name
    return found
