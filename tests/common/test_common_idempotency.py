"""One effect and one answer, however often a write is asked for."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import connection, connections

from pharos.common import clock, idempotency, tenancy
from pharos.common.errors import Conflict, Invalid
from pharos.common.idempotency import Answer
from pharos.common.ids import uuid7
from pharos.common.models import IdempotencyKey, PersonKey


def submit(actor, key="k-1", body=b"{}", operation="runs.create"):
    """A write as a door does it: its effect is one row."""
    with tenancy.scope(actor):
        stored = idempotency.once(operation, key, body)
        if stored is not None:
            return stored
        made = PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w")
        return idempotency.remember(operation, key, Answer(201, {"id": str(made.id)}))


def effects(actor) -> int:
    with tenancy.scope(actor):
        return PersonKey.objects.count()


def test_twenty_at_once_have_one_effect_and_one_answer(db_world, actor):
    """REL-03: the same POST with the same key, 20 at once: one effect, 20 equal answers."""
    start = Barrier(20)

    def ask(_):
        try:
            start.wait()
            return submit(actor)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert len({json.dumps(answer.body) for answer in answers}) == 1
    assert {answer.status for answer in answers} == {201}
    assert effects(actor) == 1


def test_another_body_is_refused_and_the_first_answer_stays(db_world, actor):
    """REL-04: same key, other body: 422, and the first answer stays retrievable."""
    first = submit(actor)
    with pytest.raises(Invalid) as refused:
        submit(actor, body=b'{"other": 1}')
    assert (refused.value.code, refused.value.http_status) == ("idempotency_key_reused", 422)
    with tenancy.scope(actor):
        assert idempotency.answer_for("runs.create", "k-1") == first
    assert submit(actor) == first


def test_two_providers_may_use_the_same_key(db_world, actor, stranger):
    """REL-05: the key is scoped by tenant and operation: two independent effects."""
    assert submit(actor) != submit(stranger)
    assert effects(actor) == effects(stranger) == 1
    assert submit(actor, operation="awards.create") != submit(actor)


def test_a_retry_after_the_answer_was_lost_replays_it(db_world, actor):
    """REL-06: committed, the client gone, asked again on a new connection: the stored answer."""
    first = submit(actor)
    connection.close()
    assert submit(actor) == first
    assert effects(actor) == 1


def test_a_refused_write_leaves_the_key_free(db_world, actor):
    def refuse():
        with tenancy.scope(actor):
            assert idempotency.once("runs.create", "k-1", b"{}") is None
            raise Conflict("awarded_already")

    with pytest.raises(Conflict):
        refuse()
    assert submit(actor).status == 201


@pytest.mark.parametrize("key", ["", "a b", "a" * 201, "կ", "a\n", "\x00"])
def test_what_is_no_key_is_refused(db_world, actor, key):
    with pytest.raises(Invalid) as refused:
        submit(actor, key=key)
    assert refused.value.code == "idempotency_key_bad"


def test_remember_needs_once(db_world, actor):
    with pytest.raises(LookupError), tenancy.scope(actor):
        idempotency.remember("runs.create", "k-9", Answer(201, {}))


def test_keys_need_a_tenant(db_world):
    with pytest.raises(tenancy.ScopeMisused):
        idempotency.once("runs.create", str(uuid7()), b"{}")
    assert IdempotencyKey.objects.count() == 0


def test_old_answers_are_forgotten_and_those_of_a_day_stay(db_world, actor, stranger, database):
    for key in ("old", "new"):
        submit(actor, key)
        submit(stranger, key)
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute(
            "update common_idempotency_key set at = now() - interval '8 days' where key = 'old'"
        )
    assert idempotency.forget(before=clock.now() - timedelta(days=7)) == 2
    # whatever is asked, a retry of this morning finds its answer
    assert idempotency.forget(before=clock.now() + timedelta(days=7)) == 0
    submit(actor, "new")
    assert effects(actor) == 2
    submit(actor, "old")
    assert effects(actor) == 3
