"""A migration that dies half-way: what is recorded is there, the rest is not, and it goes on."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

NAME = "halfway"
# A database that stands already goes step by step; here an empty one is made to.
STEPS = """
from pharos.common.supervisor import firsttables
firsttables.make = lambda connection: False
"""
MIGRATE = [sys.executable, "-c", f"{STEPS}from pharos import cli\ncli.run(['migrate'])"]

pytestmark = pytest.mark.drill


@pytest.fixture
def empty(database) -> Iterator[dict[str, str]]:
    """An empty database on the server of the tests; the environment that leads there."""
    state = Path(tempfile.mkdtemp(prefix="pharos-halfway-", dir="/var/tmp"))
    with psycopg.connect(database.dsn("admin"), autocommit=True) as admin:
        admin.execute(f"create database {NAME} owner pharos_owner")
    with psycopg.connect(database.dsn("admin", database=NAME), autocommit=True) as admin:
        admin.execute("alter schema public owner to pharos_owner")
        admin.execute("grant usage on schema public to pharos_app, pharos_readonly")
    yield {
        **os.environ,
        "PHAROS_STATE": str(state),
        "PHAROS_DATABASE_URL": database.dsn("app", database=NAME),
        "PHAROS_DATABASE_OWNER_URL": database.dsn("owner", database=NAME),
    }
    with psycopg.connect(database.dsn("admin"), autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(NAME)))
    shutil.rmtree(state, ignore_errors=True)


def applied(dsn: str) -> list[str]:
    """The migrations that the database says it has, in their order; none without the table."""
    with psycopg.connect(dsn) as owner:
        if owner.execute("select to_regclass('django_migrations')").fetchone() == (None,):
            return []
        found = owner.execute("select app || '.' || name from django_migrations order by id")
        return [row[0] for row in found]


def tables(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as owner:
        found = owner.execute("select tablename from pg_tables where schemaname = 'public'")
        return {row[0] for row in found}


def killed_after(count: int, environment: dict[str, str], dsn: str) -> list[str]:
    """Start the migration, kill it when `count` steps are recorded; what is recorded then."""
    process = subprocess.Popen(
        MIGRATE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while len(applied(dsn)) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    return applied(dsn)


@pytest.mark.parametrize("count", [2, 25])
def test_the_second_run_completes_what_a_kill_left(database, django_db_setup, empty, count) -> None:
    """REL-13: the record of steps is true after a kill, and the next run goes on from it."""
    dsn = database.dsn("owner", database=NAME)
    half = killed_after(count, empty, dsn)
    assert len(half) >= count
    before = tables(dsn)
    run_to_the_end(empty)
    whole = applied(dsn)
    assert whole[: len(half)] == half
    assert len(set(whole)) == len(whole) > len(half)
    assert before < tables(dsn) == tables(database.dsn("owner"))


DIES_BEFORE_THE_NOTE = """
import os
from django.db.migrations.recorder import MigrationRecorder
noted = MigrationRecorder.record_applied
def record(self, app, name):
    if app == "organisations":
        os.kill(os.getpid(), 9)
    noted(self, app, name)
MigrationRecorder.record_applied = record
from pharos import cli
cli.run(["migrate"])
"""


def test_a_step_and_its_note_are_one(database, empty) -> None:
    """REL-13: killed after a step's last statement, before it is noted: the step is not there."""
    dsn = database.dsn("owner", database=NAME)
    died = subprocess.run(
        [sys.executable, "-c", STEPS + DIES_BEFORE_THE_NOTE], env=empty, check=False
    )
    assert died.returncode == -9
    assert applied(dsn)
    assert [name for name in tables(dsn) if name.startswith("organisations_")] == []
    run_to_the_end(empty)


def run_to_the_end(environment: dict[str, str]) -> None:
    done = subprocess.run(MIGRATE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
