"""Days and instants as people of each language write them: day first, months by name (CLDR)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

# English with the day first: the month-first form is misread where our readers live
_LOCALES: Final = MappingProxyType({"en": "en_GB", "hy": "hy", "ka": "ka"})
_PATTERNS: Final[Mapping[str, str]] = MappingProxyType({"hy": "d MMMM, y\u00a0թ."})


@lru_cache(maxsize=4_096)
def day_text(day: date, language: str) -> str:
    """The day in words: 21 November 2026; 21 նոյեմբերի, 2026 թ.; 21 ნოემბერი, 2026."""
    locale = _LOCALES.get(language, "en_GB")
    # CLDR writes the Armenian day with a leading zero, which prose does not have, and lets
    # the sign of the year stand alone in the next line
    return str(format_date(day, _PATTERNS.get(language, "long"), locale=locale))


def instant_text(instant: datetime, language: str, zone: ZoneInfo | None = None) -> str:
    """The instant in words, to the minute, by the clock of a zone that is told elsewhere.

    Without one it is in UTC and says so, whatever zone it came in.
    """
    moment = instant.astimezone(zone or UTC)
    return f"{day_text(moment.date(), language)}, {moment:%H:%M}" + ("" if zone else " UTC")


def zone_text(zone: ZoneInfo, at: datetime, language: str) -> str:
    """A zone by its place and what its clock is ahead of UTC then: Yerevan, UTC+4."""
    locale = _LOCALES.get(language, "en_GB")
    place = get_timezone_location(zone, locale=locale, return_city=True)
    ahead = f"{at.astimezone(zone):%z}"
    return f"{place}, UTC{int(ahead[:3]):+d}" + ("" if ahead[3:] == "00" else f":{ahead[3:]}")
