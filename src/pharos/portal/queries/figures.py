"""The numbers of the register, each counted from what everybody may read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from pharos.accreditation.models import Decision
from pharos.catalogue import indexing
from pharos.common.i18n import LanguageMap
from pharos.core.commitments import Kind
from pharos.organisations.models import Organisation
from pharos.portal.queries import bodies, programmes
from pharos.registry import queries as registry
from pharos.registry.models import LogChunk

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the code of its name; `<code>_how` says how it is counted."""

    code: str
    value: int


@dataclass(frozen=True, slots=True)
class Point:
    """One bar of a breakdown."""

    label: LanguageMap
    value: int


def headline(*, now: datetime) -> list[Figure]:
    """The numbers on the front page."""
    listed, accredited = _programmes(now.date())
    leaves = registry.leaves_by_kind()
    return [
        Figure("page_figure_programmes", listed),
        Figure("page_figure_accredited", accredited),
        Figure("page_figure_issued", leaves.get(Kind.ISSUE, 0)),
        Figure("page_figure_decisions", Decision.objects.count()),
    ]


def register(*, now: datetime) -> list[Figure]:
    """Every number of the register."""
    leaves = registry.leaves_by_kind()
    return [
        *headline(now=now),
        Figure("page_figure_revoked", leaves.get(Kind.REVOKE, 0)),
        Figure("page_figure_suspended", leaves.get(Kind.SUSPEND, 0)),
        Figure("page_figure_reinstated", leaves.get(Kind.REINSTATE, 0)),
        Figure("page_figure_bodies", Organisation.objects.filter(state="listed").count()),
        Figure("page_figure_entries", sum(leaves.values())),
    ]


def breakdowns(*, now: datetime) -> dict[str, list[Point]]:
    """Programmes by country and field, issued credentials by country and month."""
    day = now.date()
    return {
        "programmes_by_country": [
            Point(bodies.country(code, day) or {}, count) for code, count in _grouped("nation")
        ],
        "programmes_by_field": [
            Point(programmes.field_name(code), count) for code, count in _grouped("left(field, 2)")
        ],
        "issued_by_country": _issued_by_country(day),
        "issued_by_month": _issued_by_month(now),
    }


def _programmes(day: date) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(indexing.sql("figures"), {"on": day})
        listed, accredited = cursor.fetchone()
    return listed, accredited


def _grouped(column: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {column}, count(*) from catalogue_search where listed"
            " group by 1 order by 2 desc, 1"
        )
        return list(cursor.fetchall())


def _issued_by_country(day: date) -> list[Point]:
    issued = LogChunk.objects.filter(kind=Kind.ISSUE).values("tenant").annotate(all=Sum("count"))
    counts = {row["tenant"]: row["all"] for row in issued}
    nations: dict[str, int] = {}
    for one in Organisation.objects.filter(id__in=counts).values("id", "nation"):
        code = one["nation"] or ""
        nations[code] = nations.get(code, 0) + counts[one["id"]]
    return [
        Point(bodies.country(code, day) or {"und": code}, count)
        for code, count in sorted(nations.items(), key=lambda item: -item[1])
    ]


def _issued_by_month(now: datetime) -> list[Point]:
    found = (
        LogChunk.objects.filter(kind=Kind.ISSUE)
        .annotate(month=TruncMonth("entered_at"))
        .values("month")
        .annotate(all=Sum("count"))
        .order_by("-month")[:_MONTHS]
    )
    months: list[Any] = list(found)
    return [Point({"und": f"{row['month']:%m.%Y}"}, row["all"]) for row in reversed(months)]
