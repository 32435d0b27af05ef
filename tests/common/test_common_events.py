"""The event log: written by the database, chained a tenant, recomputed by doctor."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from pharos.common import events, tenancy
from pharos.common import tables as declared
from pharos.common.actor import ANONYMOUS, SYSTEM, system
from pharos.common.enforcement import _policies, _triggers
from pharos.common.errors import Invalid, NotFound
from pharos.common.ids import uuid7
from pharos.common.models import ChainHead, Event, PersonKey
from pharos.common.retries import sqlstate
from pharos.common.tables import Class, Events, Table

HOT = Table(
    "hot", Class.TENANT, "tenant", events=Events.CHUNK, chunk="chunk", position="place",
    identity="identity", frozen=True, may_change=("state",), one_way=("closed",),
)  # fmt: skip
WHOLE = Table(
    "hot", Class.TENANT, "tenant", events=Events.CHUNK, chunk="chunk", position="place"
)  # fmt: skip


@pytest.fixture(params=[HOT, WHOLE], ids=["identity", "whole_row"])
def hot(request, db_world, database, monkeypatch) -> Iterator[Table]:
    """A table of many rows a statement, as awards and credentials are."""
    table = request.param
    monkeypatch.setattr("pharos.common.rowchecks.TABLES", {"hot": table})
    with psycopg.connect(database.dsn("owner")) as owner:
        owner.execute(
            "create table hot (id uuid primary key, tenant uuid, chunk uuid, place int,"
            " identity bytea, name text, state text, closed timestamptz)"
        )
        for statement in (*_policies(table), *_triggers(table)):
            owner.execute(statement)
        owner.execute("grant select, insert, update on hot to pharos_app")
    yield table
    with psycopg.connect(database.dsn("owner")) as owner:
        owner.execute("drop table hot")


@contextmanager
def by_hand(database, table: str) -> Iterator[psycopg.Connection]:
    """What an intruder with the superuser's password can do: no trigger sees it."""
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("set session_replication_role = replica")
        yield admin


def insert_chunk(actor, rows: int = 50):
    chunk = uuid7()
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute(
            "insert into hot (id, tenant, chunk, place, identity, name, state)"
            " select gen_random_uuid(), %s, %s, n, sha256(n::text::bytea), 'name ' || n, 'new'"
            " from generate_series(1, %s) n",
            [actor.organisation_id, chunk, rows],
        )
    return chunk


def key_of(actor):
    with tenancy.scope(actor):
        return PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w")


def write_and_raise(actor, error):
    PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w")
    raise error


def events_of(actor):
    with tenancy.scope(actor):
        return list(Event.objects.order_by("seq"))


def test_each_change_writes_its_event_by_itself(db_world, actor):
    """LOG-05: insert, ORM update() and raw SQL: the table's trigger writes the event."""
    key = key_of(actor)
    with tenancy.scope(actor):
        PersonKey.objects.filter(id=key.id).update(wrapped=b"v")
        with connection.cursor() as cursor:
            cursor.execute("update common_person_key set wrapped = 'u' where id = %s", [key.id])
            cursor.execute("update common_person_key set wrapped = 'u' where id = %s", [key.id])
    written = events_of(actor)
    assert [(e.act, e.entity, e.row_id, e.person) for e in written] == [
        (act, "common_person_key", str(key.id), actor.person_id)
        for act in ("insert", "update", "update")
    ]
    assert [e.seq for e in written] == [1, 2, 3]
    assert bytes(written[1].old) == bytes(written[0].new)
    assert events.verify_chain(actor.organisation_id) == []


def test_no_actor_no_change(db_world, actor):
    """LOG-05: a change without an actor is refused by the trigger, with our own code."""
    nobody = type(actor)(person_id=None, organisation_id=actor.organisation_id)
    with pytest.raises(DatabaseError) as refused:
        key_of(nobody)
    assert sqlstate(refused.value) == "PH001"
    key_of(system(organisation_id=actor.organisation_id))


def test_a_rollback_takes_the_event_along(db_world, actor):
    with pytest.raises(RuntimeError), tenancy.scope(actor):
        write_and_raise(actor, RuntimeError())
    assert events_of(actor) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update common_event set act = 'x'",
        "delete from common_event",
        "truncate common_event",
        "insert into common_event select * from common_event",
        "update common_chain_head set seq = 0",
    ],
)
def test_the_app_cannot_change_events(db_world, actor, statement):
    """LOG-06: UPDATE, DELETE, TRUNCATE on the event table: permission denied."""
    key_of(actor)
    with pytest.raises(DatabaseError, match="permission denied"), tenancy.scope(actor):
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["update common_event set act = 'x'", "delete from common_event", "truncate common_event"],
)
def test_even_the_owner_is_refused_by_the_trigger(db_world, actor, statement):
    """LOG-06: the trigger refuses whoever has the grant."""
    key_of(actor)
    with pytest.raises(DatabaseError) as refused:
        connections["owner"].cursor().execute(statement)
    assert sqlstate(refused.value) == "PH002"


