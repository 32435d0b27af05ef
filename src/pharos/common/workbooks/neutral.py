"""The one place where a text is kept from acting in a spreadsheet (OUT-03)."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

# the wide letters of East Asian keyboards are read as the narrow ones by some programs
STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML 1.0 cannot hold; a name never has such letters, a refused cell may.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_000

Value = str | int | float | Decimal | date | None


def neutral(value: Value) -> Value:
    """The value as it may stand in a spreadsheet; only texts are ever changed."""
    if isinstance(value, datetime):
        # a spreadsheet knows no zones
        return value.isoformat(" ", "seconds")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, str):
        return value
    text = _NOT_XML.sub("\ufffd", value)[:_LONGEST]
    # blanks before the sign do not keep every program from running it
    if text.startswith(STARTS) or text.lstrip(" \u00a0").startswith(STARTS):
        return f"'{text}"
    return text
