"""What the pages of the light route share: problems in sentences, states, the law's parameters."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pharos.catalogue.problems import Problem
from pharos.common.dates import day_text
from pharos.common.sentences import sentence
from pharos.lightroute.models import Notification
from pharos.nations import codes
from pharos.nations.model import Nation

TONES: Mapping[str, str] = {
    "notified": "info", "asked": "warn", "decided": "good", "objected": "bad",
    "withdrawn": "grey", "lapsed": "grey",
}  # fmt: skip


def said(problems: Iterable[Problem], language: str) -> list[str]:
    """Problems as sentences of the reader's language; days in words."""
    return [sentence(one.code, language, _worded(one.facts, language)) for one in problems]


def _worded(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        name: day_text(value, language) if isinstance(value, date) else value
        for name, value in facts.items()
    }


def note_line(note: Notification) -> dict[str, Any]:
    """A notification as lists show it."""
    return {
        "note": note,
        "title": note.version.descriptor.title,
        "state": f"page_light_state_{note.state}",
        "tone": TONES[note.state],
    }


def parameters(nation: Nation, language: str) -> list[dict[str, Any]]:
    """What the nation's law says of the light route, in rows of a summary."""
    law = nation.light_route
    fields = codes.fields_of_education()
    names = [f"{one} {fields[one].name}" for one in law.excluded_fields if one in fields]
    return [
        {"code": "page_light_law_history", "value": sentence(
            "page_light_law_history_text", language,
            {"count": law.full_decisions, "years": law.history_years})},
        {"code": "page_light_law_clean", "value": sentence(
            "page_light_law_years", language, {"years": law.clean_years})},
        {"code": "page_light_law_ects", "value": law.max_ects},
        {"code": "page_light_law_levels", "value": f"{law.levels[0]}–{law.levels[1]}"},
        {"code": "page_light_law_fields", "value": names},
        {"code": "page_light_law_days", "value": law.silence_days},
        {"code": "page_light_law_term", "value": sentence(
            "page_light_law_years", language, {"years": law.years})},
        {"code": "page_light_law_audit", "value": f"{law.audit_percent} %"},
    ]  # fmt: skip
