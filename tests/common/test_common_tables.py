"""The classes of tables, tried on tables of each class with the real roles."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.enforcement import RunPythonAsOwner, _policies, _triggers
from pharos.common.ids import uuid7
from pharos.common.tables import Class, Events, Table

QUIET = {"events": Events.NONE, "because": "a test of policies"}
US, THEM, THIRD = uuid7(), uuid7(), uuid7()
PERSON, OTHER, LINK = uuid7(), uuid7(), uuid7()


def actor_in(tenant, person=PERSON) -> Actor:
    return Actor(person_id=person, organisation_id=tenant)


@pytest.fixture
def rows(request, db_world, database) -> Iterator[None]:
    """A table of the class that the test asks for, with one row of ours."""
    table = request.param
    with psycopg.connect(database.dsn("owner")) as owner:
        owner.execute(
            "create table rows (id uuid primary key default gen_random_uuid(), tenant uuid,"
            " second uuid, person uuid, link uuid, state text default 'draft')"
        )
        for statement in (*_policies(table), *_triggers(table)):
            owner.execute(statement)
        owner.execute("grant select, insert, update, delete on rows to pharos_app")
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "insert into rows (tenant, second, person, link) values (%s, %s, %s, %s)",
            [US, THEM, PERSON, LINK],
        )
    yield
    with psycopg.connect(database.dsn("owner")) as owner:
        owner.execute("drop table rows")


def seen(actor=None, capability=None) -> int:
    def count():
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from rows")
            return cursor.fetchone()[0]

    if actor is None:
        return count()
    with tenancy.scope(actor, capability):
        return count()


def changed(actor, capability=None) -> int:
    with tenancy.scope(actor, capability), connection.cursor() as cursor:
        cursor.execute("update rows set state = 'new'")
        return cursor.rowcount


def execute(statement) -> None:
    with tenancy.scope(actor_in(US)), connection.cursor() as cursor:
        cursor.execute(statement)


def insert(actor, **values) -> None:
    columns = {"tenant": US, "second": THEM, "person": PERSON} | values
    with tenancy.scope(actor), connection.cursor() as cursor:
        cursor.execute(
            f"insert into rows ({', '.join(columns)}) values (%s, %s, %s)", list(columns.values())
        )


PUBLIC = Table("rows", Class.PUBLIC, "tenant", **QUIET)
TENANT = Table("rows", Class.TENANT, "tenant", **QUIET)
LINKED = Table("rows", Class.TENANT, "tenant", capability="link", person="person", **QUIET)
CASE = Table("rows", Class.CASE, "tenant", counterparty="second", **QUIET)
OWN = Table("rows", Class.PERSON, person="person", **QUIET)
NOBODYS = Table("rows", Class.PLATFORM, **QUIET)
DRAFTS = Table(
    "rows", Class.TENANT, "tenant", frozen=True, frozen_if="old.state <> 'draft'", **QUIET
)


@pytest.mark.parametrize(
    ("rows", "nobody", "ours", "theirs", "third"),
    [
        (PUBLIC, (1, 0), (1, 1), (1, 0), (1, 0)),
        (TENANT, (0, 0), (1, 1), (0, 0), (0, 0)),
        (CASE, (0, 0), (1, 1), (1, 1), (0, 0)),
        (NOBODYS, (1, 1), (1, 1), (1, 1), (1, 1)),
    ],
    indirect=["rows"],
)
def test_who_sees_and_who_changes(rows, nobody, ours, theirs, third):
    """AUT-09: each class of table, seen and changed by nobody, the tenant and others."""
    found = [
        (seen(actor), changed(actor))
        for actor in (ANONYMOUS, actor_in(US), actor_in(THEM), actor_in(THIRD))
    ]
    assert found == [nobody, ours, theirs, third]
    assert seen() == nobody[0]


@pytest.mark.parametrize("rows", [PUBLIC, TENANT], indirect=True)
def test_nobody_writes_for_another_tenant(rows):
    insert(actor_in(US))
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(actor_in(THEM))
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(ANONYMOUS)


@pytest.mark.parametrize("rows", [OWN], indirect=True)
def test_a_persons_rows_are_the_persons_in_whatever_organisation(rows):
    assert (seen(actor_in(US)), seen(actor_in(THIRD))) == (1, 1)
    assert (seen(actor_in(US, OTHER)), seen(ANONYMOUS)) == (0, 0)
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(actor_in(US, OTHER))


@pytest.mark.parametrize("rows", [LINKED], indirect=True)
def test_who_has_the_link_reads_and_changes_nothing(rows):
    assert seen(ANONYMOUS, LINK) == 1
    assert changed(ANONYMOUS, LINK) == 0
    assert seen(ANONYMOUS, uuid7()) == 0
    assert seen(actor_in(THIRD)) == 1  # the person of the row, from elsewhere
    assert changed(actor_in(THIRD)) == 0


@pytest.mark.parametrize("rows", [DRAFTS], indirect=True)
def test_what_is_frozen_later_can_change_until_then(rows):
    assert changed(actor_in(US)) == 1
    with pytest.raises(DatabaseError, match="immutable"):
        execute("update rows set second = null")


@pytest.mark.parametrize("rows", [DRAFTS], indirect=True)
def test_a_draft_can_go_and_what_is_frozen_stays(rows):
    changed(actor_in(US))
    with pytest.raises(DatabaseError, match="immutable"):
        execute("delete from rows")
    insert(actor_in(US))
    with pytest.raises(DatabaseError, match="immutable"):
        execute("delete from rows")
    assert seen(actor_in(US)) == 2


@pytest.mark.parametrize("rows", [TENANT], indirect=True)
def test_a_data_migration_of_the_owner_changes_rows_and_leaves_the_table_forced(rows):
    def rename(apps, schema_editor):
        schema_editor.execute("update rows set state = 'migrated'")

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("update rows set state = 'x'")
        assert cursor.rowcount == 0  # the silent nothing that the operation is there for
    with owner.schema_editor() as editor:
        RunPythonAsOwner(rename, tables=("rows",)).code(None, editor)
    with owner.cursor() as cursor:
        cursor.execute("select state from rows")
        assert cursor.fetchall() == [("migrated",)]
        cursor.execute("select relforcerowsecurity from pg_class where relname = 'rows'")
        assert cursor.fetchone() == (True,)


def test_readonly_sees_what_is_public_and_no_queue(db_world, database):
    with psycopg.connect(database.dsn("readonly"), autocommit=True) as reader:
        reader.execute("select * from common_installation")
        for table in ("procrastinate_jobs", "common_event", "common_person_key"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"select * from {table}")
