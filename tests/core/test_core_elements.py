import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core.elements import (
    ELEMENTS,
    REGISTER_ONLY,
    Extent,
    differences,
    elements_of,
    says_no_other,
)
from pharos.core.openbadges import specimen

FIELDS = Path("src/pharos/catalogue/data/fields.csv")
FULL = elements_of(
    specimen.PROGRAMME,
    specimen.ISSUER,
    replace(specimen.AWARD, holder="did:key:z6Mkx", valid_until="2031-11-22T10:00:00Z"),
    specimen.STATUS,
)
JSON = st.recursive(
    st.text(max_size=4) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)


def test_every_field_of_the_dictionary_is_an_element_or_told_by_the_register_alone() -> None:
    fields = {row["field"] for row in csv.DictReader(FIELDS.read_text("utf-8").splitlines())}
    assert set(ELEMENTS) | REGISTER_ONLY == fields
    assert not set(ELEMENTS) & REGISTER_ONLY


def test_the_specimen_has_every_element() -> None:
    assert set(FULL) == set(ELEMENTS)
    assert FULL["ects"] == "6"
    assert FULL["workload_hours"] == "180"
    assert FULL["award_date"] == "2026-11-20"
    assert FULL["qa_valid_until"] == ["2030-12-31"]


def test_what_the_record_lacks_is_absent() -> None:
    award = replace(specimen.AWARD, grade=None, latin_name=None)
    found = elements_of(specimen.NON_FORMAL, specimen.ISSUER, award, specimen.STATUS)
    assert not {"ects", "nqf_level", "grade", "qa_decision", "valid_until", "holder_id"} & set(
        found
    )
    assert found["holder_name"] == {"native": specimen.AWARD.native_name}


def test_less_is_a_part_and_anything_else_is_wrong() -> None:
    title = {"en": "Teaching with data"}
    assert differences(FULL, dict(FULL)) == {}
    assert differences(FULL, FULL | {"title": title}) == {"title": Extent.PART}
    without = {name: value for name, value in FULL.items() if name != "grade"}
    assert differences(FULL, without) == {"grade": Extent.NONE}
    for wrong in (
        {"title": {"en": "Teaching"}},
        {"title": {}},
        {"ects": "7"},
        {"languages": ["hy"]},
    ):
        with pytest.raises(ValueError, match="record"):
            differences(FULL, FULL | wrong)
    with pytest.raises(ValueError, match="fee"):
        differences(FULL, FULL | {"fee": "0"})


@given(JSON)
def test_every_value_says_no_other_than_itself(value: object) -> None:
    assert says_no_other(value, value)
