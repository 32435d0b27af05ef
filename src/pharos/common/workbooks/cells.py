"""One cell: where it stands, what its value is as text, and what it was besides text."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

# What a cell was, letter by letter; a cell of text has none.
NUMBER: Final = "n"
DAY: Final = "d"
TIME: Final = "t"
TRUTH: Final = "b"
FORMULA: Final = "f"
ERROR: Final = "e"
MERGED: Final = "m"

Value = str | float | int | bool | date | datetime | time | timedelta | None
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
# A double keeps fifteen digits; what is longer was rounded before we saw it.
_EXACT: Final = 10**15


def letters(column: int) -> str:
    """The letters of a column that counts from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def address(column: int, line: int) -> str:
    """`C7` for column 2 (from 0) and line 7 (from 1)."""
    return f"{letters(column)}{line}"


def column_of(letters: str) -> int:
    """The column, from 0, of letters as they stand in an address."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def place_of(text: str) -> tuple[int, int] | None:
    """(row, column) from 0 of an address, or None for anything else."""
    found = _ADDRESS.fullmatch(text)
    return (int(found[2]) - 1, column_of(found[1])) if found else None


def told(value: Value) -> tuple[str, str]:
    """The text of a value and what it was: days as ISO 8601, `123.0` as `123`."""
    match value:
        case None | "":
            return "", ""
        case str():
            return value, ""
        case bool():
            return ("yes" if value else "no"), TRUTH
        case datetime():
            if value.time() == time():
                return value.date().isoformat(), DAY
            return value.isoformat(" ", "minutes"), TIME
        case date():
            return value.isoformat(), DAY
        case time() | timedelta():
            return str(value), TIME
        case _:
            return _number(value), NUMBER


def _number(value: float) -> str:
    if _is_finite(value) and value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    # as a spreadsheet shows it: fifteen digits, so 0.1 + 0.2 is 0.3
    return format(value, ".15g")


def _is_finite(value: float) -> bool:
    return value - value == 0
