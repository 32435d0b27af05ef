"""On which days an authority works: what deadlines in working days are counted by."""

from dataclasses import dataclass
from typing import Any

from pharos.nations import fields

CALENDARS = ("AM", "GE")
"""The countries whose public holidays `common.workingdays` can ask for."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The rest days of a week (1 Monday to 7 Sunday, ISO 8601) and whose holidays are kept.

    `holidays` is the country whose public holidays the library knows, None where there are
    none but those that the authority entered.
    """

    weekend: tuple[int, ...]
    holidays: str | None


def read(path: str, value: Any) -> WorkingDays:
    """The group `working_days` of a nation's document."""
    table = fields.Table(path, value)
    found = WorkingDays(
        weekend=table.take("weekend", fields.rows(_weekday)),
        holidays=table.take("holidays", _country),
    )
    table.end()
    if len(set(found.weekend)) != len(found.weekend) or len(found.weekend) == 7:
        raise fields.NationError(f"{path}.weekend", "a week has days of rest and days of work")
    return found


def _weekday(path: str, value: Any) -> int:
    day = fields.integer(path, value)
    if not 1 <= day <= 7:
        raise fields.NationError(path, "a day of the week is 1 to 7")
    return day


def _country(path: str, value: Any) -> str | None:
    return None if value == "" else fields.one_of(CALENDARS)(path, value)
