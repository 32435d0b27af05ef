"""The fields that a nation adds to the data dictionary, as entries of a form (A23)."""

from collections.abc import Iterable, Sequence
from typing import Any

from pharos.catalogue.drafting.named import Extras
from pharos.catalogue.drafting.parts import Code, Day, Number, Part, Text, Words
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.nations.parameters.designer import ExtraField


def part(fields: Iterable[ExtraField], *, language: str, languages: Sequence[str]) -> Part:
    """The one entry that holds them all."""
    fields = list(fields)
    return Extras(
        name="extra",
        parts=[_entry(one, language, languages) for one in fields],
        hints={one.code: choose(one.hint, language) for one in fields},
    )


def _entry(one: ExtraField, language: str, languages: Sequence[str]) -> Part:
    known: dict[str, Any] = {"name": one.code, "called": choose(one.label, language)}
    if one.type == "words":
        return Words(**known, languages=languages, lines=2)
    if one.type == "number":
        return Number(**known)
    if one.type == "day":
        return Day(**known)
    if one.type == "yes_no":
        answers = [(code, sentence(f"page_draft_code_{code}", language)) for code in ("yes", "no")]
        return Code(**known, choices=answers)
    if one.type == "choice":
        listed = [(code, choose(text, language)) for code, text in one.choices.items()]
        return Code(**known, choices=listed)
    return Text(**known)
