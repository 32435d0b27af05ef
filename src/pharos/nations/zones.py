"""The clock of each nation. No amendment may change it, so it is read without asking for any."""

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
