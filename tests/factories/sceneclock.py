"""The database's own clock, set by a story.

What the database writes of the time of a decision is its own clock's, which nobody sets; in a
story it is the story's, so that a story comes out the same on any day on which it is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.db import connections

_STAMP = "select pg_get_functiondef('accreditation_stamp()'::regprocedure)"
_DEFAULTS = """
    select table_name, column_name, column_default from information_schema.columns
     where table_schema = 'public' and column_name = 'recorded_at' and column_default is not null
"""
_CLOCK = "(select at from public.scene_clock)"
_NAMES = ("host", "port", "dbname", "user", "password", "passfile")


class SceneClock:
    """The clock of a database, while a story is told in it."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self._owner = owner

    def set(self, now: datetime) -> None:
        self._owner.execute("update scene_clock set at = %s", [now])


@contextmanager
def running(now: datetime) -> Iterator[SceneClock]:
    """The database tells this time until it is set again, and its own afterwards."""
    given = connections["owner"].get_connection_params()
    found = {name: given[name] for name in _NAMES if given.get(name)}
    with psycopg.connect(**found, autocommit=True) as owner:
        # a default may not ask a table, a function may
        owner.execute("create table scene_clock as select %s::timestamptz as at", [now])
        owner.execute("grant select on scene_clock to pharos_app")
        owner.execute(
            "create function scene_now() returns timestamptz stable language sql as"
            " $$ select at from public.scene_clock $$"
        )
        [stamp] = owner.execute(_STAMP).fetchone() or [""]
        defaults = owner.execute(_DEFAULTS).fetchall()
        assert "clock_timestamp()" in stamp
        try:
            owner.execute(stamp.replace("clock_timestamp()", _CLOCK))
            for table, column, _ in defaults:
                _default(owner, table, column, "scene_now()")
            yield SceneClock(owner)
        finally:
            owner.execute(stamp)
            for table, column, value in defaults:
                _default(owner, table, column, value)
            owner.execute("drop function scene_now()")
            owner.execute("drop table scene_clock")


def _default(owner: psycopg.Connection, table: str, column: str, value: str) -> None:
    owner.execute(f'alter table public."{table}" alter column "{column}" set default {value}')
