"""A published report as a tagged PDF: told of its document alone, so that it can be made again."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pharos.common import typesetting
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.procedures.models import Report

TEMPLATE: Final = Path(str(resources.files("pharos.procedures.letters"))) / "report.typ"
# the page tells the checksum: whoever looks again has nothing set again
_KEPT: Final = 32


def render(found: Report, outcomes: Mapping[str, str], words: Mapping[str, Any]) -> bytes:
    """The PDF of a report: its document, the decisions by number, the words of each criterion."""
    at = found.published_at
    assert at is not None
    return _set(json.dumps(told(found, outcomes, words)), at)


@lru_cache(maxsize=_KEPT)
def _set(said: str, at: datetime) -> bytes:
    return typesetting.pdf(TEMPLATE, json.loads(said), at=at)


def told(found: Report, outcomes: Mapping[str, str], words: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the PDF says, in each language of the report; texts are never markup."""
    document, tags = json.loads(found.document), list(found.languages)
    return {
        "languages": tags,
        "number": document["number"],
        "title": [sentence("letter_report_title", tag) for tag in tags],
        "sender": [choose(document["agency"], tag) for tag in tags],
        "rows": [
            {"label": [sentence(code, tag) for tag in tags], "values": values}
            for code, values in _rows(document, found, outcomes, tags)
            if values
        ],
        "parts": [
            {
                "language": tag,
                "heading": sentence("letter_report_text", tag),
                "paragraphs": _paragraphs(document["text"][tag]),
                "findings": sentence("letter_report_findings", tag),
                "lines": [_finding(one, words, tag) for one in document["findings"]],
            }
            for tag in tags
        ],
        # the typesetter knows the numbers
        "page": sentence("letter_case_page", tags[0], {"page": "{page}", "pages": "{pages}"}),
        "demonstration": [sentence("letter_report_demonstration", tag) for tag in tags]
        if settings().installation == "demonstration"
        else [],
    }


def _rows(
    document: Mapping[str, Any], found: Report, outcomes: Mapping[str, str], tags: list[str]
) -> list[tuple[str, list[list[str]]]]:
    """What stands before the text; each value in every language."""
    chosen = document.get("criteria_set")
    decided = [
        [f"{number}: {sentence(f'page_outcome_{one}', tag)}" for tag in tags]
        for number, one in outcomes.items()
    ]
    return [
        ("letter_case_row_number", [[document["number"]] * len(tags)]),
        ("letter_case_row_kind",
         [[sentence(f"page_procedure_kind_{document['kind']}", tag) for tag in tags]]),
        ("letter_report_row_providers", _each(document["providers"], tags)),
        ("letter_case_row_programmes",
         _each([one["title"] for one in document["programmes"]], tags)),
        ("letter_case_row_criteria", [[_criteria(chosen, tag) for tag in tags]] if chosen else []),
        ("letter_case_row_members", [[_member(one, tag) for tag in tags]
                                     for one in document["panel"]]),
        ("letter_report_row_decisions", decided),
        ("letter_report_row_digest", [[_grouped(bytes(found.digest).hex())] * len(tags)]),
    ]  # fmt: skip


def _grouped(digest: str) -> str:
    """A long number in groups that fit on a line."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _each(texts: list[Mapping[str, str]], tags: list[str]) -> list[list[str]]:
    return [[choose(one, tag) for tag in tags] for one in texts]


def _criteria(chosen: Mapping[str, Any], tag: str) -> str:
    day = day_text(date.fromisoformat(chosen["first_day"]), tag)
    facts = {"title": choose(chosen["title"], tag), "number": chosen["number"], "day": day}
    return sentence("letter_case_criteria", tag, facts)


def _member(one: Mapping[str, Any], tag: str) -> str:
    said = [sentence(f"page_case_capacity_{one['capacity']}", tag)]
    said += [sentence("page_case_chair", tag)] if one["chair"] else []
    said += [sentence("page_case_international", tag)] if one["international"] else []
    return f"{one['name']}: {', '.join(said)}"


def _finding(one: Mapping[str, Any], words: Mapping[str, Any], tag: str) -> dict[str, Any]:
    """One finding: the panel writes it in one language, its heading is said in each."""
    return {
        "heading": sentence("page_case_criterion", tag, {"number": one["criterion"]}),
        "verdict": sentence(f"page_case_verdict_{one['verdict']}", tag),
        "criterion": choose(words.get(one["criterion"], {}), tag)
        if words.get(one["criterion"])
        else "",
        "paragraphs": _paragraphs(one["text"]),
    }


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]
