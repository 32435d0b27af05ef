"""The shipped rosters say what their README says, row by row."""

import json
import tomllib
from datetime import date
from decimal import Decimal

import pytest

from pharos.awards import rules
from pharos.awards.errors import RosterUnreadable
from pharos.awards.rosters import reading
from pharos.catalogue import rules as catalogue_rules
from pharos.catalogue.descriptors import Descriptor
from pharos.nations.files import history


def descriptor(examples, name):
    return Descriptor.from_dict(json.loads((examples / f"{name}.json").read_text("utf-8")))


def judged(examples, roster, programme):
    version = descriptor(examples, programme)
    nation = history(version.jurisdiction)[-1]
    digits = 10 if version.jurisdiction == "AM" else 11
    asked = rules.Expected(
        today=date(2026, 11, 22),
        first_day=date(2022, 3, 1),
        last_day=None,
        ects=version.ects,
        scale=nation.grading_scales[version.grading_scale],
        grade_required=True,
        national_number=lambda n: n.isdigit() and n[0] != "0" and len(n) == digits,
    )
    sheet = reading.read((examples / roster).read_bytes())
    return rules.judge_file(rules.judge_row(row, asked) for row in sheet.rows)


@pytest.mark.parametrize("name", ["teacher-course", "data-analysis", "spreadsheet-skills"])
def test_descriptors_may_be_published(examples, name):
    version = descriptor(examples, name)
    assert catalogue_rules.problems(version, history(version.jurisdiction)[-1]) == []


@pytest.mark.parametrize(
    ("roster", "programme", "rows", "ects"),
    [
        ("teachers.csv", "teacher-course", 120, 30),
        ("data-analysts.csv", "data-analysis", 60, 6),
        ("data-analysts-utf16.csv", "data-analysis", 20, 6),
        ("spreadsheets-ended-term.csv", "spreadsheet-skills", 3, 3),
        ("spreadsheets-after-term.csv", "spreadsheet-skills", 1, 3),
    ],
)
def test_good_rosters_are_wholly_accepted(examples, roster, programme, rows, ects):
    answer = judged(examples, roster, programme)
    assert len(answer) == rows
    assert all(row.accepted and not row.warnings for row in answer)
    assert {row.facts.ects for row in answer} == {Decimal(ects)}


def test_the_names_are_of_many_kinds(examples):
    names = [row.facts.name for row in judged(examples, "teachers.csv", "teacher-course")]
    assert sum(bool(name.patronymic) for name in names) > 100
    assert sum(not name.family for name in names) == 2
    for sign in ("-", "՚", " "):
        assert any(sign in name.family for name in names), sign
    assert any("\u0587" in name.given for name in names)


TEACHERS = {
    3: "given_name_missing",
    5: "family_name_missing",
    9: "credits_mismatch",
    12: "invalid_number",
    17: "award_date_out_of_range",
    21: "invalid_date",
    26: "name_formula",
    28: "name_formula",
    33: "name_character",
    36: "attended_only",
    41: "not_passed",
    44: "grade_does_not_pass",
    48: "grade_unknown",
    52: "grade_not_rounded",
    57: "birth_date_missing",
    60: "duplicate_in_file",
    66: "name_not_latin",
    80: "invalid_date",
    104: "result_unknown",
    112: "birth_date_out_of_range",
    119: "identifier_of_another_row",
}
ANALYSTS = {
    2: "family_name_missing",
    4: "credits_mismatch",
    7: "invalid_number",
    10: "invalid_number",
    13: "award_date_out_of_range",
    16: "name_formula",
    19: "attended_only",
    23: "grade_does_not_pass",
    27: "grade_contradicts_itself",
    31: "grade_missing",
    34: "invalid_date",
    39: "name_not_latin",
    42: "name_character",
    53: "credits_missing",
    55: "word_unknown",
    60: "duplicate_in_file",
}


@pytest.mark.parametrize(
    ("roster", "programme", "problems", "warnings"),
    [
        (
            "teachers-faults.csv",
            "teacher-course",
            TEACHERS,
            {73: "national_number_unusual", 88: "name_mixes_scripts", 95: "latin_name_missing"},
        ),
        (
            "data-analysts-faults.csv",
            "data-analysis",
            ANALYSTS,
            {47: "national_number_unusual"},
        ),
    ],
)
def test_faults_are_found_where_they_are(examples, roster, programme, problems, warnings):
    answer = judged(examples, roster, programme)
    assert {row.number: row.problems[0].code for row in answer if row.problems} == problems
    assert all(len(row.problems) == 1 for row in answer if row.problems)
    assert {row.number: row.warnings[0].code for row in answer if row.warnings} == warnings


@pytest.mark.parametrize(
    ("roster", "faults"),
    [
        ("teachers-armscii8.csv", [("roster_encoding", 1)]),
        ("teachers-garbled.csv", [("roster_garbled", 1)]),
        ("data-analysts-headings.csv", [("unknown_heading", None), ("unknown_heading", None)]),
        ("data-analysts-ragged.csv", [("row_ragged", 6), ("row_ragged", 9)]),
    ],
)
def test_spoilt_files_are_refused(examples, roster, faults):
    """UPL-05: the shipped files in other encodings and shapes are refused with their lines."""
    with pytest.raises(RosterUnreadable) as caught:
        reading.read((examples / roster).read_bytes())
    told = caught.value.problems or (caught.value,)
    assert [(fault.code, fault.facts.get("line")) for fault in told] == faults


def test_the_world_hangs_together(examples):
    world = tomllib.loads((examples / "world.toml").read_text("utf-8"))
    bodies = {body["slug"]: body for body in world["organisations"]}
    people = {person["key"] for person in world["people"]}
    for membership in world["memberships"]:
        assert membership["person"] in people
        assert membership["organisation"] in {*bodies, "registry"}
    for decision in world["decisions"]:
        nation = history(bodies[decision["holder"]]["nation"])[-1]
        deciders = nation.deciders[decision["kind"]]
        assert any(kind["kind"] in deciders for kind in bodies[decision["body"]]["kinds"])
        years = decision.get("years")
        allowed = nation.allowed_years(decision["kind"])
        assert years in allowed or (years is None and decision["kind"] in nation.open_ended)
        assert decision["proposed_by"] != decision["approved_by"]
    for roster in world["rosters"]:
        rows = judged(examples, roster["file"], roster["programme"])
        assert len(rows) == roster["rows"]
        assert roster["by"] != roster["confirm_by"]
