"""Shipped patterns: readable, in three languages, and without a fault of their own making."""

from collections.abc import Callable
from typing import Any

import pytest

from pharos.catalogue import assessable, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting import forms
from pharos.catalogue.drafting.patterns import Pattern, of_kind, patterns
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS

# What a pattern must never break by itself: the rest is for the provider to write.
NEVER = {
    "code_unknown", "outcome_twice", "outcome_unknown", "outcome_not_assessed", "weights_not_100",
    "attendance_only", "outcome_by_attendance_only", "text_languages", "prerequisites_contradict",
    "prerequisites_not_explicit", "field_not_applicable",
}  # fmt: skip


def test_there_is_one_for_each_kind() -> None:
    assert all(of_kind(kind) for kind in PROGRAMME_KINDS)


@pytest.mark.parametrize("pattern", patterns().values(), ids=lambda one: one.code)
def test_a_pattern_breaks_no_rule_by_itself(pattern: Pattern, armenia: Nation) -> None:
    for kind in pattern.kinds:
        begun = forms.beginning(kind=kind, nation=armenia, provider="a-demo-body")
        described = Descriptor.from_dict(begun | pattern.document())
        # nor is its author told that the outcomes it came with cannot be assessed
        assert assessable.weak(described) == []
        found = rules.problems(described, armenia)
        # the purpose is for the provider to write
        found = [one for one in found if one.facts.get("field") != "objective"]
        assert {one.code for one in found} & NEVER == set()
    assert set(pattern.name) == set(pattern.lead) == {"en", "hy", "ka"}


def test_a_copy_is_nobody_elses(course: Callable[[str], dict[str, Any]]) -> None:
    one = patterns()["project"]
    one.document()["learning_outcomes"][0]["text"]["en"] = "changed"
    assert one.document()["learning_outcomes"][0]["text"]["en"] != "changed"
