"""A PostgreSQL of our own for the session, with the roles of production, and no other network.

`db` (also by `@pytest.mark.django_db`): the test runs in a transaction that is rolled back.
`db_world`: real commits as the app role; tables are emptied afterwards. Use it whenever a test
needs several connections, jobs, or what happens after a commit.
"""

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis
import keptrows
import psycopg
import pytest
import sharedworlds
from pytest_django.plugin import blocking_manager_key

from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.common.supervisor.database import EmbeddedDatabase

# The everyday suite tries the same examples each time, so that it never fails by chance;
# HYPOTHESIS_PROFILE=search looks for new ones. A busy machine is no finding: no deadline.
hypothesis.settings.register_profile("everyday", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

# A run in the background of a shell ignores Ctrl-C; the installations that it starts hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# sockets of the test run must not meet those of an installation: the state folder is its own
_STATE = Path(tempfile.mkdtemp(prefix="pharos-tests-", dir="/var/tmp"))
_STATE.chmod(0o711)
os.environ["PHAROS_STATE"] = str(_STATE)
os.environ["PHAROS_DATABASE_DURABLE"] = "false"
# tests ask faster than anybody may; those of the limits set their own
os.environ["PHAROS_LIMITS"] = "false"
pharos_settings.settings.cache_clear()

_KEPT = {"django_migrations"}


def pytest_unconfigure() -> None:
    shutil.rmtree(_STATE, ignore_errors=True)


_module: list[str] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A shared world is closed where another module begins, and before other transactions."""
    here, wanted = str(item.path), set(getattr(item, "fixturenames", ()))
    if _module != [here] or wanted & sharedworlds.OTHERS:
        _module[:] = [here]
        with item.config.stash[blocking_manager_key].unblock():
            sharedworlds.close()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only unix sockets and this machine itself can be reached."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise PermissionError(f"a test tried to reach {host}")
        real(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def state_dir() -> Path:
    """The state folder of the test run."""
    return _STATE


@pytest.fixture(scope="session")
def database(state_dir: Path) -> Iterator[EmbeddedDatabase]:
    """The running server: `database.dsn("app" | "owner" | "readonly" | "admin")`."""
    server = EmbeddedDatabase(state_dir, durable=False)
    server.start()
    yield server
    server.kill()
    server.lock.release()
    shutil.rmtree(server.sockets, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(database: EmbeddedDatabase, django_db_blocker) -> Iterator[None]:
    """Point Django at the server, migrate as owner, install policies, grants and triggers."""
    from django.conf import settings
    from django.db import connections

    from pharos.common import connections as described
    from pharos.common import secretbox, tenancy
    from pharos.common.supervisor import migration

    # whichever test of this process is first finds the installation's secrets
    secretbox.ensure_keys()
    for alias, role in (("default", "app"), ("owner", "owner")):
        pool_size = 20 if role == "app" else 0
        new = described.from_dsn(database.dsn(role), pool_size=pool_size)
        settings.DATABASES[alias].update(new)
        connections.databases[alias].update(new)
        connections[alias].settings_dict.update(new)
    with django_db_blocker.unblock():
        migration.make_tables()
        tenancy.install(connections["owner"])
        # Django finds this out by making a table, which the app role may not
        connections["default"].features.__dict__["supports_transactions"] = True
        _keep_baseline(database.dsn("admin"))
    yield
    with django_db_blocker.unblock():
        sharedworlds.close()
        for alias in ("default", "owner"):
            connections[alias].close()
        connections["default"].close_pool()


@pytest.fixture
def db_world(database: EmbeddedDatabase, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real commits; afterwards every table is as it was before."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()
    _restore_baseline(database.dsn("admin"))


@pytest.fixture
def tenant() -> UUID:
    """An organisation's id, not in any table."""
    return uuid7()


@pytest.fixture
def actor(tenant: UUID) -> Actor:
    """A person acting in `tenant`."""
    return Actor(person_id=uuid7(), organisation_id=tenant)


@pytest.fixture
def stranger() -> Actor:
    """A person acting in another tenant."""
    return Actor(person_id=uuid7(), organisation_id=uuid7())


def _tables(admin: psycopg.Connection) -> list[str]:
    rows = admin.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    return [row[0] for row in rows if row[0] not in _KEPT]


@pytest.fixture
def kept_world(database: EmbeddedDatabase, db_world: None) -> Callable[..., Any]:
    """`kept_world(name, build, folder)`: what `build` commits and writes, made once a process."""

    def made(name: str, build: Callable[[], Any], folder: Path) -> Any:
        with psycopg.connect(database.dsn("admin")) as admin:
            return keptrows.world(admin, name, build, folder, lambda: _filled(admin))

    return made


def _filled(admin: psycopg.Connection) -> list[str]:
    parts = [
        f"select '{table}' where exists (select 1 from public.{table})" for table in _tables(admin)
    ]
    return [row[0] for row in admin.execute(" union all ".join(parts)).fetchall()]


def _keep_baseline(dsn: str) -> None:
    """Remember the rows that migrations wrote."""
    with psycopg.connect(dsn) as admin:
        keptrows.keep(admin, "baseline", _filled(admin))


def _restore_baseline(dsn: str) -> None:
    with psycopg.connect(dsn) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("set lock_timeout = '10s'")
        filled = _filled(admin)
        if filled:
            admin.execute("truncate " + ", ".join(filled) + " cascade")
        keptrows.put_back(admin, "baseline")
