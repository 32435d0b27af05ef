"""`pharos up`: one parent that starts, watches and stops everything on one machine.

    database -> migrate -> signer -> web -> worker        up
    web -> worker -> signer -> database                   down

With an `Opening` the worker starts when that has ended, and so does readiness.

A child that ends by itself is started again with a growing pause. The job worker does so
30 seconds after the database went away, so this is no rare path.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType

import structlog

from pharos.common.errors import Conflict, Unavailable
from pharos.common.settings import Settings
from pharos.common.supervisor import children, database, health, migration, processes, session
from pharos.common.supervisor.children import Child
from pharos.common.supervisor.locks import FileLock
from pharos.common.supervisor.opening import HELD_BACK, Opening

_FIRST_PAUSE_SECONDS = 0.5
_STEADY_SECONDS = 30.0
_TICK_SECONDS = 0.1
_GUESTS_SECONDS = 10.0
_PROBE_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class Stopping(Exception):
    """A stop was asked for while something was being waited for."""


class Running:
    """One child that is kept alive."""

    def __init__(self, child: Child, settings: Settings) -> None:
        self.child = child
        self._settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._started_at = 0.0
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        self._started_at = time.monotonic()
        self.process = processes.spawn(
            self.child.command(self._settings),
            env=os.environ,
            death_signal=self.child.death_signal,
        )

    def watch(self) -> None:
        """Start it again when it ended and its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._not_before:
                self.start()
        elif (code := self.process.poll()) is not None:
            if now - self._started_at > _STEADY_SECONDS:
                self._failures = 0
            pause = min(_FIRST_PAUSE_SECONDS * 2**self._failures, self._settings.restart_seconds)
            _log.warning("child_ended", child=self.child.name, exit=code, again_in_seconds=pause)
            self._failures = min(self._failures + 1, 10)
            self._not_before = now + pause
            self.process = None

    def state(self) -> str:
        if self.process is None or self.process.poll() is not None:
            return "away"
        return health.READY if self.child.answers(self._settings) else "starting"

    def stop(self) -> None:
        if self.process is not None:
            seconds = self.child.stop_seconds(self._settings)
            processes.stop(self.process, first=signal.SIGTERM, wait_seconds=seconds)
            self.process = None


