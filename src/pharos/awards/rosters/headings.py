"""Which column is which: headings in English, Armenian and Georgian, in any order.

The words stand in `headings.toml`. Letter case, punctuation and the ligature of U+0587 make
no difference. A heading that is not known refuses the file: a misspelt one would lose a
whole column in silence.
"""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

from pharos.awards.errors import RosterUnreadable

MAX_COLUMNS = 64


class Field(StrEnum):
    """The columns of a roster; `NOTE` is read by nobody."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    PATRONYMIC = "patronymic"
    GIVEN_NAME_LATIN = "given_name_latin"
    FAMILY_NAME_LATIN = "family_name_latin"
    PATRONYMIC_LATIN = "patronymic_latin"
    SINGLE_NAME = "single_name"
    BIRTH_DATE = "birth_date"
    NATIONAL_NUMBER = "national_number"
    DOCUMENT_NUMBER = "document_number"
    PROGRAMME = "programme"
    RESULT = "result"
    GRADE = "grade"
    ECTS = "ects"
    AWARD_DATE = "award_date"
    PATHWAY = "pathway"
    IDENTITY_CHECK = "identity_check"
    EMAIL = "email"
    LANGUAGE = "language"
    NOTE = "note"


REQUIRED = (Field.GIVEN_NAME, Field.FAMILY_NAME, Field.RESULT)
"""What a roster of awards has at least; one that enrols has no result yet."""
REQUIRED_TO_ENROL = (Field.GIVEN_NAME, Field.FAMILY_NAME)


def fold(text: str) -> str:
    """A key for comparing words; never shown and never stored in place of the text."""
    # case folding alone takes U+0587 apart; the sign of numbering is the only compatibility
    # character that heads columns
    key = unicodedata.normalize("NFC", text.replace("№", "no").casefold())
    return re.sub(r"[\W_]+", " ", key).strip()


@cache
def _known() -> dict[str, Field]:
    source = resources.files(__package__).joinpath("headings.toml").read_text("utf-8")
    return {
        fold(word): Field(name)
        for name, languages in tomllib.loads(source).items()
        for words in languages.values()
        for word in words
    } | {fold(field): field for field in Field}


def field_of(heading: str) -> Field | None:
    """The field that this heading names in any of the three languages."""
    return _known().get(fold(heading))


def match(top: Sequence[str], required: Sequence[Field] = REQUIRED) -> dict[Field, int]:
    """The position of each field, or `RosterUnreadable` with every unknown or doubled heading."""
    if len(top) > MAX_COLUMNS:
        raise RosterUnreadable("roster_too_many_columns", limit=MAX_COLUMNS)
    columns: dict[Field, int] = {}
    faults: list[RosterUnreadable] = []
    for index, heading in enumerate(top):
        field = field_of(heading)
        if field is None:
            faults.append(_unknown(heading, index))
        elif field in columns and field is not Field.NOTE:
            faults.append(RosterUnreadable("heading_twice", column=index + 1, heading=heading))
        else:
            columns.setdefault(field, index)
    faults += [
        RosterUnreadable("heading_missing", heading=field.value)
        for field in required
        if field not in columns and not faults
    ]
    if faults:
        raise RosterUnreadable.of(faults)
    return columns


def _unknown(heading: str, index: int) -> RosterUnreadable:
    shown = "".join(c if c.isprintable() else "�" for c in heading[:60])
    near = difflib.get_close_matches(fold(heading)[:60], _known(), n=1, cutoff=0.7)
    return RosterUnreadable(
        "unknown_heading", column=index + 1, heading=shown, nearest=near[0] if near else "-"
    )
