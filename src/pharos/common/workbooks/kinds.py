"""What a file is, by its content: its name and the type that came with it say nothing."""

from enum import StrEnum

from pharos.common.workbooks.archive import Archive
from pharos.common.workbooks.errors import WorkbookRefused

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WEB = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")


class Kind(StrEnum):
    """The files that are read."""

    TEXT = "csv"
    XLSX = "xlsx"
    ODS = "ods"


def is_archive(raw: bytes) -> bool:
    """Whether it is a zip, as both formats of workbooks are."""
    return raw.startswith(_ZIP)


def refuse_other(raw: bytes) -> None:
    """Raise WorkbookRefused for what is neither a text nor a zip, with advice what to do."""
    if raw.startswith(_COMPOUND):
        locked = _ENCRYPTED_STREAM in raw
        raise WorkbookRefused("workbook_encrypted" if locked else "workbook_old_format")
    if raw.startswith(b"%PDF"):
        raise WorkbookRefused("workbook_is_document")
    if raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB):
        # exports named .xls that are web pages or XML in truth
        raise WorkbookRefused("workbook_is_web_page")


def kind_of(raw: bytes) -> Kind:
    """The kind of a file; raises WorkbookRefused for whatever is not read."""
    if is_archive(raw):
        return kind_of_archive(Archive(raw))
    refuse_other(raw)
    return Kind.TEXT


def kind_of_archive(archive: Archive) -> Kind:
    """Which of the two formats; raises WorkbookRefused with advice for their relatives."""
    # the reader tries the formats one after the other: what is both is neither
    names = {name.lower() for name in archive.names}
    is_ods, is_xlsx = "content.xml" in names, "xl/workbook.xml" in names
    if "xl/workbook.bin" in names:
        raise WorkbookRefused("workbook_old_format")
    if is_ods == is_xlsx or "word/document.xml" in names:
        raise WorkbookRefused("workbook_is_document")
    if is_ods:
        if "mimetype" not in archive or not archive.read("mimetype").strip().startswith(_ODS):
            raise WorkbookRefused("workbook_is_document")
        return Kind.ODS
    if any(name.endswith("vbaproject.bin") for name in names):
        raise WorkbookRefused("workbook_macros")
    return Kind.XLSX
