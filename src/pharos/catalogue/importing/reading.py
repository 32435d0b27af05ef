"""A file of programmes as lines: CSV in UTF-8, XLSX, ODS, or JSON; limits before anything else.

A cell that a spreadsheet computed, or that one would compute, is refused with its address
(OUT-03): nobody can tell what it said, and it must not act in the next reader's program.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pharos.catalogue.importing import columns
from pharos.catalogue.importing.columns import Made
from pharos.catalogue.importing.errors import CatalogueUnreadable
from pharos.catalogue.problems import Problem
from pharos.common.workbooks import kinds, reading
from pharos.common.workbooks.cells import address
from pharos.core import strict
from pharos.core.errors import CoreError

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ROWS: Final = 200
MAX_CELL: Final = 2_000
MAX_FAULTS: Final = 50
_MARKS: Final = ",;\t"
# What a spreadsheet would run (OWASP: CSV injection); a sign before a digit is a number.
_ACTS: Final = re.compile(r"[=@\t\r]|[+\-](?![0-9])")


@dataclass(frozen=True, slots=True)
class Row:
    """One programme of a file; `cells` tells the address of each of its columns."""

    number: int
    made: Made
    cells: Mapping[str, str]
    problems: Sequence[Problem] = ()

    def place(self, path: str) -> str:
        """Where in the file a member of the document stands."""
        return self.cells.get(self.made.column_of(path), str(self.number))


def rows_of(raw: bytes) -> list[Row]:
    """The programmes of a file; raises CatalogueUnreadable when it cannot be read at all."""
    if len(raw) > MAX_BYTES:
        raise CatalogueUnreadable("catalogue_too_large", limit_mb=MAX_BYTES // 1024 // 1024)
    if kinds.is_archive(raw):
        return _of_lines(*_sheet(raw))
    if raw.lstrip()[:1] in (b"{", b"["):
        return of_json(raw)
    kinds.refuse_other(raw)
    return _of_lines(*_text(raw))


def of_json(raw: bytes) -> list[Row]:
    """The programmes of `{"programmes": [{"slug": ..., "document": {...}}]}`."""
    try:
        told = strict.load_json(raw, limit=MAX_BYTES)
    except CoreError as error:
        raise CatalogueUnreadable("draft_file_unreadable", reason=error.code) from error
    entries = told.get("programmes")
    if not isinstance(entries, list):
        raise CatalogueUnreadable("catalogue_no_programmes")
    return of_entries(entries)


def of_entries(entries: Sequence[Any]) -> list[Row]:
    """The programmes of a list of objects with `slug` and `document`."""
    _refuse_many(len(entries))
    found = []
    for number, one in enumerate(entries, 1):
        is_entry = isinstance(one, dict) and isinstance(one.get("document"), dict)
        if not is_entry:
            raise CatalogueUnreadable("catalogue_entry", number=number)
        made = Made(str(one.get("slug", ""))[:200], dict(one["document"]))
        found.append(Row(number, made, {}))
    return found


def _of_lines(top: Sequence[str], lines: Sequence[tuple[int, Sequence[str], Any]]) -> list[Row]:
    headings = [cell.strip().casefold() for cell in top]
    if columns.SLUG not in headings:
        raise CatalogueUnreadable("catalogue_no_slug")
    for column, heading in enumerate(headings):
        if heading and not columns.is_known(heading):
            place = address(column, 1)
            raise CatalogueUnreadable("catalogue_column_unknown", cell=place, name=heading[:60])
        if heading and headings.index(heading) != column:
            raise CatalogueUnreadable("catalogue_column_twice", name=heading)
    _refuse_many(len(lines))
    return [_row(number, headings, cells, marks) for number, cells, marks in lines]


def _row(number: int, headings: Sequence[str], cells: Sequence[str], marks: Any) -> Row:
    told: dict[str, str] = {}
    places: dict[str, str] = {}
    problems = []
    for column, text in enumerate(cells):
        place = address(column, number)
        heading = headings[column] if column < len(headings) else ""
        if not heading:
            if text.strip():
                problems.append(Problem("catalogue_cell_beside", "A34", {"cell": place}))
            continue
        places[heading] = place
        if len(text) > MAX_CELL:
            facts = {"cell": place, "limit": MAX_CELL}
            problems.append(Problem("catalogue_cell_too_long", "A34", facts))
        elif column in marks or _ACTS.match(text):
            problems.append(Problem("catalogue_cell_acts", "OUT-03", {"cell": place}))
        else:
            told[heading] = text
    return Row(number, columns.made_of(told), places, problems[:MAX_FAULTS])


def _sheet(raw: bytes) -> tuple[Sequence[str], list[tuple[int, Sequence[str], Any]]]:
    book = reading.opened(raw)
    tables = [table for name in book.names if (table := book.table(name)).lines]
    if len(tables) != 1:
        raise CatalogueUnreadable("catalogue_sheets", count=len(tables))
    first, *rest = tables[0].lines
    if first.number != 1:
        raise CatalogueUnreadable("catalogue_no_slug")
    return first.cells, [(one.number, one.cells, one.marks) for one in rest if any(one.cells)]


def _text(raw: bytes) -> tuple[Sequence[str], list[tuple[int, Sequence[str], Any]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueUnreadable("catalogue_encoding") from error
    if "\0" in text:
        raise CatalogueUnreadable("catalogue_encoding")
    head = text.partition("\n")[0]
    mark = max(_MARKS, key=head.count)
    found = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            _refuse_many(number - 2)
            found.append((number, cells))
    except csv.Error as error:
        raise CatalogueUnreadable("catalogue_line", number=reader.line_num) from error
    if not found:
        raise CatalogueUnreadable("catalogue_no_slug")
    rest = [(number, cells, {}) for number, cells in found[1:] if any(map(str.strip, cells))]
    return found[0][1], rest


def _refuse_many(count: int) -> None:
    if count > MAX_ROWS:
        raise CatalogueUnreadable("catalogue_too_many", limit=MAX_ROWS)
