"""The file that a registrar fills in: one line of headings in the reader's language."""

import csv
import io
import tomllib
from importlib import resources

from pharos.awards.rosters.headings import Field

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


def template(language: str) -> bytes:
    """A CSV file with the first word that this language has for each column.

    With a byte order mark, without which spreadsheets take UTF-8 for something else, and with
    semicolons, which those of both countries expect.
    """
    source = resources.files("pharos.awards.rosters").joinpath("headings.toml").read_text("utf-8")
    words = tomllib.loads(source)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(words[field][language][0] for field in COLUMNS)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
