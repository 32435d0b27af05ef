"""What a provider told of an agency abroad, line by line."""

from datetime import date, timedelta
from typing import Any

from pharos.oversight.actions import foreign
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Kind


def foreign_lines(found: Filing) -> list[dict[str, Any]]:
    """The lines of a decision of abroad, or of what was found there about its conditions."""
    if foreign.is_finding(found):
        return _finding(found.content)
    return _decision(found.content) if found.kind == Kind.FOREIGN else []


def _decision(content: dict[str, Any]) -> list[dict[str, Any]]:
    last = date.fromisoformat(content["until"]) - timedelta(days=1)
    lines: list[dict[str, Any]] = [
        {"label": "field_foreign_by_agency", "map": content["name"]},
        {"label": "field_foreign_outcome", "say": f"page_outcome_{content['outcome']}"},
        {"label": "field_foreign_decided_on", "day": content["decided_on"]},
        {"label": "field_foreign_first_day", "day": content["first_day"]},
        {"label": "field_foreign_last_day", "day": last},
    ]
    for at, one in enumerate(content.get("conditions", ()), 1):
        lines.append({"label": "page_case_condition_n", "n": at, "map": one["text"],
                      "due": one["due"]})  # fmt: skip
    if not content["in_time"]:
        lines.append({"label": "page_foreign_told", "say": "page_foreign_told_late"})
    return lines


def _finding(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": "field_finding_met", "say": f"page_finding_{'yes' if content['met'] else 'no'}"},
        {"label": "field_finding_decided_on", "day": content["decided_on"]},
    ]
