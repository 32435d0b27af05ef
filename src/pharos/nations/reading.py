"""From a plain document (the tables of a TOML or JSON file) to a `Nation`, strictly.

An unknown member, a missing one, a word outside the vocabulary or a figure that contradicts
another is refused with its path: a typing error in a file of law must not pass as a default.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pharos.nations import fields, members, tables
from pharos.nations.fields import Document, NationError
from pharos.nations.model import Nation
from pharos.nations.parameters import (
    carveout,
    confirmation,
    definitions,
    designer,
    lightroute,
    oversight,
    procedures,
    review,
    tariffs,
    working_days,
)
from pharos.nations.vocabulary import DECISION_KINDS, LANGUAGES, MARKS, PROGRAMME_KINDS

__all__ = ["NationError", "build", "merged"]


def merged(document: Document, changes: Document) -> dict[str, Any]:
    """`document` with `changes` laid over it: tables merge, everything else is replaced."""
    result = dict(document)
    for name, value in changes.items():
        old = result.get(name)
        both_tables = isinstance(value, Mapping) and isinstance(old, Mapping)
        result[name] = merged(old, value) if both_tables else value  # type: ignore[arg-type]
    return result


# How each member of a document is read, in the order in which faults are told.
_MEMBERS: Final[Mapping[str, Callable[[str, Any], Any]]] = MappingProxyType(
    {
        "code": fields.text,
        "regime": fields.text,
        "name": fields.language_map,
        "timezone": fields.timezone,
        "legal_basis": members.legal_basis,
        "levels": tables.entries(members.level, "nqf"),
        "hours_per_credit": members.hours,
        "hour_minutes": fields.rows(fields.integer),
        "ects": members.credit_range,
        "fixed_ects": fields.keyed(fields.one_of(PROGRAMME_KINDS), fields.credits),
        "level_ranges": fields.keyed(fields.one_of(PROGRAMME_KINDS), members.level_range),
        "level_ceilings": fields.keyed(fields.organisation_kind, fields.integer),
        "state_languages": fields.rows(fields.one_of(LANGUAGES)),
        "languages": fields.rows(fields.one_of(LANGUAGES)),
        "terms": fields.keyed(fields.text, fields.language_map),
        "gates": members.gates,
        "decisions_required": members.required,
        "deciders": members.deciders,
        "durations": members.years,
        "conditional_durations": members.years,
        "conditions_deadline": fields.keyed(fields.one_of(DECISION_KINDS), fields.integer),
        "open_ended": fields.rows(fields.one_of(DECISION_KINDS)),
        "awarding_rights": members.awarding_rights,
        "regions": tables.entries(members.region, "code"),
        "grading_scales": tables.entries(members.scale, "id"),
        "personal_number": fields.pattern,
        "working_days": working_days.read,
        "review": review.read,
        "oversight": oversight.read,
        "confirmation": confirmation.read,
        "light_route": lightroute.read,
        "carve_out": carveout.read,
        "procedures": procedures.read,
        "tariffs": tariffs.read,
        "definitions": definitions.read,
        "quality": definitions.read_quality,
        "amendments": definitions.read_amendments,
        "designer": designer.read,
        "sources": fields.keyed(fields.text, fields.one_of(MARKS)),
    }
)


def build(document: Document) -> Nation:
    """The nation that `document` describes; raises NationError for the first thing wrong."""
    table = fields.Table("", tables.by_key(document))
    read = {name: table.take(name, reader) for name, reader in _MEMBERS.items()}
    table.end()
    read["levels"] = {level.nqf: level for level in read["levels"].values()}
    nation = Nation(**read)
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
    _check_levels(nation)
    if nation.gates.format_approval and not nation.deciders.get("format"):
        raise NationError("deciders.format", "formats need an approval that nobody may give")


def _check_levels(nation: Nation) -> None:
    """What names levels names such as the framework has."""
    named: dict[str, tuple[int, ...]] = {}
    named |= {f"level_ranges.{kind}": ends for kind, ends in nation.level_ranges.items()}
    named |= {f"level_ceilings.{kind}": (top,) for kind, top in nation.level_ceilings.items()}
    named["light_route.levels"] = nation.light_route.levels
    named["designer.ects_by_level"] = tuple(nation.designer.ects_by_level)
    for path, numbers in named.items():
        for number in numbers:
            if number not in nation.levels:
                raise NationError(path, f"the framework has no level {number}")
