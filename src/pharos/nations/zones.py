"""The clock of each nation. No amendment may change it, so it is read without asking for any."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from pharos.nations import files

_UNIVERSAL = "Etc/UTC"


@cache
def zone_of(code: str) -> ZoneInfo | None:
    """The zone by which a nation's people read the time; None where that is UTC or not known."""
    if code not in files.all_codes():
        return None
    newest = files.history(code)[-1]
    return None if newest.timezone == _UNIVERSAL else newest.zone


def legal_day(code: str | None, instant: datetime) -> date:
    """The day of a nation's calendar in which an instant lies; the day in UTC of no nation."""
    zone = zone_of(code) if code else None
    return instant.astimezone(zone or UTC).date()
