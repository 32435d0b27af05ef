"""The import by page: a file with faults, its columns, its mending, the second person, results."""

import io

import openpyxl
import pytest
from bookworks import saved, xlsx
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.awards import queries, tasks
from pharos.awards.imports import drafts, rules
from pharos.awards.models import Batch, Import
from pharos.awards.rosters import reading
from pharos.common import clock, tenancy
from pharos.common.actor import system
from pharos.common.workbooks import reading as workbooks

DESK = "desk/golden-fleece-demo-university"
HEADINGS = ["Name", "Surname", "Date of birth", "Personal number", "Result", "Points", "Awarded on"]


def row(count, **changes):
    cells = {
        "given": "ნინო", "family": "ბერიძე", "born": "1994-03-12",
        "number": f"99{count:09}", "result": "passed", "points": "85", "awarded": "2025-07-04",
    }  # fmt: skip
    return list((cells | changes).values())


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    from pharos.portal import middleware

    if hasattr(middleware, "clock"):
        monkeypatch.setattr(middleware.clock, "now", lambda: NOW)


def at_desk(world, key="registrar-ge"):
    client = Client()
    sign_in(client, world.people[key])
    return client


def upload(client, world, raw, language="en", name="roster.xlsx", **fields):
    given = {"version": str(world.versions["data-analysis"].id), **fields}
    return press(client, f"/{language}/{DESK}/import", file=SimpleUploadedFile(name, raw), **given)


def led_to(answer):
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"].partition("?")[0]


def lines(raw):
    workbook = workbooks.opened(raw)
    return [line.cells for line in workbook.table(workbook.names[0]).lines]


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_the_main_job_by_page(world, language):
    registrar, head = at_desk(world), at_desk(world, "head-ge")
    faulty = xlsx([HEADINGS, row(1), row(2, result=""), row(3, number=1000000017)])
    draft = led_to(upload(registrar, world, faulty, language))
    shown = registrar.get(draft).content.decode()
    assert "E3" in shown
    assert "D4" in shown
    fetched = registrar.get(f"{draft}/faults.xlsx")
    assert "attachment" in fetched.headers["Content-Disposition"]
    told = lines(fetched.content)
    assert told[2][0].startswith("E3: ")
    assert told[1][2:] == ("ნინო", "ბერიძე", "1994-03-12", "99000000001", "passed", "85",
                           "2025-07-04")  # fmt: skip
    mended = led_to(upload(registrar, world, xlsx([HEADINGS, row(1), row(2), row(3)]), language))
    batch = led_to(press(registrar, mended, act="keep"))
    assert led_to(press(registrar, mended, act="keep")) == batch
    waiting = registrar.get(batch).content.decode()
    assert 'value="confirm"' not in waiting
    page = head.get(batch)
    digest = page.content.decode().partition('name="digest" value="')[2][:64]
    assert "ნინო ბერიძე" in page.content.decode()
    assert press(head, batch, act="confirm", digest="00" * 32).status_code == 409
    led_to(press(head, batch, act="confirm", digest=digest))
    assert 'hx-get="' in head.get(batch).content.decode()
    with tenancy.scope(world.actor("head-ge")):
        assert Batch.objects.get().state == "confirmed"
    paused = led_to(press(registrar, batch, act="pause"))
    assert 'value="resume"' in registrar.get(paused).content.decode()
    led_to(press(registrar, batch, act="resume"))
    part = registrar.get(f"{batch}/progress")
    assert (part.status_code, "<html" in part.content.decode()) == (200, False)
    result = lines(registrar.get(f"{batch}/result.xlsx").content)
    assert [one[1] for one in result[1:]] == ["ნინო ბერიძე"] * 3
    assert registrar.get(f"/{language}/{DESK}/batches").status_code == 200


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_unknown_headings_are_asked_for(world, language):
    client = at_desk(world)
    raw = xlsx([["Vorname", *HEADINGS[1:], "Telefon"], [*row(1), "123"]])
    draft = led_to(upload(client, world, raw, language))
    columns = client.get(draft).headers["Location"]
    shown = client.get(columns).content.decode()
    assert "Vorname" in shown
    assert "ნინო" in shown
    missing = press(client, columns, column_1="family_name", column_4="result")
    assert missing.status_code == 422
    names = ["given_name", "family_name", "birth_date", "national_number", "result", "grade",
             "award_date"]  # fmt: skip
    chosen = {f"column_{index}": name for index, name in enumerate(names)}
    draft = led_to(press(client, columns, **chosen))
    assert 'value="keep"' in client.get(draft).content.decode()
    again = led_to(upload(client, world, raw, language))
    assert client.get(again).status_code == 200


