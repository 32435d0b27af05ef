"""From a plain document (the tables of a TOML or JSON file) to a `Nation`, strictly.

An unknown member, a missing one, a word outside the vocabulary or a figure that contradicts
another is refused with its path: a typing error in a file of law must not pass as a default.
"""

from collections.abc import Mapping
from typing import Any

from pharos.nations import fields, members
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


def build(document: Document) -> Nation:
    """The nation that `document` describes; raises NationError for the first thing wrong."""
    table = fields.Table("", document)
    nation = Nation(
        code=table.take("code", fields.text),
        regime=table.take("regime", fields.text),
        name=table.take("name", fields.language_map),
        timezone=table.take("timezone", fields.timezone),
        legal_basis=table.take("legal_basis", members.legal_basis),
        levels=fields.keyed_by(
            table.take("levels", fields.rows(members.level)), lambda level: level.nqf
        ),
        hours_per_credit=table.take("hours_per_credit", members.hours),
        hour_minutes=table.take("hour_minutes", fields.rows(fields.integer)),
        ects=table.take("ects", members.credit_range),
        fixed_ects=table.take(
            "fixed_ects", fields.keyed(fields.one_of(PROGRAMME_KINDS), fields.credits)
        ),
        level_ranges=table.take(
            "level_ranges", fields.keyed(fields.one_of(PROGRAMME_KINDS), members.level_range)
        ),
        level_ceilings=table.take(
            "level_ceilings", fields.keyed(fields.organisation_kind, fields.integer)
        ),
        state_languages=table.take("state_languages", fields.rows(fields.one_of(LANGUAGES))),
        languages=table.take("languages", fields.rows(fields.one_of(LANGUAGES))),
        terms=table.take("terms", fields.keyed(fields.text, fields.language_map)),
        gates=table.take("gates", members.gates),
        decisions_required=table.take("decisions_required", members.required),
        deciders=table.take("deciders", members.deciders),
        durations=table.take("durations", members.years),
        conditional_durations=table.take("conditional_durations", members.years),
        conditions_deadline=table.take(
            "conditions_deadline", fields.keyed(fields.one_of(DECISION_KINDS), fields.integer)
        ),
        open_ended=table.take("open_ended", fields.rows(fields.one_of(DECISION_KINDS))),
        awarding_rights=table.take("awarding_rights", members.awarding_rights),
        regions=fields.keyed_by(
            table.take("regions", fields.rows(members.region)), lambda region: region.code
        ),
        grading_scales=fields.keyed_by(
            table.take("grading_scales", fields.rows(members.scale)), lambda scale: scale.id
        ),
        personal_number=table.take("personal_number", fields.pattern),
        working_days=table.take("working_days", working_days.read),
        review=table.take("review", review.read),
        oversight=table.take("oversight", oversight.read),
        confirmation=table.take("confirmation", confirmation.read),
        light_route=table.take("light_route", lightroute.read),
        carve_out=table.take("carve_out", carveout.read),
        procedures=table.take("procedures", procedures.read),
        tariffs=table.take("tariffs", tariffs.read),
        definitions=table.take("definitions", definitions.read),
        quality=table.take("quality", definitions.read_quality),
        amendments=table.take("amendments", definitions.read_amendments),
        designer=table.take("designer", designer.read),
        sources=table.take("sources", fields.keyed(fields.text, fields.one_of(MARKS))),
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
