"""The event log as its own tenant reads it: filtered, page by page, and whether it is whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from pharos.common import events
from pharos.common.models import ChainHead, Event

REFUSAL: Final = "refusal"
# recomputing takes about a second for so many; longer chains are the doctor's
MOST_CHECKED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Chain:
    """How long the chain of a tenant is, and whether its hashes follow each other."""

    length: int
    checked: bool
    findings: Sequence[events.Finding]


def found(
    tenant: UUID, *, entity: str = "", person: UUID | None = None, day: date | None = None
) -> QuerySet[Event]:
    """The events of the tenant, newest first; a day is one of UTC."""
    rows = Event.objects.filter(tenant=tenant)
    if entity:
        rows = rows.filter(entity=entity)
    if person is not None:
        rows = rows.filter(person=person)
    if day is not None:
        begin = datetime.combine(day, time.min, tzinfo=UTC)
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return rows.order_by("-seq")


def entities(tenant: UUID) -> list[str]:
    """The tables of which the tenant has events, and `refusal`."""
    rows = Event.objects.filter(tenant=tenant).order_by("entity")
    return list(rows.values_list("entity", flat=True).distinct())


def chain(tenant: UUID) -> Chain:
    """The chain recomputed, unless it is too long for a page."""
    head = ChainHead.objects.filter(tenant=tenant).values_list("seq", flat=True).first() or 0
    if head > MOST_CHECKED:
        return Chain(head, False, ())
    return Chain(head, True, events.verify_chain(tenant, using="default"))


def refusal_code(event: Event) -> str:
    """Why an act was refused, as a code; empty for what was done."""
    if event.entity != REFUSAL or not event.facts:
        return ""
    return str(json.loads(event.facts).get("code", ""))
