"""Rosters as workbooks: the same judge as for CSV, and each fault of a cell by its address."""

from datetime import date, datetime

import openpyxl
import pytest
from bookworks import Raw, ods, saved, xlsx
from moments import NOW

from pharos.awards import actions, reports, rules
from pharos.awards.errors import RosterUnreadable, SheetsSeveral
from pharos.awards.rosters import reading
from pharos.awards.rosters.headings import Field
from pharos.common.sentences import LANGUAGES
from pharos.nations.files import history

HEADINGS = ["Name", "Surname", "Date of birth", "Personal number", "Result", "Points", "Awarded on"]
NINO = ["ნინო", "ბერიძე", date(1994, 3, 12), "01000000017", "passed", 85, date(2025, 7, 4)]


def told(raw, expected, language="en"):
    """(cell, code) of everything found in the file, and the sentences."""
    sheet = reading.read(raw)
    asked = expected(national_number=history("GE")[-1].is_usual_personal_number)
    judged = [rules.judge_row(row, asked) for row in sheet.rows]
    report = reports.report(None, judged, sheet.columns)
    return [
        reports.told(one, language)
        for one in (*report.rejected, *report.warnings)
        if one.code != "latin_name_missing"
    ]


def faults(raw, expected):
    return {(one["cell"], one["code"]) for one in told(raw, expected)}


def refused(raw) -> RosterUnreadable:
    with pytest.raises(RosterUnreadable) as caught:
        reading.read(raw)
    return caught.value


def test_a_workbook_is_judged_like_the_csv_of_it(expected):
    assert faults(xlsx([HEADINGS, NINO]), expected) == set()
    (row,) = reading.read(xlsx([HEADINGS, NINO])).rows
    assert row.cells[Field.BIRTH_DATE] == "1994-03-12"
    assert row.cells[Field.GRADE] == "85"
    assert (row.number, row.line) == (1, 2)


def test_an_ods_is_judged_alike(expected):
    day = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    row = [Raw(day.format(one)) if isinstance(one, date) else one for one in NINO]
    assert faults(ods({"Roster": [HEADINGS, row]}), expected) == set()


def test_headings_may_stand_below_a_title(expected):
    raw = xlsx([["Lighthouse Demo University"], [], ["Course of spring"], HEADINGS, NINO])
    sheet = reading.read(raw)
    assert sheet.rows[0].line == 5
    bad = [*NINO[:4], "", *NINO[5:]]
    raw = xlsx([["Lighthouse Demo University"], [], HEADINGS, NINO, bad])
    assert faults(raw, expected) == {("E5", "result_missing")}


@pytest.mark.parametrize(
    ("column", "value", "expected_faults"),
    [
        ("C", "=A2", {("C2", "cell_formula")}),
        ("A", '=HYPERLINK("http://example.org","x")', {("A2", "cell_formula")}),
        ("D", 1000000017, {("D2", "cell_zeros_lost")}),
        ("D", 12345678901234567, {("D2", "cell_number_rounded")}),
        ("D", 1.5, {("D2", "cell_number_rounded")}),
        ("C", 34405, {("C2", "cell_serial")}),
        ("G", 45842, {("G2", "cell_serial")}),
        ("G", datetime(2025, 7, 4, 12, 30), {("G2", "cell_with_time")}),
        ("A", True, {("A2", "cell_truth")}),
        ("F", date(2025, 7, 4), {("F2", "cell_is_day")}),
        ("A", "=cmd", {("A2", "cell_formula")}),
        ("E", True, set()),
        ("D", 99000000017, set()),
    ],
)
def test_cells_that_are_no_text_are_told_by_address(expected, column, value, expected_faults):
    """UPL-04, UPL-06: formulas, serials, lost zeros, truths: each a sentence with its cell."""

    def change(sheet):
        sheet[f"{column}2"] = value
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet[f"{column}2"].number_format = "General"

    found = told(xlsx([HEADINGS, NINO], change), expected)
    assert {(one["cell"], one["code"]) for one in found} == expected_faults
    for language in LANGUAGES:
        for one in told(xlsx([HEADINGS, NINO], change), expected, language):
            assert one["cell"] in one["message"]


def test_an_error_of_the_spreadsheet_is_told_by_its_cell(expected):
    def change(sheet):
        sheet["B2"].value, sheet["B2"].data_type = "#REF!", "e"

    assert faults(xlsx([HEADINGS, NINO], change), expected) == {("B2", "cell_error")}


def test_merged_cells_are_told_wherever_they_reach(expected):
    """UPL-04: one value over two learners belongs to nobody."""
    raw = xlsx([HEADINGS, NINO, NINO], lambda sheet: sheet.merge_cells("C2:C3"))
    assert faults(raw, expected) == {("C2", "cell_merged"), ("C3", "cell_merged")}


def test_a_formula_elsewhere_is_taken_by_its_value_and_told(expected):
    """UPL-04: values only. The library of this test writes no value behind a formula."""
    raw = xlsx([HEADINGS, NINO], lambda sheet: sheet.__setitem__("F2", "=80+5"))
    assert faults(raw, expected) == {("F2", "grade_missing"), ("F2", "cell_formula_value")}
    cell = ('<table:table-cell table:formula="of:=80+5" office:value-type="float"'
            ' office:value="85"/>')  # fmt: skip
    day = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    row = [Raw(day.format(one)) if isinstance(one, date) else one for one in NINO]
    row[5] = Raw(cell)
    assert faults(ods({"S": [HEADINGS, row]}), expected) == {("F2", "cell_formula_value")}


