"""The definition that a programme or an award meets, as one line that opens."""

from collections.abc import Mapping
from typing import Any

from django import template

from pharos.portal.queries import defined

register = template.Library()
_PART = "portal/parts/defined.html"
_OUTCOMES = {"good": True, "bad": False}


@register.inclusion_tag(_PART, takes_context=True)
def programme_definition(context: Mapping[str, Any], page: Mapping[str, Any]) -> Mapping[str, Any]:
    """How awards of the programme of a page stand today."""
    request, version = context["request"], page["version"]
    day = defined.standards.history(version.nation)[-1].legal_day(request.now)
    found = defined.of_programme(version, on=day, accredited=not page["problems"])
    return {"defined": found, "request": request}


@register.inclusion_tag(_PART, takes_context=True)
def award_definition(
    context: Mapping[str, Any], award: Mapping[str, Any], checks: list[Mapping[str, str]]
) -> Mapping[str, Any]:
    """How an award of ours stood on the day on which it was made."""
    basis, found = award.get("legal_basis"), None
    tones = {one["id"]: _OUTCOMES.get(one["tone"]) for one in checks}
    if award.get("programme_path") and basis and award.get("award_date"):
        found = defined.of_award(
            award["programme_path"],
            nation=basis["nation"],
            on=award["award_date"],
            accredited=tones.get("accredited_at_award"),
            registered=tones.get("registered"),
            now=context["request"].now,
        )
    return {"defined": found, "request": context["request"]}
