"""The shapes of a nation's document, each read from its table into its frozen value."""

from itertools import pairwise
from typing import Any

from pharos.nations import codes, fields, tables
from pharos.nations.model import (
    CreditRange,
    Gates,
    Grade,
    GradingScale,
    HoursPerCredit,
    LegalBasis,
    Level,
    Region,
)
from pharos.nations.vocabulary import (
    CYCLES,
    DECISION_KINDS,
    LEGAL_STATUSES,
    MARKS,
    PROGRAMME_KINDS,
    REGION_KINDS,
)

required = fields.keyed(fields.one_of(PROGRAMME_KINDS), fields.rows(fields.one_of(DECISION_KINDS)))
deciders = fields.keyed(fields.one_of(DECISION_KINDS), fields.rows(fields.organisation_kind))
years = fields.keyed(fields.one_of(DECISION_KINDS), fields.rows(fields.integer))


def legal_basis(path: str, value: Any) -> LegalBasis:
    table = fields.Table(path, value)
    basis = LegalBasis(
        status=table.take("status", fields.one_of(LEGAL_STATUSES)),
        source=table.take("source", fields.text),
        mark=table.take("mark", fields.one_of(MARKS)),
        first_day=table.take("first_day", fields.day),
        until=table.take("until", fields.day_or_none),
    )
    table.end()
    if basis.until is not None and basis.until <= basis.first_day:
        raise fields.NationError(path, "the regime ends before it begins")
    return basis


def level(path: str, value: Any) -> Level:
    table = fields.Table(path, value)
    level = Level(
        nqf=table.take("nqf", fields.level),
        eqf=table.take("eqf", fields.level),
        cycle=table.take("cycle", lambda at, word: word and fields.one_of(CYCLES)(at, word))
        or None,
        name=table.take("name", fields.language_map),
        referenced=table.take("referenced", fields.flag),
        source=table.maybe("source", fields.text, ""),
    )
    table.end()
    return level


def hours(path: str, value: Any) -> HoursPerCredit:
    table = fields.Table(path, value)
    hours = HoursPerCredit(
        min=table.take("min", fields.integer),
        default=table.take("default", fields.integer),
        max=table.take("max", fields.integer),
    )
    table.end()
    return hours


def credit_range(path: str, value: Any) -> CreditRange:
    table = fields.Table(path, value)
    result = CreditRange(
        min=table.take("min", fields.credits), max=table.take("max", fields.credits)
    )
    table.end()
    return result


def level_range(path: str, value: Any) -> tuple[int, int]:
    numbers = fields.rows(fields.integer)(path, value)
    if len(numbers) != 2 or not 1 <= numbers[0] <= numbers[1] <= 8:
        raise fields.NationError(path, "not a range of levels")
    return numbers[0], numbers[1]


def gates(path: str, value: Any) -> Gates:
    table = fields.Table(path, value)
    gates = Gates(
        format_approval=table.take("format_approval", fields.flag),
        national_registration=table.take("national_registration", fields.flag),
        two_persons=table.take("two_persons", fields.flag),
    )
    table.end()
    return gates


def awarding_rights(path: str, value: Any) -> dict[tuple[str, str], bool]:
    """A full table of kind of body and kind of programme: what is not listed is not allowed."""
    listed = fields.keyed(fields.one_of(PROGRAMME_KINDS), fields.rows(fields.organisation_kind))(
        path, value
    )
    return {
        (organisation, programme): organisation in listed.get(programme, ())
        for organisation in codes.organisation_kinds()
        for programme in PROGRAMME_KINDS
    }


def region(path: str, value: Any) -> Region:
    table = fields.Table(path, value)
    region = Region(
        code=table.take("code", fields.text),
        kind=table.take("kind", fields.one_of(REGION_KINDS)),
        name=table.take("name", fields.language_map),
        source=table.maybe("source", fields.text, ""),
    )
    table.end()
    return region


def scale(path: str, value: Any) -> GradingScale:
    table = fields.Table(path, value)
    scale = GradingScale(
        id=table.take("id", fields.text),
        scope=table.take("scope", fields.text),
        grades=tuple(table.take("grades", tables.entries(grade, "code")).values()),
        source=table.maybe("source", fields.text, ""),
    )
    table.end()
    _check_bands(path, scale)
    return scale


def grade(path: str, value: Any) -> Grade:
    table = fields.Table(path, value)
    grade = Grade(
        code=table.take("code", fields.text),
        min=table.take("min", fields.points),
        max=table.take("max", fields.points),
        label=table.take("label", fields.language_map),
        passes=table.take("passes", fields.flag),
        source=table.maybe("source", fields.text, ""),
    )
    table.end()
    return grade


def _check_bands(path: str, scale: GradingScale) -> None:
    """A scale has grades; a band has both ends, and no two bands share a point."""
    if not scale.grades:
        raise fields.NationError(path, "a scale needs grades")
    bands = []
    for one in scale.grades:
        if (one.min is None) != (one.max is None):
            raise fields.NationError(f"{path}.grades.{one.code}", "a band has two ends or none")
        if one.min is not None and one.max is not None:
            bands.append((one.min, one.max, one.code))
            if one.min > one.max:
                raise fields.NationError(f"{path}.grades.{one.code}", "the band is turned round")
    for (_, last, code), (first, _, other) in pairwise(sorted(bands)):
        if first <= last:
            raise fields.NationError(path, f"the bands of {code} and {other} share points")
