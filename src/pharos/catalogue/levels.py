"""Referral of a programme to the national framework: outcomes beside level descriptors (TPG-A 2).

A level is claimed by the provider, confirmed by the agency and entered by the keeper of the
framework; who said what, and when, is always shown. The descriptors are data in our own words.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.problems import Problem
from pharos.common.i18n import LanguageMap

COLUMNS: Final[Mapping[str, str]] = {
    "knowledge": "knowledge",
    "skill": "skills",
    "responsibility": "responsibility",
}
LANGUAGES: Final = ("en", "hy", "ka")
LEVELS: Final = range(1, 9)


class Act(StrEnum):
    """What was said of a version's level; a later word is stronger."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    ENTERED = "entered"


ORDER: Final = (Act.CLAIMED, Act.CONFIRMED, Act.ENTERED)


@dataclass(frozen=True, slots=True)
class LevelDescriptor:
    """What somebody at a level knows, can do and answers for."""

    level: int
    texts: Mapping[str, LanguageMap]

    def text(self, outcome_type: str) -> LanguageMap:
        """The column that an outcome of this type is laid beside."""
        return self.texts[COLUMNS[outcome_type]]


@dataclass(frozen=True, slots=True)
class Said:
    """One word on a level: who said it, when, and under which number it is entered."""

    act: Act
    level: int
    organisation: str
    day: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a version stands in the framework; `state` None when nobody has said anything."""

    state: Act | None
    said: tuple[Said, ...]

    @property
    def latest(self) -> Said | None:
        return self.said[-1] if self.said else None


@cache
def descriptors() -> Mapping[int, LevelDescriptor]:
    """The eight levels of the EQF, which both national frameworks number alike."""
    file = resources.files("pharos.catalogue") / "data" / "level-descriptors.csv"
    return {
        int(row["level"]): LevelDescriptor(
            int(row["level"]),
            {
                column: {language: row[f"{column}_{language}"] for language in LANGUAGES}
                for column in COLUMNS.values()
            },
        )
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
    }


def referral(said: Sequence[Said]) -> Referral:
    """Where a version stands, from everything that was said of it."""
    ordered = sorted(said, key=lambda one: (ORDER.index(one.act), one.day))
    return Referral(ordered[-1].act if ordered else None, tuple(ordered))


def problems(descriptor: Descriptor, matches: Mapping[str, int]) -> list[Problem]:
    """Why a claim cannot be made: `matches` names for each outcome the level that it meets."""
    if descriptor.nqf_level is None:
        return [Problem("level_claim_without_level", "TPG-2")]
    outcomes = [one.id for one in descriptor.learning_outcomes]
    found = [
        Problem("level_claim_incomplete", "TPG-2", {"outcome": name})
        for name in outcomes
        if matches.get(name) not in LEVELS
    ]
    found += [
        Problem("level_claim_of_unknown_outcome", "TPG-2", {"outcome": name})
        for name in sorted(set(matches).difference(outcomes))
    ]
    if not found and not is_best_fit(descriptor.nqf_level, list(matches.values())):
        found.append(Problem("level_claim_not_met", "TPG-2", {"level": descriptor.nqf_level}))
    return found


def is_best_fit(level: int, met: Sequence[int]) -> bool:
    """Whether most outcomes meet the level or a higher one: best fit, not every one alone."""
    return 2 * sum(one >= level for one in met) > len(met)
