"""Parts of accredited programmes: what they must share with the parent, each rule both ways."""

from dataclasses import replace
from decimal import Decimal

import pytest
from lightworld import document

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import Outcome
from pharos.lightroute import carving
from pharos.lightroute.carving import CarveMapping, Component, Parent
from pharos.nations.parameters.carveout import CarveOutParameters

LAW = CarveOutParameters(True, 15, 10, 5, ("1.2", "1.3"))
PARENT = Descriptor.from_dict(document("parent") | {"ects": "12"})
PART = replace(
    PARENT, kind="carved_out", ects=Decimal(3), learning_outcomes=PARENT.learning_outcomes[:1],
    assessment=PARENT.assessment[:1],
)  # fmt: skip
MAPPING = CarveMapping({"plan": "plan"}, (Component("Module 1", Decimal(4)),))


def codes(part: Descriptor = PART, mapping: CarveMapping = MAPPING) -> list[str]:
    return [one.code for one in carving.mapping_problems(part, PARENT, mapping)]


def test_a_part_within_its_parent_passes() -> None:
    assert codes() == []
    assert codes(replace(PART, ects=Decimal(4))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nqf_level": 7}, "carve_level_differs"),
        ({"supervision": "none"}, "carve_assessment_differs"),
        ({"assessment": (replace(PARENT.assessment[0], type="portfolio"),)},
         "carve_assessment_differs"),
        ({"assessment": (replace(PARENT.assessment[0], mode="online"),)},
         "carve_assessment_differs"),
        ({"ects": Decimal("4.5")}, "carve_too_large"),
        ({"ects": None}, "carve_too_large"),
        ({"learning_outcomes": (*PART.learning_outcomes, Outcome("new", {"en": "More"}, "skill"))},
         "carve_outcome_not_of_parent"),
    ],
    ids=["level", "supervision", "type", "mode", "credits", "no credits", "outcome"],
)  # fmt: skip
def test_what_a_part_may_not_have(change: dict[str, object], code: str) -> None:
    assert codes(replace(PART, **change)) == [code]


def test_a_mapping_to_what_the_parent_has_not_is_none() -> None:
    assert codes(mapping=replace(MAPPING, outcomes={"plan": "elsewhere"})) == [
        "carve_outcome_not_of_parent"
    ]
    # components cannot have more credits than the parent itself
    generous = replace(MAPPING, components=(Component("All", Decimal(90)),))
    assert codes(replace(PART, ects=Decimal(13)), generous) == ["carve_too_large"]


@pytest.mark.parametrize(
    ("parent", "code"),
    [
        (Parent(is_accredited=True), None),
        (Parent(is_accredited=False), "carve_parent_not_accredited"),
        (Parent(True, (frozenset({"1.2"}),)), "carve_parent_conditional"),
        (Parent(True, (frozenset({"1.7"}),)), None),
        (Parent(True, (frozenset(),)), "carve_parent_conditional"),
    ],
    ids=["good", "none", "affected", "another standard", "unnamed"],
)
def test_how_the_parent_must_stand(parent: Parent, code: str | None) -> None:
    found = [one.code for one in carving.parent_problems(parent, LAW)]
    assert found == ([code] if code else [])


def test_a_parent_that_changed_flags_the_part() -> None:
    """REFERENCE 4.4, scenario 7: the mapping must hold against the newest version."""
    other = replace(PARENT.learning_outcomes[0], text={"en": "Something else"})
    changed = replace(PARENT, learning_outcomes=(other, *PARENT.learning_outcomes[1:]))
    untouched = replace(PARENT, learning_outcomes=(PARENT.learning_outcomes[0],))

    def found(newest: Descriptor) -> list[str]:
        return [one.code for one in carving.remapping_problems(["plan"], PARENT, newest)]

    assert found(PARENT) == []
    assert found(untouched) == []  # an outcome that the part has not
    assert found(changed) == ["carve_outcome_changed"]
    assert found(replace(PARENT, learning_outcomes=())) == ["carve_outcome_changed"]
    assert found(replace(PARENT, nqf_level=7)) == ["carve_level_differs"]
    assert found(replace(PARENT, supervision="none")) == ["carve_assessment_differs"]


def test_components_are_written_one_a_line() -> None:
    assert carving.components_of("Data; 4\n\nModels;2,5") == (
        Component("Data", Decimal(4)), Component("Models", Decimal("2.5")),
    )  # fmt: skip
    for text in ("Data", "Data; many", "; 4", "Data; 0", "Data; -1", "Data; NaN"):
        assert carving.components_of(text) is None, text
    assert carving.read(MAPPING.written()) == MAPPING
