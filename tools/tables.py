"""The file that gives a new database its tables at once.

    python tools/tables.py           says whether it is what the steps make
    python tools/tables.py --write   writes it

A server of its own is started for this and taken away again.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from pharos.common.supervisor import binaries, firsttables
from pharos.common.supervisor.database import EmbeddedDatabase

FILE = Path(__file__).parents[1] / "src/pharos/common/supervisor/sql/tables.sql"
STEP_BY_STEP = """
import django
django.setup()
from pharos.common import secretbox
from pharos.common.supervisor import firsttables, migration
secretbox.ensure_keys()
firsttables.make = lambda connection: False
migration.make_tables()
"""


def by_steps() -> str:
    """The statements that make what all steps make of an empty database.

    PostgreSQL writes some conditions otherwise once they were read from a dump; the statements
    are those of the second reading, which stay as they are.
    """
    with _server() as server:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "pharos.config.settings",
            "PHAROS_STATE": str(server.state_dir),
            "PHAROS_DATABASE_URL": server.dsn("app"),
            "PHAROS_DATABASE_OWNER_URL": server.dsn("owner"),
        }
        subprocess.run([sys.executable, "-c", STEP_BY_STEP], env=environment, check=True)
        return _again(server, _dumped(server.dsn("owner")))


def read_again(statements: str) -> str:
    """The same statements after a database was made of them."""
    with _server() as server:
        return _again(server, statements)


def _again(server: EmbeddedDatabase, statements: str) -> str:
    with psycopg.connect(server.dsn("admin"), autocommit=True) as admin:
        admin.execute("create database again owner pharos_owner")
    with psycopg.connect(server.dsn("owner", database="again")) as owner:
        owner.execute("set check_function_bodies = off")
        owner.execute(statements)
    return _dumped(server.dsn("owner", database="again"))


def _dumped(dsn: str) -> str:
    """A database as plain SQL, without owners and rights, which are given afterwards."""
    program = binaries.shipped() / "pg_dump"
    told = subprocess.run(
        [program, "--schema=public", "--inserts", "--rows-per-insert=1000", "--no-owner",
         "--no-privileges", dsn],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return firsttables.script_of(told.stdout)


@contextmanager
def _server() -> Iterator[EmbeddedDatabase]:
    state = Path(tempfile.mkdtemp(prefix="pharos-tables-", dir="/var/tmp"))
    state.chmod(0o711)
    server = EmbeddedDatabase(state, durable=False)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        server.lock.release()
        shutil.rmtree(server.sockets, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def main(arguments: list[str]) -> None:
    tables = by_steps()
    if arguments == ["--write"]:
        FILE.write_text(tables, "utf-8")
    elif not FILE.is_file() or FILE.read_text("utf-8") != tables:
        sys.exit(f"{FILE.name} is not what the steps make: python tools/tables.py --write")


if __name__ == "__main__":
    main(sys.argv[1:])
