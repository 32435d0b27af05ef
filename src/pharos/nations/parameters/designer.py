"""What a nation asks of programmes beyond the rules: sizes by level, fields of its own, courses.

Fields of its own stand in `extra-fields.toml` beside the nation's file; a new one needs no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pharos.nations.fields import (
    NationError,
    Table,
    flag,
    integer,
    keyed,
    language_map,
    one_of,
    organisation_kind,
    rows,
    text,
)
from pharos.nations.fields import credits as credits_of
from pharos.nations.tables import entries
from pharos.nations.vocabulary import MARKS, PROGRAMME_KINDS, LanguageMap

EXTRA_TYPES: Final = ("text", "words", "number", "day", "yes_no", "choice", "address")
LANGUAGES_OF_A_LABEL: Final = ("hy", "ka", "en")


@dataclass(frozen=True, slots=True)
class ExtraField:
    """One field that a nation adds to the data dictionary; `required` names programme kinds."""

    code: str
    type: str
    label: LanguageMap
    hint: LanguageMap
    choices: Mapping[str, LanguageMap]
    required: tuple[str, ...]
    mark: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Designer:
    """Limits and additions that a programme's designer is told of.

    `overlap_from` is the share of alike outcomes, in per cent, from which an author is warned;
    `framework_keepers` are the kinds of body that enter a level in the national framework.
    """

    attendance_courses: bool
    overlap_from: int
    week_hours_max: int
    framework_keepers: tuple[str, ...]
    ects_by_level: Mapping[int, tuple[Decimal, Decimal]]
    extra_fields: Mapping[str, ExtraField]


def read(path: str, value: object) -> Designer:
    """The parameters of a table; raises NationError for anything unknown."""
    table = Table(path, value)
    found = Designer(
        attendance_courses=table.take("attendance_courses", flag),
        overlap_from=table.take("overlap_from", integer),
        week_hours_max=table.take("week_hours_max", integer),
        framework_keepers=table.take("framework_keepers", rows(organisation_kind)),
        ects_by_level={
            int(level): limits
            for level, limits in table.take("ects_by_level", keyed(_level, _limits)).items()
        },
        extra_fields=table.take("extra_fields", entries(_extra, "code")),
    )
    table.end()
    if not 1 <= found.overlap_from <= 100:
        raise NationError(f"{path}.overlap_from", "no share in per cent")
    return found


def _level(path: str, value: object) -> str:
    if value not in tuple("12345678"):
        raise NationError(path, "not a level")
    return str(value)


def _limits(path: str, value: object) -> tuple[Decimal, Decimal]:
    table = Table(path, value)
    least, most = table.take("min", credits_of), table.take("max", credits_of)
    table.maybe("source", text, "")
    table.end()
    if least > most:
        raise NationError(path, "the smallest volume is larger than the largest")
    return least, most


def _extra(path: str, value: object) -> ExtraField:
    table = Table(path, value)
    found = ExtraField(
        code=table.take("code", text),
        type=table.take("type", one_of(EXTRA_TYPES)),
        label=table.take("label", _label),
        hint=table.take("hint", _label),
        choices=table.take("choices", keyed(text, _label)),
        required=table.take("required", rows(one_of(PROGRAMME_KINDS))),
        mark=table.take("mark", one_of(MARKS)),
        source=table.maybe("source", text, ""),
    )
    table.end()
    if bool(found.choices) != (found.type == "choice"):
        raise NationError(path, "choices belong to a field of type choice, and it needs some")
    return found


def _label(path: str, value: object) -> LanguageMap:
    words = language_map(path, value)
    for language in LANGUAGES_OF_A_LABEL:
        if language not in words:
            raise NationError(path, f"{language} is missing")
    return words
