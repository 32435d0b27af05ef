"""What the parts of pages show, worked out from what pages hand over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pharos.common import dates
from pharos.common.counting import number_text
from pharos.common.i18n import LANGUAGES, choose


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a reader is in a long list, and the addresses before and after."""

    number: int
    total: int
    previous: str
    next: str


def pages(page: Any, asked: Mapping[str, Any]) -> Pages | None:
    """The way through a page of Django's paginator; None when there is only one."""
    total = page.paginator.num_pages
    if total < 2:
        return None
    return Pages(
        page.number,
        total,
        _address(asked, page.number - 1) if page.has_previous() else "",
        _address(asked, page.number + 1) if page.has_next() else "",
    )


def _address(asked: Mapping[str, Any], number: int) -> str:
    lists = asked.lists() if hasattr(asked, "lists") else [(k, [v]) for k, v in asked.items()]
    kept = [(name, value) for name, values in lists for value in values]
    kept = [(name, value) for name, value in kept if name not in ("page", "done")]
    return "?" + urlencode([*kept, ("page", number)])


def bars(points: Sequence[Mapping[str, Any]], language: str) -> list[Mapping[str, Any]]:
    """Each point with the share of the largest, in per cent, and its number as people read it."""
    largest = max((point["value"] or 0 for point in points), default=0)
    return [
        {
            "label": point["label"],
            "text": number_text(point["value"] or 0, language),
            "share": round(100 * (point["value"] or 0) / largest) if largest else 0,
        }
        for point in points
    ]


def shown(value: object, language: str, zone: ZoneInfo | None = None) -> list[tuple[str, str]]:
    """A value as lines of text, each with its language when that is not the page's."""
    if value is None or value == "":
        return []
    if isinstance(value, datetime):
        return [(dates.instant_text(value, language, zone), "")]
    if isinstance(value, date):
        return [(dates.day_text(value, language), "")]
    if isinstance(value, bool):
        return [(str(value), "")]
    if isinstance(value, int | Decimal):
        return [(number_text(value, language), "")]
    if isinstance(value, Mapping):
        return [_chosen(value, language)]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [line for one in value for line in shown(one, language, zone)]
    return [(str(value), "")]


def _chosen(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    text = choose(texts, language)
    if texts.get(language) == text:
        return text, ""
    return text, next((code for code in LANGUAGES if texts.get(code) == text), "")
