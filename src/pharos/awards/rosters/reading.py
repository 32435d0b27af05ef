"""Bytes of a roster become a `Sheet`: CSV, XLSX and ODS alike, judged by the same rules.

grid = grids.grid_of(raw)               # headings and lines
sheet_of(grid, headings.match(grid.headings), digest)
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pharos.awards.errors import RosterUnreadable
from pharos.awards.rosters import grids, headings, texts, values
from pharos.awards.rosters.grids import Grid, Note
from pharos.awards.rosters.headings import Field
from pharos.common.workbooks import cells
from pharos.common.workbooks.limits import MAX_BYTES as MAX_BYTES
from pharos.common.workbooks.limits import MAX_ROWS as MAX_ROWS
from pharos.common.workbooks.reading import Line

MAX_CELL = texts.MAX_CELL
decode = texts.decode
_NO_MARKS: Mapping[Field, str] = {}
is_garbled = texts.is_garbled


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with data: `number` counts from 1 below the headings, `line` is that of the file.

    `marks` tells of cells of a workbook that were no texts (`common.workbooks.cells`).
    """

    number: int
    line: int
    cells: dict[Field, str]
    marks: Mapping[Field, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster whose columns are known; `headings` keeps them as they were written."""

    digest: bytes
    headings: dict[Field, str]
    rows: tuple[SheetRow, ...]
    columns: Mapping[Field, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    version: str = ""


def read(raw: bytes, required: Sequence[Field] = headings.REQUIRED, *, sheet: str = "") -> Sheet:
    """The rows of a roster by named columns; a DomainError says what spoils the file."""
    grid = grids.grid_of(raw, sheet)
    columns = headings.match(grid.headings, required)
    return sheet_of(grid, columns, hashlib.sha256(raw).digest())


def sheet_of(grid: Grid, columns: Mapping[Field, int], digest: bytes) -> Sheet:
    """The rows of a grid by these columns; the example of our template is left out."""
    wanted = list(columns.items())
    rows: list[SheetRow] = []
    examples = 0
    for line in grid.lines:
        row = row_of(line, wanted, len(rows) + 1)
        if is_example(row):
            examples += 1
        else:
            rows.append(row)
    if not rows:
        raise RosterUnreadable("roster_empty")
    if len(rows) > MAX_ROWS:
        raise RosterUnreadable("roster_too_many_rows", limit=MAX_ROWS)
    return Sheet(
        digest=digest,
        headings={one: grid.headings[index] for one, index in wanted},
        rows=tuple(rows),
        columns=dict(columns),
        notes=(*grid.notes, *([("note_example_left_out", {})] if examples else [])),
        version=grid.version,
    )


def row_of(line: Line, columns: list[tuple[Field, int]], number: int) -> SheetRow:
    """One line by its columns."""
    found = {one: tidy(line.cells[index]) for one, index in columns if index < len(line.cells)}
    marks: Mapping[Field, str] = _NO_MARKS
    if line.marks:
        marks = {one: line.marks[index] for one, index in columns if index in line.marks}
    return SheetRow(number, line.number, found, marks)


def is_example(row: SheetRow) -> bool:
    """Whether the row is the example that our template shows."""
    note = row.cells.get(Field.NOTE, "")
    return bool(note) and values.word("note", note) == "example"


def address(columns: Mapping[Field, int], column: str, line: int) -> str:
    """`C7`, or empty text for a column that the file does not have."""
    try:
        place = columns.get(Field(column))
    except ValueError:
        return ""
    return "" if place is None else cells.address(place, line)


def tidy(cell: str) -> str:
    """The cell in NFC without blanks around it."""
    # Spreadsheets leave no-break spaces around; a leading tab or CR stays, for it is judged.
    return unicodedata.normalize("NFC", cell.replace("\u00a0", " ").strip(" "))
