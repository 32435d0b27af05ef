"""Descriptors are read strictly and written canonically."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.catalogue import codes, reading, rules
from pharos.catalogue.descriptors import FIELD_NAMES, Descriptor
from pharos.common.errors import Invalid
from pharos.nations import files

KINDS = ("non_formal", "credit_bearing", "regulated_30", "carved_out", "vet_training")
Read = Callable[..., Descriptor]


def _refusals(document: dict[str, Any]) -> list[tuple[str, object]]:
    with pytest.raises(Invalid) as caught:
        Descriptor.from_dict(document)
    assert caught.value.code == "descriptor_unreadable"
    return [(one.code, one.facts["field"]) for one in caught.value.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_is_written(kind: str, course: Callable[[str], dict[str, Any]]) -> None:
    descriptor = Descriptor.from_dict(course(kind))
    assert Descriptor.from_dict(descriptor.to_dict()) == descriptor
    assert Descriptor.from_dict(json.loads(descriptor.canonical)) == descriptor
    assert descriptor.digest == hashlib.sha256(descriptor.canonical).digest()


def test_the_order_of_members_does_not_matter(course: Callable[[str], dict[str, Any]]) -> None:
    document = course("regulated_30")
    turned = dict(reversed(document.items()))
    assert Descriptor.from_dict(turned).canonical == Descriptor.from_dict(document).canonical


def test_the_digest_sees_every_change(descriptor: Read) -> None:
    assert descriptor(ects="6").digest == descriptor(ects="6.0").digest
    assert descriptor(ects="6").digest != descriptor(ects="6.5").digest
    assert descriptor().digest != descriptor(objective={"hy": "Այլ", "en": "Other"}).digest


def test_every_field_of_the_dictionary_has_a_place() -> None:
    held = {one.name for one in codes.fields() if one.held_in != "credential"}
    assert held == set(FIELD_NAMES)


def test_a_decimal_never_becomes_a_float(descriptor: Read) -> None:
    """BIZ-04: credits are exact decimals, written as text."""
    tenth = descriptor(assessment=None, ects="2.5")
    assert tenth.ects == Decimal("2.5")
    assert b'"ects":"2.5"' in tenth.canonical


@pytest.mark.parametrize(
    "text",
    [
        *("3.0000001", "-1", "1e9", "1000000000", "NaN", "Infinity", "३", "٣", "3,5", "2.25"),
        *("", " 3", "3\n", "+3", "03", "3.", ".5", "0x3", "3_0", "1000"),
    ],
)
def test_only_ascii_whole_or_half_credits(text: str, course: Callable[[str], Any]) -> None:
    """ISS-04: credits are ASCII decimal digits, whole or half."""
    with pytest.raises(Invalid) as caught:
        reading.parse_credits(text)
    assert caught.value.code == "invalid_number"
    assert _refusals(course("credit_bearing") | {"ects": text}) == [("invalid_number", "ects")]


@pytest.mark.parametrize(("text", "shown"), [("3", "3"), ("2.5", "2.5"), ("30.0", "30")])
def test_credits_are_shown_without_needless_digits(text: str, shown: str) -> None:
    assert reading.credits_text(reading.parse_credits(text)) == shown


@pytest.mark.parametrize(
    ("members", "code", "place"),
    [
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"title": "Teacher course"}, "wrong_type", "title"),
        ({"title": {"EN": "x"}}, "language_unknown", "title"),
        ({"title": {"en": "Zero\u200bwidth"}}, "text_refused", "title"),
        ({"title": {"en": "x" * 201}}, "text_refused", "title"),
        ({"title": {"en": " "}}, "text_refused", "title"),
        ({"objective": {"en": "\u202eturned"}}, "text_refused", "objective"),
        ({"ects": 6.0}, "invalid_number", "ects"),
        ({"ects": True}, "invalid_number", "ects"),
        ({"ects": 10**5000}, "invalid_number", "ects"),
        ({"nqf_level": "6"}, "invalid_number", "nqf_level"),
        ({"nqf_level": True}, "invalid_number", "nqf_level"),
        ({"languages": "hy"}, "wrong_type", "languages"),
        ({"languages": ["hy", 7]}, "wrong_type", "languages.2"),
        ({"target_groups": ["x"] * 501}, "too_many", "target_groups"),
        ({"prerequisites": {"none": 1}}, "wrong_type", "prerequisites.none"),
        ({"prerequisites": []}, "wrong_type", "prerequisites"),
        ({"qa_valid_from": "2026-02-30"}, "invalid_date", "qa_valid_from"),
        ({"qa_valid_from": "2026-2-3"}, "invalid_date", "qa_valid_from"),
        ({"fee": {"amount": "10"}}, "field_missing", "fee.currency"),
        (
            {"assessment": [{"type": "quiz", "weight": "1.234", "outcomes": [], "mode": "online"}]},
            "invalid_number",
            "assessment.1.weight",
        ),
    ],
)
def test_every_unreadable_place_is_named(
    members: dict[str, Any], code: str, place: str, course: Callable[[str], dict[str, Any]]
) -> None:
    assert _refusals(course("credit_bearing") | members) == [(code, place)]


def test_all_unreadable_places_are_told_at_once(course: Callable[[str], dict[str, Any]]) -> None:
    refused = _refusals(course("credit_bearing") | {"ects": "x", "kind": 7, "colour": 1})
    assert sorted(place for _, place in refused) == ["colour", "ects", "kind"]


def test_armenian_letters_stay_as_they_are(descriptor: Read) -> None:
    """UNI-05: U+0587 is not taken apart."""
    title = {"hy": "Հանրահաշիվ և երկրաչափություն", "en": "Algebra"}
    assert descriptor(title=title).title["hy"] == title["hy"]


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\u202e", "\u2066", "\u00ad", "\U000e0041"])
def test_hidden_characters_are_refused(mark: str, course: Callable[[str], Any]) -> None:
    """UNI-03: neither title nor text holds what hides, joins or turns characters."""
    for name in ("title", "objective"):
        document = course("credit_bearing") | {name: {"en": f"Al{mark}gebra"}}
        with pytest.raises(Invalid) as caught:
            Descriptor.from_dict(document)
        (problem,) = caught.value.problems
        assert (problem.code, problem.facts["field"]) == ("text_refused", name)


def test_texts_are_kept_in_nfc(descriptor: Read) -> None:
    """UNI-04: both spellings of one title are one title, and one digest."""
    composed, apart = descriptor(title={"en": "Caf\u00e9"}), descriptor(title={"en": "Cafe\u0301"})
    assert composed.title["en"] == "Caf\u00e9"
    assert composed.digest == apart.digest


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(FIELD_NAMES) | st.text(max_size=5), JSON, max_size=6))
def test_any_object_gives_a_descriptor_or_our_error(document: dict[str, Any]) -> None:
    try:
        descriptor = Descriptor.from_dict(document)
    except Invalid:
        return
    assert Descriptor.from_dict(descriptor.to_dict()) == descriptor


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).parents[2].glob("examples/*.json")), ids=lambda file: file.stem
)
def test_the_shipped_examples_can_be_published(file: Path) -> None:
    """What `examples/` shows is read, and right under the newest regime of its nation."""
    document = json.loads(file.read_text("utf-8"))
    found = Descriptor.from_dict({"mc_id": "https://a.example/p", "version": 1} | document)
    nation = files.history(str(found.jurisdiction))[-1]
    assert rules.problems(found, nation) == []
