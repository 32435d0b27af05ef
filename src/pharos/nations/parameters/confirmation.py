"""How long an entry of the register counts as true without somebody saying so again."""

from dataclasses import dataclass
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError, Table


@dataclass(frozen=True, slots=True)
class ConfirmationParameters:
    """Every entry is confirmed by its owner once in `every_months`.

    The owner is reminded so many days before; `grace_days` after the day the entry leaves the
    catalogue, its page stays and says since when nobody confirmed it.
    """

    every_months: int
    reminder_days: tuple[int, ...]
    grace_days: int


def read(path: str, value: object) -> ConfirmationParameters:
    """The parameters of a table; raises NationError for anything unknown or zero."""
    table = Table(path, value)
    found = ConfirmationParameters(
        every_months=table.take("every_months", _positive),
        reminder_days=table.take("reminder_days", fields.rows(_positive)),
        grace_days=table.take("grace_days", _positive),
    )
    table.end()
    return found


def _positive(path: str, value: Any) -> int:
    number = fields.integer(path, value)
    if number == 0:
        raise NationError(path, "must be one or more")
    return number
