"""From a plain document (the tables of a TOML or JSON file) to a `Nation`, strictly.

An unknown member, a missing one, a word outside the vocabulary or a figure that contradicts
another is refused with its path: a typing error in a file of law must not pass as a default.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pharos.nations import codes
from pharos.nations.model import (
    CreditRange,
    Gates,
    Grade,
    GradingScale,
    HoursPerCredit,
    LanguageMap,
    LegalBasis,
    Level,
    Nation,
    Region,
)
from pharos.nations.vocabulary import (
    CYCLES,
    DECISION_KINDS,
    LANGUAGES,
    LEGAL_STATUSES,
    MARKS,
    PROGRAMME_KINDS,
)

T = TypeVar("T")
Document = Mapping[str, Any]


class NationError(ValueError):
    """A document that does not describe a nation; `path` says where."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def merged(document: Document, changes: Document) -> dict[str, Any]:
    """`document` with `changes` laid over it: tables merge, everything else is replaced."""
    result = dict(document)
    for name, value in changes.items():
        old = result.get(name)
        both_tables = isinstance(value, Mapping) and isinstance(old, Mapping)
        result[name] = merged(old, value) if both_tables else value  # type: ignore[arg-type]
    return result


def build(document: Document) -> Nation:
    """The nation that `document` describes; raises NationError for the first thing wrong."""
    table = _Table("", document)
    nation = Nation(
        code=table.take("code", _text),
        regime=table.take("regime", _text),
        name=table.take("name", _language_map),
        timezone=table.take("timezone", _timezone),
        legal_basis=table.take("legal_basis", _legal_basis),
        levels=_by(table.take("levels", _rows(_level)), lambda level: level.nqf),
        hours_per_credit=table.take("hours_per_credit", _hours),
        hour_minutes=table.take("hour_minutes", _rows(_integer)),
        ects=table.take("ects", _credit_range),
        fixed_ects=table.take("fixed_ects", _keyed(_one_of(PROGRAMME_KINDS), _credits)),
        level_ranges=table.take("level_ranges", _keyed(_one_of(PROGRAMME_KINDS), _range)),
        level_ceilings=table.take("level_ceilings", _keyed(_organisation_kind, _integer)),
        state_languages=table.take("state_languages", _rows(_one_of(LANGUAGES))),
        languages=table.take("languages", _rows(_one_of(LANGUAGES))),
        terms=table.take("terms", _keyed(_text, _language_map)),
        gates=table.take("gates", _gates),
        decisions_required=table.take("decisions_required", _required),
        deciders=table.take("deciders", _deciders),
        durations=table.take("durations", _years),
        conditional_durations=table.take("conditional_durations", _years),
        conditions_deadline=table.take(
            "conditions_deadline", _keyed(_one_of(DECISION_KINDS), _integer)
        ),
        open_ended=table.take("open_ended", _rows(_one_of(DECISION_KINDS))),
        awarding_rights=table.take("awarding_rights", _awarding_rights),
        regions=_by(table.take("regions", _rows(_region)), lambda region: region.code),
        grading_scales=_by(table.take("grading_scales", _rows(_scale)), lambda scale: scale.id),
        personal_number=table.take("personal_number", _pattern),
        sources=table.take("sources", _keyed(_text, _one_of(MARKS))),
    )
    table.end()
    _check_whole(nation)
    return nation


def _check_whole(nation: Nation) -> None:
    """Refuse what is well formed member by member and wrong as a whole."""
    hours = nation.hours_per_credit
    if not hours.min <= hours.default <= hours.max:
        raise NationError("hours_per_credit", "the default lies outside of the range")
    if nation.ects.min > nation.ects.max:
        raise NationError("ects", "the smallest volume is larger than the largest")
    if set(nation.decisions_required) != set(PROGRAMME_KINDS):
        raise NationError("decisions_required", "every programme kind needs a line")
    for kind in {kind for kinds in nation.decisions_required.values() for kind in kinds}:
        if not nation.deciders.get(kind):
            raise NationError(f"deciders.{kind}", "a decision is asked that nobody may take")
        if not nation.allowed_years(kind) and kind not in nation.open_ended:
            raise NationError(f"durations.{kind}", "a decision is asked that has no duration")
    if nation.gates.format_approval and not nation.deciders.get("format"):
        raise NationError("deciders.format", "formats need an approval that nobody may give")


class _Table:
    """A table being read: every member must be taken, and no other may be there."""

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, Mapping):
            raise NationError(path or "document", "not a table")
        self.path = path
        self.left = dict(value)

    def take(self, name: str, read: Callable[[str, Any], T]) -> T:
        path = f"{self.path}.{name}" if self.path else name
        if name not in self.left:
            raise NationError(path, "missing")
        return read(path, self.left.pop(name))

    def end(self) -> None:
        for name in self.left:
            raise NationError(f"{self.path}.{name}" if self.path else name, "not known here")


