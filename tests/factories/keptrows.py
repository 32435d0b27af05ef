"""Rows and files of a world, kept beside the tables and put back as they were.

For worlds that need real commits, and so cannot be lent by a savepoint (`sharedworlds`).
"""

import contextlib
import copy
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

_worlds: dict[str, tuple[Any, Path]] = {}


def world(
    admin: psycopg.Connection,
    name: str,
    build: Callable[[], Any],
    folder: Path,
    filled: Callable[[], Iterable[str]],
) -> Any:
    """A copy of what `build` answers, with its rows in the tables and its files in the folder.

    It is built once a process; the tables hold nothing but the baseline when it is called.
    """
    if name not in _worlds:
        before = set(filled())
        admin.commit()
        made = build()
        keep(admin, f"kept_{name}", set(filled()) | before)
        files = Path(tempfile.mkdtemp(prefix=f"kept-{name}-", dir=folder.parent))
        shutil.copytree(folder, files, dirs_exist_ok=True, ignore=_sockets)
        _worlds[name] = copy.deepcopy(made), files
        admin.commit()
        return made
    made, files = _worlds[name]
    admin.execute("set session_replication_role = replica")
    admin.execute("truncate " + ", ".join(_tables(admin, f"kept_{name}")) + " cascade")
    put_back(admin, f"kept_{name}")
    admin.commit()
    shutil.copytree(files, folder, dirs_exist_ok=True)
    return copy.deepcopy(made)


def keep(admin: psycopg.Connection, schema: str, tables: Iterable[str]) -> None:
    """Copies of the tables as they are."""
    admin.execute(f"create schema if not exists {schema}")
    for table in tables:
        admin.execute(f"create table {schema}.{table} as table public.{table}")


def put_back(admin: psycopg.Connection, schema: str) -> None:
    """The rows of the copies; what is there stays."""
    admin.execute("set session_replication_role = replica")
    for table in _tables(admin, schema):
        columns = ", ".join(_columns(admin, table))
        with contextlib.suppress(psycopg.errors.UniqueViolation), admin.transaction():
            admin.execute(
                f"insert into public.{table} ({columns}) overriding system value"
                f" select {columns} from {schema}.{table}"
            )


def _tables(admin: psycopg.Connection, schema: str) -> list[str]:
    found = admin.execute("select tablename from pg_tables where schemaname = %s", [schema])
    return [row[0] for row in found]


def _columns(admin: psycopg.Connection, table: str) -> list[str]:
    found = admin.execute(
        "select attname from pg_attribute where attrelid = %s::regclass"
        " and attnum > 0 and not attisdropped and attgenerated = ''",
        [f"public.{table}"],
    )
    return [f'"{row[0]}"' for row in found]


def _sockets(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_socket()}
