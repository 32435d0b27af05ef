"""The name of a person: in the native script and in Latin as in the passport, never computed.

Given and family name, a patronymic where the person has one. People with a single name
exist; the row has to say so, for an empty family name is more often a mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pharos.awards.rosters.headings import Field, fold
from pharos.core import strict
from pharos.core.errors import CoreError

Finding = tuple[Field, str, Mapping[str, object]]

# Modifier letters such as U+02BC, an apostrophe, belong to every script.
_EVERY_SCRIPT = frozenset({"MODIFIER"})
_FORMULA_STARTS = "=+-@＝＋－＠\t\r"
_NATIVE = (Field.GIVEN_NAME, Field.FAMILY_NAME, Field.PATRONYMIC)
_LATIN = (Field.GIVEN_NAME_LATIN, Field.FAMILY_NAME_LATIN, Field.PATRONYMIC_LATIN)


@dataclass(frozen=True, slots=True)
class PersonName:
    """Native and Latin spelling; an absent part is empty text."""

    given: str
    family: str = ""
    patronymic: str = ""
    given_latin: str = ""
    family_latin: str = ""
    patronymic_latin: str = ""

    @property
    def native(self) -> str:
        """The full name in the order given, patronymic, family."""
        return " ".join(part for part in (self.given, self.patronymic, self.family) if part)

    @property
    def latin(self) -> str:
        """The full name in Latin letters, or empty text."""
        parts = (self.given_latin, self.patronymic_latin, self.family_latin)
        return " ".join(part for part in parts if part)

    @property
    def folded(self) -> str:
        """A key that is equal for the same native name in other letter case or spacing."""
        return fold(f"{self.given} {self.family}")


def read(
    cells: Mapping[Field, str], *, single: bool
) -> tuple[PersonName | None, list[Finding], list[Finding]]:
    """The name with its problems and warnings; None when there is a problem."""
    problems: list[Finding] = []
    warnings: list[Finding] = []
    parts: dict[Field, str] = {}
    for column in (*_NATIVE, *_LATIN):
        cell = cells.get(column, "")
        if not cell.strip(" "):
            continue
        try:
            parts[column] = strict.clean_name(cell)
        except CoreError as error:
            problems.append((column, error.code, error.facts))
            continue
        _judge_script(column, parts[column], problems, warnings)
    _judge_whole(parts, {column for column, _, _ in problems}, single, problems, warnings)
    if problems:
        return None, problems, warnings
    return PersonName(*(parts.get(column, "") for column in (*_NATIVE, *_LATIN))), [], warnings


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this cell instead of showing it (UPL-06)."""
    return bool(cell) and cell[0] in _FORMULA_STARTS


def _judge_script(
    column: Field, name: str, problems: list[Finding], warnings: list[Finding]
) -> None:
    scripts = [strict.scripts_of_word(word) - _EVERY_SCRIPT for word in name.split()]
    if column in _LATIN and frozenset().union(*scripts) - {"LATIN"}:
        problems.append((column, "name_not_latin", {}))
    elif any(len(found) > 1 for found in scripts):
        warnings.append((column, "name_mixes_scripts", {}))
    elif not any(scripts):
        problems.append((column, "name_without_letters", {}))


def _judge_whole(
    parts: Mapping[Field, str],
    refused: set[Field],
    single: bool,
    problems: list[Finding],
    warnings: list[Finding],
) -> None:
    if Field.GIVEN_NAME not in parts and Field.GIVEN_NAME not in refused:
        problems.append((Field.GIVEN_NAME, "given_name_missing", {}))
    family = Field.FAMILY_NAME in parts or Field.FAMILY_NAME in refused
    if not family and not single:
        problems.append((Field.FAMILY_NAME, "family_name_missing", {}))
    if family and single:
        problems.append((Field.FAMILY_NAME, "single_name_contradicted", {}))
    needed = (
        [Field.GIVEN_NAME_LATIN] if single else [Field.GIVEN_NAME_LATIN, Field.FAMILY_NAME_LATIN]
    )
    for column in needed:
        # The passport spelling may come later; it is never made by transliteration (UNI-08).
        if column not in parts and column not in refused:
            warnings.append((column, "latin_name_missing", {}))