def _text(path: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise NationError(path, "not a text")
    return value


def _pattern(path: str, value: Any) -> str:
    text = _text(path, value)
    try:
        re.compile(text)
    except re.error as error:
        raise NationError(path, "not a regular expression") from error
    return text


def _flag(path: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise NationError(path, "neither true nor false")
    return value


def _integer(path: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise NationError(path, "not a whole number")
    return value


def _credits(path: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise NationError(path, "not a number of credits")
    try:
        credits = Decimal(value)
    except ArithmeticError as error:
        raise NationError(path, "not a number of credits") from error
    if not credits.is_finite() or credits <= 0 or credits * 2 != int(credits * 2):
        raise NationError(path, "credits are positive and whole or half")
    return credits


def _points(path: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise NationError(path, "not a number of points")
    return Decimal(value)


def _day(path: str, value: Any) -> date:
    # A JSON amendment writes days as text, a TOML file as dates.
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise NationError(path, "not a day") from error
    if type(value) is not date:
        raise NationError(path, "not a day")
    return value


def _day_or_none(path: str, value: Any) -> date | None:
    return None if value is None else _day(path, value)


def _timezone(path: str, value: Any) -> str:
    name = _text(path, value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NationError(path, "not a time zone") from error
    return name


def _one_of(words: tuple[str, ...]) -> Callable[[str, Any], str]:
    def read(path: str, value: Any) -> str:
        if value not in words:
            raise NationError(path, f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return read


def _organisation_kind(path: str, value: Any) -> str:
    return _one_of(tuple(codes.organisation_kinds()))(path, value)


def _rows(read: Callable[[str, Any], T]) -> Callable[[str, Any], tuple[T, ...]]:
    def read_rows(path: str, value: Any) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            raise NationError(path, "not a list")
        return tuple(read(f"{path}[{index}]", item) for index, item in enumerate(value))

    return read_rows


def _keyed(
    read_key: Callable[[str, Any], str], read: Callable[[str, Any], T]
) -> Callable[[str, Any], dict[str, T]]:
    def read_table(path: str, value: Any) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise NationError(path, "not a table")
        return {read_key(path, key): read(f"{path}.{key}", item) for key, item in value.items()}

    return read_table


def _by(rows: tuple[T, ...], key: Callable[[T], Any]) -> dict[Any, T]:
    result = {key(row): row for row in rows}
    if len(result) != len(rows):
        raise NationError(type(rows[0]).__name__, "the same one twice")
    return result


def _language_map(path: str, value: Any) -> LanguageMap:
    words = _keyed(_one_of(LANGUAGES), _text)(path, value)
    if "en" not in words:
        raise NationError(path, "English is missing")
    return words


_required = _keyed(_one_of(PROGRAMME_KINDS), _rows(_one_of(DECISION_KINDS)))
_deciders = _keyed(_one_of(DECISION_KINDS), _rows(_organisation_kind))
_years = _keyed(_one_of(DECISION_KINDS), _rows(_integer))


def _legal_basis(path: str, value: Any) -> LegalBasis:
    table = _Table(path, value)
    basis = LegalBasis(
        status=table.take("status", _one_of(LEGAL_STATUSES)),
        source=table.take("source", _text),
        mark=table.take("mark", _one_of(MARKS)),
        first_day=table.take("first_day", _day),
        until=table.take("until", _day_or_none),
    )
    table.end()
    if basis.until is not None and basis.until <= basis.first_day:
        raise NationError(path, "the regime ends before it begins")
    return basis


def _level(path: str, value: Any) -> Level:
    table = _Table(path, value)
    level = Level(
        nqf=table.take("nqf", _integer),
        eqf=table.take("eqf", _integer),
        cycle=table.take("cycle", lambda at, word: word and _one_of(CYCLES)(at, word)) or None,
        name=table.take("name", _language_map),
        referenced=table.take("referenced", _flag),
    )
    table.end()
    return level


def _hours(path: str, value: Any) -> HoursPerCredit:
    table = _Table(path, value)
    hours = HoursPerCredit(
        min=table.take("min", _integer),
        default=table.take("default", _integer),
        max=table.take("max", _integer),
    )
    table.end()
    return hours


def _credit_range(path: str, value: Any) -> CreditRange:
    table = _Table(path, value)
    result = CreditRange(min=table.take("min", _credits), max=table.take("max", _credits))
    table.end()
    return result


def _range(path: str, value: Any) -> tuple[int, int]:
    numbers = _rows(_integer)(path, value)
    if len(numbers) != 2 or not 1 <= numbers[0] <= numbers[1] <= 8:
        raise NationError(path, "not a range of levels")
    return numbers[0], numbers[1]


def _gates(path: str, value: Any) -> Gates:
    table = _Table(path, value)
    gates = Gates(
        format_approval=table.take("format_approval", _flag),
        national_registration=table.take("national_registration", _flag),
        two_persons=table.take("two_persons", _flag),
    )
    table.end()
    return gates


def _awarding_rights(path: str, value: Any) -> dict[tuple[str, str], bool]:
    """A full table of kind of body and kind of programme: what is not listed is not allowed."""
    listed = _keyed(_one_of(PROGRAMME_KINDS), _rows(_organisation_kind))(path, value)
    return {
        (organisation, programme): organisation in listed.get(programme, ())
        for organisation in codes.organisation_kinds()
        for programme in PROGRAMME_KINDS
    }


def _region(path: str, value: Any) -> Region:
    table = _Table(path, value)
    region = Region(
        code=table.take("code", _text),
        kind=table.take("kind", _text),
        name=table.take("name", _language_map),
    )
    table.end()
    return region


def _scale(path: str, value: Any) -> GradingScale:
    table = _Table(path, value)
    scale = GradingScale(
        id=table.take("id", _text),
        scope=table.take("scope", _text),
        grades=table.take("grades", _rows(_grade)),
    )
    table.end()
    return scale


def _grade(path: str, value: Any) -> Grade:
    table = _Table(path, value)
    grade = Grade(
        code=table.take("code", _text),
        min=table.take("min", _points),
        max=table.take("max", _points),
        label=table.take("label", _language_map),
        passes=table.take("passes", _flag),
    )
    table.end()
    return grade
