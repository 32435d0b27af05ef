"""Definitions of a micro-credential: each condition is judged alone (domain reference, 5.1)."""

from dataclasses import replace

import pytest

from pharos.nations import definitions
from pharos.nations.definitions import Facts, all_of, met

DRAFT = all_of()["am-draft-law-white-paper"]
RECORD = Facts(
    certified=True,
    registered=True,
    assessed=True,
    outcomes=True,
    professional=True,
    source=definitions.NON_FORMAL,
    has_ects=True,
    programme_accredited=True,
    target_allows=True,
)


def test_every_definition_of_the_sources_is_there() -> None:
    assert len(all_of()) == 12
    assert all({"en", "hy", "ka"} <= set(one.text) for one in all_of().values())


def test_the_draft_law_is_met_by_a_whole_record() -> None:
    assert definitions.is_microcredential(DRAFT, RECORD) is True
    assert definitions.usable_for_employment(DRAFT, RECORD) is True
    assert all(one.held for one in definitions.usable_in_qualification(DRAFT, RECORD))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("certified", False),
        ("registered", False),
        ("assessed", False),
        ("outcomes", False),
        ("professional", False),
        ("source", definitions.DEGREE_PROGRAMME),
    ],
)
def test_each_condition_of_the_draft_law_counts_alone(name: str, value: object) -> None:
    record = replace(RECORD, **{name: value})  # type: ignore[arg-type]
    assert definitions.is_microcredential(DRAFT, record) is False
    assert definitions.usable_for_employment(DRAFT, record) is False
    assert definitions.usable_in_qualification(DRAFT, record)[0].held is False


@pytest.mark.parametrize("name", ["programme_accredited", "has_ects", "target_allows"])
def test_each_of_the_three_conditions_of_use_counts_alone(name: str) -> None:
    told = definitions.usable_in_qualification(DRAFT, replace(RECORD, **{name: False}))
    assert [one.held for one in told].count(False) == 1
    assert definitions.is_microcredential(DRAFT, replace(RECORD, **{name: False})) is True


def test_what_a_record_does_not_tell_stays_open() -> None:
    assert definitions.is_microcredential(DRAFT, replace(RECORD, professional=None)) is None
    microbol = met(all_of()["ge-q1-e-microbol-2020"], RECORD)
    silent = {one.predicate: one.held for one in microbol}
    assert silent["meets_needs"] is None


def test_a_formal_definition_leaves_non_formal_learning_out() -> None:
    formal = all_of()["ge-q1-f-nceqe-2023"]
    told = {one.predicate: one.held for one in met(formal, RECORD)}
    assert told["formal_only"] is False
    assert definitions.usable_in_qualification(formal, RECORD) == ()
