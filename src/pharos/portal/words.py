"""Sentences whose facts are days, numbers and language maps, as a page says them."""

from collections.abc import Mapping
from datetime import date, datetime

from pharos.common import dates
from pharos.common.counting import number_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence


def worded(code: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence of a code with its days and instants in words."""
    return sentence(code, language, {k: _fact(v, language) for k, v in (facts or {}).items()})


def _fact(value: object, language: str) -> object:
    if isinstance(value, datetime):
        return dates.instant_text(value, language)
    if isinstance(value, date):
        return dates.day_text(value, language)
    if isinstance(value, Mapping):
        return choose(value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return number_text(value, language)
    return value
