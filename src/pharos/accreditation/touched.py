"""Which decisions an amendment of a nation's standards would have decided otherwise."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from pharos.accreditation.models import Decision
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.organisations.models import Organisation
from pharos.standards.impact import Touched


def decisions(before: Nation, after: Nation, *, on: date) -> Iterable[Touched]:
    """Decisions in force of kinds whose years or deciders change; they stay until their end."""
    kinds = [
        kind
        for kind in DECISION_KINDS
        if before.allowed_years(kind) != after.allowed_years(kind)
        or before.deciders.get(kind) != after.deciders.get(kind)
    ]
    if not kinds:
        return
    bodies = Organisation.objects.filter(nation=after.code).values("id")
    count = Decision.objects.filter(
        Q(until=None) | Q(until__gt=on), kind__in=kinds, first_day__lte=on, agency_id__in=bodies
    ).count()
    if count:
        yield Touched("impact_decisions", count)
