"""Parts of an accredited programme as micro-credentials: whether and how, a switch a nation."""

from dataclasses import dataclass
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError, Table


@dataclass(frozen=True, slots=True)
class CarveOutParameters:
    """The fast track of a part that a parent's accreditation already covers.

    `standards` are those of ESG 2015 part 1 that a part shares with its parent: a condition on
    one of them closes the fast track, and so does a condition that names none.
    """

    is_open: bool
    silence_days: int
    answer_days: int
    years: int
    standards: tuple[str, ...]


def read(path: str, value: object) -> CarveOutParameters:
    """The parameters of a table; raises NationError for anything unknown."""
    table = Table(path, value)
    found = CarveOutParameters(
        is_open=table.take("is_open", fields.flag),
        silence_days=table.take("silence_days", _positive),
        answer_days=table.take("answer_days", _positive),
        years=table.take("years", _positive),
        standards=table.take("standards", fields.rows(_clause)),
    )
    table.end()
    return found


def _positive(path: str, value: Any) -> int:
    number = fields.integer(path, value)
    if number == 0:
        raise NationError(path, "must be one or more")
    return number


def _clause(path: str, value: Any) -> str:
    clause = fields.text(path, value)
    part, _, number = clause.partition(".")
    if part != "1" or not number.isdigit() or not 1 <= int(number) <= 10:
        raise NationError(path, "no standard of ESG 2015, part 1")
    return clause
