"""What a set lacks, covers and how it differs from another, as pure functions."""

from pharos.criteria import rules
from pharos.criteria.rules import Content, Criterion


def criterion(code: str, **more: object) -> Criterion:
    facts = {"text": {"en": f"About {code}", "hy": "Մասին"}, "esg": ("1.1",), "clause": "",
             "evidence": {"en": "A document"}} | more  # fmt: skip
    return Criterion(code, **facts)  # type: ignore[arg-type]


WHOLE = Content({"en": "Criteria", "hy": "Չափանիշներ"}, "Act", (criterion("1"), criterion("2")))


def test_the_esg_has_three_parts_and_24_standards() -> None:
    parts = [sum(one.part == part for one in rules.esg()) for part in (1, 2, 3)]
    assert parts == [10, 7, 7]
    assert rules.esg()[0].title == "Policy for quality assurance"


def test_a_document_is_read_back_as_it_was_written() -> None:
    import json

    assert rules.content_of(json.loads(WHOLE.text())) == WHOLE


def test_a_whole_set_lacks_nothing() -> None:
    assert rules.lacks(WHOLE, ("hy", "en")) == []


def test_every_lack_is_named() -> None:
    bare = Content({"en": "Criteria"}, "", (Criterion("1", {"en": "Words"}),))
    assert [(one.code, dict(one.facts)) for one in rules.lacks(bare, ("hy", "en"))] == [
        ("criteria_lack_title", {"language": "hy"}),
        ("criteria_lack_text", {"code": "1", "language": "hy"}),
        ("criteria_lack_ground", {"code": "1"}),
        ("criteria_lack_evidence", {"code": "1"}),
    ]
    assert [one.code for one in rules.lacks(Content(WHOLE.title), ("en",))] == ["criteria_lack_all"]


def test_the_table_says_which_standards_no_criterion_covers() -> None:
    criteria = (criterion("1", esg=("1.1", "1.9")), criterion("2", esg=("1.1", "2.4")))
    told = {standard.number: codes for standard, codes in rules.coverage(criteria)}
    assert told["1.1"] == ("1", "2")
    assert told["1.9"] == ("1",)
    assert told["1.2"] == ()
    assert len(rules.uncovered(criteria)) == 8
    assert "2.4" not in rules.uncovered(criteria, (2,))


def test_two_sets_differ_by_their_criteria() -> None:
    other = criterion("2", text={"en": "Other words", "hy": "Մասին"})
    newer = Content(WHOLE.title, "Act", (criterion("3"), other, criterion("1")))
    told = [(one.code, one.kind, one.changed) for one in rules.differences(WHOLE, newer)]
    assert told == [("3", "added", ()), ("2", "changed", ("text",)), ("1", "same", ())]
    back = rules.differences(newer, WHOLE)
    assert [(one.code, one.kind) for one in back][-1] == ("3", "removed")


def test_a_criterion_is_moved_replaced_and_taken_out() -> None:
    third = WHOLE.with_criterion(criterion("3"))
    assert [one.code for one in third.moved("3", -5).criteria] == ["3", "1", "2"]
    assert [one.code for one in third.moved("1", 1).criteria] == ["2", "1", "3"]
    assert [one.code for one in third.without("2").criteria] == ["1", "3"]
    changed = third.with_criterion(criterion("2a"), instead_of="2")
    assert [one.code for one in changed.criteria] == ["1", "2a", "3"]
