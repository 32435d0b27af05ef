"""After the confirmation: batches settle, persons are forgotten, rows examined, many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from django.db import connection
from rosteracts import (
    NOW,
    brought,
    confirmed,
    proposed,
    refused_with,
    single,
    waiting,
)

from pharos.awards import actions, queries
from pharos.awards.actions.erasures import forget_again
from pharos.awards.models import Award, BatchRow, Erasure, Learner
from pharos.common import erased, personkeys, tenancy
from pharos.common.errors import Conflict, NotAllowed
from pharos.common.events import verify_rows
from pharos.common.models import PersonKey


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


def test_a_database_of_before_an_erasure_forgets_again(committed_world):
    """PRV-07: whoever stands on the list beside the database is erased anew, once."""
    world = committed_world
    confirmed(world, brought(world).batch)
    registrar, head = world.actor("registrar-ge"), world.actor("head-ge")
    with tenancy.scope(registrar):
        first, second, *_ = Learner.objects.order_by("id")
        erasure = actions.propose_erasure(learner_id=first.id, by=registrar, now=NOW)
    with tenancy.scope(head):
        actions.approve_erasure(erasure_id=erasure.id, by=head, now=NOW)
    assert (head.organisation_id, first.person_key_id) in erased.noted()
    assert forget_again(now=NOW) == 0
    # as if the second had been forgotten after this copy of the database was made
    erased.note(head.organisation_id, second.person_key_id, NOW)
    assert forget_again(now=NOW) == 1
    assert forget_again(now=NOW) == 0
    with tenancy.scope(head):
        second.refresh_from_db()
        assert (second.box, second.identity, second.likeness) == (None, None, None)
        assert PersonKey.objects.get(id=second.person_key_id).wrapped is None
        assert Learner.objects.exclude(box=None).exists()


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
