"""The working days of a nation: its parameters, with the days that its government moved."""

from datetime import date

from pharos.common import tenancy
from pharos.common.workingdays import Calendar
from pharos.standards import queries
from pharos.standards.models import MovedDay


def calendar(nation: str, *, on: date) -> Calendar:
    """The nation's working days by the law of the day `on`, moved days included."""
    edited = tenancy.remembered(("moved days", nation), lambda: _edited(nation))
    return Calendar(queries.nation(nation, on=on).working_days, edited)


def moved(nation: str, *, year: int) -> list[MovedDay]:
    """What was entered for the days of a year and not given up, by day, newest last."""
    found = MovedDay.objects.filter(nation=nation, day__year=year, dropped_at__isnull=True)
    return list(found.order_by("day", "proposed_at", "id"))


def _edited(nation: str) -> dict[date, bool]:
    rows = MovedDay.objects.filter(nation=nation, approved_at__isnull=False)
    return dict(rows.order_by("approved_at", "id").values_list("day", "works"))