def test_a_note_may_hold_anything(expected):
    raw = xlsx([[*HEADINGS, "note"], [*NINO, "x"]], lambda sheet: sheet.__setitem__("H2", "=1+1"))
    assert faults(raw, expected) == set()


def test_the_sheet_whose_headings_match_is_read():
    book = openpyxl.Workbook()
    book.active.append(["Instructions"])
    book.active.append(["Fill in the second sheet."])
    sheet = book.create_sheet("Roster")
    sheet.append(HEADINGS)
    sheet.append(NINO)
    found = reading.read(saved(book))
    assert len(found.rows) == 1
    assert dict(found.notes)["note_sheets_other"] == {"sheets": "Sheet", "sheet": "Roster"}


def test_of_two_rosters_nobody_guesses():
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Group B")):
        sheet.append(HEADINGS)
        sheet.append(NINO)
    error = refused(saved(book))
    assert isinstance(error, SheetsSeveral)
    assert error.names == ("Sheet", "Group B")
    assert len(reading.read(saved(book), sheet="Group B").rows) == 1


def test_a_hidden_sheet_is_not_read_and_said_so():
    """UPL-04: hidden sheets are not read, and the report says which."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(NINO)
    other = book.create_sheet("Others")
    other.append(HEADINGS)
    other.append(NINO)
    other.sheet_state = "hidden"
    sheet = reading.read(saved(book))
    assert len(sheet.rows) == 1
    assert ("note_sheets_hidden", {"sheets": "Others"}) in sheet.notes


def test_what_stands_beside_the_table_is_not_lost():
    raw = xlsx([HEADINGS, NINO], lambda sheet: sheet.__setitem__("J2", "see below"))
    error = refused(raw)
    assert (error.code, error.facts["cell"]) == ("cell_without_heading", "J2")


def test_long_and_garbled_cells_are_named():
    """UPL-05: never mojibake in a signed name, whatever the format of the file."""
    garbled = "Ցոլակ".encode().decode("cp1252", "replace").replace("\ufffd", "")
    assert refused(xlsx([HEADINGS, ["x" * 1_001, *NINO[1:]]])).facts["cell"] == "A2"
    garbled = "გიორგი".encode().decode("latin-1")
    assert refused(xlsx([HEADINGS, [garbled, *NINO[1:]]])).code == "cell_garbled_at"


@pytest.mark.parametrize("rows", [[], [HEADINGS]])
def test_a_workbook_without_rows_is_empty(rows):
    assert refused(xlsx(rows)).code == "roster_empty"


def test_a_workbook_goes_the_whole_way_to_a_batch(world):
    report = world.in_scope(
        "registrar-ge",
        actions.import_roster,
        raw=xlsx([HEADINGS, NINO, [*NINO[:3], 1000000017, *NINO[4:]]]),
        version_id=world.versions["data-analysis"].id,
        now=NOW,
    )
    assert (report.rows, report.accepted) == (2, 1)
    (problem,) = report.as_dict("ka")["rejected"]
    assert (problem["row"], problem["cell"], problem["code"]) == (2, "D3", "cell_zeros_lost")


@pytest.mark.parametrize("form", ["body", "part"])
def test_a_program_sends_a_workbook_alike(committed_world, form, monkeypatch):
    """The same reader behind the HTTP API: XLSX as the body itself, or as the part of a form."""
    from datetime import timedelta

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from pharos.accounts import actions as accounts
    from pharos.common import clock, tenancy
    from pharos.common.actor import Actor

    world = committed_world
    monkeypatch.setattr(clock, "now", lambda: NOW)
    by = Actor(person_id=world.people["registrar-ge"], organisation_id=world.organisations[
        "golden-fleece-demo-university"].id)  # fmt: skip
    with tenancy.scope(by):
        token = accounts.create_person_token(
            by=by, name="test", lifetime=timedelta(days=1), now=clock.now()
        )
    raw = xlsx([HEADINGS, NINO, [*NINO[:3], 1000000017, *NINO[4:]]])
    path = f"/api/v1/batches?version={world.versions['data-analysis'].id}&dry_run=true"
    headers = {"Authorization": f"Bearer {token[1]}", "Idempotency-Key": "one"}
    if form == "body":
        answer = Client().post(path, raw, content_type="application/octet-stream", headers=headers)
    else:
        answer = Client().post(path, {"file": SimpleUploadedFile("x", raw)}, headers=headers)
    assert answer.status_code == 200, answer.content
    (problem,) = answer.json()["rejected"]
    assert (problem["cell"], problem["code"]) == ("D3", "cell_zeros_lost")


def test_names_keep_their_letters_through_a_workbook():
    """UNI-04, UNI-05: stored in NFC; the ligature of U+0587 stays one letter."""
    raw = xlsx([HEADINGS, ["Սեւան Արև", "Jose\u0301", *NINO[2:]]])
    (row,) = reading.read(raw).rows
    assert row.cells[Field.GIVEN_NAME] == "Սեւան Արև"
    assert row.cells[Field.FAMILY_NAME] == "Jos\u00e9"
