"""A file becomes a grid: headings, and the lines below them, whatever the format was.

Of a workbook the sheet is taken whose headings we know, and its headings may stand below a
title; which sheets were not read is told. Two sheets that both look like rosters are a question
for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pharos.awards.errors import RosterUnreadable, SheetsSeveral
from pharos.awards.rosters import headings, texts
from pharos.common.workbooks import cells, kinds, reading
from pharos.common.workbooks.kinds import Kind
from pharos.common.workbooks.limits import MAX_BYTES
from pharos.common.workbooks.reading import Line, Table, Workbook

# A roster's headings stand at the top, below a title and a few lines about the course at most.
_HEADINGS_WITHIN = 20
# One known heading may be chance ("name" stands in many tables).
_LIKELY = 2
OWN_SHEET = "_pharos"
_VERSION_CELL = (0, 1)

Note = tuple[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings with their line, the lines below, and what a person should know of the rest."""

    kind: Kind
    headings: tuple[str, ...]
    top: int
    lines: tuple[Line, ...]
    sheet: str = ""
    version: str = ""
    notes: tuple[Note, ...] = ()


def grid_of(raw: bytes, sheet: str = "") -> Grid:
    """The grid of a file, of the named sheet if it has several.

    Raises RosterUnreadable, SheetsSeveral, WorkbookRefused or WorkbookTooLarge.
    """
    if len(raw) > MAX_BYTES:
        raise RosterUnreadable("roster_too_large", limit_mb=MAX_BYTES // 1024 // 1024)
    if kinds.is_archive(raw):
        return _of_workbook(reading.opened(raw), sheet)
    kinds.refuse_other(raw)
    top, *lines = texts.lines(raw)
    return Grid(Kind.TEXT, top.cells, top.number, tuple(lines))


def _of_workbook(workbook: Workbook, wanted: str) -> Grid:
    names = [name for name in workbook.names if name != OWN_SHEET]
    tables = {
        name: table
        for name in names
        if (not wanted or name == wanted) and (table := workbook.table(name)).lines
    }
    if not tables:
        raise RosterUnreadable("roster_empty")
    likely = [name for name, table in tables.items() if _top(table)[1] >= _LIKELY]
    if len(likely) > 1 or (not likely and len(tables) > 1):
        raise SheetsSeveral(likely or list(tables))
    table = tables[(likely or list(tables))[0]]
    place, _ = _top(table)
    lines = _judged(table.lines[place:])
    top = tuple(" ".join(cell.split()) for cell in lines[0].cells)
    width = max((index + 1 for index, cell in enumerate(top) if cell), default=0)
    _refuse_beside(lines, width)
    return Grid(
        workbook.kind,
        top[:width],
        lines[0].number,
        tuple(Line(one.number, one.cells[:width], one.marks) for one in lines[1:]),
        table.sheet,
        _version(workbook),
        tuple(_notes(workbook, table, names)),
    )


def _top(table: Table) -> tuple[int, int]:
    """Where the headings stand among the first lines, and how many of them we know."""
    found = [
        sum(headings.field_of(cell) is not None for cell in line.cells if cell.strip())
        for line in table.lines[:_HEADINGS_WITHIN]
    ]
    best = max(found)
    return (found.index(best), best) if best >= _LIKELY else (0, best)


def _judged(lines: Sequence[Line]) -> list[Line]:
    """The lines with anything but blanks; raises RosterUnreadable for a cell that is too long."""
    faults: list[RosterUnreadable] = []
    for line in lines:
        for column, cell in enumerate(line.cells):
            if len(cell) > texts.MAX_CELL or (len(cell) > 1 and texts.is_garbled(cell)):
                code = "cell_too_long_at" if len(cell) > texts.MAX_CELL else "cell_garbled_at"
                place = cells.address(column, line.number)
                faults.append(RosterUnreadable(code, cell=place, limit=texts.MAX_CELL))
        if len(faults) >= texts.MAX_FAULTS:
            break
    if faults:
        raise RosterUnreadable.of(faults[: texts.MAX_FAULTS])
    return [line for line in lines if line.marks or any(cell.strip() for cell in line.cells)]


def _refuse_beside(lines: Sequence[Line], width: int) -> None:
    """Cells to the right of the last heading belong to no column: they would be lost."""
    faults = [
        RosterUnreadable("cell_without_heading", cell=cells.address(column, line.number))
        for line in lines[1:]
        for column, cell in enumerate(line.cells[width:], start=width)
        if cell.strip()
    ]
    if faults:
        raise RosterUnreadable.of(faults[: texts.MAX_FAULTS])


def _version(workbook: Workbook) -> str:
    """The programme version that our template was made for, or empty text."""
    if OWN_SHEET not in workbook.hidden:
        return ""
    row, column = _VERSION_CELL
    for line in workbook.table(OWN_SHEET).lines:
        if line.number == row + 1 and len(line.cells) > column:
            return line.cells[column]
    return ""


def _notes(workbook: Workbook, table: Table, names: Sequence[str]) -> list[Note]:
    notes: list[Note] = []
    hidden = [name for name in workbook.hidden if name != OWN_SHEET]
    others = [name for name in names if name != table.sheet]
    if hidden:
        notes.append(("note_sheets_hidden", {"sheets": _listed(hidden)}))
    if others:
        notes.append(("note_sheets_other", {"sheets": _listed(others), "sheet": table.sheet}))
    if table.hidden_rows:
        notes.append(("note_rows_hidden", {"count": table.hidden_rows}))
    return notes


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:5])
    return "".join(c if c.isprintable() else "\ufffd" for c in shown)
