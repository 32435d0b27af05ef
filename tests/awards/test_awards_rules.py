"""Judging rows: each fault has its code and column, and one bad row never spoils another."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.awards import grades, rules
from pharos.awards.rosters import reading, values
from pharos.nations.files import history

AM, GE = history("AM")[-1], history("GE")[-1]


def found(judged: rules.Judged) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in judged.problems]


def test_a_good_row_becomes_facts(row, expected):
    judged = rules.judge_row(row(), expected())
    assert (judged.problems, judged.warnings) == ((), ())
    facts = judged.facts
    assert facts is not None
    assert (facts.name.native, facts.name.latin) == ("ნინო ბერიძე", "Nino Beridze")
    assert (facts.birth_date, facts.award_date) == (date(1994, 3, 12), date(2025, 7, 4))
    assert (facts.ects, facts.grade.text, facts.pathway) == (Decimal(6), "B (85/100)", "course")
    assert facts.identifier_kind == "national_number"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"given_name": ""}, "given_name", "given_name_missing"),
        ({"family_name": ""}, "family_name", "family_name_missing"),
        ({"single_name": "yes"}, "family_name", "single_name_contradicted"),
        ({"single_name": "perhaps"}, "single_name", "word_unknown"),
        ({"given_name": "123"}, "given_name", "name_without_letters"),
        ({"given_name": "Ա" * 201}, "given_name", "name_too_long"),
        ({"given_name_latin": "Nіno"}, "given_name_latin", "name_not_latin"),
        ({"family_name_latin": "ბერიძე"}, "family_name_latin", "name_not_latin"),
        ({"birth_date": ""}, "birth_date", "birth_date_missing"),
        ({"birth_date": "12/03/1994"}, "birth_date", "invalid_date"),
        ({"birth_date": "1994-02-30"}, "birth_date", "invalid_date"),
        ({"birth_date": "12.03.94"}, "birth_date", "invalid_date"),
        ({"birth_date": "१२.03.1994"}, "birth_date", "invalid_date"),
        ({"birth_date": "1899-12-31"}, "birth_date", "birth_date_out_of_range"),
        ({"birth_date": "2025-07-04"}, "birth_date", "birth_date_out_of_range"),
        ({"national_number": "99-00;DROP"}, "national_number", "national_number_unreadable"),
        (
            {"national_number": "", "document_number": "A1"},
            "document_number",
            "document_number_unreadable",
        ),
        ({"result": ""}, "result", "result_missing"),
        ({"result": "brilliant"}, "result", "result_unknown"),
        ({"result": "დაესწრო"}, "result", "attended_only"),
        ({"result": "attendance only"}, "result", "attended_only"),
        ({"result": "մասնակցել է"}, "result", "attended_only"),
        ({"result": "failed"}, "result", "not_passed"),
        ({"grade": ""}, "grade", "grade_missing"),
        ({"grade": "=1+1"}, "grade", "formula_cell"),
        ({"grade": "excellent work"}, "grade", "grade_unknown"),
        ({"grade": "101"}, "grade", "grade_unknown"),
        ({"grade": "85/20"}, "grade", "grade_unknown"),
        ({"grade": "90.5"}, "grade", "grade_not_rounded"),
        ({"grade": "A (85)"}, "grade", "grade_contradicts_itself"),
        ({"grade": "45"}, "grade", "grade_does_not_pass"),
        ({"award_date": ""}, "award_date", "award_date_missing"),
        ({"award_date": "tomorrow"}, "award_date", "invalid_date"),
        ({"pathway": "magic"}, "pathway", "word_unknown"),
        ({"identity_check": "camera"}, "identity_check", "word_unknown"),
        ({"programme": "spreadsheet-skills"}, "programme", "other_programme"),
        ({"programme": "teacher-course"}, "programme", "not_your_programme"),
    ],
)
def test_each_fault_has_its_code_and_column(row, expected, cells, column, code):
    judged = rules.judge_row(row(**cells), expected())
    assert found(judged) == [(column, code)]
    assert judged.facts is None
    assert not judged.accepted


def test_all_problems_of_a_row_are_told(row, expected):
    judged = rules.judge_row(row(given_name="", birth_date="x", grade="900", ects="7"), expected())
    assert found(judged) == [
        ("given_name", "given_name_missing"),
        ("birth_date", "invalid_date"),
        ("grade", "grade_unknown"),
        ("ects", "credits_mismatch"),
    ]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("2", "credits_mismatch"),
        ("6.5", "credits_mismatch"),
        ("0", "credits_mismatch"),
        ("3.0000001", "invalid_number"),
        ("5.25", "invalid_number"),
        ("-1", "invalid_number"),
        ("+6", "invalid_number"),
        ("1e9", "invalid_number"),
        ("NaN", "invalid_number"),
        ("Infinity", "invalid_number"),
        ("३", "invalid_number"),
        ("٦", "invalid_number"),
        ("６", "invalid_number"),
        ("6 ", None),
        ("6", None),
        ("6.0", None),
        ("6,0", None),
        ("6.00", None),
        ("", "credits_missing"),
    ],
)
def test_credits_must_be_those_of_the_version(row, expected, stated, code):
    """ISS-04: other credits are a mismatch; only ASCII digits, whole or half, are a number."""
    judged = rules.judge_row(row(ects=stated.strip(" ")), expected())
    assert found(judged) == ([("ects", code)] if code else [])


def test_a_programme_without_credit_gives_none(row, expected):
    """ISS-04: credits stated for a programme that bears none are refused."""
    asked = expected(ects=None)
    assert found(rules.judge_row(row(ects="6"), asked)) == [("ects", "credits_not_awarded")]
    assert rules.judge_row(row(ects=""), asked).facts.ects is None


@pytest.mark.parametrize(
    ("day", "last_day", "good"),
    [
        ("2026-11-23", None, False),
        ("2026-11-22", None, True),
        ("2024-09-30", None, False),
        ("2024-10-01", None, True),
        ("2025-06-30", date(2025, 7, 1), True),
        ("2025-07-01", date(2025, 7, 1), False),
    ],
)
def test_award_dates_keep_to_the_version_and_to_today(row, expected, day, last_day, good):
    """ISS-03: in the future, before the first day and after the last, at the exact boundary."""
    judged = rules.judge_row(row(award_date=day), expected(last_day=last_day))
    assert found(judged) == ([] if good else [("award_date", "award_date_out_of_range")])


def test_one_award_date_may_hold_for_the_whole_roster(row, expected):
    asked = expected(award_date=date(2025, 7, 4))
    assert rules.judge_row(row(award_date=""), asked).facts.award_date == date(2025, 7, 4)
    assert rules.judge_row(row(award_date="2025-07-05"), asked).facts.award_date.day == 5


@pytest.mark.parametrize(
    "cell",
    ['=HYPERLINK("x")', "+cmd", "-2+3", "@SUM(A1)", "\tԱնի", "\rԱնի", "＝1", "＋1", "－1", "＠a"],
)
@pytest.mark.parametrize("column", ["given_name", "family_name", "given_name_latin"])
def test_formulas_are_no_names(row, expected, cell, column):
    """UPL-06: a cell that a spreadsheet would run is refused in every name."""
    judged = rules.judge_row(row(**{column: cell}), expected())
    assert next(code for at, code in found(judged) if at == column) in {
        "name_formula",
        "name_character",
    }


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u200c", "\u202e", "\u2066", "\u00ad", "\U000e0041", "\ufeff"]
)
def test_hidden_characters_are_refused_with_their_place(row, expected, hidden):
    """UNI-03: zero width, joiners, bidi, soft hyphen, tags; the message names the position."""
    judged = rules.judge_row(row(given_name=f"ნი{hidden}ნო"), expected())
    (problem,) = judged.problems
    assert (problem.code, problem.facts["position"]) == ("name_character", 3)


def test_mixed_scripts_are_told_not_refused(row, expected):
    """UNI-02: a person's name that mixes scripts in a word is a warning."""
    judged = rules.judge_row(row(given_name="Aննա"), expected())
    assert judged.accepted
    assert [(one.column, one.code) for one in judged.warnings] == [
        ("given_name", "name_mixes_scripts")
    ]