def test_nobody_reads_the_events_of_another_tenant(db_world, actor, stranger):
    key_of(actor)
    assert events_of(stranger) == []
    assert Event.objects.count() == 0


def test_chains_of_two_tenants_are_two(db_world, actor, stranger):
    key_of(actor)
    key_of(stranger)
    key_of(actor)
    heads = {head.tenant: head.seq for head in events.chain_heads()}
    assert heads == {actor.organisation_id: 2, stranger.organisation_id: 1}
    assert events.tenants() == sorted(heads)


def test_awkward_text_is_hashed_the_same_on_both_sides(db_world, actor):
    events.refused(actor, 'a "b" \\ \t\n\x7f Ճարտար ქართული 😀', code="c", facts={})
    assert events.verify_chain(actor.organisation_id) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("update common_event set person = gen_random_uuid() where seq = 2", "event_changed"),
        ("update common_event set at = at - interval '1 day' where seq = 2", "event_changed"),
        ("update common_event set new = sha256('x') where seq = 2", "event_changed"),
        ("delete from common_event where seq = 2", "events_missing"),
        ("delete from common_event where seq = 3", "chain_head_differs"),
        ("update common_chain_head set seq = 2", "chain_head_differs"),
    ],
)
def test_a_changed_event_is_named(db_world, database, actor, change, code):
    """LOG-01: a past event edited with the power of the owner is named by its number."""
    for _ in range(3):
        key_of(actor)
    with by_hand(database, "common_event") as admin:
        admin.execute(change)
    findings = events.verify_chain(actor.organisation_id)
    assert code in [finding.code for finding in findings]
    if code == "event_changed":
        assert (findings[0].chunk, findings[0].row) == (str(actor.organisation_id), "2")


def test_a_whole_table_is_found_whole(db_world, actor, stranger):
    for who in (actor, stranger):
        for _ in range(3):
            key_of(who)
    assert events.verify_rows() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("update common_person_key set wrapped = 'x' where id = %s", "row_changed"),
        ("delete from common_person_key where id = %s", "row_missing"),
    ],
)
def test_a_row_changed_by_hand_is_named(db_world, database, actor, change, code):
    key_of(actor)
    key = key_of(actor)
    with by_hand(database, "common_person_key") as admin:
        admin.execute(change, [key.id])
    assert [(f.code, f.table, f.row) for f in events.verify_rows()] == [
        (code, "common_person_key", str(key.id))
    ]


def test_a_row_put_in_by_hand_is_named(db_world, database, actor):
    stray = uuid7()
    with by_hand(database, "common_person_key") as admin:
        admin.execute(
            "insert into common_person_key (id, tenant, wrapped) values (%s, %s, 'x')",
            [stray, actor.organisation_id],
        )
    found = events.verify_rows(entities=("common_person_key",))
    assert [(f.code, f.row) for f in found] == [("row_without_event", str(stray))]


def test_a_chunk_is_one_event(hot, actor):
    chunk = insert_chunk(actor)
    (event,) = events_of(actor)
    assert (event.act, event.row_id, event.first, event.last, event.count) == (
        "insert", str(chunk), "1", "50", 50,
    )  # fmt: skip
    assert len(event.marks) == 200
    assert events.verify_rows() == []
    assert events.verify_chain(actor.organisation_id) == []


def test_a_later_change_of_a_hot_row_is_no_finding(hot, actor):
    insert_chunk(actor)
    insert_chunk(actor)
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute("update hot set state = 'revoked' where place = 7")
        cursor.execute("update hot set state = 'back' where place = 7")
    assert [event.act for event in events_of(actor)][2:] == ["update"] * 4
    assert events.verify_rows() == []


