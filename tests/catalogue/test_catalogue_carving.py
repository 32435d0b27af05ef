"""What a part says of its parent, against the parent's own version in the register."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pharos.catalogue.carving import Difference, compared
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import CarvedFrom, ParentComponent, ParentOutcome

Make = Callable[..., Descriptor]


def part_of(parent: Descriptor, **changes: Any) -> Descriptor:
    """The first outcome of the parent, under a name of its own, for two of its six ECTS."""
    assert parent.nqf_level is not None
    theirs = {tag: f" {words.upper()} " for tag, words in parent.learning_outcomes[0].text.items()}
    source = CarvedFrom(
        parent.nqf_level, (ParentComponent({"en": "Part"}, Decimal(2)),),
        (ParentOutcome("own", theirs),), (),
    )  # fmt: skip
    return replace(parent, kind="carved_out", ects=Decimal(2), carved_from=source, **changes)


def claiming(part: Descriptor, **changes: Any) -> Descriptor:
    assert part.carved_from is not None
    return replace(part, carved_from=replace(part.carved_from, **changes))


def test_a_part_of_what_the_register_holds_differs_in_nothing(descriptor: Make) -> None:
    parent = descriptor()
    assert compared(part_of(parent), parent) == Difference()
    english = ParentOutcome("own", {"en": parent.learning_outcomes[0].text["en"]})
    assert compared(claiming(part_of(parent), outcomes=(english,)), parent) == Difference()


def test_without_a_parent_in_the_register_it_is_part_of_nothing(descriptor: Make) -> None:
    assert compared(part_of(descriptor()), None) == Difference(is_known=False)


@pytest.mark.parametrize("text", [{"en": "Something else."}, {"ka": "სხვა"}, {}])
def test_an_outcome_is_the_parents_by_its_words(descriptor: Make, text: dict[str, str]) -> None:
    parent = descriptor()
    said = claiming(part_of(parent), outcomes=(ParentOutcome("own", text),))
    assert compared(said, parent) == Difference(outcomes=("own",))


def test_level_and_credits_are_those_of_the_register(descriptor: Make) -> None:
    parent = descriptor()
    level, ects = parent.nqf_level, parent.ects
    assert compared(claiming(part_of(parent), level=4), parent).level == level
    assert compared(replace(part_of(parent), nqf_level=4), parent).level == level
    more = (ParentComponent({"en": "Part"}, Decimal(60)),)
    assert compared(claiming(part_of(parent), components=more), parent).ects == ects
    assert compared(replace(part_of(parent), ects=Decimal(7)), parent).ects == ects
