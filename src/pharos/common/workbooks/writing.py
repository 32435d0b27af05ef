"""Tables of ours, as XLSX and CSV: no cell can act where the file is opened (OUT-03).

    workbook([Page("Results", ["Row", "Name"], rows)])
    comma_separated(["Row", "Name"], rows)

A text that a spreadsheet would run gets a single quote before it, full-width letters included;
numbers and days stay what they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from pharos.common.workbooks.neutral import Value as Value
from pharos.common.workbooks.neutral import neutral as neutral

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="E6ECF5")
_MARK = PatternFill("solid", fgColor="FBE3D6")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that a person should look at."""

    value: Value


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a title, frozen headings, rows; widths by column, in letters."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value | Marked]]
    widths: Mapping[int, int] = field(default_factory=dict)


def workbook(pages: Sequence[Page]) -> bytes:
    """The bytes of an XLSX of these pages, written row by row."""
    book = Workbook(write_only=True)
    for page in pages:
        sheet = book.create_sheet(sheet_title(page.title))
        sheet.freeze_panes = "A2"
        for column in range(len(page.headings)):
            letters = get_column_letter(column + 1)
            sheet.column_dimensions[letters].width = page.widths.get(column, 18)
        sheet.append([_head(sheet, one) for one in page.headings])
        for row in page.rows:
            sheet.append([_cell(sheet, one) for one in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def comma_separated(headings: Sequence[str], rows: Iterable[Sequence[Value | Marked]]) -> bytes:
    """The bytes of a CSV file.

    With a byte order mark, without which spreadsheets take UTF-8 for something else, and with
    semicolons, which those of both countries expect.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(one) for one in headings])
    for row in rows:
        writer.writerow([_plain(neutral(_value(one))) for one in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def sheet_title(text: str) -> str:
    """A name that a sheet may have: 31 letters, without those that addresses need."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip() or "1"


def _value(one: Value | Marked) -> Value:
    return one.value if isinstance(one, Marked) else one


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def _head(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _WRAPPED
    return cell


def _cell(sheet: Any, one: Value | Marked) -> Any:
    value = neutral(_value(one))
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # a text is a text, whatever it begins with
        cell.data_type = "s"
        cell.number_format = "@"
    if isinstance(value, date):
        cell.number_format = "dd.mm.yyyy"
    if isinstance(one, Marked):
        cell.fill, cell.alignment = _MARK, _WRAPPED
    return cell
