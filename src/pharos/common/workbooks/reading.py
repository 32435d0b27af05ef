"""A workbook opened behind the guard: its sheets by name, each a table of texts.

    workbook = reading.opened(raw)
    workbook.names                      # sheets that a person sees
    workbook.hidden                     # sheets that are not read
    workbook.table("Roster")            # rows with data, each with its number in the sheet

Values only: what a formula came to is its value, and the cell is marked. Values are read by
calamine, which knows the systems of days (1900 and 1904); nothing is fetched or computed.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pharos.common.workbooks import cells, kinds, limits, ods, xlsx
from pharos.common.workbooks.archive import Archive
from pharos.common.workbooks.errors import WorkbookRefused, WorkbookTooLarge
from pharos.common.workbooks.kinds import Kind
from pharos.common.workbooks.scans import Scan

_NO_MARKS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One row with data: its number in the sheet, its texts, and marks of what was no text."""

    number: int
    cells: tuple[str, ...]
    marks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet that hold anything, all of the same width."""

    sheet: str
    lines: tuple[Line, ...]
    hidden_rows: int = 0


class Workbook:
    """A file that passed the guard; a sheet is unfolded when it is asked for."""

    def __init__(self, raw: bytes, archive: Archive, kind: Kind) -> None:
        self.kind = kind
        self._archive = archive
        if kind is Kind.XLSX:
            xlsx.refuse_unsafe(archive)
            self._entries = {one.name: one for one in xlsx.entries(archive)}
            shown = [(one.name, one.visible) for one in self._entries.values()]
        else:
            ods.refuse_unsafe(archive)
            self._scans = {one.name: one for one in ods.scans(archive)}
            shown = [(one.name, not one.is_hidden) for one in self._scans.values()]
        self._names = [name for name, visible in shown if visible]
        self._hidden = [name for name, visible in shown if not visible]
        self._book = _calamine(raw)

    @property
    def names(self) -> Sequence[str]:
        """The sheets that a person sees, in their order."""
        return self._names

    @property
    def hidden(self) -> Sequence[str]:
        """The sheets that nobody sees; they are not read (UPL-04)."""
        return self._hidden

    def table(self, name: str) -> Table:
        """The rows of a sheet; raises WorkbookTooLarge for one that would become too much."""
        scan = self._scan(name)
        with _guarded(name[:60]):
            sheet = self._book.get_sheet_by_name(name)
            lines = tuple(_lines(sheet, scan.marks()))
        return Table(name, lines, scan.hidden_rows)

    def _scan(self, name: str) -> Scan:
        if self.kind is Kind.ODS:
            return self._scans[name]
        return xlsx.scan(self._archive, self._entries[name], self._lengths)

    @cached_property
    def _lengths(self) -> list[int]:
        return xlsx.text_lengths(self._archive)


def opened(raw: bytes) -> Workbook:
    """The workbook; raises WorkbookRefused or WorkbookTooLarge with the reason."""
    if len(raw) > limits.MAX_BYTES:
        raise WorkbookTooLarge("workbook_too_large", limit_mb=limits.MAX_BYTES // limits.MIB)
    if not kinds.is_archive(raw):
        kinds.refuse_other(raw)
        raise WorkbookRefused("workbook_damaged", part="-")
    archive = Archive(raw)
    return Workbook(raw, archive, kinds.kind_of_archive(archive))


def _calamine(raw: bytes) -> CalamineWorkbook:
    with _guarded("-"):
        return CalamineWorkbook.from_filelike(io.BytesIO(raw))


@contextmanager
def _guarded(part: str) -> Iterator[None]:
    """Whatever the reader cannot read is refused, also what it did not expect."""
    try:
        yield
    except CalamineError as error:
        raise WorkbookRefused("workbook_damaged", part=part) from error
    except BaseException as error:
        # the reader is written in Rust: its panics (a day long before the world) derive from
        # no Exception, and their class has no module to import it from
        if type(error).__name__ != "PanicException":
            raise
        raise WorkbookRefused("workbook_damaged", part=part) from None


def _lines(sheet: CalamineSheet, marks: Mapping[tuple[int, int], str]) -> Iterator[Line]:
    if sheet.start is None:
        return
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), letters in marks.items():
        by_row.setdefault(row, {})[column] = letters
    skipped = ("",) * sheet.start[1]
    count = 0
    for row, values in enumerate(sheet.iter_rows()):
        line = _line(row, skipped, values, by_row.get(row, _NO_MARKS))
        if line is None:
            continue
        count += 1
        # the headings and what may stand above them are no rows
        if count > limits.MAX_ROWS + 50:
            raise WorkbookTooLarge("workbook_too_many_rows", limit=limits.MAX_ROWS)
        yield line


def _line(
    row: int,
    skipped: tuple[str, ...],
    values: Sequence[cells.Value],
    besides: Mapping[int, str],
) -> Line | None:
    texts: list[str] = list(skipped)
    marks: dict[int, str] = {}
    for column, value in enumerate(values, start=len(skipped)):
        text, mark = cells.told(value)
        texts.append(text)
        if mark:
            marks[column] = mark
    for column, letters in besides.items():
        if column < len(texts):
            marks[column] = marks.get(column, "") + letters
    if not any(texts) and not any(cells.ERROR in one or cells.FORMULA in one
                                  for one in marks.values()):  # fmt: skip
        return None
    return Line(row + 1, tuple(texts), marks)
