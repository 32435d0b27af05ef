"""Drafts of imports: read once, matched and remembered, judged, kept once, forgotten."""

import random
from datetime import timedelta

import pytest
from bookworks import xlsx
from django.db import connection
from moments import NOW
from rosteracts import refused_with

from pharos.awards import actions, queries, tasks
from pharos.awards.actions import imports as acts
from pharos.awards.errors import RosterUnreadable
from pharos.awards.imports import drafts, rules
from pharos.awards.models import Batch, Import, ImportPart, KnownHeading
from pharos.common import clock, personkeys, tenancy
from pharos.common.actor import system
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.models import PersonKey
from pharos.issuing import tasks as issuing

HEADINGS = ["Name", "Surname", "Date of birth", "Personal number", "Result", "Points", "Awarded on"]


def row(number, **changes):
    cells = {
        "given": "ნინო", "family": "ბერიძე", "born": "1994-03-12",
        "number": f"99{number:09}", "result": "passed", "points": "85", "awarded": "2025-07-04",
    }  # fmt: skip
    return list((cells | changes).values())


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def begun(world, raw, **facts):
    given = {"file_name": "roster.xlsx", "version_id": world.versions["data-analysis"].id}
    return world.in_scope("registrar-ge", actions.begin_import, raw=raw, now=NOW, **(given | facts))


def act(world, work, draft, **facts):
    return world.in_scope("registrar-ge", work, import_id=draft.id, now=NOW, **facts)


def waiting(name):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [name])
        return cursor.fetchone()[0]


def test_a_known_roster_is_judged_at_once(world):
    draft = begun(world, xlsx([HEADINGS, row(1), row(2, result=""), row(3)]))
    assert (draft.state, draft.rows, draft.good, draft.bad) == ("checked", 3, 2, 1)
    with tenancy.scope(world.actor("registrar-ge")):
        assert not Batch.objects.exists()
        (part,) = drafts.parts_of(draft)
        cipher = personkeys.read(draft.person_key_id)
        verdict = drafts.verdicts_of(part, cipher)[0]
    assert [(one.cell, one.code) for one in verdict.problems] == [("E3", "result_missing")]


def test_what_a_draft_holds_can_only_be_read_with_its_key(world):
    """UPL-07: the file is kept under a random id, its rows are sealed."""
    draft = begun(world, xlsx([HEADINGS, row(1)]), file_name="../../etc/\u202egnp.con")
    with tenancy.scope(world.actor("registrar-ge")):
        (part,) = drafts.parts_of(draft)
        assert "ბერიძე".encode() not in bytes(part.box)
    assert draft.file_name == "gnp.con"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("c:\\users\\x\\y.xlsx", "y.xlsx"),
        ("con", "con"),
        ("x\u202efdp.exe", "xfdp.exe"),
        ("", "roster"),
        ("\u200b", "roster"),
        ("a" * 300 + ".xlsx", "a" * 74 + "….xlsx"),
        ("ნინოს სია.xlsx", "ნინოს სია.xlsx"),
    ],
)
def test_names_of_files_are_for_eyes_only(name, shown):
    """UPL-07: paths, reserved names, 300 characters, right-to-left override."""
    assert rules.clean_file_name(name) == shown
    assert len(shown) <= 80


def test_unknown_headings_are_asked_once_and_remembered(world):
    odd = ["Vorname", *HEADINGS[1:5], "Punkte", *HEADINGS[6:], "Telefon"]
    raw = xlsx([odd, [*row(1), "123"]])
    draft = begun(world, raw)
    assert draft.state == "columns"
    chosen = dict(enumerate(["given_name", "family_name", "birth_date", "national_number",
                             "result", "grade", "award_date", ""]))  # fmt: skip
    draft = act(world, actions.match_columns, draft, chosen=chosen)
    assert (draft.state, draft.good) == ("checked", 1)
    with tenancy.scope(world.actor("registrar-ge")):
        known = dict(KnownHeading.objects.values_list("heading", "field"))
    assert known == {"vorname": "given_name", "punkte": "grade", "telefon": ""}
    assert begun(world, raw).state == "checked"


