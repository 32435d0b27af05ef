"""The light route: which providers and programmes may notify instead of apply, and the sample."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError, Table
from pharos.nations.vocabulary import PROGRAMME_KINDS


@dataclass(frozen=True, slots=True)
class LightRouteParameters:
    """Who may use the light route, how long silence lasts, how many are audited.

    History: so many programmes accredited by the full procedure within so many years, and so
    many years without suspension, withdrawal or failed audit. Size and level: credits up to,
    levels from and to. Risk: fields (ISCED-F, by prefix) that are always judged in full.
    """

    is_open: bool
    kinds: tuple[str, ...]
    full_decisions: int
    history_years: int
    clean_years: int
    max_ects: Decimal
    levels: tuple[int, int]
    excluded_fields: tuple[str, ...]
    silence_days: int
    answer_days: int
    years: int
    audit_percent: int
    audit_days: int


def read(path: str, value: object) -> LightRouteParameters:
    """The parameters of a table; raises NationError for anything unknown or out of range."""
    table = Table(path, value)
    found = LightRouteParameters(
        is_open=table.take("is_open", fields.flag),
        kinds=table.take("kinds", fields.rows(fields.one_of(PROGRAMME_KINDS))),
        full_decisions=table.take("full_decisions", fields.integer),
        history_years=table.take("history_years", fields.integer),
        clean_years=table.take("clean_years", fields.integer),
        max_ects=table.take("max_ects", fields.credits),
        levels=table.take("levels", _levels),
        excluded_fields=table.take("excluded_fields", fields.rows(_field)),
        silence_days=table.take("silence_days", _positive),
        answer_days=table.take("answer_days", _positive),
        years=table.take("years", _positive),
        audit_percent=table.take("audit_percent", _percent),
        audit_days=table.take("audit_days", _positive),
    )
    table.end()
    return found


def _levels(path: str, value: Any) -> tuple[int, int]:
    numbers = fields.rows(fields.integer)(path, value)
    if len(numbers) != 2 or not 1 <= numbers[0] <= numbers[1] <= 8:
        raise NationError(path, "not a range of levels")
    return numbers[0], numbers[1]


def _field(path: str, value: Any) -> str:
    code = fields.text(path, value)
    if not code.isascii() or not code.isdigit() or len(code) not in (2, 3, 4):
        raise NationError(path, "not a field of education (ISCED-F)")
    return code


def _positive(path: str, value: Any) -> int:
    number = fields.integer(path, value)
    if number == 0:
        raise NationError(path, "must be one or more")
    return number


def _percent(path: str, value: Any) -> int:
    number = fields.integer(path, value)
    if number > 100:
        raise NationError(path, "more than all")
    return number