def test_of_two_sheets_one_is_chosen_by_page(world):
    client = at_desk(world)
    book = openpyxl.Workbook()
    for name in ("A", "B"):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append(row(1))
    draft = led_to(upload(client, world, saved(book)))
    assert 'value="B"' in client.get(draft).content.decode()
    led_to(press(client, draft, act="sheet", sheet="B"))
    assert 'value="keep"' in client.get(draft).content.decode()


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_a_template_that_was_filled_in_has_no_faults(world, language):
    """The way round: our template, filled in as it asks, is judged without a fault."""
    client = at_desk(world)
    version = world.versions["data-analysis"]
    found = client.get(f"/{language}/{DESK}/import/template/{version.id}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(found.content))
    sheet = book.active
    assert sheet.freeze_panes == "A2"
    assert book["_pharos"].sheet_state == "hidden"
    assert len(sheet.data_validations.dataValidation) == 4
    heads = {cell.value: cell.column for cell in sheet[1]}
    example = {cell.column: cell.value for cell in sheet[2]}
    for column in heads.values():
        sheet.cell(3, column, example[column])
    note = max(heads.values())
    sheet.cell(3, note, "")
    number = [c.column for c in sheet[1] if reading.headings.field_of(c.value) == "national_number"]
    assert sheet.cell(3, number[0]).number_format == "@"
    sheet.cell(3, number[0], "01000000017")
    for field, text in (("grade", "85"), ("award_date", "04.07.2025")):
        (at,) = [c.column for c in sheet[1] if reading.headings.field_of(c.value) == field]
        sheet.cell(3, at, text)
    draft = led_to(upload(client, world, saved(book), language, version=""))
    with tenancy.scope(world.actor("registrar-ge")):
        one = Import.objects.get()
        assert (one.state, one.judged, one.bad, one.warned) == ("checked", 1, 0, 0)
        assert one.version_id == version.id
    assert 'value="keep"' in client.get(draft).content.decode()
    other = upload(client, world, saved(book), version=str(
        world.versions["spreadsheet-skills"].id))  # fmt: skip
    assert other.status_code == 422


def test_files_that_are_none_are_refused_on_the_same_page(world):
    client = at_desk(world)
    for raw, name in ((b"%PDF-1.7", "x.xlsx"), (b"", "x.csv"), (b"PK\x03\x04x", "x.xlsx")):
        answer = upload(client, world, raw, name=name)
        assert answer.status_code == 422, name
        assert "trouble" in answer.content.decode()
    assert upload(client, world, xlsx([HEADINGS, row(1)]), version="").status_code == 422


def test_cells_of_strangers_are_shown_as_text(world):
    """OUT-03, UPL-07: markup in cells, headings and names of files is text on every page."""
    client = at_desk(world)
    evil = "<script>alert(1)</script>"
    draft = led_to(upload(client, world, xlsx(
        [[*HEADINGS, "note"], [evil, *row(1)[1:4], evil, *row(1)[5:], evil]]
    ), name=f"{evil}.xlsx"))  # fmt: skip
    shown = client.get(draft).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_a_large_import_shows_its_first_rows_at_once(world, monkeypatch):
    monkeypatch.setattr(rules, "INLINE_ROWS", 4)
    monkeypatch.setattr(drafts, "PART_ROWS", 3)
    client = at_desk(world)
    raw = xlsx([HEADINGS, *[row(n, result="" if n == 2 else "passed") for n in range(1, 10)]])
    draft = led_to(upload(client, world, raw))
    shown = client.get(draft).content.decode()
    assert "E3" in shown
    assert "hx-trigger" in shown
    assert client.get(f"{draft}/progress").status_code == 200
    with tenancy.scope(world.actor("registrar-ge")):
        one = Import.objects.get()
    worker = system(organisation_id=one.organisation_id, person_id=one.uploaded_by)
    tasks.judge_import(worker, import_id=one.id)
    ended = client.get(f"{draft}/progress")
    assert (ended.status_code, ended.headers["HX-Refresh"]) == (286, "true")
    led_to(press(client, draft, act="keep"))
    assert "hx-trigger" in client.get(draft).content.decode()
    with tenancy.scope(worker):
        tasks.keep_import(worker, import_id=one.id)
    assert client.get(draft).status_code == 302


def test_pages_of_many_bad_rows(world):
    client = at_desk(world)
    raw = xlsx([HEADINGS, *[row(n, result="") for n in range(1, 61)]])
    draft = led_to(upload(client, world, raw))
    pages = [client.get(f"{draft}?page={number}").content.decode() for number in (1, 2, 3)]
    for number, page in enumerate(pages):
        assert f"E{2 + number * rules.PAGE_ROWS}<" in page
        assert f"E{2 + (number + 1) * rules.PAGE_ROWS}<" not in page


@pytest.mark.parametrize("key", ["head-ge", "agency-officer-ge"])
def test_who_may_not_import_does_not(world, key):
    """AUT-01: the head confirms and does not import; an officer of an agency does neither."""
    client = at_desk(world, key)
    assert client.get(f"/en/{DESK}/import").status_code in (403, 404)
    assert upload(client, world, xlsx([HEADINGS, row(1)])).status_code in (403, 404)


def test_another_provider_sees_no_draft_and_no_batch(world):
    """AUT-02: what belongs to another provider is not there, whatever page is asked for."""
    client, other = at_desk(world), at_desk(world, "registrar-am")
    draft = led_to(upload(client, world, xlsx([HEADINGS, row(1)])))
    batch = led_to(press(client, draft, act="keep"))
    for path in (draft, f"{draft}/columns", f"{draft}/faults.xlsx", f"{draft}/progress", batch,
                 f"{batch}/progress", f"{batch}/result.xlsx"):  # fmt: skip
        moved = path.replace("golden-fleece-demo-university", "lighthouse-demo-university")
        assert other.get(moved).status_code == 404, moved


def test_a_draft_that_was_put_aside_says_so(world):
    client = at_desk(world)
    draft = led_to(upload(client, world, xlsx([HEADINGS, row(1)])))
    led_to(press(client, draft, act="drop"))
    assert client.get(draft).status_code == 200
    assert client.get(f"{draft}/faults.xlsx").status_code == 404
    with tenancy.scope(by := world.actor("registrar-ge")):
        assert queries.imports_for(by) == []
