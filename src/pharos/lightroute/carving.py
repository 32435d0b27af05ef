"""What a part of an accredited programme must share with it (the fast track), as pure rules.

The parent's accreditation covers a part only as far as it was judged: its outcomes, level and
assessment, and no more credits than its components have. Whether the mapping still holds is
asked again of the parent's newest version: a parent that changed flags the part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.problems import Problem
from pharos.nations.parameters.carveout import CarveOutParameters


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the parent and the credits that it has there."""

    name: str
    ects: Decimal


@dataclass(frozen=True, slots=True)
class CarveMapping:
    """Which outcome of the parent each outcome of the part is, and from which components."""

    outcomes: Mapping[str, str]
    components: tuple[Component, ...]

    @property
    def ects(self) -> Decimal:
        """The credits of the parent's components together."""
        return sum((one.ects for one in self.components), Decimal(0))

    def written(self) -> dict[str, Any]:
        """The mapping as a document holds it."""
        return {
            "outcomes": dict(sorted(self.outcomes.items())),
            "components": [{"name": one.name, "ects": str(one.ects)} for one in self.components],
        }


def read(document: Mapping[str, Any]) -> CarveMapping:
    """The mapping of a document."""
    return CarveMapping(
        dict(document.get("outcomes", {})),
        tuple(
            Component(str(one["name"]), Decimal(str(one["ects"])))
            for one in document.get("components", ())
        ),
    )


def components_of(text: str) -> tuple[Component, ...] | None:
    """Components as a person writes them, one a line: `name; credits`. None: unreadable."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _, credits = line.rpartition(";")
        try:
            number = Decimal(credits.strip().replace(",", "."))
        except InvalidOperation:
            return None
        if not name.strip() or not number.is_finite() or number <= 0:
            return None
        found.append(Component(name.strip(), number))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Parent:
    """How the parent stands today.

    `conditions` are the standards (ESG 2015) that each open condition names; an empty set
    stands for a condition that names none, which touches everything.
    """

    is_accredited: bool
    conditions: tuple[frozenset[str], ...] = ()


def assessed(descriptor: Descriptor) -> frozenset[tuple[str, str]]:
    """How a programme assesses: type and mode of each component, without its weight."""
    return frozenset((one.type, one.mode) for one in descriptor.assessment)


def parent_problems(parent: Parent, parameters: CarveOutParameters) -> list[Problem]:
    """Why the parent's standing does not carry a part today, or nothing."""
    if not parent.is_accredited:
        return [Problem("carve_parent_not_accredited", "parent")]
    affected = [one for one in parent.conditions if not one or one & set(parameters.standards)]
    if affected:
        facts = {"standards": ", ".join(sorted(frozenset().union(*affected))) or "-"}
        return [Problem("carve_parent_conditional", "parent", facts)]
    return []


def mapping_problems(part: Descriptor, parent: Descriptor, mapping: CarveMapping) -> list[Problem]:
    """Why the part is not within the parent: outcomes, level, assessment, credits."""
    problems = []
    known = {one.id for one in parent.learning_outcomes}
    missing = [
        one.id for one in part.learning_outcomes if mapping.outcomes.get(one.id) not in known
    ]
    if missing:
        facts: dict[str, object] = {"outcomes": ", ".join(missing)}
        problems.append(Problem("carve_outcome_not_of_parent", "mapping", facts))
    if part.nqf_level != parent.nqf_level:
        levels: dict[str, object] = {
            "level": part.nqf_level or "-",
            "parent": parent.nqf_level or "-",
        }
        problems.append(Problem("carve_level_differs", "mapping", levels))
    if not assessed(part) <= assessed(parent) or part.supervision != parent.supervision:
        problems.append(Problem("carve_assessment_differs", "mapping"))
    limit = min(mapping.ects, parent.ects or Decimal(0))
    if part.ects is None or part.ects > limit:
        volume: dict[str, object] = {"ects": part.ects or "-", "sum": limit}
        problems.append(Problem("carve_too_large", "mapping", volume))
    return problems


def remapping_problems(
    mapped_outcomes: Sequence[str], judged: Descriptor, newest: Descriptor
) -> list[Problem]:
    """Why the mapping does not hold any more against the parent's newest version, or nothing.

    `judged` is the version of the parent that the part was mapped to.
    """
    before = {one.id: dict(one.text) for one in judged.learning_outcomes}
    after = {one.id: dict(one.text) for one in newest.learning_outcomes}
    changed = [one for one in mapped_outcomes if before.get(one) != after.get(one)]
    problems = []
    if changed:
        facts = {"outcomes": ", ".join(sorted(changed))}
        problems.append(Problem("carve_outcome_changed", "parent", facts))
    if judged.nqf_level != newest.nqf_level:
        levels: dict[str, object] = {
            "level": judged.nqf_level or "-",
            "parent": newest.nqf_level or "-",
        }
        problems.append(Problem("carve_level_differs", "parent", levels))
    if assessed(judged) != assessed(newest) or judged.supervision != newest.supervision:
        problems.append(Problem("carve_assessment_differs", "parent"))
    return problems
