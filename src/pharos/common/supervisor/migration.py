"""Bringing the tables up to date: as owner, one at a time, and only when something changed."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import structlog

from pharos.common import clock
from pharos.common.errors import Conflict, Unavailable
from pharos.common.settings import Settings
from pharos.common.supervisor import database, processes

# any number that no other program takes on this database
_LOCK = 0x70686172
_DISTRIBUTIONS = ("django", "procrastinate")
# `step(now=)` in scopes of its own, answering how much it put right.
AFTER = ("pharos.awards.actions.erasures:forget_again",)
_log = structlog.get_logger(__name__)


def bring_up_to_date(settings: Settings, between: Callable[[], None]) -> None:
    """Run `pharos migrate` in a process of its own unless nothing changed since the last."""
    if settings.database_url and not settings.database_owner_url:
        _log.info("migrate_left_to_operator", cure="pharos migrate with PHAROS_DATABASE_OWNER_URL")
        return
    if _marker(settings).is_file() and _marker(settings).read_text() == wanted(settings):
        return
    process = processes.spawn(
        [sys.executable, "-m", "pharos.cli", "migrate"], env=os.environ, death_signal=9
    )
    try:
        while process.poll() is None:
            between()
            time.sleep(0.05)
    except BaseException:
        _end(process)
        raise
    if process.returncode != 0:
        raise Unavailable("migrate_failed", "the tables could not be brought up to date")


def run(settings: Settings) -> None:
    """Migrate as owner, install policies, triggers and grants, record the installation."""
    import django
    from django.db import connections

    from pharos.common import secretbox, tenancy

    secretbox.ensure_keys()
    django.setup()
    connection = connections["owner"]
    with connection.cursor() as cursor:
        # two machines at once: the second waits and finds nothing to do
        cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        make_tables()
        tenancy.install(connection)
        _record(settings)
        _after()
    finally:
        connection.close()
    _marker(settings).parent.mkdir(parents=True, exist_ok=True)
    _marker(settings).write_text(wanted(settings))


def wanted(settings: Settings) -> str:
    """A digest over everything that `run` reads: unchanged means nothing to do."""
    digest = hashlib.sha256(f"{settings.origin} {settings.installation}".encode())
    for name in _DISTRIBUTIONS:
        digest.update(metadata.version(name).encode())
    package = Path(__file__).resolve().parents[2]
    files = {
        *package.glob("*/migrations/**/*"),
        *package.glob("common/*"),
        *package.glob("*/sql/*"),
    }
    for file in sorted(file for file in files if file.suffix in (".py", ".sql", ".csv")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def forget(settings: Settings) -> None:
    """Have the next start migrate whatever it finds, as after a restore."""
    _marker(settings).unlink(missing_ok=True)


def _marker(settings: Settings) -> Path:
    return settings.state_dir / database.MIGRATED_NOTE


def require_same(settings: Settings, *, origin: str, kind: str) -> None:
    """Refuse what belongs to another installation: origin and kind stand in signed bytes."""
    if (origin, kind) != (settings.origin, settings.installation):
        raise Conflict(
            "installation_differs",
            f"this belongs to the {kind} {origin}: set PHAROS_ORIGIN and PHAROS_INSTALLATION"
            " back, or use another state folder",
            origin=origin,
            kind=kind,
        )


def check_recorded(settings: Settings, using: str = "owner") -> None:
    """Refuse a database that an installation of another origin or kind recorded as its own."""
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("select origin, kind from common_installation where id = 1")
        row = cursor.fetchone()
    if row is not None:
        require_same(settings, origin=row[0], kind=row[1])


def make_tables() -> None:
    """All steps that the database of `owner` lacks; an empty one takes the tables at once."""
    from django.db import connections, transaction
    from django.db.migrations.executor import MigrationExecutor

    from pharos.common.supervisor import firsttables

    class WholeSteps(MigrationExecutor):
        """A step and the note that it was done are one transaction.

        Django notes a step after its commit when foreign keys were deferred; killed between
        the two, the next run would do the step again and fail.
        """

        def apply_migration(self, state: Any, migration: Any, *options: Any, **more: Any) -> Any:
            with transaction.atomic(using="owner"):
                return super().apply_migration(state, migration, *options, **more)

    firsttables.make(connections["owner"])
    executor = WholeSteps(connections["owner"])
    executor.migrate(executor.loader.graph.leaf_nodes())


def _record(settings: Settings) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into common_installation (id, origin, kind) values (1, %s, %s)"
            " on conflict (id) do nothing",
            [settings.origin, settings.installation],
        )
    check_recorded(settings)


def _after() -> None:
    """What is put right in a database that was just brought up to date, or back."""
    now = clock.now()
    for name in AFTER:
        module, _, function = name.partition(":")
        if count := getattr(import_module(module), function)(now=now):
            _log.info("put_right_after_migration", step=function, count=count)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
