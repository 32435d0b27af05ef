"""The section of a carved-out programme: its parent, and which outcome comes from which (R10)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pharos.catalogue.drafting.named import PairedCodes
from pharos.catalogue.drafting.parts import (
    Code,
    Group,
    Number,
    Part,
    Rows,
    Text,
    Words,
)
from pharos.common.i18n import choose
from pharos.nations.model import Nation
from pharos.nations.wording import level_text


def parts(
    *,
    nation: Nation,
    language: str,
    languages: Sequence[str],
    document: Mapping[str, Any],
    count: Callable[..., int],
) -> list[Part]:
    """The entries: the parent, its level, components and outcomes, and the mapping."""
    source = document.get("carved_from") or {}
    levels = [(str(number), level_text(one, language)) for number, one in nation.levels.items()]
    component = (
        Words(name="title", code="parent_component_title", languages=languages),
        Number(name="ects", code="parent_component_ects"),
    )
    outcome = (
        Text(name="id", code="outcome_id", limit=60),
        Words(name="text", code="outcome_text", languages=languages, lines=2),
    )
    members = (
        Code(name="level", code="parent_level", choices=levels, as_number=True),
        Rows(name="components", code="parent_components", parts=component,
             nucleus=("title", "ects"), count=count("carved_from", "components")),
        Rows(name="outcomes", code="parent_outcomes", parts=outcome, nucleus=("id", "text"),
             count=count("carved_from", "outcomes")),
        PairedCodes(
            name="mapping", code="parent_mapping", left="outcome", right="parent",
            names=_named(document.get("learning_outcomes"), language),
            choices=_named(source.get("outcomes"), language),
        ),
    )  # fmt: skip
    return [
        Text(name="parent_programme"),
        Group(name="carved_from", parts=members, is_whole=lambda found: "level" in found),
    ]


def _named(outcomes: Any, language: str) -> list[tuple[str, str]]:
    return [
        (one["id"], f"{one['id']} {choose(one.get('text') or {}, language)}".strip())
        for one in outcomes or ()
    ]