def test_what_another_provider_said_is_not_known_here(world):
    odd = ["Vorname", *HEADINGS[1:]]
    draft = begun(world, xlsx([odd, row(1)]))
    act(world, actions.match_columns, draft, chosen={
        0: "given_name", 1: "family_name", 2: "birth_date", 3: "national_number", 4: "result",
        5: "grade", 6: "award_date",
    })  # fmt: skip
    with tenancy.scope(by := world.actor("registrar-am")):
        assert queries.known_headings(by) == {}


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({0: "given_name", 1: "given_name", 4: "result"}, {"column_twice", "heading_missing"}),
        ({0: "given_name", 1: "family_name"}, {"heading_missing"}),
    ],
)
def test_a_choice_that_is_not_whole_is_refused(world, chosen, codes):
    draft = begun(world, xlsx([["Vorname", *HEADINGS[1:]], row(1)]))
    with pytest.raises(RosterUnreadable) as caught:
        act(world, actions.match_columns, draft, chosen=chosen)
    assert {one.code for one in caught.value.problems} == codes


def test_of_two_sheets_one_is_chosen(world):
    import openpyxl
    from bookworks import saved

    book = openpyxl.Workbook()
    for name, number in (("A", 1), ("B", 2)):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        for step in range(number):
            sheet.append(row(step))
    draft = begun(world, saved(book))
    assert (draft.state, draft.sheets) == ("sheets", ["A", "B"])
    with refused_with("import_sheet_unknown", Invalid):
        act(world, actions.choose_sheet, draft, sheet="Sheet")
    draft = act(world, actions.choose_sheet, draft, sheet="B")
    assert (draft.state, draft.rows, draft.file) == ("checked", 2, None)


def test_the_good_rows_become_a_batch_once(world):
    """ISS-08: pressing twice makes one batch."""
    draft = begun(world, xlsx([HEADINGS, row(1), row(2, result="")]))
    kept = act(world, actions.keep_import, draft)
    again = act(world, actions.keep_import, draft)
    assert kept.batch_id == again.batch_id
    with tenancy.scope(by := world.actor("registrar-ge")):
        (batch,) = Batch.objects.all()
        assert (batch.state, batch.rows, batch.accepted) == ("proposed", 2, 1)
        assert batch.proposed_by == by.person_id
        assert queries.import_of_batch(batch).id == draft.id
    made = world.in_scope("head-ge", actions.confirm, batch_id=batch.id, now=NOW)
    assert made.awarded == 1


def test_a_draft_without_a_good_row_makes_nothing(world):
    draft = begun(world, xlsx([HEADINGS, row(1, result="")]))
    with refused_with("import_nothing_good", Conflict):
        act(world, actions.keep_import, draft)


def test_a_large_roster_is_judged_and_kept_by_jobs(world, monkeypatch):
    monkeypatch.setattr(rules, "INLINE_ROWS", 4)
    monkeypatch.setattr(rules, "PART_ROWS", 3)
    monkeypatch.setattr(drafts, "PART_ROWS", 3)
    rows = [row(n, result="" if n == 2 else "passed") for n in range(1, 10)]
    # the second row of one learner lies in another part
    draft = begun(world, xlsx([HEADINGS, *rows, rows[0]]))
    assert (draft.state, draft.rows, draft.judged, draft.bad) == ("judging", 10, 3, 1)
    assert waiting(acts.JUDGE) == 1
    with refused_with("import_not_checked", Conflict):
        act(world, actions.keep_import, draft)
    worker = system(organisation_id=draft.organisation_id, person_id=draft.uploaded_by)
    for _ in range(2):
        tasks.judge_import(worker, import_id=draft.id)
    with tenancy.scope(worker):
        draft = Import.objects.get()
    assert (draft.state, draft.judged, draft.bad) == ("checked", 10, 2)
    assert act(world, actions.keep_import, draft).state == "keeping"
    assert waiting(acts.KEEP) == 1
    for _ in range(2):
        with tenancy.scope(worker):
            tasks.keep_import(worker, import_id=draft.id)
    with tenancy.scope(worker):
        (batch,) = Batch.objects.all()
    assert (batch.state, batch.accepted) == ("proposed", 8)
    assert batch.imported_by == batch.proposed_by == draft.uploaded_by


def test_a_draft_is_forgotten_when_its_time_is_over(world):
    draft = begun(world, xlsx([HEADINGS, row(1)]))
    worker = system(organisation_id=draft.organisation_id)
    for now, state in ((NOW, "checked"), (NOW + timedelta(days=8), "expired")):
        with tenancy.scope(worker):
            acts.forget_import(import_id=draft.id, now=now)
            assert Import.objects.get().state == state
    with tenancy.scope(worker):
        assert not ImportPart.objects.exists()
        assert PersonKey.objects.get(id=draft.person_key_id).wrapped is None
        assert Import.objects.get().file_name == ""


