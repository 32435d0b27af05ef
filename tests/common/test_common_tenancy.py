"""Tenancy: rows of one tenant, the door to them, and the roles that cannot open others."""

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, router, transaction

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, SYSTEM, Actor
from pharos.common.enforcement import grants
from pharos.common.ids import uuid7
from pharos.common.models import PersonKey
from pharos.common.rolechecks import RolesRefused, verify_roles
from pharos.common.tables import TABLES, Class, Events, Table


def keep_key(actor):
    with tenancy.scope(actor):
        return PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w").id


def count_keys():
    return PersonKey.objects.count()


def settings_of_the_session():
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('pharos.' || name, true), '')"
            " from unnest(array['tenant', 'person', 'kind', 'capability']) name"
        )
        return [row[0] for row in cursor.fetchall()]


def test_every_table_has_a_class():
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        # of some libraries the code is taken and no table is made
        if router.allow_migrate_model("owner", model)
    }
    assert ours - set(TABLES) == set()


def test_every_declared_column_is_a_column():
    columns = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    strange = {
        (table.name, column)
        for table in TABLES.values()
        for column in (
            *(table.tenant, table.counterparty, table.person, table.capability),
            *(() if table.events is Events.NONE else table.key),
            *(table.chunk, table.position, table.identity),
            *(*table.may_change, *table.one_way),
        )
        if column and table.name in columns and column not in columns[table.name]
    }
    assert strange == set()


def test_every_table_is_in_the_file_of_grants():
    assert set(TABLES) - {line.object for line in grants()} == set()


def test_every_granted_table_is_declared():
    assert {line.object for line in grants() if not line.function} - set(TABLES) == set()


def test_the_app_may_not_touch_migrations_or_change_events():
    rights = {(line.object, line.role): line.verbs for line in grants()}
    assert rights["django_migrations", "app"] == frozenset()
    assert rights["common_event", "app"] == {"select"}
    assert rights["common_chain_head", "app"] == {"select"}


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Table("t", Class.TENANT),
        lambda: Table("t", Class.CASE, "a"),
        lambda: Table("t", Class.PERSON),
        lambda: Table("t", Class.PLATFORM, events=Events.NONE),
        lambda: Table("t", Class.PLATFORM, events=Events.CHUNK),
    ],
)
def test_a_declaration_that_cannot_be_kept_is_refused(declare):
    with pytest.raises(ValueError):
        declare()


def test_without_a_tenant_nothing_is_seen_and_nothing_is_written(db_world, actor):
    """AUT-09: no tenant set: zero rows, insert refused, never all rows."""
    keep_key(actor)
    assert count_keys() == 0
    with tenancy.scope(ANONYMOUS):
        assert count_keys() == 0
    with pytest.raises(DatabaseError), tenancy.scope(SYSTEM):
        PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w")


def test_a_stranger_neither_sees_nor_changes_nor_inserts(db_world, actor, stranger):
    key = keep_key(actor)
    with tenancy.scope(stranger):
        assert count_keys() == 0
        assert PersonKey.objects.filter(id=key).update(wrapped=b"x") == 0
    with pytest.raises(DatabaseError, match="row-level security"), tenancy.scope(stranger):
        PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"w")


def test_one_connection_serves_two_tenants_and_keeps_neither(db_world, actor, stranger):
    """AUT-10: the tenant is local to the transaction, not to the pooled connection."""
    keep_key(actor)
    backend = connection.connection.info.backend_pid if connection.connection else None
    with tenancy.scope(stranger):
        assert count_keys() == 0
    with tenancy.scope(actor):
        assert count_keys() == 1
    assert settings_of_the_session() == ["", "", "", ""]
    assert backend is None or connection.connection.info.backend_pid == backend


def test_an_error_leaves_no_tenant_behind(db_world, actor):
    with pytest.raises(RuntimeError, match="oh"), tenancy.scope(actor):
        raise RuntimeError("oh")
    assert settings_of_the_session() == ["", "", "", ""]
    with pytest.raises(tenancy.ScopeMisused):
        tenancy.current()


def test_current_is_the_actor_of_the_innermost_scope(db_world, actor):
    colleague = Actor(person_id=uuid7(), organisation_id=actor.organisation_id)
    with tenancy.scope(actor):
        with tenancy.scope(colleague):
            assert tenancy.current() == colleague
            assert settings_of_the_session()[1] == str(colleague.person_id)
        assert tenancy.current() == actor
        assert settings_of_the_session()[1] == str(actor.person_id)


