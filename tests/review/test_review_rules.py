"""The checklist of the quality office: whole, with reasons; nothing passes that is not met."""

import pytest
from lightworld import answers

from pharos.review import rules
from pharos.review.rules import Answer


def codes(outcome: str, told: dict[str, Answer], reason: str = "") -> list[str]:
    return [one.code for one in rules.decision_problems(outcome, told, reason)]


def test_the_checklist_names_each_principle_and_each_internal_standard_once() -> None:
    items = rules.checklist()
    clauses = [(one.source, one.clause) for one in items]
    assert clauses == [
        *(("council_annex_2", str(number)) for number in range(1, 11)),
        *(("esg_2015", f"1.{number}") for number in range(1, 11)),
    ]
    assert len({one.code for one in items}) == 20


def test_fields_of_the_checklist_are_fields_of_a_descriptor() -> None:
    from pharos.catalogue.descriptors import FIELD_NAMES

    assert {name for one in rules.checklist() for name in one.fields} <= set(FIELD_NAMES)


def test_a_whole_good_checklist_is_approved() -> None:
    assert codes("approved", answers()) == []
    assert codes("approved", answers("partly", "Soon.")) == []
    assert codes("approved", answers("not_applicable", "No staff.")) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"esg_1_3": Answer("")}, "review_items_open"),
        ({"esg_1_3": Answer("partly")}, "review_reason_missing"),
        ({"esg_1_3": Answer("not_applicable", " ")}, "review_reason_missing"),
        ({"esg_1_3": Answer("not_met", "No map.")}, "review_item_not_met"),
        ({"esg_1_3": Answer("good")}, "review_verdict_unknown"),
    ],
    ids=["open", "partly", "not applicable", "not met", "unknown"],
)
def test_what_is_not_approved(change: dict[str, Answer], code: str) -> None:
    assert code in codes("approved", answers() | change)


def test_a_return_says_what_to_mend_and_needs_no_whole_checklist() -> None:
    assert codes("returned", {}, "The assessment map is missing.") == []
    assert codes("returned", {}, " ") == ["review_remarks_missing"]
    assert codes("perhaps", {}) == ["review_outcome_unknown"]


def test_answers_are_kept_in_the_order_of_the_list() -> None:
    told = {"esg_1_1": Answer("met"), "principle_1": Answer("partly", "Soon."), "else": Answer("")}
    document = rules.document_of({k: v for k, v in told.items() if k != "else"})
    assert list(document) == ["principle_1", "esg_1_1"]
    assert rules.answers_of(document | {"else": {"verdict": "met"}}) == {
        "principle_1": Answer("partly", "Soon."), "esg_1_1": Answer("met"),
    }  # fmt: skip


def test_differences_leave_the_number_of_the_version_out() -> None:
    before = {"version": 1, "ects": "3", "title": {"en": "A"}}
    after = {"version": 2, "ects": "4", "title": {"en": "A"}, "fee": "0"}
    found = rules.differences(before, after)
    assert [(one.field, one.before, one.after) for one in found] == [
        ("ects", "3", "4"), ("fee", None, "0"),
    ]  # fmt: skip
