"""What a procedure costs in a nation, who pays nothing, and whether the clock waits for payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError
from pharos.nations.vocabulary import CASE_KINDS, EXEMPTIONS


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Amounts by kind of case; a kind without an amount is agreed in the contract."""

    currency: str
    contract_required: bool
    clock_starts_on_payment: bool
    exemptions: tuple[str, ...]
    amounts: Mapping[str, Decimal]


def read(path: str, value: Any) -> Tariffs:
    """The group from its table; raises NationError for anything else."""
    table = fields.Table(path, value)
    found = Tariffs(
        currency=table.take("currency", _currency),
        contract_required=table.take("contract_required", fields.flag),
        clock_starts_on_payment=table.take("clock_starts_on_payment", fields.flag),
        exemptions=table.take("exemptions", fields.rows(fields.one_of(EXEMPTIONS))),
        amounts=table.take("amounts", fields.keyed(fields.one_of(CASE_KINDS), _amount)),
    )
    table.end()
    return found


def _currency(path: str, value: Any) -> str:
    code = fields.text(path, value)
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise NationError(path, "not a code of ISO 4217")
    return code


def _amount(path: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise NationError(path, "not an amount")
    try:
        amount = Decimal(value)
    except ArithmeticError as error:
        raise NationError(path, "not an amount") from error
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise NationError(path, "not an amount")
    return amount
