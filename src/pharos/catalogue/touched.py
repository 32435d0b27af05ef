"""Which published programmes an amendment of a nation's standards would put outside its limits."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import IntegerField, JSONField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from pharos.catalogue.models import ProgrammeVersion
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.standards.impact import MAX_LISTED, Touched


def programmes(before: Nation, after: Nation, *, on: date) -> Iterable[Touched]:
    """Programmes that could be awarded on `on` and would not be published anew as they are."""
    found = ProgrammeVersion.objects.filter(
        Q(last_day=None) | Q(last_day__gte=on), nation=after.code, state="published"
    )
    changed = {
        "impact_ects": (before.ects != after.ects, _ects(after), _ects(before)),
        "impact_levels": (
            before.level_ranges != after.level_ranges, _levels(after), _levels(before)
        ),
    }  # fmt: skip
    for code, (differs, outside, was_outside) in changed.items():
        if differs:
            yield from _touched(code, found.filter(outside).exclude(was_outside))
    if before.hours_per_credit != after.hours_per_credit:
        hours = after.hours_per_credit
        named = KeyTextTransform("hours_per_credit", Cast("document", JSONField()))
        stated = found.annotate(stated=Cast(named, IntegerField()))
        outside = Q(stated__lt=hours.min) | Q(stated__gt=hours.max)
        yield from _touched("impact_hours", stated.filter(outside))
    told = found.annotate(told=Cast("document", JSONField()))
    for code, outside in _ended(before, after).items():
        yield from _touched(code, told.filter(outside))
    for kind, needed in after.decisions_required.items():
        if set(needed) - set(before.decisions_required.get(kind, ())):
            yield from _touched("impact_needs_decision", found.filter(kind=kind))


def _ended(before: Nation, after: Nation) -> dict[str, Q]:
    """Programmes that name an entry of a national table which ends."""
    scales = set(before.grading_scales) - set(after.grading_scales)
    regions, levels = (
        set(before.regions) - set(after.regions),
        set(before.levels) - set(after.levels),
    )
    found = {
        "impact_scale_ended": [Q(told__contains={"grading_scale": one}) for one in sorted(scales)],
        "impact_region_ended": [Q(told__contains={"region": [one]}) for one in sorted(regions)],
        "impact_level_ended": [Q(level=one) for one in sorted(levels)],
    }
    return {code: reduce(or_, asked) for code, asked in found.items() if asked}


def _ects(nation: Nation) -> Q:
    return Q(ects__lt=nation.ects.min) | Q(ects__gt=nation.ects.max)


def _levels(nation: Nation) -> Q:
    outside = Q(pk__in=[])
    for kind, (lowest, highest) in nation.level_ranges.items():
        outside |= Q(kind=kind) & (Q(level__lt=lowest) | Q(level__gt=highest))
    return outside


def _touched(code: str, found: QuerySet[ProgrammeVersion]) -> Iterable[Touched]:
    count = found.count()
    if count:
        first = found.select_related("programme").order_by("published_at", "id")[:MAX_LISTED]
        yield Touched(code, count, [_listed(one) for one in first])


def _listed(version: ProgrammeVersion) -> dict[str, Any]:
    provider = organisations.by_id(version.organisation_id).slug
    return {
        "name": version.descriptor.title,
        "path": f"/programmes/{provider}/{version.programme.slug}/v{version.number}",
    }
