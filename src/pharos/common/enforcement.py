"""The database keeps what `tables.TABLES` and `grants.csv` declare: policies, grants, triggers.

`install` runs as the owner after each migrate. It can be repeated: everything is taken away
and made again in one transaction, and nothing is done when the declaration did not change.
"""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

from pharos.common.supervisor import roles
from pharos.common.tables import TABLES, Class, Events, Table

_TENANT = "(select nullif(current_setting('pharos.tenant', true), '')::uuid)"
_PERSON = "(select nullif(current_setting('pharos.person', true), '')::uuid)"
_CAPABILITY = "(select nullif(current_setting('pharos.capability', true), '')::uuid)"
_MARK = "common_append_event(text,text,text,text,text,bigint,bytea,bytea,bytea,bytea,text)"


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of `grants.csv`; `object` is a table, or a function when it ends in `()`."""

    object: str
    role: str
    verbs: frozenset[str]

    @property
    def function(self) -> str | None:
        return self.object.removesuffix("()") if self.object.endswith("()") else None


@cache
def grants() -> tuple[Grant, ...]:
    """The lines of `grants.csv`."""
    text = (resources.files("pharos.common") / "grants.csv").read_text("utf-8")
    return tuple(
        Grant(line["object"], line["role"], frozenset((line["verbs"] or "").split()))
        for line in csv.DictReader(text.splitlines())
    )


def install(connection: BaseDatabaseWrapper, *, force: bool = False) -> bool:
    """Make the database keep the declaration; `connection` is the owner's. True when it changed.

    Tables that are declared but not there yet are left for the next migrate.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('pharos.install'))")
        present = _tables_present(cursor)
        statements = list(_statements(present, _role_names(cursor), _functions(cursor)))
        digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
        cursor.execute("select obj_description(to_regprocedure(%s), 'pg_proc')", [_MARK])
        if cursor.fetchone()[0] == digest and not force:
            return False
        unwatched = _unwatched(cursor, present)
        for file in sql_files():
            cursor.execute(file)
        # functions that were just made get their grants too
        statements = list(_statements(present, _role_names(cursor), _functions(cursor)))
        digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
        cursor.execute(";\n".join(statements))
        cursor.execute(f"comment on function {_MARK} is '{digest}'")
        for table in unwatched:
            _adopt(cursor, table)
    return True


def _unwatched(cursor: Any, present: set[str]) -> list[Table]:
    """Tables that get their trigger now for the first time."""
    cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'pharos_event'")
    watched = {row[0] for row in cursor.fetchall()}
    return [
        table
        for table in TABLES.values()
        if table.events is Events.ROW and table.name in present - watched
    ]


def _adopt(cursor: Any, table: Table) -> None:
    """Give rows that the table's own migration wrote an event, as the system's.

    Only once a table: later a row without an event is a finding of `doctor`.
    """
    cursor.execute("select set_config('pharos.kind', 'system', true)")
    cursor.execute("set local timezone = 'UTC'")
    cursor.execute(
        "select common_append_event(%s, 'adopt', common_row_key(to_jsonb(t), %s), null, null, 1,"
        f" null, null, null, common_row_hash(to_jsonb(t)), null) from {table.name} t",
        [table.name, ",".join(table.key)],
    )


def sql_files() -> list[str]:
    """The texts of `common/sql/`, in order of their names."""
    folder = resources.files("pharos.common") / "sql"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [file.read_text("utf-8") for file in files]


def role_names() -> dict[str, str]:
    """The names of the roles that `grants.csv` calls app and readonly."""
    app = str(connections["default"].settings_dict["USER"])
    return {"app": app or roles.ROLES["app"], "readonly": roles.ROLES["readonly"]}


def _role_names(cursor: Any) -> dict[str, str]:
    names = role_names()
    cursor.execute("select rolname from pg_roles where rolname = any(%s)", [list(names.values())])
    known = {row[0] for row in cursor.fetchall()}
    return {role: name for role, name in names.items() if name in known}


def _tables_present(cursor: Any) -> set[str]:
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p')"
    )
    return {row[0] for row in cursor.fetchall()}


def _functions(cursor: Any) -> dict[str, list[str]]:
    """Functions of the schema by name; each with its full signature."""
    cursor.execute(
        "select proname, oid::regprocedure::text from pg_proc"
        " where pronamespace = 'public'::regnamespace order by 1, 2"
    )
    found: dict[str, list[str]] = {}
    for name, signature in cursor.fetchall():
        found.setdefault(name, []).append(signature)
    return found


def _statements(
    present: set[str], names: dict[str, str], functions: dict[str, list[str]]
) -> Iterator[str]:
    # part of the digest: a table or function that a migration brought is given its rights anew
    known = [*sql_files(), *sorted(present), *(f for found in functions.values() for f in found)]
    yield "-- " + hashlib.sha256("\n".join(known).encode()).hexdigest()
    for name in sorted(present & set(TABLES)):
        yield from _drop(name)
        yield from _policies(TABLES[name])
        yield from _triggers(TABLES[name])
    yield from _grants(present, names, functions)


def _drop(table: str) -> Iterator[str]:
    """Take away every policy and trigger of ours, whatever it was called before."""
    yield f"""do $$ declare p record; begin
        for p in select policyname from pg_policies
                 where schemaname = 'public' and tablename = '{table}' loop
          execute format('drop policy %I on {table}', p.policyname);
        end loop;
        for p in select tgname from pg_trigger where tgrelid = 'public.{table}'::regclass
                 and not tgisinternal and tgname like 'pharos\\_%' loop
          execute format('drop trigger %I on {table}', p.tgname);
        end loop; end $$"""


