"""One completeness meter: how much of what others ask for a descriptor tells, and what lacks.

Measured against the 13 topics of TPG A, Annex I of the Council Recommendation of 16 June 2022,
the fields A to Q without J of question 20, the fields that DEQAR asks for, and the outcomes
themselves. The meter never refuses; `rules` does. The items are data (`data/meter.csv`).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

from pharos.catalogue import assessable
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.measures import NEEDS, Measured
from pharos.common.i18n import LanguageMap
from pharos.nations.model import Nation

GROUPS: Final = ("topics", "annex_i", "annex_i_optional", "fields", "deqar", "outcomes")
HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for, by whom, and the field of the descriptor that answers it."""

    group: str
    item: str
    field: str
    needs: str
    clause: str
    label: LanguageMap


@dataclass(frozen=True, slots=True)
class Gap:
    """One item that is not there; the sentence of `code` says how to fill it."""

    code: str
    field: str
    group: str
    item: str
    clause: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """How much of one list is there; `total` 0 where the list does not apply."""

    name: str
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Meter:
    """Everything that was measured; `score` in per cent over all lists that apply."""

    score: int
    groups: Mapping[str, Group]
    gaps: tuple[Gap, ...]
    survey_field: int | None

    def gaps_of(self, group: str) -> tuple[Gap, ...]:
        return tuple(one for one in self.gaps if one.group == group)


def of(descriptor: Descriptor, nation: Nation, *, has_employer_evidence: bool = False) -> Meter:
    """What the descriptor tells and what it lacks under the nation's regime."""
    measured = Measured(descriptor, nation, has_employer_evidence)
    asked = [one for one in items() if one.group != "deqar" or measured.bears_credit]
    gaps = [_gap(one) for one in asked if not NEEDS[one.needs](measured)]
    gaps += _unassessable(descriptor)
    totals = {name: sum(one.group == name for one in asked) for name in GROUPS}
    totals["outcomes"] = len(descriptor.learning_outcomes)
    groups = {
        name: Group(name, total - len({one.item for one in gaps if one.group == name}), total)
        for name, total in totals.items()
    }
    filled = sum(one.filled for one in groups.values())
    return Meter(
        score=filled * HUNDRED // sum(totals.values()),
        groups=groups,
        gaps=tuple(gaps),
        survey_field=survey_field(descriptor.isced_f),
    )


def _gap(one: Item) -> Gap:
    return Gap(f"advice_{one.field}", one.field, one.group, one.item, one.clause)


def _unassessable(descriptor: Descriptor) -> Iterator[Gap]:
    """One gap an outcome and language that names nothing that can be observed."""
    for one in assessable.weak(descriptor):
        facts = {"outcome": one.outcome, "word": one.word, "language": one.language}
        yield Gap(one.code, "learning_outcomes", "outcomes", one.outcome, "TPG-A 3", facts)


@cache
def items() -> tuple[Item, ...]:
    """Every item of the lists, in their order."""
    return tuple(
        Item(
            group=row["group"],
            item=row["item"],
            field=row["field"],
            needs=row["needs"],
            clause=row["clause"],
            label={language: row[f"label_{language}"] for language in ("en", "hy", "ka")},
        )
        for row in _rows("meter.csv")
    )


def survey_field(isced_f: str | None) -> int | None:
    """Which of the twelve fields of the surveys of 2024 a detailed field belongs to, if any."""
    found: tuple[int, int] | None = None
    for row in _rows("survey-fields.csv"):
        for prefix in row["isced_f_2013"].split(";"):
            # the nearest one: finance stands inside of business
            if isced_f and isced_f.startswith(prefix) and len(prefix) > (found or (0, 0))[0]:
                found = (len(prefix), int(row["n"]))
    return found[1] if found else None


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    text = (resources.files("pharos.catalogue") / "data" / name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
