"""The checks of the ground for `pharos doctor`: settings, folders, programs, database, roles."""

import os
import pwd
import shutil
import stat
from collections.abc import Iterator

from pharos.common.doctor import Finding
from pharos.common.settings import Settings
from pharos.common.supervisor import binaries, migration

_LEAST_FREE_BYTES = 1024**3
_LEAST_VERSION = 160000
_MOST_LAG_SECONDS = 60


def settings_are_safe(settings: Settings) -> Iterator[Finding]:
    """What the settings refuse is refused at start; here is what is allowed and unwise."""
    kind = settings.installation
    yield Finding(
        "settings", "ok", f"A {kind} at {settings.origin}, state in {settings.state_dir}."
    )
    if settings.production and os.geteuid() == 0:
        yield Finding("settings", "fail", "Start Pharos as a user of its own, not as root.")
    if settings.database_url and not settings.database_owner_url:
        yield Finding(
            "settings",
            "warn",
            "Set PHAROS_DATABASE_OWNER_URL for `pharos migrate`; nothing else needs it.",
        )


def folders_are_private(settings: Settings) -> Iterator[Finding]:
    """Nobody but us may read secrets or write into the state folder (KEY-09)."""
    folder = settings.state_dir
    if not folder.exists():
        yield Finding("folders", "ok", f"{folder} will be made by the first start.")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o022:
        yield Finding("folders", "fail", f"Others can write into it: chmod go-w {folder}")
    open_to_others = [
        path
        for path in settings.secrets_dir.glob("**/*")
        if stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    for path in open_to_others:
        yield Finding("folders", "fail", f"Others can read a secret: chmod go= {path}")
    if not open_to_others:
        yield Finding("folders", "ok", "Secrets can be read by their owner only.")


def programs_run(settings: Settings) -> Iterator[Finding]:
    """Whether an embedded database can be started by this user."""
    if settings.database_url:
        yield Finding("programs", "ok", "The database is run by somebody else.")
        return
    user = binaries.database_user(settings.database_user)
    name = user.name if user else "this user"
    try:
        pwd.getpwuid(user.uid if user else os.geteuid())
    except KeyError:
        # an existing folder starts even so; making one does not
        yield Finding(
            "programs",
            "warn",
            "This user has no line in the password file, which initdb needs: add one to the image.",
        )
    programs = binaries.shipped()
    yield Finding("programs", "ok", f"PostgreSQL in {programs}, run by {name}.")


def space_is_left(settings: Settings) -> Iterator[Finding]:
    """A full disk stops issuing; better known before."""
    folder = settings.state_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    enough = free > _LEAST_FREE_BYTES
    yield Finding("space", "ok" if enough else "warn", f"{free // 2**20} MB are free in {folder}.")


def database_fits(settings: Settings) -> Iterator[Finding]:
    """Version, encoding, durability and connections of whatever database there is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int, current_setting('server_encoding'),"
            " current_setting('fsync'), current_setting('max_connections')::int"
        )
        version, encoding, fsync, most = cursor.fetchone()
    if version < _LEAST_VERSION:
        yield Finding("database", "fail", "PostgreSQL 16 or newer is needed.")
    if encoding != "UTF8":
        yield Finding("database", "fail", "The database must be created with encoding UTF8.")
    if fsync != "on":
        yield Finding("database", "warn", "fsync is off: what is acknowledged can be lost.")
    needed = settings.web_workers * settings.database_pool_size + settings.worker_concurrency + 15
    if needed > most:
        yield Finding("database", "warn", f"max_connections is {most}; {needed} may be asked for.")
    yield Finding("database", "ok", f"PostgreSQL {version // 10000} answers.")


def tables_are_current(settings: Settings) -> Iterator[Finding]:
    """Whether every migration of this version was run, and for this installation."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    if settings.database_url and not settings.database_owner_url:
        yield Finding("tables", "warn", "Only the owner may look: set PHAROS_DATABASE_OWNER_URL.")
        return
    executor = MigrationExecutor(connections["owner"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding("tables", "fail", f"{len(missing)} migrations wait: run `pharos migrate`.")
        return
    yield Finding("tables", "ok", "All migrations were run.")
    migration.check_recorded(settings)


def roles_are_weak(settings: Settings) -> Iterator[Finding]:
    """The app role can do what the file of grants says and nothing more."""
    from pharos.common import tenancy

    tenancy.verify_roles()
    yield Finding("roles", "ok", "The app role has exactly the grants of its file.")


def events_are_whole(settings: Settings) -> Iterator[Finding]:
    """The event log recomputed: nothing changed, missing or cut off (LOG-01, LOG-02)."""
    from pharos.common import events

    if settings.database_url and not settings.database_owner_url:
        yield Finding("events", "warn", "Only the owner may look: set PHAROS_DATABASE_OWNER_URL.")
        return
    tenants = events.tenants()
    problems = [problem for tenant in tenants for problem in events.verify_chain(tenant)]
    problems += events.verify_rows()
    for problem in problems:
        place = f"{problem.table}, chunk {problem.chunk}, row {problem.row}"
        yield Finding("events", "fail", f"{problem.code}: {place}")
    if not problems:
        yield Finding("events", "ok", f"The chains of {len(tenants)} tenants are whole.")


def jobs_are_done(settings: Settings) -> Iterator[Finding]:
    """Jobs that ended with an error: what they should have done is not done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, count(*), min(id) from procrastinate_jobs"
            " where status = 'failed' group by 1 order by 1"
        )
        failed = cursor.fetchall()
    for name, count, first in failed:
        yield Finding(
            "jobs",
            "fail",
            f"{count} of {name} ended with an error, the first is {first}: the operator looks for"
            " it in the log of the worker.",
        )
    if not failed:
        yield Finding("jobs", "ok", "No job ended with an error.")


def replica_follows(settings: Settings) -> Iterator[Finding]:
    """The lag of the replica that public pages read from (DEP-06)."""
    if not settings.replica_url:
        return
    import psycopg

    try:
        with psycopg.connect(settings.replica_url, connect_timeout=5) as replica:
            row = replica.execute(
                "select coalesce(extract(epoch from now() - pg_last_xact_replay_timestamp()), 0)"
            ).fetchone()
    except psycopg.OperationalError:
        yield Finding("replica", "fail", "The replica does not answer.")
        return
    lag = float(row[0]) if row else 0.0
    follows = lag <= _MOST_LAG_SECONDS
    yield Finding("replica", "ok" if follows else "warn", f"It is {lag:.0f} seconds behind.")
