"""The shipped files: what they say, and that they can say nothing wrong."""

import itertools
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pharos.nations import codes
from pharos.nations import files as nation_files
from pharos.nations.files import all_codes, history
from pharos.nations.vocabulary import PROGRAMME_KINDS

DATA = Path(nation_files.__file__).parent / "data"


def on(code: str, day: date):
    return next(nation for nation in history(code) if nation.legal_basis.covers(day))


def test_three_nations_are_shipped() -> None:
    assert all_codes() == ("AM", "GE", "XD")


@pytest.mark.parametrize("code", all_codes())
def test_regimes_follow_each_other_without_gap_or_overlap(code: str) -> None:
    regimes = history(code)
    for earlier, later in itertools.pairwise(regimes):
        assert earlier.legal_basis.until == later.legal_basis.first_day
    assert regimes[-1].legal_basis.until is None
    assert {nation.code for nation in regimes} == {code}


@pytest.mark.parametrize("code", all_codes())
def test_numbering_of_levels_equals_eqf_and_nothing_is_referenced_yet(code: str) -> None:
    for nation in history(code):
        assert sorted(nation.levels) == list(range(1, 9))
        assert all(level.nqf == level.eqf for level in nation.levels.values())
        assert not any(level.referenced for level in nation.levels.values())
        assert nation.levels[6].qf_ehea == "QF-EHEA-1"
        assert nation.levels[4].cycle is None


def test_legal_status_as_shipped() -> None:
    today = date(2026, 11, 22)
    statuses = {code: on(code, today).legal_basis.status for code in all_codes()}
    assert statuses == {"AM": "draft", "GE": "none", "XD": "pilot"}


def test_last_day_is_shown_inclusive() -> None:
    before = on("AM", date(2024, 12, 31)).legal_basis
    assert (before.until, before.last_day) == (date(2025, 1, 1), date(2024, 12, 31))
    assert on("AM", date(2025, 1, 1)).legal_basis.last_day is None


def test_gates_stand_in_armenia_and_not_in_georgia() -> None:
    today = date(2026, 11, 22)
    armenia, georgia = on("AM", today).gates, on("GE", today).gates
    assert (armenia.format_approval, armenia.national_registration) == (True, True)
    assert (georgia.format_approval, georgia.national_registration) == (False, False)
    assert armenia.two_persons
    assert georgia.two_persons


def test_durations_of_the_seeds() -> None:
    armenia, georgia = on("AM", date(2026, 1, 1)), on("GE", date(2026, 1, 1))
    assert armenia.allowed_years("institution") == (4, 6)
    assert armenia.allowed_years("institution", conditional=True) == (4,)
    assert armenia.conditions_deadline["institution"] == 2
    assert 6 in georgia.allowed_years("authorisation")
    assert 7 in georgia.allowed_years("programme")
    assert georgia.allowed_years("programme", conditional=True) == (2,)
    assert {1, 3, 5, 7} <= set(georgia.allowed_years("authorisation"))
    assert armenia.allowed_years("unheard-of") == ()


def test_the_statute_of_armenian_institutions_changed_in_2025() -> None:
    before = on("AM", date(2024, 6, 1))
    assert before.allowed_years("institution") == (6,)
    assert before.allowed_years("institution", conditional=True) == (2, 4)


def test_who_may_award_what() -> None:
    armenia, georgia = on("AM", date(2026, 1, 1)), on("GE", date(2026, 1, 1))
    assert armenia.may_award(["hei_private"], "credit_bearing")
    assert armenia.may_award(["company_academy"], "credit_bearing")
    assert armenia.may_award(["training_centre"], "regulated_30")
    assert not georgia.may_award(["company_academy"], "credit_bearing")
    assert georgia.may_award(["company_academy"], "non_formal")
    assert not georgia.may_award(["hei_public"], "regulated_30")
    assert georgia.may_award(["hei_public"], "carved_out")
    assert not any(armenia.may_award([kind], "carved_out") for kind in codes.organisation_kinds())
    assert (armenia.level_ranges["vet_training"], georgia.level_ranges["vet_training"]) == (
        (3, 5), (2, 5),
    )  # fmt: skip
    for nation in (armenia, georgia):
        assert nation.may_award(["vet_provider"], "vet_training")
        assert not nation.may_award(["hei_public"], "vet_training")
        assert not nation.may_award(["vet_provider"], "credit_bearing")
        assert not nation.may_award(["ministry", "qa_agency"], "non_formal")
        assert not nation.may_award([], "non_formal")


