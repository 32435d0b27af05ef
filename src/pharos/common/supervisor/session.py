"""The running parts lent to one command: used where they run, started where they do not.

    with session(("database", "signer")):
        ...   # Django is set up, the tables are up to date, both parts answer

Whoever starts a part holds its lock and stops it at the end, after its guests have left.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pharos.common.errors import Unavailable
from pharos.common.settings import Settings, settings
from pharos.common.supervisor import children, database, migration, processes
from pharos.common.supervisor.locks import FileLock

_GUESTS_SECONDS = 10.0


@contextmanager
def session(
    need: Sequence[str] = ("database", "signer"), *, migrate: bool = True
) -> Iterator[Settings]:
    """Hold the named parts running meanwhile, and Django ready to use them."""
    ours = settings()
    database.make_state_dir(ours.state_dir)
    processes.become_subreaper()
    with ExitStack() as stack:
        if "database" in need:
            if ours.database_url is None:
                stack.enter_context(_database(ours))
            if migrate:
                migration.bring_up_to_date(ours, lambda: None)
            stack.enter_context(_django())
        if "signer" in need:
            stack.enter_context(_signer(ours))
        yield ours


@contextmanager
def database_only(ours: Settings) -> Iterator[None]:
    """The server alone: no migration, no Django."""
    database.make_state_dir(ours.state_dir)
    processes.become_subreaper()
    with ExitStack() as stack:
        if ours.database_url is None:
            stack.enter_context(_database(ours))
        yield


@contextmanager
def _database(ours: Settings) -> Iterator[None]:
    server = database.of(ours)

    def is_there() -> bool:
        # the passwords exist once somebody started it
        return (server.secrets / "admin.pgpass").exists() and server.is_ready()

    if own_or_visit(server.lock, server.users, is_there, limit_seconds=ours.database_wait_seconds):
        server.start_owned()
        try:
            yield
        finally:
            server.stop(guests_wait_seconds=_GUESTS_SECONDS)
    else:
        try:
            yield
        finally:
            server.users.release()


@contextmanager
def _signer(ours: Settings) -> Iterator[None]:
    child = children.child("signer")
    lock, users = signer_locks(ours)
    database.make_socket_base(ours.socket_dir)
    if own_or_visit(lock, users, lambda: child.answers(ours), limit_seconds=30):
        process = processes.spawn(
            child.command(ours), env=os.environ, death_signal=child.death_signal
        )
        try:
            _wait_until(lambda: child.answers(ours), process)
            yield
        finally:
            users.wait_exclusive(_GUESTS_SECONDS)
            processes.stop(process, first=signal.SIGTERM, wait_seconds=child.stop_seconds(ours))
            users.release()
            lock.release()
    else:
        try:
            yield
        finally:
            users.release()


def signer_locks(ours: Settings) -> tuple[FileLock, FileLock]:
    """The owner's and the users' lock of the signer."""
    return FileLock(ours.state_dir / "signer.lock"), FileLock(ours.state_dir / "signer-users.lock")


def own_or_visit(
    lock: FileLock, users: FileLock, is_there: Callable[[], bool], *, limit_seconds: float
) -> bool:
    """True as owner (holding `lock`), False as guest of a part that answers (holding `users`).

    An owner that is stopping holds `users` alone: a guest then waits and becomes owner.
    """
    deadline = time.monotonic() + limit_seconds
    while time.monotonic() < deadline:
        if lock.try_exclusive(f"process {os.getpid()}"):
            return True
        if users.try_shared():
            if is_there():
                return False
            users.release()
        time.sleep(0.05)
    raise Unavailable(
        "part_not_ready", f"{lock.holder()} holds {lock.path.name} but does not answer"
    )


def _wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("signer_not_ready", f"the signer ended with {process.poll()}")
        time.sleep(0.02)


@contextmanager
def _django() -> Iterator[None]:
    import django
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    django.setup()
    try:
        yield
    finally:
        # sessions left open would make the server's stop wait
        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()