def test_a_rolled_back_inner_scope_returns_to_the_outer(db_world, actor):
    colleague = Actor(person_id=uuid7(), organisation_id=actor.organisation_id)
    with tenancy.scope(actor):
        with pytest.raises(RuntimeError), tenancy.scope(colleague):
            raise RuntimeError("oh")
        assert settings_of_the_session()[1] == str(actor.person_id)


def test_a_scope_of_another_tenant_inside_is_refused(db_world, actor, stranger):
    with tenancy.scope(actor), pytest.raises(tenancy.ScopeMisused), tenancy.scope(stranger):
        pass


def test_a_scope_inside_somebody_elses_transaction_is_refused(db_world, actor):
    with transaction.atomic(), pytest.raises(RuntimeError), tenancy.scope(actor):
        pass


@pytest.mark.django_db
def test_a_scope_in_a_test_transaction_is_closed_too(actor):
    keep_key(actor)
    assert settings_of_the_session() == ["", "", "", ""]
    assert count_keys() == 0


def test_the_app_role_is_as_weak_as_it_must_be(db_world):
    verify_roles()


@pytest.mark.parametrize(
    ("change", "undo", "word"),
    [
        ("grant pharos_owner to pharos_app", "revoke pharos_owner from pharos_app", "may become"),
        ("alter role pharos_app bypassrls", "alter role pharos_app nobypassrls", "bypassrls"),
        ("alter role pharos_app superuser", "alter role pharos_app nosuperuser", "superuser"),
        (
            "grant update on common_event to pharos_app",
            "revoke update on common_event from pharos_app",
            "has update on common_event",
        ),
        (
            "grant select on django_migrations to public",
            "revoke select on django_migrations from public",
            "public has select on django_migrations",
        ),
        (
            "revoke select on common_event from pharos_app",
            "grant select on common_event to pharos_app",
            "lacks select on common_event",
        ),
        (
            "alter table common_event no force row level security",
            "alter table common_event force row level security",
            "common_event is not under row-level security",
        ),
    ],
)
def test_a_role_that_could_do_more_is_refused(db_world, database, change, undo, word):
    """AUT-11: superuser, owner, a membership or another grant: the start-up check fails."""
    with psycopg.connect(database.dsn("admin"), autocommit=True) as admin:
        admin.execute(change)
        try:
            with pytest.raises(RolesRefused) as refused:
                verify_roles()
        finally:
            admin.execute(undo)
    assert word in str(refused.value.facts["reasons"])
    verify_roles()


@pytest.mark.parametrize(
    ("path", "word"), [("", "no search_path"), ("set search_path = public", "may execute leak")]
)
def test_a_function_with_the_owners_power_must_be_in_the_file(db_world, database, path, word):
    """AUT-11: what runs as the owner is granted by the file and has its search_path pinned."""
    with psycopg.connect(database.dsn("owner"), autocommit=True) as owner:
        owner.execute(
            f"create function leak() returns int language sql security definer {path}"
            " return (select 1)"
        )
        try:
            with pytest.raises(RolesRefused) as refused:
                verify_roles()
            assert word in str(refused.value.facts["reasons"])
            # the next migrate takes the right away that PostgreSQL gives to everybody
            assert tenancy.install(connections["owner"]) is True
            with pytest.raises(DatabaseError, match="permission denied"):
                connection.cursor().execute("select leak()")
        finally:
            connections["owner"].close()
            owner.execute("drop function leak()")
    tenancy.install(connections["owner"])
    connections["owner"].close()


def test_connecting_as_owner_is_refused(db_world):
    """AUT-11: the owner as app role is refused."""
    with pytest.raises(RolesRefused) as refused:
        verify_roles(using="owner")
    assert "owns common_event" in str(refused.value.facts["reasons"])


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (a int)",
        "truncate common_idempotency_key",
        "alter table common_event disable row level security",
        "set role pharos_owner",
        "select * from django_migrations",
        "insert into common_event (tenant) values (gen_random_uuid())",
        "select common_append_event('a','b',null,null,null,1,null,null,null,null,null)",
    ],
)
def test_what_the_app_role_may_not_do(db_world, statement):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_installing_again_changes_nothing(db_world):
    assert tenancy.install(connections["owner"]) is False
    assert tenancy.install(connections["owner"], force=True) is True
    verify_roles()
