"""Cells of a workbook that were no texts: formulas, errors, merged cells, numbers for days.

A number format hides what a cell holds: the day may be a serial, the personal number may have
lost its zero. Nothing is mended here; each cell is told, with what to do about it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow
from pharos.common.workbooks import cells

Finding = tuple[Field, str, bool]
"""Column, code, and whether it keeps the row out."""

IDENTITY: Final = frozenset(
    {
        Field.GIVEN_NAME, Field.FAMILY_NAME, Field.PATRONYMIC, Field.GIVEN_NAME_LATIN,
        Field.FAMILY_NAME_LATIN, Field.PATRONYMIC_LATIN, Field.SINGLE_NAME, Field.BIRTH_DATE,
        Field.NATIONAL_NUMBER, Field.DOCUMENT_NUMBER, Field.EMAIL,
    }
)  # fmt: skip
_DAYS: Final = frozenset({Field.BIRTH_DATE, Field.AWARD_DATE})
_NUMBERS: Final = frozenset({Field.NATIONAL_NUMBER, Field.DOCUMENT_NUMBER})
_WORDS: Final = frozenset({Field.RESULT, Field.SINGLE_NAME})
_MOST_ZEROS: Final = 3


def findings(row: SheetRow, is_usual: Callable[[str], bool] | None) -> Iterator[Finding]:
    """What the marks of a row come to; at most one finding a cell, the gravest."""
    for column, marks in row.marks.items():
        if column is not Field.NOTE and (found := _of(column, marks, row, is_usual)):
            yield (column, *found)


def _of(
    column: Field, marks: str, row: SheetRow, is_usual: Callable[[str], bool] | None
) -> tuple[str, bool] | None:
    text = row.cells.get(column, "")
    if cells.ERROR in marks:
        return "cell_error", True
    if cells.MERGED in marks:
        return "cell_merged", True
    if cells.FORMULA in marks:
        return ("cell_formula", True) if column in IDENTITY else ("cell_formula_value", False)
    if cells.TRUTH in marks and column not in _WORDS:
        return "cell_truth", True
    if column in _DAYS and cells.NUMBER in marks:
        return "cell_serial", True
    if column in _DAYS and cells.TIME in marks:
        return "cell_with_time", True
    if column not in _DAYS and (cells.DAY in marks or cells.TIME in marks):
        return "cell_is_day", True
    if column in _NUMBERS and cells.NUMBER in marks:
        return _number(column, text, is_usual)
    return None


def _number(
    column: Field, text: str, is_usual: Callable[[str], bool] | None
) -> tuple[str, bool] | None:
    if not text.isdigit():
        # more digits than a number keeps, or a fraction: what was typed is gone
        return "cell_number_rounded", True
    if column is Field.NATIONAL_NUMBER and is_usual is not None and not is_usual(text):
        zeros = ("0" * count + text for count in range(1, _MOST_ZEROS + 1))
        if any(is_usual(longer) for longer in zeros):
            return "cell_zeros_lost", True
    return None