def test_a_dropped_draft_is_forgotten_at_once(world):
    draft = begun(world, xlsx([HEADINGS, row(1)]))
    for _ in range(2):
        assert act(world, actions.drop_import, draft).state == "dropped"
    with refused_with("import_not_checked", Conflict):
        act(world, actions.keep_import, draft)


def test_another_provider_finds_no_draft(world):
    """AUT-02: the draft of another provider is not there."""
    draft = begun(world, xlsx([HEADINGS, row(1)]))
    with refused_with("import_unknown", NotFound):
        world.in_scope("registrar-am", actions.keep_import, import_id=draft.id, now=NOW)


def test_a_file_without_a_programme_says_which_is_missing(world):
    with refused_with("import_version_missing", Invalid):
        begun(world, xlsx([HEADINGS, row(1)]), version_id=None)


def test_a_page_opens_only_the_parts_that_it_shows():
    parts = [(0, 3, 1), (1, 0, 2), (2, 4, 0)]
    whole = rules.placed(parts, 0, 100)
    assert (whole.bad, whole.warned) == ({0: (0, 3), 2: (0, 4)}, {0: (0, 1), 1: (0, 2)})
    for size in (1, 2, 3, 5):
        bad, warned = [], []
        for start in range(0, 10, size):
            page = rules.placed(parts, start, size)
            count = sum(end - begin for begin, end in (*page.bad.values(), *page.warned.values()))
            assert count == min(size, 10 - start)
            bad += [(n, k) for n, (b, e) in page.bad.items() for k in range(b, e)]
            warned += [(n, k) for n, (b, e) in page.warned.items() for k in range(b, e)]
        assert bad == [(0, 0), (0, 1), (0, 2), (2, 0), (2, 1), (2, 2), (2, 3)]
        assert warned == [(0, 0), (1, 0), (1, 1)]


def test_a_batch_is_paused_and_goes_on(world):
    draft = begun(world, xlsx([HEADINGS, row(1)]))
    kept = act(world, actions.keep_import, draft)
    paused = {"batch_id": kept.batch_id, "now": NOW}
    with refused_with("batch_not_running", Conflict):
        world.in_scope("registrar-ge", actions.pause_batch, **paused)
    world.in_scope("head-ge", actions.confirm, batch_id=kept.batch_id, now=NOW)
    assert waiting("issuing.prepare") == 1
    for _ in range(2):
        assert world.in_scope("registrar-ge", actions.pause_batch, **paused).paused_at == NOW
    worker = system(organisation_id=draft.organisation_id)
    with tenancy.scope(worker):
        assert queries.is_paused(kept.batch_id)
        # the worker leaves it alone: it does not even find that nobody gave a mandate to sign
        issuing.prepare(worker, batch_id=kept.batch_id, number=0)
        assert Batch.objects.get().state == "confirmed"
    for _ in range(2):
        assert world.in_scope("registrar-ge", actions.resume_batch, **paused).paused_at is None
    assert waiting("issuing.prepare") == 2
    with tenancy.scope(worker):
        issuing.prepare(worker, batch_id=kept.batch_id, number=0)
        assert Batch.objects.get().state == "partly"


def test_a_second_person_confirms_what_was_shown(world):
    draft = begun(world, xlsx([HEADINGS, row(1)]))
    kept = act(world, actions.keep_import, draft)
    with tenancy.scope(head := world.actor("head-ge")):
        batch = queries.batch_for(head, kept.batch_id)
        digest = queries.batch_digest(batch)
        with refused_with("batch_changed", Conflict):
            actions.confirm(batch_id=batch.id, by=head, now=NOW, digest=bytes(32))
        assert queries.batch_digest(replace_accepted(batch)) != digest
        assert actions.confirm(batch_id=batch.id, by=head, now=NOW, digest=digest).awarded == 1


def replace_accepted(batch):
    batch.accepted += 1
    return batch


def test_random_columns_are_matched_or_asked():
    chance = random.Random(7)
    words = ["Name", "Surname", "Result", "", "Telefon", "Points", "note", "note"]
    for _ in range(200):
        top = chance.choices(words, k=chance.randint(1, 8))
        found = rules.proposed(top, {"telefon": ""}, [i for i, one in enumerate(top) if not one])
        assert found.is_whole == ({"Name", "Surname", "Result"} <= set(top) and not found.twice)
        assert len(set(found.columns.values())) == len(found.columns)