def test_decomposed_names_become_composed(row, expected):
    """UNI-04: the stored name is NFC, whatever the file held."""
    name = "José"
    decomposed = unicodedata.normalize("NFD", name)
    raw = f"given name,family name,result\n{decomposed},B,passed\n".encode()
    assert reading.read(raw).rows[0].cells["given_name"] == name
    facts = rules.judge_row(row(given_name=decomposed), expected()).facts
    assert facts.name.given == name


def test_the_armenian_ligature_is_kept(row, expected):
    """UNI-05: U+0587 stays one letter in the name; only the comparison key folds it."""
    facts = rules.judge_row(row(given_name="Գևորգ", family_name="Սևյան"), expected()).facts
    assert "\u0587" in facts.name.given
    other = rules.judge_row(row(given_name="Գեւորգ", family_name="ՍԵՎՅԱՆ"), expected()).facts
    assert facts.name.given != other.name.given


@pytest.mark.parametrize(
    "cells",
    [
        {"given_name": "Ո", "family_name": "Օ"},
        {"given_name": "Ա" * 200},
        {"given_name": "Շոն", "family_name": "Օ՚Հարա", "family_name_latin": "O'Hara"},
        {"given_name": "D’Arcy", "family_name": "Mc Kenna-Ó Sé"},
        {"family_name": "Դե լա Ռոզա", "family_name_latin": "De la Rosa"},
        {"family_name": "", "family_name_latin": "", "single_name": "այո"},
        {"given_name_latin": "Hʼlena"},
    ],
)
def test_names_that_people_have_are_accepted(row, expected, cells):
    """UNI-08: one letter, 200 letters, apostrophes, several words, a single name."""
    assert found(rules.judge_row(row(**cells), expected())) == []


def test_a_missing_latin_name_is_told(row, expected):
    """UNI-08: without Latin spelling the row goes on, and nothing is transliterated."""
    judged = rules.judge_row(row(given_name_latin="", family_name_latin=""), expected())
    assert judged.facts.name.latin == ""
    assert [one.code for one in judged.warnings] == ["latin_name_missing"] * 2


