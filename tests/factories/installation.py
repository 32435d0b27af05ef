"""An installation of its own in a folder of its own, driven from outside as an operator would.

`Installation(state)` runs commands and keeps processes; `template` makes one with the world of
the examples once, `copy_of` gives each drill a fresh copy in a second instead of ten.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from pharos.common.ids import unguessable
from pharos.common.settings import socket_dir
from pharos.common.supervisor import processes
from pharos.common.supervisor.database import EmbeddedDatabase

_SETTLED = """
select not exists (select from awards_batch where state not in ('done', 'partly'))
   and not exists (select from registry_log_chunk where first_index is null)
   and (select max(size) from registry_checkpoint) = (select size from registry_log_state)
   and not exists (select from procrastinate_jobs
                    where status in ('todo', 'doing') and scheduled_at is null)
"""
FACTORIES = Path(__file__).parent


class Installation:
    """A state folder and whatever runs on it; nothing of it outlives `closing`."""

    def __init__(self, state: Path, **settings: object) -> None:
        self.state = state
        self.mark = f"PHAROS_STORY={unguessable()}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHAROS")}
        name, _, value = self.mark.partition("=")
        self.environment = {
            **kept,
            name: value,
            "PYTHONPATH": str(FACTORIES),
            "PHAROS_STATE": str(state),
            "PHAROS_LISTEN": f"127.0.0.1:{self.port}",
            "PHAROS_DATABASE_DURABLE": "false",
            "PHAROS_WORKER_STOP_SECONDS": "2",
        }
        self.set(**settings)

    def set(self, **settings: object) -> None:
        """Settings for the processes that start from now on."""
        for name, value in settings.items():
            self.environment[f"PHAROS_{name.upper()}"] = str(value)

    # --- commands and processes -----------------------------------------------------------

    def pharos(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, run to its end."""
        return self._run("pharos.cli", *arguments)

    def tell(self, *arguments: str) -> Any:
        """What `drillworld` answers; an error of it ends the test with its last lines."""
        done = self._run("drillworld", *arguments)
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def up(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """`pharos up`, or another command that serves, ready, and ended with all it started."""
        with (self.state / "story.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "pharos.cli", *(command or ("up",))],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        try:
            self.wait(lambda: self.is_ready() or process.poll() is not None, 60)
            assert process.poll() is None, self.last_words()
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            parts = json.loads((socket_dir(self.state) / "health.json").read_text())["parts"]
            return bool(parts) and set(parts.values()) == {"ready"}
        return False

    def wait(self, condition: Callable[[], bool], seconds: float) -> None:
        """Until the condition holds; an AssertionError with the last words of all processes."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.last_words()
            time.sleep(0.03)

    def last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.state / "story.log").read_text().splitlines()
            return "\n".join(line[:2000] for line in lines[-30:])
        return "nothing was said"

    def errors(self) -> str:
        """What was logged as an error, cut short."""
        lines = (self.state / "story.log").read_text().splitlines()
        return "\n".join(line[:300] + " … " + line[-700:] for line in lines if '"error"' in line)

    # --- the database -----------------------------------------------------------------------

    @property
    def server(self) -> EmbeddedDatabase:
        return EmbeddedDatabase(self.state, durable=False)

    def one(self, query: str, *values: Any) -> Any:
        """The first value of a query as the superuser; None while the server is away."""
        with contextlib.suppress(psycopg.OperationalError):
            return self.ask(query, *values)
        return None

    def ask(self, query: str, *values: Any) -> Any:
        with psycopg.connect(self.server.dsn("admin")) as admin:
            row = admin.execute(query, values).fetchone()
        return row[0] if row else None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.server.dsn("admin")) as admin:
            return admin.execute(query).fetchall()

    def by_hand(self, *statements: str, any_count: bool = False) -> None:
        """What somebody with all power does past every trigger."""
        with psycopg.connect(self.server.dsn("admin")) as admin:
            admin.execute("set session_replication_role = replica")
            for statement in statements:
                done = admin.execute(statement).rowcount
                assert any_count or done, f"no row: {statement}"

    def wait_settled(self, seconds: float = 90) -> None:
        """Until every batch ended, every leaf is vouched for, and every list published."""
        self.wait(lambda: self.one(_SETTLED) is True, seconds)
        size = self.ask("select size from registry_log_state")
        bundle = self.state / "published" / "trust-bundle.json"
        self.wait(lambda: bundle.is_file() and f"\\n{size}\\n" in bundle.read_text(), seconds)

    def postmaster(self) -> int | None:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int((self.state / "database/data/postmaster.pid").read_text().split()[0])
        return None

    def kill_postmaster(self) -> None:
        """SIGKILL, and wait until another one answers."""
        before = self.postmaster()
        assert before is not None
        os.kill(before, signal.SIGKILL)
        self.wait(lambda: self.postmaster() not in (None, before), 15)
        self.wait(lambda: self.one("select 1") == 1, 15)

    def left(self) -> list[str]:
        """Every process of this story that still lives."""
        found = [f"postgres {pid}" for pid in processes.working_in(self.state, ["postgres"])]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                        found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found


def fresh_folder() -> Path:
    state = Path(tempfile.mkdtemp(prefix="pharos-drill-", dir="/var/tmp"))
    state.chmod(0o711)
    return state


def remove(state: Path) -> None:
    shutil.rmtree(socket_dir(state), ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)


@contextmanager
def copy_of(template: Path, **settings: object) -> Iterator[Installation]:
    """A stopped installation copied with all its rights and owners."""
    state = fresh_folder()
    try:
        subprocess.run(["cp", "-a", f"{template}/.", str(state)], check=True)
        yield Installation(state, **settings)
    finally:
        remove(state)