class Parent:
    """Everything that `pharos up` started."""

    def __init__(
        self,
        settings: Settings,
        *,
        kinds: Sequence[Child] = children.CHILDREN,
        migrate: Callable[[Settings, Callable[[], None]], None] = migration.bring_up_to_date,
        on_ready: Callable[[], None] | None = None,
        opening: Opening | None = None,
    ) -> None:
        self._settings = settings
        self._opening = opening
        self._running = [Running(kind, settings) for kind in kinds]
        self._migrate = migrate
        self._on_ready = on_ready
        self._database = None if settings.database_url else database.of(settings)
        self._signer_lock, self._signer_users = session.signer_locks(settings)
        self._database_state = "starting"
        self._database_pause = 0.0
        self._silent_probes = 0
        self._probe_at = 0.0
        self._stop_asked = False
        self._last: health.Health | None = None

    def run(self) -> None:
        """Start everything, keep it running until SIGTERM or SIGINT, stop everything."""
        database.make_state_dir(self._settings.state_dir)
        database.make_socket_base(self._settings.socket_dir)
        lock = FileLock(self._settings.state_dir / "up.lock")
        if not lock.try_exclusive(f"pharos up ({os.getpid()})"):
            raise Conflict("already_running", f"{lock.holder()} serves this state folder")
        # `nohup` ignores SIGHUP and means it
        heard = [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
        before = {number: signal.signal(number, self._ask_to_stop) for number in heard}
        processes.become_subreaper()
        try:
            self._start()
            while not self._stop_asked:
                self._watch()
                time.sleep(_TICK_SECONDS)
        except Stopping:
            pass
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)
            lock.release()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked = True

    def _check_stop(self) -> None:
        if self._stop_asked:
            raise Stopping

    def _start(self) -> None:
        self._tell()
        if self._database is not None:
            self._own(self._database.lock)
            self._database.start_owned(between=self._check_stop)
            self._database_state = health.READY
        self._require_free_address()
        self._migrate(self._settings, self._check_stop)
        self._own(self._signer_lock)
        for running in self._running:
            self._check_stop()
            if self._is_held_back(running):
                continue
            running.start()
            if running.child.name == "signer":
                self._wait_for(running)
                self._open()

    def _open(self) -> None:
        if self._opening is not None:
            self._opening.start()

    def _is_held_back(self, running: Running) -> bool:
        waits = self._opening is not None and not self._opening.has_ended()
        return waits and running.child.name == HELD_BACK

    def _require_free_address(self) -> None:
        """Another server there would answer for ours, and ours would start in vain for ever."""
        for running in self._running:
            if running.child.name == "web" and running.child.answers(self._settings):
                address = self._settings.listen
                raise Conflict(
                    "listen_taken",
                    f"another program answers at {address}: stop it or set PHAROS_LISTEN",
                    address=address,
                )

    def _own(self, lock: FileLock) -> None:
        """Take over from the command that runs a part for itself, once it has ended."""
        while not lock.try_exclusive(f"pharos up ({os.getpid()})"):
            self._check_stop()
            time.sleep(_TICK_SECONDS)

    def _wait_for(self, running: Running) -> None:
        """Web and worker are clients of the signer: it comes first, but may come late."""
        deadline = time.monotonic() + 10
        while running.state() != health.READY and time.monotonic() < deadline:
            self._check_stop()
            running.watch()
            time.sleep(0.05)

    def _watch(self) -> None:
        self._watch_database()
        for running in self._running:
            if not self._is_held_back(running):
                running.watch()
        own = {running.pid for running in self._running}
        if self._opening is not None:
            own.add(self._opening.pid)
            self._stop_asked = self._stop_asked or self._opening.failed
        own.add(self._database.pid if self._database else None)
        processes.reap_adopted({pid for pid in own if pid})
        self._tell()

    def _watch_database(self) -> None:
        """Start a dead server again; end a silent one, so that it is started again."""
        if self._database is None:
            return
        if self._database.pid is None:
            if time.monotonic() >= self._probe_at:
                _log.warning("database_ended")
                self._database_state = "starting"
                self._database.spawn()
                self._database_pause = min(2.0, self._database_pause * 2 + 0.1)
                self._probe_at = time.monotonic() + self._database_pause
        elif time.monotonic() >= self._probe_at:
            found = self._database.state()
            ready = found == health.READY
            self._database_pause = 0.0 if ready else self._database_pause
            self._silent_probes = self._silent_probes + 1 if found == "away" else 0
            self._database_state = found
            self._probe_at = time.monotonic() + (_PROBE_SECONDS if ready else 0.1)
            if self._silent_probes >= 5 and self._database.is_silent():
                _log.error("database_silent")
                self._silent_probes = 0
                self._database.kill()

    def _tell(self) -> None:
        parts = {running.child.name: running.state() for running in self._running}
        if self._database is not None:
            parts["database"] = self._database_state
        told = health.Health(parts, stopping=self._stop_asked)
        if told != self._last:
            health.write(self._settings, told)
            self._last = told
        if told.is_ready and self._on_ready is not None:
            call, self._on_ready = self._on_ready, None
            call()

    def _stop(self) -> None:
        self._stop_asked = True
        # readiness turns red before anything ends, so that a load balancer leaves
        self._tell_stopping()
        if self._opening is not None:
            self._opening.stop()
        for name in children.STOP_ORDER:
            for running in self._running:
                if running.child.name == name:
                    if name == "signer":
                        self._signer_users.wait_exclusive(_GUESTS_SECONDS)
                    running.stop()
        self._signer_users.release()
        self._signer_lock.release()
        keep = {self._database.pid} if self._database and self._database.pid else set()
        processes.kill_adopted(keep)
        if self._database is not None and self._database.lock.is_held:
            self._database.stop()
        health.remove(self._settings)

    def _tell_stopping(self) -> None:
        if self._last is not None:
            health.write(self._settings, health.Health(self._last.parts, stopping=True))


_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def up(
    settings: Settings,
    *,
    on_ready: Callable[[], None] | None = None,
    opening: Opening | None = None,
) -> None:
    """Run everything until asked to stop; refuses what production must not do."""
    if settings.production and os.geteuid() == 0:
        raise Unavailable(
            "runs_as_root", "in production start Pharos as a user of its own, not as root"
        )
    Parent(settings, on_ready=on_ready, opening=opening).run()
