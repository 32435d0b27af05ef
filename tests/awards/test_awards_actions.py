"""From a roster to awards: judged, kept, proposed, confirmed; and everything that is refused."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from rosteracts import NOW, brought, codes, confirmed, proposed, refused_with, single, waiting

from pharos.awards import actions, queries
from pharos.awards.models import Award, Batch, Learner, Result
from pharos.common import tenancy
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.models import PersonKey


@pytest.mark.parametrize(
    ("name", "programme", "nation", "rows"),
    [
        ("teachers.csv", "teacher-course", "am", 120),
        ("data-analysts.csv", "data-analysis", "ge", 60),
        ("spreadsheets-ended-term.csv", "spreadsheet-skills", "ge", 3),
    ],
)
def test_a_roster_becomes_awards(world, name, programme, nation, rows):
    report = brought(world, name, programme, nation)
    assert (report.rows, report.accepted, report.rejected) == (rows, rows, ())
    registrar = world.actor(f"registrar-{nation}")
    with tenancy.scope(registrar):
        assert Award.objects.count() == Learner.objects.count() == Result.objects.count() == 0
    made = confirmed(world, report.batch, nation)
    assert (made.awarded, made.chunks, made.skipped) == (rows, (0,), ())
    assert waiting() == [(str(report.batch), 0)]
    with tenancy.scope(registrar):
        batch = queries.batch_for(registrar, report.batch)
        assert (batch.state, batch.awarded, batch.chunks) == ("confirmed", rows, 1)
        assert Learner.objects.count() == Result.objects.count() == rows
        assert set(Result.objects.values_list("no_enrolment", flat=True)) == {"recorded_at_award"}
        chunk = queries.chunk(registrar.organisation_id, report.batch, 0)
        assert [one.row_number for one in chunk] == list(range(1, rows + 1))


def test_a_chunk_tells_everything_that_a_document_says(world):
    report = brought(world, "teachers.csv", "teacher-course", "am")
    confirmed(world, report.batch, "am")
    owner = world.organisations["lighthouse-demo-university"].id
    with tenancy.scope(world.actor("head-am")):
        chunk = {one.row_number: one for one in queries.chunk(owner, report.batch, 0)}
    teacher = chunk[15]
    assert (teacher.person.name.native, teacher.person.name.latin) == ("Շոն Օ՚Հարա", "Sean O'Hara")
    assert teacher.person.birth_date == date(1978, 9, 5)
    assert teacher.award_date == date(2025, 6, 20)
    assert (teacher.grade, teacher.identity_check) == ("5 (18/20)", "supervised_onsite_id")
    assert teacher.enrolled_on is None


def test_chunks_are_cut_by_the_setting(world, monkeypatch):
    from pharos.awards.actions import batches

    small = batches.settings().model_copy(update={"chunk_rows": 25})
    monkeypatch.setattr(batches, "settings", lambda: small)
    report = brought(world)
    made = confirmed(world, report.batch)
    assert made.chunks == (0, 1, 2)
    assert waiting() == [(str(report.batch), number) for number in range(3)]
    owner = world.organisations["golden-fleece-demo-university"].id
    with tenancy.scope(world.actor("head-ge")):
        sizes = [len(queries.chunk(owner, report.batch, number)) for number in range(3)]
    assert sizes == [25, 25, 10]


def test_good_rows_go_on_beside_bad_ones(world):
    report = brought(world, "data-analysts-faults.csv")
    assert (report.rows, report.accepted) == (60, 44)
    assert confirmed(world, report.batch).awarded == 44
    told = report.as_dict("ka")
    assert all(problem["message"] != problem["code"] for problem in told["rejected"])
    with tenancy.scope(registrar := world.actor("registrar-ge")):
        again = queries.report_of(queries.batch_for(registrar, report.batch))
    assert codes(again) == codes(report)
    assert len(again.warnings) == len(report.warnings)


def test_a_dry_run_keeps_nothing(world):
    report = brought(world, dry_run=True)
    assert (report.batch, report.accepted) == (None, 60)
    with tenancy.scope(world.actor("registrar-ge")):
        assert not Batch.objects.exists()
        assert not PersonKey.objects.exists()


def test_a_single_award_takes_the_same_path(world):
    report = single(world)
    assert (report.rows, report.accepted) == (1, 1)
    assert confirmed(world, report.batch).awarded == 1


def test_the_gate_speaks_for_each_row(world):
    """ISS-03: an award dated on the first day after the term is refused before anything."""
    report = brought(world, "spreadsheets-after-term.csv", "spreadsheet-skills")
    assert codes(report) == {(1, "programme_not_accredited")}
    assert report.batch is None


def test_nobody_awards_without_authorisation(bare_world):
    report = brought(bare_world)
    assert {code for _, code in codes(report)} == {
        "provider_not_authorised",
        "programme_not_accredited",
    }
    assert len({row for row, _ in codes(report)}) == 60


def test_versions_of_others_are_not_yours(world):
    """ISS-02: a version of another provider is refused as a whole."""
    with refused_with("not_your_programme", Invalid):
        brought(world, nation="am")


def test_one_who_proposes_does_not_confirm(world):
    """AUT-06: refused by code, and by the table when the code is passed by."""
    report = brought(world)
    batch = proposed(world, report.batch)
    head = world.actor("head-ge")
    by = replace(head, person_id=batch.proposed_by)
    with tenancy.scope(by), refused_with("second_person_needed", NotAllowed):
        actions.confirm(batch_id=report.batch, by=by, now=NOW)
    with tenancy.scope(head), pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.filter(id=report.batch).update(
            state="confirmed", confirmed_by=batch.proposed_by, confirmed_at=NOW
        )


@pytest.mark.parametrize("key", ["registrar-ge", "head-ge", "agency-officer-ge"])
def test_only_their_roles_may(world, key):
    report = brought(world)
    attempts = {
        "registrar-ge": lambda by: actions.confirm(batch_id=report.batch, by=by, now=NOW),
        "head-ge": lambda by: actions.propose_batch(batch_id=report.batch, by=by, now=NOW),
        "agency-officer-ge": lambda by: actions.propose_batch(
            batch_id=report.batch, by=by, now=NOW
        ),
    }
    by = world.actor(key)
    with tenancy.scope(by), refused_with("permission_denied", NotAllowed):
        attempts[key](by)


def test_another_provider_finds_nothing(world):
    """AUT-02: the batch of another provider is not there."""
    report = brought(world)
    by = world.actor("registrar-am")
    with tenancy.scope(by), refused_with("batch_unknown", NotFound):
        actions.propose_batch(batch_id=report.batch, by=by, now=NOW)


@pytest.mark.parametrize("act", ["confirm", "propose_again", "drop"])
def test_a_batch_moves_only_forward(world, act):
    report = brought(world)
    if act == "confirm":
        with refused_with("batch_not_proposed", Conflict):
            world.in_scope("head-ge", actions.confirm, batch_id=report.batch, now=NOW)
        return
    confirmed(world, report.batch)
    step, code = {
        "propose_again": (actions.propose_batch, "batch_not_uploaded"),
        "drop": (actions.drop_batch, "batch_confirmed_already"),
    }[act]
    with refused_with(code, Conflict):
        world.in_scope("registrar-ge", step, batch_id=report.batch, now=NOW)


def test_a_dropped_batch_awards_nothing(world):
    report = brought(world)
    world.in_scope("registrar-ge", actions.drop_batch, batch_id=report.batch, now=NOW)
    with refused_with("batch_not_uploaded", Conflict):
        proposed(world, report.batch)


def test_nobody_is_awarded_twice(world):
    """ISS-08: a second roster is refused row by row, and the answer names the first award."""
    confirmed(world, single(world).batch)
    with tenancy.scope(world.actor("registrar-ge")):
        (award,) = Award.objects.all()
    again = single(world)
    assert codes(again) == {(1, "already_awarded")}
    assert again.rejected[0].facts["award"] == str(award.id)


def test_of_two_batches_at_once_one_awards(world):
    """ISS-08: judged before either was confirmed, the second is refused at its confirmation."""
    first, second = single(world), single(world)
    assert first.accepted == second.accepted == 1
    confirmed(world, first.batch)
    with tenancy.scope(world.actor("registrar-ge")):
        (award,) = Award.objects.all()
    with pytest.raises(Conflict) as caught:
        confirmed(world, second.batch)
    assert (caught.value.code, caught.value.facts) == ("already_awarded", {"award": str(award.id)})
    with tenancy.scope(world.actor("registrar-ge")):
        assert Learner.objects.count() == 1


def test_rows_awarded_meanwhile_are_skipped_and_named(world):
    roster = brought(world)
    cells = {
        "given_name": "ლევან",
        "family_name": "გიორგაძე",
        "birth_date": "1992-07-13",
        "national_number": "99610097726",
    }
    one = single(world, **cells)
    confirmed(world, one.batch)
    made = confirmed(world, roster.batch)
    assert (made.awarded, made.skipped) == (59, (1,))
    with tenancy.scope(world.actor("registrar-ge")):
        assert Learner.objects.count() == 60


def test_a_revoked_award_makes_room(world):
    report = single(world)
    confirmed(world, report.batch)
    with tenancy.scope(world.actor("registrar-ge")):
        (award,) = Award.objects.all()
    world.in_scope(
        "head-ge", actions.move_award, award_id=award.id, to="revoked", because="data_error"
    )
    with refused_with("award_cannot_become", Conflict):
        world.in_scope(
            "head-ge", actions.move_award, award_id=award.id, to="confirmed", because="regret"
        )
    again = single(world)
    assert again.accepted == 1
    assert confirmed(world, again.batch).awarded == 1


def test_a_learner_without_number_is_told_to_a_human(world):
    confirmed(world, single(world, national_number="").batch)
    report = single(world, national_number="")
    assert report.accepted == 1
    assert [warning.code for warning in report.warnings] == ["possibly_awarded"]


def test_a_new_name_is_taken_over_at_confirmation(world):
    confirmed(world, single(world).batch)
    report = single(world, programme="spreadsheet-skills", ects="3", family_name="ლომიძე",
                    family_name_latin="", award_date="2025-02-14")  # fmt: skip
    assert [one.code for one in report.warnings] == ["latin_name_missing", "name_differs"]
    confirmed(world, report.batch)
    registrar = world.actor("registrar-ge")
    with tenancy.scope(registrar):
        (learner,) = Learner.objects.all()
        person = queries.person_of(registrar, learner)
    assert person.name.native == "ნინო ლომიძე"


def test_nothing_of_a_person_lies_open(world):
    """PRV-06: no name and no number in any table of awards, jobs or events."""
    report = brought(world)
    confirmed(world, report.batch)
    seen = ("ლევან", "გიორგაძე", "Giorgadze", "99610097726", "1992-07-13")
    tables = ("awards_learner", "awards_batch_row", "awards_award", "awards_result",
              "awards_batch", "procrastinate_jobs", "common_event")  # fmt: skip
    with tenancy.scope(world.actor("head-ge")), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            text = cursor.fetchone()[0]
            hidden = [secret for secret in seen if secret in text or secret.encode().hex() in text]
            assert hidden == [], table


def test_an_award_cannot_be_changed_by_hand(world):
    confirmed(world, single(world).batch)
    with tenancy.scope(world.actor("head-ge")):
        for change in ({"grade": "A (100/100)"}, {"award_date": date(2020, 1, 1)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Award.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Award.objects.all().delete()