def _policies(table: Table) -> Iterator[str]:
    if table.kind is Class.PLATFORM:
        yield f"alter table {table.name} disable row level security"
        return
    yield f"alter table {table.name} enable row level security"
    yield f"alter table {table.name} force row level security"
    mine = _mine(table)
    yield f"create policy pharos_own on {table.name} using ({mine}) with check ({mine})"
    for name, condition in _readers(table):
        yield f"create policy pharos_{name} on {table.name} for select using ({condition})"
    # the definer functions of the owner and `doctor` read across tenants; only tables that
    # are marked are written so. Data migrations lift FORCE with RunPythonAsOwner instead.
    verbs = "all" if table.owner_writes else "select"
    yield f"create policy pharos_owner on {table.name} for {verbs} to current_user using (true)"
    for name, clause in table.policies:
        yield f"create policy pharos_{name} on {table.name} {clause}"


def _mine(table: Table) -> str:
    """Whose rows may be written, and in most classes read."""
    if table.kind is Class.PERSON:
        return f"{table.person} = {_PERSON}"
    mine = f"{table.tenant} = {_TENANT}"
    if table.counterparty:
        return f"({mine} or {table.counterparty} = {_TENANT})"
    return mine


def _readers(table: Table) -> Iterator[tuple[str, str]]:
    if table.kind is Class.PUBLIC:
        yield "public", "true"
        return
    if table.kind is not Class.PERSON and table.person:
        yield "person", f"{table.person} = {_PERSON}"
    if table.kind is Class.PERSON and table.tenant:
        yield "tenant", f"{table.tenant} = {_TENANT}"
    if table.capability:
        yield "capability", f"{table.capability} = {_CAPABILITY}"


def _triggers(table: Table) -> Iterator[str]:
    key = ",".join(table.key)
    row = f"for each row execute function common_event_row('{key}')"
    if table.events is Events.ROW:
        yield (
            f"create trigger pharos_event after insert or update or delete on {table.name} {row}"
        )
    if table.events is Events.CHUNK:
        digest = f"t.{table.identity}" if table.identity else "common_row_hash(to_jsonb(t))"
        yield (
            f"create trigger pharos_event after insert on {table.name}"
            " referencing new table as inserted for each statement"
            f" execute function common_event_chunk('{table.chunk}', '{table.position}', '{digest}')"
        )
        yield from _later_changes(table, row)
    if table.frozen:
        yield from _freeze(table)


def _later_changes(table: Table, row: str) -> Iterator[str]:
    """Changes of hot rows after their chunk's insert."""
    if not table.identity:
        # the chunk's digest needs the whole row as it was: each change remembers it
        yield f"create trigger pharos_event_row after update or delete on {table.name} {row}"
        return
    arguments = f"'{','.join(table.key)}', '{table.chunk}', '{table.position}'"
    yield f"create trigger pharos_event_row after delete on {table.name} {row}"
    yield (
        f"create trigger pharos_event_update after update on {table.name}"
        " referencing old table as before new table as after for each statement"
        f" execute function common_event_chunk_update({arguments})"
    )


def _freeze(table: Table) -> Iterator[str]:
    when = f"when ({table.frozen_if})" if table.frozen_if else ""
    free, once = ",".join(table.may_change), ",".join(table.one_way)
    yield (
        f"create trigger pharos_frozen before update on {table.name} for each row {when}"
        f" execute function common_refuse_change('{free}', '{once}')"
    )
    yield (
        f"create trigger pharos_kept before delete on {table.name} for each row {when}"
        " execute function common_refuse()"
    )
    yield (
        f"create trigger pharos_whole before truncate on {table.name} for each statement"
        " execute function common_refuse()"
    )


def _grants(
    present: set[str], names: dict[str, str], functions: dict[str, list[str]]
) -> Iterator[str]:
    everyone = ", ".join(["public", *names.values()])
    for kind in ("tables", "sequences", "functions"):
        yield f"revoke all on all {kind} in schema public from {everyone}"
    for line in grants():
        role = names.get(line.role)
        if role is None or not line.verbs:
            continue
        if line.function:
            for signature in functions.get(line.function, ()):
                yield f"grant execute on function {signature} to {role}"
        elif line.object in present:
            yield f"grant {', '.join(sorted(line.verbs))} on {line.object} to {role}"
    for name, signatures in functions.items():
        if name.startswith("procrastinate_") and "app" in names:
            yield from (f"grant execute on function {s} to {names['app']}" for s in signatures)
    if "app" in names:
        yield f"grant usage on all sequences in schema public to {names['app']}"


class RunPythonAsOwner(RunPython):
    """A data migration that may change every tenant's rows, in its own transaction.

    The owner is under FORCE row-level security: without lifting it the migration would change
    nothing and say nothing. `tables` are those it writes. The system is the actor of its events.
    """

    def __init__(
        self,
        code: Callable[..., None],
        reverse_code: Callable[..., None] | None = None,
        *,
        tables: tuple[str, ...],
        **options: Any,
    ) -> None:
        super().__init__(
            self._lifted(code),
            self._lifted(reverse_code) if reverse_code else None,
            atomic=True,
            **options,
        )
        self.tables = tables

    def _lifted(self, code: Callable[..., None]) -> Callable[..., None]:
        def run(apps: Any, schema_editor: Any) -> None:
            schema_editor.execute("select set_config('pharos.kind', 'system', true)")
            for table in self.tables:
                schema_editor.execute(f"alter table {table} no force row level security")
            code(apps, schema_editor)
            for table in self.tables:
                schema_editor.execute(f"alter table {table} force row level security")

        return run
