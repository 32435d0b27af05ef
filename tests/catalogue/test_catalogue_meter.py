"""The completeness meter, its advice, and the warnings of overlap and of sizes that cannot be."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from shelf import Shelf

from pharos.catalogue import (
    advice,
    assessable,
    codes,
    measures,
    meter,
    overlap,
    plausible,
    queries,
)
from pharos.catalogue.descriptors import Descriptor
from pharos.common import sentences, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.nations import files
from pharos.nations.model import Nation

Read = Callable[..., Descriptor]
EXAMPLES = Path(__file__).parents[2] / "examples"


def test_every_list_is_whole() -> None:
    """REFERENCE 3.1, 3.2, 3.5: 13 topics, 11 and 5 elements, the 16 fields A to Q without J."""
    counted = {name: [one.item for one in meter.items() if one.group == name]
               for name in meter.GROUPS}  # fmt: skip
    assert {name: len(found) for name, found in counted.items()} == {
        "topics": 13, "annex_i": 11, "annex_i_optional": 5, "fields": 16, "deqar": 6, "outcomes": 0,
    }  # fmt: skip
    assert "".join(counted["fields"]) == "ABCDEFGHIKLMNOPQ"
    assert {one.needs for one in meter.items()} == set(measures.NEEDS)
    assert {one.field for one in meter.items() if one.field} <= set(advice.fields())


@pytest.mark.parametrize("language", sentences.LANGUAGES)
def test_every_field_that_an_author_fills_has_advice(language: str) -> None:
    said = sentences.catalogue(language)
    assert [one for one in advice.fields() if advice.code_of(one) not in said] == []
    assert advice.code_of("version") == ""


def test_an_empty_draft_lacks_everything_but_what_the_register_fills(armenia: Nation) -> None:
    found = meter.of(Descriptor(kind="credit_bearing"), armenia)
    filled = {name: group.filled for name, group in found.groups.items()}
    assert filled == {"topics": 0, "annex_i": 2, "annex_i_optional": 0, "fields": 0,
                      "deqar": 0, "outcomes": 0}  # fmt: skip
    assert found.score == 3
    assert {one.code for one in found.gaps} <= {f"advice_{one}" for one in advice.fields()}


def test_employers_who_sign_stand_for_a_consultation(descriptor: Read, armenia: Nation) -> None:
    without = meter.of(descriptor(), armenia)
    signed = meter.of(descriptor(), armenia, has_employer_evidence=True)
    assert {one.item for one in without.gaps_of("topics")} - {
        one.item for one in signed.gaps_of("topics")
    } == {"1"}
    assert signed.score > without.score


TAKEN = [one for one in meter.items() if one.field in ("title", "objective", "assessment")]


@pytest.mark.parametrize("item", TAKEN, ids=lambda one: f"{one.group}-{one.item}")
def test_what_is_taken_away_is_a_gap(item: meter.Item, descriptor: Read, armenia: Nation) -> None:
    before = {(one.group, one.item) for one in meter.of(descriptor(), armenia).gaps}
    after = meter.of(descriptor(**{item.field: None}), armenia).gaps
    assert (item.group, item.item) in {(one.group, one.item) for one in after} - before


def test_a_course_with_attendance_alone_has_no_assessment(
    descriptor: Read, armenia: Nation
) -> None:
    """R4 and scenario 4: attendance is not achievement; nothing of it counts as assessed."""
    outcomes = [one.id for one in descriptor().learning_outcomes]
    part = {"type": "level_of_attendance", "weight": "100", "outcomes": outcomes, "mode": "onsite"}
    found = meter.of(descriptor(assessment=[part]), armenia)
    assert {(one.group, one.item) for one in found.gaps} >= {
        ("topics", "4"), ("annex_i", "9"), ("fields", "L"), ("deqar", "assessment_certification"),
    }  # fmt: skip


def test_deqar_is_asked_of_credit_alone(descriptor: Read, armenia: Nation) -> None:
    """REFERENCE 4.5: hours are not exported."""
    assert meter.of(descriptor("vet_training"), armenia).groups["deqar"].total == 0
    assert meter.of(descriptor("regulated_30"), armenia).groups["deqar"].filled == 6


def test_the_fields_of_the_surveys() -> None:
    found = {meter.survey_field(code) for code in codes_of_the_twelve()}
    assert found == set(range(1, 13))
    assert meter.survey_field("1041") is None
    assert meter.survey_field(None) is None


def codes_of_the_twelve() -> list[str]:
    return ["0613", "0421", "0311", "0111", "1015", "0412", "0715", "0231", "0321", "0811", "0913",
            "0212"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "codes_found"),
    [
        ({"en": "Explains the law"}, []),
        ({"en": "Is able to compare two offers"}, []),
        ({"en": "Knows the law"}, ["outcome_verb_vague"]),
        ({"en": "Is aware of risks"}, ["outcome_verb_vague"]),
        ({"en": "The law of contracts"}, ["outcome_verb_missing"]),
        ({"hy": "Բացատրում է օրենքը"}, []),
        ({"hy": "Գիտի օրենքը"}, ["outcome_verb_vague"]),
        ({"hy": "Պայմանագրային իրավունք"}, ["outcome_verb_missing"]),
        ({"ka": "განმარტავს კანონს"}, []),
        ({"ka": "იცის კანონი"}, ["outcome_verb_vague"]),
        ({"ka": "სახელშეკრულებო სამართალი"}, ["outcome_verb_missing"]),
        ({"en": "Explains it", "hy": "Հասկանում է այն"}, ["outcome_verb_vague"]),
    ],
)
def test_outcomes_that_can_be_assessed(text: dict[str, str], codes_found: list[str]) -> None:
    document = {"learning_outcomes": [{"id": "a", "type": "skill", "text": text}]}
    weak = assessable.weak(Descriptor.from_dict(document))
    assert [one.code for one in weak] == codes_found


def test_likeness_is_told_by_outcome_and_title() -> None:
    """A40: the same words in another order are the same outcome."""
    first = _example("data-analysis.json")
    document = first.to_dict()
    turned = json.loads(json.dumps(document, ensure_ascii=False))
    turned["learning_outcomes"] = turned["learning_outcomes"][::-1][:3]
    found = overlap.likeness(first, Descriptor.from_dict(turned))
    assert (found.share, found.title, len(found.pairs)) == (75, 100, 3)
    other = overlap.likeness(first, _example("teacher-course.json"))
    assert (other.share, other.pairs) == (0, ())
    assert overlap.likeness(Descriptor(), first).share == 0


def test_sizes_that_cannot_be(descriptor: Read, armenia: Nation) -> None:
    def told(**members: Any) -> list[str]:
        return [one.code for one in plausible.warnings(descriptor(**members), armenia)]

    assert told() == []
    assert told(schedule={"weeks": 2}) == ["plausible_week"]
    assert told(contact_hours={"count": "240", "minutes": 45}) == ["plausible_contact"]
    assert told(workload_hours={"count": "2", "minutes": 60}, contact_hours=None) == [
        "plausible_outcomes"
    ]
    assert Decimal(3) == plausible.LEAST_HOURS


def test_the_shipped_examples_are_measured() -> None:
    found = meter.of(_example("teacher-course.json"), files.history("AM")[-1])
    assert found.groups["annex_i"].filled == found.groups["annex_i"].total == 11
    assert found.survey_field == 4
    assert {one.field for one in found.gaps} <= {one.name for one in codes.fields()}


def _example(name: str) -> Descriptor:
    return Descriptor.from_dict(json.loads((EXAMPLES / name).read_text("utf-8")))


@pytest.mark.django_db
def test_only_programmes_of_the_same_field_are_compared(shelf: Shelf, armenia: Nation) -> None:
    """A40: candidates come by an index; the own programme is not like itself."""
    shelf.publish("first", "Ա", "First steps in teaching")
    other = shelf.publish("second", "Բ", "Something else")
    shelf.publish("third", "Գ", "Another field", isced_f="0613")
    with tenancy.scope(ANONYMOUS):
        found = queries.overlaps(other.descriptor, armenia)
    assert [(one.programme.slug, alike.share) for one, alike in found] == [("first", 100)]