@pytest.mark.parametrize("hot", [HOT], indirect=True)
def test_a_change_of_many_hot_rows_is_one_event_a_chunk(hot, database, actor):
    chunks = {str(insert_chunk(actor)), str(insert_chunk(actor))}
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute("update hot set state = 'issued' where place > 10")
    written = events_of(actor)[2:]
    assert {(e.act, e.row_id, e.first, e.last, e.count) for e in written} == {
        ("update", chunk, "11", "50", 40) for chunk in chunks
    }
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute("update hot set state = 'revoked' where place in (9, 20)")
        cursor.execute("select id::text from hot where place = 30 order by 1")
        rows = [row[0] for row in cursor.fetchall()]
    assert len(events_of(actor)) == 8
    assert events.verify_rows() == []
    with by_hand(database, "hot") as admin:
        admin.execute("update hot set state = 'new' where place = 30")
    assert [(f.code, f.row) for f in events.verify_rows()] == [("row_changed", r) for r in rows]
    assert events.verify_chain(actor.organisation_id) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("update hot set identity = sha256('x'), name = 'x' where place = 7", {"row_changed"}),
        ("delete from hot where place = 7", {"chunk_changed", "rows_missing"}),
        (
            "insert into hot select gen_random_uuid(), tenant, chunk, 99, identity, name, state"
            " from hot where place = 7",
            {"rows_without_event"},
        ),
    ],
)
def test_a_hot_row_changed_by_hand_is_named(hot, database, actor, change, codes):
    """LOG-01: chunk and row are named."""
    chunk = insert_chunk(actor)
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute("select id::text from hot where place = 7")
        row = cursor.fetchone()[0]
    with by_hand(database, "hot") as admin:
        admin.execute(change)
    findings = events.verify_rows()
    assert {finding.code for finding in findings} == codes
    assert {finding.chunk for finding in findings} == {str(chunk)}
    if codes == {"row_changed"}:
        assert [finding.row for finding in findings] == [row]


@pytest.mark.parametrize("hot", [HOT], indirect=True)
@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ("update hot set state = 'revoked'", True),
        ("update hot set closed = now()", True),
        ("update hot set name = 'x'", False),
        ("update hot set tenant = tenant, identity = 'x', state = 'y'", False),
    ],
)
def test_what_is_frozen_changes_only_where_it_may(hot, actor, change, allowed):
    insert_chunk(actor, rows=2)
    with tenancy.scope(actor):
        if allowed:
            connection.cursor().execute(change)
            return
        with pytest.raises(DatabaseError, match="immutable") as refused:
            connection.cursor().execute(change)
        assert sqlstate(refused.value) == "PH002"
        connection.needs_rollback = False
        connection.set_rollback(True)


@pytest.mark.parametrize("hot", [HOT], indirect=True)
def test_what_goes_one_way_is_set_once(hot, actor):
    insert_chunk(actor, rows=2)
    with tenancy.scope(actor):
        connection.cursor().execute("update hot set closed = '2026-01-01'")
    with pytest.raises(DatabaseError, match="immutable"), tenancy.scope(actor):
        connection.cursor().execute("update hot set closed = null")


@pytest.mark.parametrize("hot", [HOT], indirect=True)
def test_even_the_owner_deletes_no_frozen_row(hot, database, actor):
    insert_chunk(actor, rows=2)
    with psycopg.connect(database.dsn("owner")) as owner, pytest.raises(psycopg.Error) as refused:
        owner.execute("truncate hot")
    assert refused.value.sqlstate == "PH002"


def test_a_refusal_is_on_record_after_the_rollback(db_world, actor):
    refusal = Invalid("out_of_scope", batch=uuid7(), name="Անի Պետրոսյան", row=4)
    with pytest.raises(Invalid), events.acting(actor, "awards.confirm"):
        write_and_raise(actor, refusal)
    (event,) = events_of(actor)
    assert (event.entity, event.act, event.person) == ("refusal", "awards.confirm", actor.person_id)
    assert '"code": "out_of_scope"' in event.facts
    assert '"row": 4' in event.facts
    # personal data does not enter the log
    assert "Անի" not in event.facts
    assert events.verify_chain(actor.organisation_id) == []


def test_what_is_not_found_is_no_refusal(db_world, actor):
    with pytest.raises(NotFound), events.acting(actor, "awards.read"):
        raise NotFound("award_not_found")
    assert events_of(actor) == []


def test_a_visitor_leaves_no_event(db_world):
    events.refused(ANONYMOUS, "verify", code="x", facts={})
    assert events.chain_heads() == []


def test_the_system_without_tenant_has_a_chain_of_its_own(db_world):
    events.refused(SYSTEM, "sweep", code="x", facts={})
    (head,) = events.chain_heads()
    assert head.tenant.int == 0
    assert events.verify_chain(head.tenant) == []


def test_every_declared_table_in_the_database_has_its_trigger(db_world):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text from pg_trigger where tgname = 'pharos_event'"
        )
        watched = {row[0] for row in cursor.fetchall()}
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        present = {row[0] for row in cursor.fetchall()}
    wanted = {t.name for t in declared.TABLES.values() if t.events is not Events.NONE}
    assert watched == wanted & present
    assert ChainHead._meta.db_table not in watched