def test_awarding_rights_answer_every_pair() -> None:
    pairs = {
        (kind, programme) for kind in codes.organisation_kinds() for programme in PROGRAMME_KINDS
    }
    for code in all_codes():
        for nation in history(code):
            assert set(nation.awarding_rights) == pairs


def test_the_teacher_course_exists_since_2022() -> None:
    assert not on("AM", date(2021, 12, 31)).may_award(["hei_public"], "regulated_30")
    assert on("AM", date(2022, 1, 1)).may_award(["hei_public"], "regulated_30")
    assert on("AM", date(2026, 1, 1)).fixed_ects["regulated_30"] == Decimal(30)


def test_deciders_are_independent_of_the_ministry_for_quality() -> None:
    for code in all_codes():
        for nation in history(code):
            assert nation.deciders["institution"] == ("qa_agency",)
            assert nation.deciders["programme"] == ("qa_agency",)
            assert nation.deciders["format"] == ("ministry",)


def test_a_georgian_teaching_university_stops_below_the_doctorate() -> None:
    ceilings = on("GE", date(2026, 1, 1)).level_ceilings
    assert ceilings["hei_public_teaching_university"] == 7
    assert ceilings["hei_college"] == 6


def test_terms_speak_the_language_of_the_state() -> None:
    assert on("AM", date(2026, 1, 1)).term("micro_credential", "hy") == "միկրոորակավորում"
    assert on("GE", date(2026, 1, 1)).term("micro_credential", "ka") == "მიკროკვალიფიკაცია"
    assert on("GE", date(2026, 1, 1)).term("micro_credential", "ru") == "micro-credential"
    assert len({frozenset(nation.terms) for code in all_codes() for nation in history(code)}) == 1


def test_grades_of_georgia_have_integer_bands() -> None:
    scale = on("GE", date(2026, 1, 1)).grading_scales["ge-100"]
    assert scale.band(Decimal(56)).code == "E"
    assert scale.band(Decimal("90.5")) is None
    assert not scale.grade("FX").passes
    assert scale.grade("Z") is None


def test_regions() -> None:
    assert len(on("AM", date(2026, 1, 1)).regions) == 11
    assert len(on("GE", date(2026, 1, 1)).regions) == 12


def test_code_lists_are_whole() -> None:
    assert len(codes.assessment_types()) == 17
    unassessed = [
        c for c, kind in codes.assessment_types().items() if not kind.awards_learning_outcomes
    ]
    assert unassessed == ["level_of_attendance"]
    assert len(codes.forms_of_participation()) == 7
    assert len(codes.supervisions()) == 4
    assert len(codes.qa_types()) == 11
    assert not codes.qa_types()["employer_or_professional"].external
    for table in (
        codes.assessment_types(),
        codes.forms_of_participation(),
        codes.supervisions(),
        codes.qa_types(),
        codes.organisation_kinds(),
    ):
        assert all(set(entry.label) == {"en", "hy", "ka"} for entry in table.values())


def test_fields_of_education_are_a_tree() -> None:
    fields = codes.fields_of_education()
    assert len(fields) == 220
    assert all(field.parent is None or field.parent in fields for field in fields.values())
    assert codes.field_covers("01", "0113")
    assert codes.field_covers("0113", "0113")
    assert not codes.field_covers("0113", "01")
    assert not codes.field_covers("0", "0113")


def test_broad_fields_are_told_in_every_language() -> None:
    broad = [one for one in codes.fields_of_education().values() if one.level == "broad"]
    assert all(set(one.label) == {"en", "hy", "ka"} for one in broad)
    assert codes.fields_of_education()["01"].numbered["hy"] == "01 Կրթություն"
    assert set(codes.fields_of_education()["0113"].label) == {"en"}


@pytest.mark.parametrize("file", sorted(DATA.rglob("*.*")), ids=lambda file: str(file.name))
def test_no_word_mixes_scripts_and_all_text_is_nfc(file: Path) -> None:
    text = file.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    word: set[str] = set()
    for character in text + " ":
        if character.isalpha():
            word.add(unicodedata.name(character).split()[0])
            continue
        assert len(word) <= 1, f"scripts {word} in one word before {character!r}"
        word = set()
