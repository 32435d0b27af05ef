"""Workbooks made for tests: honest ones, and ones that no spreadsheet program would write."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.workbook import Workbook

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
)


_MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry'
    ' m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>'
)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook made with openpyxl."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx(
    rows: Iterable[Sequence[Any]], change: Callable[[Any], None] = lambda sheet: None
) -> bytes:
    """A workbook of one sheet with these rows; `change` may do more to the sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    change(book.active)
    return saved(book)


def repacked(raw: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The same zip where these parts have other content, are added, or (None) are left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def sheet_of(data: bytes) -> bytes:
    """A workbook whose sheet has this inside its `sheetData`."""
    body = f"<worksheet {_MAIN}><sheetData>".encode() + data + b"</sheetData></worksheet>"
    return repacked(xlsx([["x"]]), {SHEET: body})


def with_entry(raw: bytes, entry: zipfile.ZipInfo, content: bytes) -> bytes:
    """The same zip with one more entry, whatever its name or attributes are."""
    file = io.BytesIO(raw)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(entry, content)
    return file.getvalue()


def with_directory(raw: bytes, name: str, **changes: int) -> bytes:
    """The same zip where the central directory says something else of one part.

    `size`, `packed`, `check`, `offset` and `flags` are the fields of its record.
    """
    places = {"flags": (8, "<H"), "check": (16, "<I"), "packed": (20, "<I"), "size": (24, "<I"),
              "offset": (42, "<I")}  # fmt: skip
    changed = bytearray(raw)
    at = raw.rindex(b"PK\x01\x02" + raw[_record(raw, name) + 4 :][:42] + name.encode())
    for field, value in changes.items():
        offset, layout = places[field]
        struct.pack_into(layout, changed, at + offset, value)
    return bytes(changed)


def _record(raw: bytes, name: str) -> int:
    at = raw.find(b"PK\x01\x02")
    while raw[at + 46 : at + 46 + len(name)] != name.encode():
        at = raw.index(b"PK\x01\x02", at + 4)
    return at


def ods(
    tables: Mapping[str, Iterable[Sequence[Any]]],
    *,
    hidden: Sequence[str] = (),
    content: str | None = None,
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """An OpenDocument spreadsheet; a cell that is a `Raw` stands there as XML."""
    body = content if content is not None else "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name='
        f'"{"off" if name in hidden else "on"}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in tables.items()
    )  # fmt: skip
    styles = (
        '<office:automatic-styles><style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    whole = (
        f"{_ODS}{styles}<office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet"
        )
        packed.writestr("content.xml", whole)
        for name, text in ({"META-INF/manifest.xml": _MANIFEST} | (parts or {})).items():
            packed.writestr(name, text)
    return file.getvalue()


class Raw(str):
    """A cell of an ODS, written as XML."""


def _cell(value: Any) -> str:
    if isinstance(value, Raw):
        return value
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p>'
        "</table:table-cell>"
    )
