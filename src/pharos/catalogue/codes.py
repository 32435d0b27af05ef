"""The field table that descriptors are judged by, and the words that only descriptors use.

Lists that credentials and other contexts use as well are in `nations.codes`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pharos.nations.vocabulary import PROGRAMME_KINDS

CREDIT_KINDS: Final = frozenset({"credit_bearing", "regulated_30", "carved_out"})
PURPOSES: Final = frozenset(
    {"employment", "further_study", "access", "credit_transfer", "professional_development"}
)
CREDIT_PURPOSES: Final = frozenset({"further_study", "credit_transfer"})
OUTCOME_TYPES: Final = frozenset({"knowledge", "skill", "responsibility"})
PARTNER_ROLES: Final = frozenset({"co_design", "co_delivery", "assessment", "endorsement"})
LEVEL_ASSIGNERS: Final = frozenset({"provider", "agency", "law"})
CONSULTED: Final = frozenset(
    {"employer", "learner", "graduate", "professional_body", "authority", "academic"}
)
AWARDING_ROLES: Final = frozenset({"joint", "on_behalf"})
STACKABILITY: Final = frozenset({"standalone", "stackable"})
STUDY_LOADS: Final = frozenset({"full_time", "part_time"})
CURRENCIES: Final = frozenset({"AMD", "GEL", "EUR"})


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the data dictionary; `demand` is M, C, O or - for each programme kind."""

    name: str
    group: str
    held_in: str
    demand: Mapping[str, str]


@cache
def fields() -> tuple[Field, ...]:
    """Every field of the data dictionary, in its order."""
    text = (resources.files("pharos.catalogue") / "data" / "fields.csv").read_text("utf-8")
    return tuple(
        Field(
            name=row["field"],
            group=row["group"],
            held_in=row["held_in"],
            demand={kind: row[kind] for kind in PROGRAMME_KINDS},
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def target_groups() -> Mapping[str, Mapping[str, str]]:
    """The audiences that have a word in each language, by code (A26); others are written out."""
    text = (resources.files("pharos.catalogue") / "data" / "target-groups.csv").read_text("utf-8")
    return {
        row["code"]: {language: row[f"label_{language}"] for language in ("en", "hy", "ka")}
        for row in csv.DictReader(text.splitlines())
    }
