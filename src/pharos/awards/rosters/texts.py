"""Bytes of a CSV file become lines of texts, or the file is refused with the line that spoils it.

Read are UTF-8 with or without a byte order mark and UTF-16 with one; comma, semicolon and
tab as separators. Everything else is refused: a guess at the encoding would one day sign
a garbled name.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from pharos.awards.errors import RosterUnreadable
from pharos.awards.rosters import headings
from pharos.common.workbooks.limits import MAX_BYTES, MAX_ROWS
from pharos.common.workbooks.reading import Line

MAX_CELL = 1_000
MAX_FAULTS = 50

SEPARATORS = (",", ";", "\t")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Encodings that UTF-8 is most often mistaken for, which makes text like "Ô±Õ¶Õ«".
_MISTAKEN = ("cp1252", "latin-1", "cp1251")


def lines(raw: bytes) -> list[Line]:
    """The headings and the rows with data; raises RosterUnreadable with every line at fault."""
    text = decode(raw)
    separator, body, first_line = _separator(text)
    found = _records(body, separator, first_line)
    top = next(found, None)
    if top is None:
        raise RosterUnreadable("roster_empty")
    if fault := _fault(top[1], top[0], len(top[1])):
        raise fault
    return [Line(top[0], tuple(top[1])), *_rows(found, width=len(top[1]))]


def decode(raw: bytes) -> str:
    """The text of the file; refuses what is too large, another encoding, NUL and garbled text."""
    if len(raw) > MAX_BYTES:
        raise RosterUnreadable("roster_too_large", limit_mb=MAX_BYTES // 1024 // 1024)
    encoding, body = "utf-8", raw
    for mark, name in _BOMS:
        if raw.startswith(mark):
            encoding, body = name, raw[len(mark) :]
            break
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = _lines_in(body[: error.start].decode(encoding, "replace")) + 1
        raise RosterUnreadable("roster_encoding", line=line) from error
    for character, code in (("\x00", "roster_nul"), ("\ufffd", "roster_garbled")):
        if (position := text.find(character)) >= 0:
            raise RosterUnreadable(code, line=_lines_in(text[:position]) + 1)
    return text


def is_garbled(text: str) -> bool:
    """Whether this is UTF-8 that some program read in another encoding and wrote out again."""
    if text.isascii():
        return False
    for encoding in _MISTAKEN:
        try:
            again = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        # One letter alone may be chance; two that both fall into place are not.
        if sum(not character.isascii() for character in again) > 1:
            return True
    return False


def _lines_in(text: str) -> int:
    return text.count("\n") + text.replace("\r\n", "").count("\r")


def _separator(text: str) -> tuple[str, str, int]:
    """The separator under which most headings are known, the text below a `sep=` line, its line."""
    first, _, rest = text.partition("\n")
    if first.rstrip("\r").lower() in {f"sep={mark}" for mark in SEPARATORS}:
        return first.rstrip("\r")[4], rest, 2
    top = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    return max(SEPARATORS, key=lambda mark: _promise(top, mark)), text, 1


def _promise(line: str, mark: str) -> tuple[int, int]:
    cells = [cell.strip().strip('"') for cell in line.split(mark)]
    return sum(headings.field_of(cell) is not None for cell in cells), len(cells)


def _records(text: str, mark: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; blank records are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = first_line
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            code = "cell_too_long" if "field larger" in str(error) else "roster_quotes"
            raise RosterUnreadable(code, line=line, limit=MAX_CELL) from error
        if record is None:
            return
        if any(cell.strip() for cell in record):
            yield line, record
        line = first_line + reader.line_num


def _rows(found: Iterator[tuple[int, list[str]]], *, width: int) -> list[Line]:
    rows: list[Line] = []
    faults: list[RosterUnreadable] = []
    for line, record in found:
        if fault := _fault(record, line, width):
            faults.append(fault)
        if len(rows) == MAX_ROWS:
            raise RosterUnreadable("roster_too_many_rows", limit=MAX_ROWS)
        if len(faults) == MAX_FAULTS:
            break
        if not faults:
            rows.append(Line(line, tuple(record)))
    if faults:
        raise RosterUnreadable.of(faults)
    return rows


def _fault(record: Sequence[str], line: int, width: int) -> RosterUnreadable | None:
    """Why this record cannot belong to the table; its cells are not judged here."""
    if len(record) != width:
        return RosterUnreadable("row_ragged", line=line, cells=len(record), expected=width)
    if any(len(cell) > MAX_CELL for cell in record):
        return RosterUnreadable("cell_too_long", line=line, limit=MAX_CELL)
    if any(is_garbled(cell) for cell in record):
        return RosterUnreadable("roster_garbled", line=line)
    return None