def test_an_unusual_national_number_is_only_told(row, expected):
    judged = rules.judge_row(row(), expected(national_number=lambda number: False))
    assert judged.accepted
    assert [one.code for one in judged.warnings] == ["national_number_unusual"]


@pytest.mark.parametrize(
    ("nation", "scale", "text", "answer"),
    [
        (GE, "ge-100", "91", "A (91/100)"),
        (GE, "ge-100", "90", "B (90/100)"),
        (GE, "ge-100", "51/100", "E (51/100)"),
        (GE, "ge-100", "b 85", "B (85/100)"),
        (GE, "ge-100", "B (85/100)", "B (85/100)"),
        (GE, "ge-100", "B", "B"),
        (AM, "am-20-school", "18", "5 (18/20)"),
        (AM, "am-20-school", "5", "2 (5/20)"),
        (AM, "am-4", "5", "5"),
        (AM, "pass-fail", "ստուգված", "P"),
        (AM, "pass-fail", "p", "P"),
    ],
)
def test_marks_keep_their_band_and_points(nation, scale, text, answer):
    assert grades.read(nation.grading_scales[scale], text).text == answer


@pytest.mark.parametrize("position", [1, 2, 7, 49, 50])
def test_one_foreign_row_is_found_wherever_it_stands(row, expected, position):
    """ISS-02: each row is judged by itself; the position of the bad one makes no difference."""
    rows = [
        row(number, programme="someone-elses" if number == position else "data-analysis")
        for number in range(1, 51)
    ]
    judged = rules.judge_file(rules.judge_row(one, expected()) for one in rows)
    bad = [one for one in judged if not one.accepted]
    assert [(one.number, found(one)) for one in bad] == [
        (position, [("programme", "not_your_programme")])
    ]


def judged_rows(row, expected, *cells):
    asked = expected()
    rows = [rules.judge_row(row(n, **one), asked) for n, one in enumerate(cells, 1)]
    return rules.judge_file(rows)


def test_the_same_learner_twice_in_a_file_is_refused(row, expected):
    same = {"national_number": "99123456789"}
    first, second = judged_rows(row, expected, same, same)
    assert first.accepted
    assert found(second) == [("national_number", "duplicate_in_file")]
    assert second.problems[0].facts["first"] == 1


def test_one_number_for_two_people_is_refused(row, expected):
    number = {"national_number": "99123456789"}
    _, second = judged_rows(row, expected, number, number | {"given_name": "ანა"})
    assert found(second) == [("national_number", "identifier_of_another_row")]


def test_the_same_row_without_number_is_a_duplicate(row, expected):
    bare = {"national_number": ""}
    first, second = judged_rows(row, expected, bare, bare)
    assert first.accepted
    assert found(second) == [("family_name", "duplicate_in_file")]


def test_two_people_of_one_name_and_birth_date_go_on(row, expected):
    numbered = judged_rows(row, expected, {}, {})
    assert all(one.accepted and not one.warnings for one in numbered)
    _, second = judged_rows(row, expected, {}, {"national_number": ""})
    assert second.accepted
    assert [one.code for one in second.warnings] == ["same_name_and_birth_date"]


def known(facts, **changes):
    values = {"learner": "l", "name": facts.name, "birth_date": facts.birth_date, "awarded": None}
    return rules.Known(**(values | changes))


def test_what_the_register_knows_is_told(row, expected):
    judged = rules.judge_row(row(), expected())
    facts = judged.facts
    assert rules.judge_known(judged, None, []) == judged
    assert rules.judge_known(judged, known(facts), []) == judged
    awarded = rules.judge_known(judged, known(facts, awarded="A-1"), [])
    assert found(awarded) == [("national_number", "already_awarded")]
    assert awarded.problems[0].facts["award"] == "A-1"
    other = rules.judge_known(judged, known(facts, birth_date=date(1990, 1, 1)), [])
    assert found(other) == [("national_number", "identifier_of_another")]
    named = rules.judge_row(row(family_name="ლომიძე"), expected()).facts.name
    renamed = rules.judge_known(judged, known(facts, name=named), [])
    assert [one.code for one in renamed.warnings] == ["name_differs"]


def test_without_number_a_likeness_is_for_a_human(row, expected):
    judged = rules.judge_row(row(national_number=""), expected())
    alike = rules.judge_known(judged, None, [known(judged.facts)])
    assert [one.code for one in alike.warnings] == ["possibly_known"]
    awarded = rules.judge_known(judged, None, [known(judged.facts, awarded="A-1")])
    assert awarded.accepted
    assert [one.code for one in awarded.warnings] == ["possibly_awarded"]


@given(st.text(max_size=12))
def test_numbers_are_exact_or_nothing(text):
    """ISS-04: whatever is accepted as credits is ASCII and a multiple of a half."""
    number = values.credits(text)
    if number is not None:
        assert text.isascii()
        assert number * 2 == int(number * 2)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_days_are_read_in_both_spellings(day):
    assert values.day(day.isoformat()) == day
    assert values.day(f"{day.day}.{day.month}.{day.year:04}") == day
