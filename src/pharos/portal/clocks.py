"""By whose clock a page tells its instants: that of the organisation, or of an award's nation.

A view names another nation than the desk's by `request.clock_of`. The zone is told once, at the
end of a page that showed an instant; pages of the operator and of nobody in particular stay in
UTC and say so with each instant.
"""

from typing import Any, Final
from zoneinfo import ZoneInfo

from pharos.common import dates
from pharos.common.sentences import sentence
from pharos.nations import zones

_OPERATOR: Final = "registry_operator"


def zone_of(request: Any) -> ZoneInfo | None:
    """The zone of this request's pages; None for UTC."""
    nation = getattr(request, "clock_of", "")
    desk = getattr(request, "desk", None)
    if not nation and desk is not None and _OPERATOR not in desk.kinds:
        nation = desk.nation
    return zones.zone_of(nation)


def note_time(request: Any) -> None:
    """Remember that the page showed an instant."""
    if request is not None:
        request.shows_instants = True


def zone_note(request: Any, language: str) -> str:
    """The sentence that names the zone, for a page that needs it."""
    zone = zone_of(request)
    if zone is None or not getattr(request, "shows_instants", False):
        return ""
    return sentence(
        "page_frame_clock", language, {"zone": dates.zone_text(zone, request.now, language)}
    )
