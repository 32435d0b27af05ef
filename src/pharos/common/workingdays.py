"""Working days: the rest days of a week, the public holidays, and days that a government moved.

A deadline of n working days that begins on a day ends with the n-th working day after it: the
day on which it begins is not counted. What stops a clock is the business of whoever keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from pharos.nations.parameters.working_days import WorkingDays

_ONE_DAY: Final = timedelta(days=1)
_FARTHEST: Final = 5_000
"""Days that a deadline may run; a calendar in which nobody ever works ends here."""

# Only these modules of the library are loaded: the class, and its languages by ours.
_KNOWN: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "AM": ("holidays.countries.armenia", {"hy": "hy", "en": "en_US"}),
        "GE": ("holidays.countries.georgia", {"ka": "ka", "en": "en_US"}),
    }
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days a nation works.

    `edited` says of single days whether they are worked on: it goes before the library and
    before the week, so that a moved day counts the other way.
    """

    parameters: WorkingDays
    edited: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether the day is a working day."""
        decreed = self.edited.get(day)
        if decreed is not None:
            return decreed
        return day.isoweekday() not in self.parameters.weekend and day not in self.holidays(
            day.year
        )

    def holidays(self, year: int) -> Mapping[date, Mapping[str, str]]:
        """The public holidays of a year by law, each with its names by language."""
        code = self.parameters.holidays
        return {} if code is None else _by_library(code, year)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself for none.

        Raises ValueError for a negative count, and where nobody ever works.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        here, left = day, count
        while left:
            here += _ONE_DAY
            if (here - day).days > _FARTHEST:
                raise ValueError("no working day is near")
            left -= self.works(here)
        return here

    def between(self, first: date, last: date) -> int:
        """The working days after `first` up to and with `last`; negative the other way round.

        `between(day, add(day, n))` is n.
        """
        if last < first:
            return -self.between(last, first)
        return sum(self.works(first + _ONE_DAY * n) for n in range(1, (last - first).days + 1))


@lru_cache(maxsize=64)
def _by_library(code: str, year: int) -> Mapping[date, Mapping[str, str]]:
    # loaded when first asked: most processes never count a working day
    module, languages = _KNOWN[code]
    country: Any = getattr(import_module(module), code)
    found: dict[date, dict[str, str]] = {}
    for ours, theirs in languages.items():
        for day, name in country(years=year, language=theirs, expand=False).items():
            if day.year == year:
                found.setdefault(day, {})[ours] = str(name)
    return MappingProxyType(found)
