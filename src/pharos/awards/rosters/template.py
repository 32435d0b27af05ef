"""The file that a registrar fills in: headings in the reader's language, words to choose from.

The workbook knows its programme version (a hidden sheet holds the id), so that an upload need
not be told; its example row is left out when it is read again.
"""

import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pharos.awards.rosters.grids import OWN_SHEET
from pharos.awards.rosters.headings import REQUIRED, Field
from pharos.common.workbooks import writing

# What most rosters need; the other columns of `Field` are known as well.
COLUMNS = (
    Field.GIVEN_NAME,
    Field.PATRONYMIC,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME_LATIN,
    Field.PATRONYMIC_LATIN,
    Field.FAMILY_NAME_LATIN,
    Field.SINGLE_NAME,
    Field.BIRTH_DATE,
    Field.NATIONAL_NUMBER,
    Field.DOCUMENT_NUMBER,
    Field.RESULT,
    Field.GRADE,
    Field.ECTS,
    Field.AWARD_DATE,
    Field.EMAIL,
    Field.LANGUAGE,
)
_OF_WORKBOOK = (*COLUMNS[:14], Field.IDENTITY_CHECK, Field.EMAIL, Field.LANGUAGE, Field.NOTE)
_CHOSEN = (Field.SINGLE_NAME, Field.RESULT, Field.IDENTITY_CHECK, Field.LANGUAGE)
_TEXT = frozenset({Field.NATIONAL_NUMBER, Field.DOCUMENT_NUMBER, Field.GRADE, Field.EMAIL})
_DAYS = frozenset({Field.BIRTH_DATE, Field.AWARD_DATE})
_ROWS = 2_000
_HEAD = PatternFill("solid", fgColor="DCE6F2")
_NEEDED = PatternFill("solid", fgColor="BBD0EA")
_EXAMPLE = PatternFill("solid", fgColor="EFEFEF")


@dataclass(frozen=True, slots=True)
class For:
    """What a template is made for; `example` are cells of an invented learner."""

    version: str
    title: str
    languages: Sequence[str]
    credits: str
    has_grade: bool
    example: Mapping[Field, str]
    needed_note: str
    """The sentence over the columns that every row needs."""


def template(language: str) -> bytes:
    """A CSV file with the first word that this language has for each column."""
    words = _headings()
    return writing.comma_separated([words[field][language][0] for field in COLUMNS], [])


def workbook(asked: For, language: str) -> bytes:
    """The workbook of one programme version, with drop-downs and one example row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = writing.sheet_title(asked.title)
    columns = [one for one in _OF_WORKBOOK if _is_asked(one, asked)]
    words = _headings()
    hidden = _lists(book, asked, language)
    for index, field in enumerate(columns, start=1):
        letters = get_column_letter(index)
        head = sheet.cell(1, index, words[field][language][0])
        _format_head(head, field, asked.needed_note)
        sheet.column_dimensions[letters].width = 30 if field is Field.IDENTITY_CHECK else 19
        _format_column(sheet, letters, field)
        if field in _CHOSEN:
            _drop_down(sheet, letters, hidden[field])
        example = sheet.cell(2, index, writing.neutral(_example(field, asked, language)))
        example.fill, example.data_type = _EXAMPLE, "s"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def first_word(column: str, value: str, language: str) -> str:
    """The word by which this language names a value of a closed column."""
    return str(_words()[column][value][language][0])


def heading(field: Field, language: str) -> str:
    """The heading of a column, as the template writes it."""
    return _headings()[field][language][0]


def _is_asked(field: Field, asked: For) -> bool:
    if field is Field.ECTS:
        return bool(asked.credits)
    return field is not Field.GRADE or asked.has_grade


def _example(field: Field, asked: For, language: str) -> str:
    if field is Field.NOTE:
        return first_word("note", "example", language)
    if field is Field.ECTS:
        return asked.credits
    given = asked.example.get(field, "")
    return first_word(field, given, language) if given and field in _CHOSEN else given


def _lists(book: Workbook, asked: For, language: str) -> dict[Field, str]:
    """The hidden sheet: whose template it is, and the words of each drop-down by their range."""
    sheet = book.create_sheet(OWN_SHEET)
    sheet.sheet_state = "hidden"
    sheet.append(["version", asked.version])
    ranges: dict[Field, str] = {}
    for index, field in enumerate(_CHOSEN, start=1):
        values = [
            first_word(field, value, language)
            for value in _words()[field]
            if field is not Field.LANGUAGE or value in asked.languages
        ]
        letters = get_column_letter(index)
        for row, word in enumerate(values, start=3):
            sheet.cell(row, index, word)
        ranges[field] = f"{OWN_SHEET}!${letters}$3:${letters}${2 + len(values)}"
    return ranges


def _format_head(cell: Any, field: Field, note: str) -> None:
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = _NEEDED if field in REQUIRED else _HEAD
    if field in REQUIRED:
        cell.comment = Comment(note, "Pharos")


def _format_column(sheet: Any, letters: str, field: Field) -> None:
    # text, so that no program drops a zero at the beginning or makes a day of a grade
    form = "@" if field in _TEXT else "dd.mm.yyyy" if field in _DAYS else None
    if form is None:
        return
    sheet.column_dimensions[letters].number_format = form
    for row in range(2, 502):
        sheet[f"{letters}{row}"].number_format = form


def _drop_down(sheet: Any, letters: str, words: str) -> None:
    chosen = DataValidation(type="list", formula1=f"={words}", allow_blank=True)
    chosen.showErrorMessage = True
    sheet.add_data_validation(chosen)
    chosen.add(f"{letters}2:{letters}{_ROWS + 1}")


@cache
def _headings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: Mapping[str, Mapping[str, Sequence[str]]] = _read("headings.toml")
    return found


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]:
    found: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = _read("words.toml")
    return found


def _read(name: str) -> Any:
    source = resources.files("pharos.awards.rosters").joinpath(name).read_text("utf-8")
    return tomllib.loads(source)
