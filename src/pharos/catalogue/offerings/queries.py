"""Which offerings there are: open ones for everybody, all of them for their provider."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings.models import Offering, Seats
from pharos.common.actor import Actor
from pharos.common.errors import NotFound

MAX_SHOWN = 50


def open_for(version_id: UUID, on: date) -> list[Offering]:
    """The offerings of a version for which one can apply on that day, the next one first."""
    found = _open(on).filter(version_id=version_id).select_related("filling")
    return list(found.order_by("starts", "id")[:MAX_SHOWN])


def next_starts(version_ids: Iterable[UUID], on: date) -> dict[UUID, date]:
    """The first day of the next open offering of each of these versions that has one."""
    found = _open(on).filter(version_id__in=list(version_ids)).order_by("version_id", "starts")
    return dict(found.distinct("version_id").values_list("version_id", "starts"))


def of_provider(organisation_id: UUID | None) -> list[Offering]:
    """Every offering of a provider, the latest start first."""
    found = Offering.objects.filter(organisation_id=organisation_id)
    return list(found.select_related("version__programme").order_by("-starts", "-id"))


def offering_for(actor: Actor, offering_id: UUID, *, lock: bool = False) -> Offering:
    """The actor's own offering; raises NotFound also for that of another provider."""
    found = Offering.objects.filter(id=offering_id, organisation_id=actor.organisation_id)
    wanted = (
        found.select_for_update() if lock else found.select_related("version__programme", "filling")
    )
    offering = wanted.first()
    if offering is None:
        raise NotFound("offering_unknown")
    return offering


def public(offering_id: UUID | None) -> Offering | None:
    """The offering as everybody reads it, whatever became of it; None for what is none."""
    return Offering.objects.filter(id=offering_id).first() if offering_id else None


def filling(offering_id: UUID | None) -> Seats | None:
    """How many seats of an offering are taken; None for what is no offering."""
    return Seats.objects.filter(offering_id=offering_id).first() if offering_id else None


def full_ones(offering_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the offerings that have no seat left."""
    found = Seats.objects.filter(offering_id__in=list(offering_ids), seats__lte=F("taken"))
    return frozenset(found.values_list("offering_id", flat=True))


def is_over(offering: Offering, on: date) -> bool:
    """Whether nobody can apply for it any more."""
    return (offering.apply_until or offering.starts) < on


def _open(on: date) -> QuerySet[Offering]:
    """Open ones whose last day to apply is not past and whose version may still be begun."""
    last = Coalesce("apply_until", F("starts"))
    return (
        Offering.objects.annotate(last=last)
        .filter(state=Offering.State.OPEN, last__gte=on)
        .filter(version__state=ProgrammeVersion.State.PUBLISHED)
        .filter(Q(version__last_day=None) | Q(version__last_day__gte=F("starts")))
    )
