"""Levels, regions, grades and other tables: an amendment names the entries that come and go."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from pharos.common.errors import Invalid
from pharos.nations import files, reading, tables
from pharos.nations.model import Nation
from pharos.standards import entries, parameters, rules, showing, telling
from pharos.standards.entryforms import EntryForm

MOMENT = datetime(2029, 1, 1, tzinfo=UTC)
DAY = date(2030, 1, 1)
AMENDED = files.regimes("AM")[-1]
PATHS = [path for path in parameters.leaves(AMENDED.document) if tables.is_entry(path)]


def amended(*changes: Mapping[str, Any]) -> Nation:
    """Armenia on the day of these amendments."""
    found = [rules.Change(UUID(int=n), DAY, MOMENT, one) for n, one in enumerate(changes, 1)]
    return rules.stretches(files.regimes("AM"), found)[-1].nation


def filled(path: tuple[str, ...], language: str = "en") -> EntryForm:
    """The form of an entry, sent as it was shown."""
    held = parameters.own_members(path, parameters.value_at(AMENDED.document, path))
    more: Any = {"table": path[:-1], "present": held, "nation": AMENDED.nation,
                 "language": language}  # fmt: skip
    shown = EntryForm(**more)
    sent = {name: shown[name].initial for name in shown.fields}
    sent["source"] = sent["source"] or "Order 7, article 2"
    return EntryForm(sent, **more)


def test_every_entry_is_read_back_as_it_was_shown() -> None:
    assert {tables.general(path[:-1]) for path in PATHS} == set(tables.KEYS) - {
        ("designer", "ects_by_level")
    }
    for path in PATHS:
        held = parameters.own_members(path, parameters.value_at(AMENDED.document, path))
        entry = filled(path).entry(path[-1])
        assert entry.pop("source"), path
        assert entries.laid(held, entry) == held, path


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_every_entry_is_shown_in_words(language: str) -> None:
    for path in PATHS:
        held = parameters.value_at(AMENDED.document, path)
        told = showing.value(path, held, AMENDED.nation, language)
        label = showing.label(path, AMENDED.nation, language)
        assert not re.search(r"(field|parameter)_[a-z]+_|\{", told + label), path


def test_two_amendments_add_to_one_table() -> None:
    """What one authority enters does not undo what another one entered."""
    one, two = (
        {"regions": {key: {"code": key, "kind": "city", "name": {"en": key}, "source": "Act"}}}
        for key in ("AM-X1", "AM-X2")
    )
    assert {"AM-X1", "AM-X2", "AM-ER"} <= set(amended(one, two).regions)


def test_an_entry_ends_and_its_words_stay_for_the_days_before() -> None:
    change = rules.Change(UUID(int=1), DAY, MOMENT, {"regions": {"AM-ER": None}})
    before, after = rules.pieces(files.regimes("AM"), [change])[-2:]
    assert "AM-ER" in before.regions
    assert "AM-ER" not in after.regions


def test_a_language_and_a_choice_are_taken_out() -> None:
    old = {"name": {"en": "A", "ka": "ა"}, "choices": {"a": {"en": "A"}, "b": {"en": "B"}}}
    new = {"name": {"en": "A"}, "choices": {"b": {"en": "B"}}}
    written = entries.change(old, new)
    assert written == {
        "name": {"en": "A", "ka": None}, "choices": {"a": None, "b": {"en": "B"}},
    }  # fmt: skip
    assert entries.laid(old, written) == new


def test_a_scale_and_its_grades_are_clauses_of_their_own() -> None:
    grade = {"code": "P", "min": None, "max": None, "label": {"en": "P"}, "passes": True}
    scale = {"id": "new", "scope": "any", "source": "Act", "grades": {"P": grade}}
    changes = {"grading_scales": {"new": scale, "am-4": {"grades": {"5": None}}}}
    names = [".".join(path) for path in parameters.clauses(changes)]
    assert names == ["grading_scales.new", "grading_scales.new.grades.P",
                     "grading_scales.am-4.grades.5"]  # fmt: skip
    left = parameters.without(changes, ("grading_scales", "new"))
    assert left == {"grading_scales": {"am-4": {"grades": {"5": None}}}}
    nation = amended(changes)
    assert [one.code for one in nation.grading_scales["am-4"].grades] == ["4", "3", "2"]
    assert nation.grading_scales["new"].grade("P") is not None


def test_a_list_of_rows_still_replaces_a_whole_table() -> None:
    """Amendments that were approved before entries had keys keep their meaning."""
    row = {"code": "AM-ER", "kind": "city", "name": {"en": "Yerevan"}}
    assert set(amended({"regions": [row]}).regions) == {"AM-ER"}


def test_the_difference_of_an_entry_is_told_member_by_member() -> None:
    stretch = rules.stretches(files.regimes("AM"), [])[-1]
    changes = {"levels": {"8": {"nqf": 8, "name": {"en": "Doctorate"}}, "7": None}}
    one, two = telling.clauses_of(changes, stretch, "en")
    assert (one["state"], two["state"]) == ("page_row_changed", "page_row_ended")
    assert [row["label"] for row in one["rows"] if row["is_changed"]] == ["Name"]


def test_numbers_of_people_are_bounded() -> None:
    for text in ("1e999999999", "-1", "NaN", "1.234"):
        with pytest.raises(ValueError, match="number"):
            parameters.number_of(text)
    assert parameters.number_of(" 59,5 ") == "59.5"


def test_a_form_refuses_what_no_code_is() -> None:
    form = EntryForm(
        {"code": "A.B", "name_en": "x", "kind": "city", "source": "x\u202e"},
        table=("regions",), present=None, nation=AMENDED.nation, language="en",
    )  # fmt: skip
    assert not entries.is_key(form.key_of())
    with pytest.raises(Invalid, match="not accepted"):
        form.entry("AB")


def test_documents_of_every_nation_stand_under_keys() -> None:
    for code in files.all_codes():
        for regime in files.regimes(code):
            assert tables.by_key(regime.document) == regime.document
            assert reading.build(regime.document) == regime.nation
