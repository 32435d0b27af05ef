"""From a roster to awards: judged, kept, proposed, confirmed; and everything that is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from pharos.awards import actions, queries
from pharos.awards.models import Award, Batch, BatchRow, Enrolment, Erasure, Learner, Result
from pharos.common import personkeys, tenancy
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.events import verify_rows
from pharos.common.models import PersonKey

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

CELLS = {
    "given_name": "ნინო",
    "family_name": "ბერიძე",
    "given_name_latin": "Nino",
    "family_name_latin": "Beridze",
    "birth_date": "1994-03-12",
    "national_number": "99000000017",
    "result": "passed",
    "grade": "85",
    "award_date": "2025-07-04",
}


def brought(world, name="data-analysts.csv", programme="data-analysis", nation="ge", **facts):
    return world.in_scope(
        f"registrar-{nation}",
        actions.import_roster,
        raw=world.roster(name),
        version_id=world.versions[programme].id,
        now=NOW,
        **facts,
    )


def single(world, programme="data-analysis", nation="ge", run_id=None, **cells):
    return world.in_scope(
        f"registrar-{nation}",
        actions.award_one,
        cells=CELLS | cells,
        version_id=world.versions[programme].id,
        run_id=run_id,
        now=NOW,
    )


def proposed(world, batch_id, nation="ge"):
    return world.in_scope(f"registrar-{nation}", actions.propose_batch, batch_id=batch_id, now=NOW)


def confirmed(world, batch_id, nation="ge"):
    proposed(world, batch_id, nation)
    return world.in_scope(f"head-{nation}", actions.confirm, batch_id=batch_id, now=NOW)


def codes(report):
    return {(problem.row, problem.code) for problem in report.rejected}


def refused_with(code, kind=DomainError):
    return pytest.raises(kind, check=lambda error: error.code == code)


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'batch_id', (args->>'number')::int from procrastinate_jobs"
            " where task_name = 'issuing.prepare' order by 2"
        )
        return cursor.fetchall()


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


def enrolled(world, run, **cells):
    return world.in_scope(
        "registrar-ge",
        actions.enrol,
        run_id=run.id,
        cells={**CELLS, **cells},
        enrolled_on=date(2025, 4, 21),
        now=NOW,
    )


@pytest.fixture
def run(world):
    return world.in_scope(
        "registrar-ge",
        actions.open_run,
        version_id=world.versions["data-analysis"].id,
        code="spring-2025",
        first_day=date(2025, 4, 21),
        last_day=date(2025, 6, 30),
        now=NOW,
    )


def test_who_is_enrolled_completes_with_the_award(world, run):
    enrolment = enrolled(world, run)
    report = single(world, run_id=run.id)
    confirmed(world, report.batch)
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.ended_on) == ("completed", date(2025, 7, 4))
        (award,) = Award.objects.all()
        assert (award.learner_id, award.enrolled_on) == (enrolment.learner_id, date(2025, 4, 21))
        (result,) = Result.objects.all()
        assert (result.enrolment_id, result.no_enrolment) == (enrolment.id, "")
        assert Learner.objects.count() == 1


def test_who_withdrew_is_not_awarded(world, run):
    enrolment = enrolled(world, run)
    leave = {"ended_on": date(2025, 5, 5), "because": "moved away", "now": NOW}
    world.in_scope("registrar-ge", actions.withdraw, enrolment_id=enrolment.id, **leave)
    assert codes(single(world, run_id=run.id)) == {(1, "enrolment_withdrawn")}
    with refused_with("enrolment_ended_already", Conflict):
        world.in_scope("registrar-ge", actions.withdraw, enrolment_id=enrolment.id, **leave)


def test_a_closed_run_takes_nobody_and_tells_who_did_not_complete(world, run):
    enrolment = enrolled(world, run)
    facts = {"run_id": run.id, "ended_on": date(2025, 6, 30), "now": NOW}
    world.in_scope("registrar-ge", actions.close_run, **facts)
    with tenancy.scope(world.actor("registrar-ge")):
        assert Enrolment.objects.get(id=enrolment.id).state == "not_completed"
    with refused_with("run_closed", Conflict):
        enrolled(world, run, national_number="99000000025")


def test_enrolling_twice_and_the_same_code_twice_are_refused(world, run):
    enrolled(world, run)
    with refused_with("already_enrolled", Conflict):
        enrolled(world, run)
    with refused_with("run_code_taken", Conflict):
        world.in_scope(
            "registrar-ge", actions.open_run, version_id=world.versions["data-analysis"].id,
            code="spring-2025", first_day=date(2025, 4, 21), last_day=date(2025, 6, 30), now=NOW,
        )  # fmt: skip


def test_a_person_with_problems_is_not_enrolled(world, run):
    with pytest.raises(Invalid) as caught:
        enrolled(world, run, given_name="=cmd", birth_date="1/2/1990")
    assert [fault.code for fault in caught.value.problems] == ["name_formula", "invalid_date"]


def test_a_result_is_kept_with_its_parts(world, run):
    enrolment = enrolled(world, run)
    facts = {
        "enrolment_id": enrolment.id,
        "grade": "56",
        "assessed_on": date(2025, 6, 20),
        "components": [{"type": "project_work", "points": "24"}],
        "now": NOW,
    }
    result = world.in_scope("registrar-ge", actions.record_result, **facts)
    assert (result.grade, result.passed, result.grade_scale) == ("E (56/100)", True, "ge-100")
    assert result.identity_check == "supervised_onsite_id"
    failed = world.in_scope("registrar-ge", actions.record_result, **(facts | {"grade": "45"}))
    assert not failed.passed
    for change, code in (
        ({"grade": "A (56)"}, "grade_contradicts_itself"),
        ({"assessed_on": date(2025, 4, 1)}, "assessed_out_of_range"),
        ({"components": [{"type": "level_of_attendance"}]}, "component_unknown"),
        ({"identity_check": "camera"}, "word_unknown"),
    ):
        with refused_with(code, Invalid):
            world.in_scope("registrar-ge", actions.record_result, **(facts | change))


def test_a_roster_is_held_against_recorded_results(world, run):
    enrolment = enrolled(world, run)
    facts = {"enrolment_id": enrolment.id, "now": NOW}
    for grade, day in (("45", 20), ("56", 25)):
        world.in_scope(
            "registrar-ge", actions.record_result,
            grade=grade, assessed_on=date(2025, 6, day), **facts,
        )  # fmt: skip
        report = single(world, run_id=run.id)
        told = [(one.code, one.facts["grade"]) for one in (*report.rejected, *report.warnings)]
        assert told == (
            [("recorded_not_passed", "FX (45/100)")]
            if grade == "45"
            else [("recorded_grade_differs", "E (56/100)")]
        )
    assert single(world, run_id=run.id, grade="56").warnings == ()


def test_issuing_settles_a_batch_chunk_by_chunk(world):
    report = brought(world, "spreadsheets-ended-term.csv", "spreadsheet-skills")
    confirmed(world, report.batch)
    owner = world.organisations["golden-fleece-demo-university"].id
    head = world.actor("head-ge")
    with tenancy.scope(head):
        first, *_ = queries.chunk(owner, report.batch, 0)
        actions.settle_chunk(
            organisation_id=owner, batch_id=report.batch, issued=1, refused={},
        )  # fmt: skip
        assert queries.batch_for(head, report.batch).state == "issuing"
        actions.settle_chunk(
            organisation_id=owner, batch_id=report.batch, issued=1,
            refused={first.award_id: "programme_not_accredited"},
        )  # fmt: skip
        actions.settle_chunk(
            organisation_id=owner,
            batch_id=report.batch,
            issued=0,
            refused={first.award_id: "out_of_scope"},
        )
        batch = queries.batch_for(head, report.batch)
        assert (batch.state, batch.issued, batch.refused) == ("partly", 2, 1)
        refused = queries.award_for(head, first.award_id)
        assert (refused.state, refused.state_because) == ("refused", "programme_not_accredited")
        assert len(queries.chunk(owner, report.batch, 0)) == 2


def test_an_erased_person_is_gone_and_the_awards_stay(world):
    """PRV-01: the key is destroyed, boxes and hashes go; award, event log and counts stay."""
    confirmed(world, single(world).batch)
    waiting_batch = single(world, programme="spreadsheet-skills", award_date="2025-02-14")
    registrar, head = world.actor("registrar-ge"), world.actor("head-ge")
    with tenancy.scope(registrar):
        (learner,) = Learner.objects.all()
        erasure = actions.propose_erasure(learner_id=learner.id, by=registrar, now=NOW)
        same = actions.propose_erasure(learner_id=learner.id, by=registrar, now=NOW)
        assert same.id == erasure.id
        assert queries.person_of(registrar, learner).name.native == "ნინო ბერიძე"
    by = replace(head, person_id=registrar.person_id)
    with tenancy.scope(by), refused_with("second_person_needed", NotAllowed):
        actions.approve_erasure(erasure_id=erasure.id, by=by, now=NOW)
    with tenancy.scope(head):
        done = actions.approve_erasure(erasure_id=erasure.id, by=head, now=NOW)
        assert "grade" in done.kept
        learner.refresh_from_db()
        assert (learner.box, learner.identity, learner.likeness) == (None, None, None)
        assert not PersonKey.objects.exclude(wrapped=None).exists()
        with pytest.raises(personkeys.Erased):
            queries.person_of(head, learner)
        (award,) = Award.objects.all()
        assert (award.grade, award.state) == ("B (85/100)", "confirmed")
        assert queries.chunk(head.organisation_id, award.batch_id, 0) == []
        assert not BatchRow.objects.exclude(identity=None).exists()
        with refused_with("erased_already", Conflict):
            actions.approve_erasure(erasure_id=erasure.id, by=head, now=NOW)
    with refused_with("batch_has_nobody_left", Conflict):
        confirmed(world, waiting_batch.batch)
    with tenancy.scope(head):
        assert Erasure.objects.count() == 1


def test_doctor_finds_nothing_after_all_acts_and_names_a_changed_row(committed_world, database):
    """LOG-01: rows of awards are as their events say; one changed by hand is named."""
    world = committed_world
    roster = brought(world)
    confirmed(world, roster.batch)
    head, registrar = world.actor("head-ge"), world.actor("registrar-ge")
    with tenancy.scope(registrar):
        award, other, *_ = Award.objects.order_by("row_number")
        erasure = actions.propose_erasure(learner_id=other.learner_id, by=registrar, now=NOW)
    with tenancy.scope(head):
        actions.approve_erasure(erasure_id=erasure.id, by=head, now=NOW)
        actions.move_award(award_id=award.id, to="suspended", because="inquiry", by=head)
        actions.settle_chunk(
            organisation_id=award.issuer_id, batch_id=roster.batch, issued=59,
            refused={other.id: "learner_erased"},
        )  # fmt: skip
    assert verify_rows() == []
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("set session_replication_role = replica")
        with pytest.raises(psycopg.errors.CheckViolation), admin.transaction():
            admin.execute("update awards_award set grade = 'A (100/100)' where row_number = 9")
        admin.execute("alter table awards_award drop constraint awards_award_identity")
        admin.execute("update awards_award set identity = sha256('x') where row_number = 9")
        admin.execute("update awards_batch_row set award_date = '2020-01-01' where number = 12")
        admin.execute("update awards_learner set entered_at = now() where id = %s",
                      [award.learner_id])  # fmt: skip
    found = {(one.code, one.table) for one in verify_rows()}
    assert found == {
        ("row_changed", "awards_award"),
        ("row_changed", "awards_batch_row"),
        ("row_changed", "awards_learner"),
    }
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("update awards_award set identity = awards_identity(issuer_id, id,"
                      " version_id, learner_id, award_date, enrolled_on, pathway,"
                      " identity_check, grade_scale, grade_code, grade)")  # fmt: skip
        admin.execute("alter table awards_award add constraint awards_award_identity check ("
                      "identity = awards_identity(issuer_id, id, version_id, learner_id,"
                      " award_date, enrolled_on, pathway, identity_check, grade_scale,"
                      " grade_code, grade))")  # fmt: skip


def test_twenty_confirmations_at_once_make_one(committed_world):
    """REL-03: twenty confirm the same batch at once; one does, the others are told."""
    report = brought(committed_world)
    proposed(committed_world, report.batch)
    head = committed_world.actor("head-ge")

    def attempt(_):
        try:
            with tenancy.scope(head):
                return actions.confirm(batch_id=report.batch, by=head, now=NOW).awarded
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(map(str, pool.map(attempt, range(20))))
    assert answers == ["60", *["batch_not_proposed"] * 19]
    assert len(waiting()) == 1


def test_two_rosters_at_once_make_one_award(committed_world):
    """ISS-08: the same learner in two batches that are confirmed within the same moment."""
    batches = [single(committed_world).batch for _ in range(2)]
    for batch_id in batches:
        proposed(committed_world, batch_id)
    head = committed_world.actor("head-ge")

    def attempt(batch_id):
        try:
            with tenancy.scope(head):
                actions.confirm(batch_id=batch_id, by=head, now=NOW)
                return "made"
        except Conflict as error:
            return error.facts["award"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attempt, batches))
    with tenancy.scope(head):
        (award,) = Award.objects.all()
    assert sorted(answers) == sorted(["made", str(award.id)])
