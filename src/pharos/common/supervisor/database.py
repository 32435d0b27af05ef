"""PostgreSQL as a child of ours: private socket, passwords, four roles, liveness by query.

    database = EmbeddedDatabase(state_dir)
    database.start()          # initdb at first, sweep of orphans, start, roles
    database.dsn("app")
    database.stop()

It is a direct child and not started by pg_ctl, so that its death is seen at once and the
parent's death ends it. A process id is never taken for life: only an answered query is.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import structlog

from pharos.common.errors import Conflict, Unavailable
from pharos.common.privatefiles import private_dir
from pharos.common.settings import Settings, socket_dir
from pharos.common.supervisor import binaries, configuration, processes, roles
from pharos.common.supervisor.locks import FileLock
from pharos.common.supervisor.processes import User

_PROGRAMS = ("postgres", "initdb")
# what the state folder remembers about the database that it has
_ROLES_NOTE = "database-roles"
MIGRATED_NOTE = "migrated"
_BACKOFF_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)

_log = structlog.get_logger(__name__)


class EmbeddedDatabase:
    """The PostgreSQL of one state folder; `start` and `stop` belong to one owner at a time."""

    def __init__(
        self,
        state_dir: Path,
        *,
        durable: bool = True,
        user: str | None = None,
        wait_seconds: float = 600.0,
    ) -> None:
        self.state_dir = state_dir.absolute()
        self.durable = durable
        self.wait_seconds = wait_seconds
        self.folder = self.state_dir / "database"
        self.data = self.folder / "data"
        self.secrets = self.state_dir / "secrets"
        self.sockets = socket_dir(self.state_dir)
        self.lock = FileLock(self.state_dir / "supervisor.lock")
        self.users = FileLock(self.state_dir / "users.lock")
        self.process: subprocess.Popen[bytes] | None = None
        self._wanted_user = user
        self._user: User | None = None
        self._programs: Path | None = None

    @property
    def host(self) -> Path:
        """The folder of the server's socket."""
        return self.sockets / "database"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None

    def dsn(self, role: str, *, database: str = roles.DATABASE) -> str:
        """The connection of `admin`, `owner`, `app` or `readonly`, as libpq reads it."""
        return roles.conninfo(self.secrets, role, host=self.host, database=database)

    def start(self, *, note: str = "", between: Callable[[], None] = lambda: None) -> None:
        """Own the server: initialise when new, start, wait until it answers, make the roles.

        `between` is called while waiting and may raise to give up.
        """
        make_state_dir(self.state_dir)
        if not self.lock.try_exclusive(note or f"process {os.getpid()}"):
            raise Conflict("database_owned", f"{self.lock.holder()} runs this database already")
        self.start_owned(between=between)

    def start_owned(self, *, between: Callable[[], None] = lambda: None) -> None:
        """The rest of `start`, for who holds the lock already."""
        try:
            processes.become_subreaper()
            self._prepare()
            self.spawn()
            self.wait_ready(between=between)
            self._make_roles()
        except BaseException:
            self.kill()
            self.lock.release()
            raise

    def stop(self, *, guests_wait_seconds: float = 10.0) -> None:
        """Wait for guests, end the server cleanly, release the ownership."""
        if not self.users.wait_exclusive(guests_wait_seconds):
            _log.warning("database_stops_under_guests")
        try:
            if self.process is not None:
                # SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written
                processes.stop(self.process, first=signal.SIGINT, wait_seconds=20)
                self.process = None
            self._sweep()
            with contextlib.suppress(OSError):
                self.host.rmdir()
                self.sockets.rmdir()
        finally:
            self.users.release()
            self.lock.release()

    def kill(self) -> None:
        """End the server at once; the next start recovers."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        self._sweep()

    def spawn(self) -> None:
        """End orphans of an earlier server, then start one; does not wait."""
        self._sweep()
        assert self._programs is not None
        configuration.write(self.data, sockets=self.host, durable=self.durable, user=self._user)
        with configuration.open_server_log(self.folder) as output:
            self.process = processes.spawn(
                [self._programs / "postgres", "-D", self.data],
                env=_environment(self.folder),
                death_signal=signal.SIGINT,
                cwd=self.folder,
                user=self._user,
                output=output,
            )

    def wait_ready(self, *, between: Callable[[], None] = lambda: None) -> None:
        """Return once a query is answered; a server that ends meanwhile is started again.

        Recovery after a crash takes minutes on a large database, so patience is long (DEP-04).
        """
        deadline = time.monotonic() + self.wait_seconds
        attempt = 0
        while not self.is_ready():
            between()
            if time.monotonic() > deadline:
                raise Unavailable("database_not_ready", "the database did not answer in time")
            if self.process is not None and self.process.poll() is not None:
                if attempt >= 30:
                    raise Unavailable("database_not_starting", self._last_words())
                time.sleep(_BACKOFF_SECONDS[min(attempt, len(_BACKOFF_SECONDS) - 1)])
                attempt += 1
                self.spawn()
            time.sleep(0.02)

    def is_ready(self) -> bool:
        """Whether a query is answered now."""
        return self.state() == "ready"

    def state(self) -> str:
        """`ready`, `starting` or `away`, by asking."""
        return answers(self.dsn("admin", database="postgres"))

    def is_silent(self) -> bool:
        """Whether the server lives and holds its socket, yet answers nothing."""
        return self.pid is not None and any(self.host.glob(".s.PGSQL.*[0-9]"))

    def _prepare(self) -> None:
        self._user = binaries.database_user(self._wanted_user)
        private_dir(self.secrets)
        roles.ensure_passwords(self.secrets)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._give(self.folder)
        if self._user is not None:
            binaries.require_reach(self.folder, self._user)
        self._programs = binaries.for_user(self._user, self.state_dir / "binaries")
        self._make_socket_dir()
        if not self.data.exists():
            self._initialise()

    def _make_socket_dir(self) -> None:
        make_socket_base(self.sockets)
        self.host.mkdir(mode=0o700, exist_ok=True)
        self._give(self.host)

    def _initialise(self) -> None:
        """Make the data folder beside its place and rename it: half of one is never used."""
        self._sweep()
        # notes about a database that is gone: the folder was kept, as for a restore
        for note in (_ROLES_NOTE, MIGRATED_NOTE):
            (self.state_dir / note).unlink(missing_ok=True)
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = self.folder / "password.new"
        secret.unlink(missing_ok=True)
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(roles.password(self.secrets, "admin"))
        self._give(secret)
        assert self._programs is not None
        command = configuration.initdb(self._programs, fresh, secret, durable=self.durable)
        try:
            with configuration.open_server_log(self.folder) as output:
                child = processes.spawn(
                    command,
                    env=_environment(self.folder),
                    death_signal=signal.SIGKILL,
                    cwd=self.folder,
                    user=self._user,
                    output=output,
                )
            if child.wait() != 0:
                raise Unavailable("database_not_initialised", self._last_words())
        finally:
            secret.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _make_roles(self) -> None:
        marker = self.state_dir / _ROLES_NOTE
        with contextlib.suppress(FileNotFoundError):
            if marker.read_text() == roles.GENERATION:
                return
        with psycopg.connect(self.dsn("admin", database="postgres"), autocommit=True) as server:
            roles.make(server, self.secrets)
        with psycopg.connect(self.dsn("admin")) as database:
            roles.make_schema(database)
        marker.write_text(roles.GENERATION)

    def _sweep(self) -> None:
        """Only the holder of the lock may: whoever runs in our folder then is an orphan."""
        killed = processes.sweep(self.folder, _PROGRAMS)
        if killed:
            _log.warning("database_orphans_ended", count=killed)
        # it also guards the shared memory, so never without the sweep before
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for socket in self.host.glob(".s.PGSQL.*"):
            socket.unlink(missing_ok=True)

    def _give(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.uid, self._user.gid)

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        return "; ".join(lines[-3:])


def of(settings: Settings) -> EmbeddedDatabase:
    """The embedded database of this installation."""
    return EmbeddedDatabase(
        settings.state_dir,
        durable=settings.database_durable,
        user=settings.database_user,
        wait_seconds=settings.database_wait_seconds,
    )


def answers(dsn: str) -> str:
    """`ready`, `starting` (it answers that it cannot yet) or `away`.

    A stopped postmaster accepts on its socket and never answers; a process id shows nothing.
    """
    try:
        with psycopg.connect(dsn, connect_timeout=2, autocommit=True) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError as error:
        return "starting" if "FATAL:" in str(error) else "away"
    return "ready"


def make_state_dir(state_dir: Path) -> None:
    """The state folder; the database's user must be able to walk through it."""
    missing = [folder for folder in (state_dir, *state_dir.parents) if not folder.exists()]
    for folder in reversed(missing):
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            # whatever the umask says
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def make_socket_base(folder: Path) -> None:
    """A folder of ours that nobody else can place sockets in."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise Conflict("socket_folder_taken", f"{folder} belongs to somebody else")
    folder.chmod(mode)


def _environment(home: Path) -> dict[str, str]:
    # nothing of PG* or LD_LIBRARY_PATH from outside reaches the server
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}


@contextlib.contextmanager
def temporary(*, durable: bool = False) -> Iterator[EmbeddedDatabase]:
    """A database in a folder of its own that goes away; for tests and restore drills."""
    state = Path(tempfile.mkdtemp(prefix="pharos-", dir="/var/tmp"))
    state.chmod(0o711)
    database = EmbeddedDatabase(state, durable=durable)
    try:
        database.start()
        yield database
    finally:
        if database.process is not None:
            database.kill() if not durable else database.stop()
        database.lock.release()
        shutil.rmtree(database.sockets, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)
