"""What the definitions of a micro-credential ask for, as predicates over the facts of a record.

A definition is data (`data/codes/definitions.toml`); what it says becomes conditions, each
judged alone. What no record can tell (whether many states recognise it) stays open: None.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from pharos.nations.vocabulary import LanguageMap

DEGREE_PROGRAMME: Final = "degree_programme"
NON_DEGREE: Final = "non_degree_programme"
NON_FORMAL: Final = "non_formal"


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition: whose, since when, how binding, and what it says of which predicate."""

    id: str
    author: LanguageMap
    year: int | None
    source: str
    standing: str
    mark: str
    text: LanguageMap
    says: tuple[str, ...]
    denies: tuple[str, ...]
    combines_if: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a record tells of an award; None where it tells nothing.

    `source` is where the learning came from: a degree programme, a programme without a degree,
    or non-formal education. `target_allows` is about the programme that would take it in.
    """

    certified: bool | None = None
    registered: bool | None = None
    assessed: bool | None = None
    outcomes: bool | None = None
    criteria: bool | None = None
    professional: bool | None = None
    source: str | None = None
    structured: bool | None = None
    small: bool | None = None
    has_ects: bool | None = None
    has_level: bool | None = None
    digital: bool | None = None
    quality_assured: bool | None = None
    by_institution: bool | None = None
    programme_accredited: bool | None = None
    target_allows: bool | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a definition asks for, and whether the record fulfils it (None: silent)."""

    predicate: str
    held: bool | None


Test = Callable[[Facts], bool | None]


def _not_degree(facts: Facts) -> bool | None:
    return None if facts.source is None else facts.source in (NON_DEGREE, NON_FORMAL)


def _formal(facts: Facts) -> bool | None:
    return None if facts.source is None else facts.source != NON_FORMAL


def _unknown(facts: Facts) -> bool | None:
    return None


# What a definition can demand of a record, in the order in which it is told. The other words of
# the vocabulary say what a record may be used for, or allow what nobody has to show.
DEMANDS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "certified": lambda facts: facts.certified,
        "verifiable_document": lambda facts: facts.certified,
        "digital": lambda facts: facts.digital,
        "registered": lambda facts: facts.registered,
        "assessed": lambda facts: facts.assessed,
        "transparent_criteria": lambda facts: facts.criteria,
        "outcomes": lambda facts: facts.outcomes,
        "outcomes_at_nqf_level": lambda facts: facts.has_level,
        "workload_in_ects": lambda facts: facts.has_ects,
        "professional_only": lambda facts: facts.professional,
        "non_degree": _not_degree,
        "formal_only": _formal,
        "organised_learning": lambda facts: facts.structured,
        "small_volume": lambda facts: facts.small,
        "quality_assured": lambda facts: facts.quality_assured,
        "provider_restricted": lambda facts: facts.by_institution,
        "short_or_flexible_duration": _unknown,
        "narrow_focus": _unknown,
        "meets_needs": _unknown,
        "recognised_by_states": _unknown,
        "recognised_by_institutions": _unknown,
    }
)
USES: Final = ("employment_basis", "standalone", "combinable", "conditional_combination")
ALLOWS: Final = ("nonformal_source_allowed", "record_not_activity")
PREDICATES: Final = (*DEMANDS, *ALLOWS, *USES)

_COMBINING: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "programme_accredited": lambda facts: facts.programme_accredited,
        "ects_awarded": lambda facts: facts.has_ects,
        "target_allows": lambda facts: facts.target_allows,
    }
)
COMBINING: Final = tuple(_COMBINING)


@cache
def all_of() -> Mapping[str, Definition]:
    """Every definition by its id, in the order of the file."""
    file = resources.files("pharos.nations").joinpath("data", "codes", "definitions.toml")
    rows = tomllib.loads(file.read_text("utf-8"))["definitions"]
    return MappingProxyType({row["id"]: _definition(row) for row in rows})


def met(definition: Definition, facts: Facts) -> tuple[Condition, ...]:
    """Each condition of being a micro-credential by this definition, judged alone."""
    return tuple(
        Condition(name, test(facts)) for name, test in DEMANDS.items() if name in definition.says
    )


def is_microcredential(definition: Definition, facts: Facts) -> bool | None:
    """Whether the record is one by this definition; None while the record is silent on some."""
    return _all(met(definition, facts))


def usable_for_employment(definition: Definition, facts: Facts) -> bool | None:
    """Whether the definition lets the record be a basis for employment."""
    if "employment_basis" not in definition.says:
        return None
    return is_microcredential(definition, facts)


def usable_in_qualification(definition: Definition, facts: Facts) -> tuple[Condition, ...]:
    """The cumulative conditions of use inside a programme that grants a qualification."""
    first = Condition("is_microcredential", is_microcredential(definition, facts))
    more = (Condition(name, _COMBINING[name](facts)) for name in definition.combines_if)
    return (first, *more) if definition.combines_if else ()


def _all(conditions: Iterable[Condition]) -> bool | None:
    held = {one.held for one in conditions}
    if False in held:
        return False
    return None if None in held else True


def _definition(row: Mapping[str, object]) -> Definition:
    found = Definition(
        **{
            **row,
            "year": row.get("year"),
            "says": tuple(row["says"]),  # type: ignore[arg-type]
            "denies": tuple(row["denies"]),  # type: ignore[arg-type]
            "combines_if": tuple(row["combines_if"]),  # type: ignore[arg-type]
        }
    )
    unknown = {*found.says, *found.denies} - {*PREDICATES} | {*found.combines_if} - {*COMBINING}
    if unknown:
        raise ValueError(f"{found.id}: {sorted(unknown)} are no predicates")
    return found
