"""Stories of processes: start, crash, stop, two at once; at the end nothing is left.

Every process of a story carries a mark in its environment; PostgreSQL overwrites its own,
so its processes are found by their working folder.
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
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from pharos.common.ids import unguessable
from pharos.common.settings import socket_dir
from pharos.common.supervisor import processes
from pharos.common.supervisor.database import EmbeddedDatabase

PHAROS = [sys.executable, "-m", "pharos.cli"]


class World:
    """A state folder, and whatever runs on it."""

    def __init__(self, state: Path) -> None:
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
            "PHAROS_STATE": str(state),
            "PHAROS_LISTEN": f"127.0.0.1:{self.port}",
            "PHAROS_DATABASE_DURABLE": "false",
            "PHAROS_WORKER_STOP_SECONDS": "2",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PHAROS, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.state / "story.log").open("ab") as log:
            return subprocess.Popen(
                [*PHAROS, *arguments], env=self.environment, stdout=log, stderr=log
            )

    def health(self) -> tuple[int, dict[str, str]]:
        address = f"http://127.0.0.1:{self.port}/health/ready"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status, json.load(answer)["parts"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)["parts"]
        except OSError:
            return 0, {}

    def wait_ready(self, seconds: float = 30) -> None:
        self.wait(lambda: self.health()[0] == 200, seconds)

    def wait(self, condition, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError((self.state / "story.log").read_text()[-3000:])
            time.sleep(0.05)

    def left(self) -> list[str]:
        """Every process of this story that still lives."""
        found = [f"postgres {pid}" for pid in processes.working_in(self.state, ["postgres"])]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                        found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found

    def pids(self, word: str) -> list[int]:
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._is(entry, word)
        ]

    def _is(self, entry: Path, word: str) -> bool:
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            marked = self.mark.encode() in (entry / "environ").read_bytes().split(b"\0")
            return marked and word.encode() in words
        return False

    def postmaster(self) -> int:
        return int((self.state / "database/data/postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="module")
def world():
    state = Path(tempfile.mkdtemp(prefix="pharos-story-", dir="/var/tmp"))
    state.chmod(0o711)
    told = World(state)
    try:
        migrated = told.run("migrate")
        assert migrated.returncode == 0, migrated.stderr[-2000:]
        yield told
    finally:
        shutil.rmtree(socket_dir(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture
def up(world):
    process = world.start("up")
    try:
        world.wait_ready()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        assert world.left() == []


def test_what_dies_is_started_again_and_a_stop_leaves_nothing(world, up):
    """REL-02: postmaster, signer, web and worker are killed one after the other."""
    assert set(world.health()[1]) == {"database", "signer", "web", "worker"}

    before = world.postmaster()
    os.kill(before, signal.SIGKILL)
    world.wait(lambda: _is_new(world.postmaster, before), 5)
    for word in ("signer", "worker", "granian"):
        dead = world.pids(word)
        os.kill(min(dead), signal.SIGKILL)
        world.wait(lambda word=word, dead=dead: set(world.pids(word)) - set(dead), 10)
    world.wait_ready()

    began = time.monotonic()
    up.terminate()
    assert up.wait(20) == 0
    assert time.monotonic() - began < 8
    assert world.left() == []


def _is_new(read, before: int) -> bool:
    with contextlib.suppress(OSError, IndexError, ValueError):
        return read() != before
    return False


def test_a_killed_parent_leaves_nothing(world, up):
    """REL-01: SIGKILL of the parent; the death signals take everything along within 3 seconds."""
    second = world.run("up")
    assert second.returncode == 1
    assert "serves this state folder" in second.stderr
    assert world.health()[0] == 200

    guest = world.run("doctor", "--json")
    assert guest.returncode == 0, guest.stdout
    assert json.loads(guest.stdout)["ok"]

    up.kill()
    up.wait()
    world.wait(lambda: world.left() == [], 3)


def test_a_stop_asked_for_during_the_start_is_heard(world):
    process = world.start("up")
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, -signal.SIGINT, 130)
    world.wait(lambda: world.left() == [], 3)


def test_commands_at_once_share_one_database(world):
    """One becomes owner, the others are guests; the owner waits for them before it stops."""
    several = [world.start("doctor", "--json") for _ in range(3)]
    assert [process.wait(60) for process in several] == [0, 0, 0]
    world.wait(lambda: world.left() == [], 3)


def test_a_backup_is_restored_into_an_empty_folder_only(world, tmp_path):
    """DEP-05: rows agree after the restore; keys are not in the archive."""
    server = EmbeddedDatabase(world.state, durable=False)
    server.start()
    with psycopg.connect(server.dsn("owner")) as owner:
        owner.execute("create table story (line text)")
        owner.execute("insert into story values ('Անահիտ'), ('ნინო')")
    server.stop()
    archive = tmp_path / "archive.tar"
    written = world.run("backup", str(archive), "--json")
    assert written.returncode == 0, written.stderr[-2000:]
    assert json.loads(written.stdout)["rows"]["story"] == 2
    assert archive.stat().st_mode & 0o077 == 0
    secret = (world.state / "secrets/app.pgpass").read_text().strip().rpartition(":")[2]
    assert secret.encode() not in archive.read_bytes()

    again = world.run("restore", str(archive))
    assert again.returncode == 1
    assert "holds a database already" in again.stderr

    empty = Path(tempfile.mkdtemp(prefix="pharos-story-", dir="/var/tmp"))
    empty.chmod(0o711)
    try:
        other = World(empty)
        restored = other.run("restore", str(archive), "--json")
        assert restored.returncode == 0, restored.stderr[-2000:]
        assert json.loads(restored.stdout)["rows"] == json.loads(written.stdout)["rows"]
        assert other.run("doctor").returncode == 0
        assert other.left() == []
    finally:
        shutil.rmtree(socket_dir(empty), ignore_errors=True)
        shutil.rmtree(empty, ignore_errors=True)


def test_a_damaged_archive_or_one_of_another_installation_is_refused(world, tmp_path):
    archive = tmp_path / "archive.tar"
    assert world.run("backup", str(archive)).returncode == 0
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 1
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(raw)
    empty = World(tmp_path / "empty")
    refused = empty.run("restore", str(damaged))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr or "not an archive" in refused.stderr
    empty.environment["PHAROS_ORIGIN"] = "http://localhost:9999"
    refused = empty.run("restore", str(archive))
    assert refused.returncode == 1
    assert "PHAROS_ORIGIN" in refused.stderr


def test_a_changed_origin_is_refused_by_migrate(world):
    """The origin stands in signed bytes; it is recorded once and compared ever after."""
    other = World(world.state)
    other.environment["PHAROS_ORIGIN"] = "http://localhost:9999"
    refused = other.run("migrate")
    assert refused.returncode == 1
    assert "PHAROS_ORIGIN" in refused.stderr


def test_an_address_in_use_is_refused_at_once(world):
    with socket.create_server(("127.0.0.1", world.port)):
        refused = world.run("up")
    assert refused.returncode == 1
    assert "PHAROS_LISTEN" in refused.stderr
    assert world.left() == []


SESSION = """
import sys
from pharos.common.supervisor.session import session
with session(("database", "signer")):
    from django.db import connection
    from pharos.registry.signer.client import SignerClient
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        print(cursor.fetchone()[0], SignerClient().ping()["pid"], flush=True)
    sys.stdin.read()
"""


def test_commands_at_once_share_one_signer(world):
    """One process holds the keys, however many commands use it; its owner waits for guests."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SESSION],
            env=world.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    said = [process.stdout.readline() for process in both]
    assert said[0].startswith(b"pharos_app ")
    assert said[0] == said[1]
    for process in both:
        process.stdin.close()
    for process in both:
        assert process.wait(30) == 0
        process.stdout.close()
    world.wait(lambda: world.left() == [], 3)


def test_an_external_database_is_used_and_left_alone(world):
    """With DATABASE_URL no server of ours is started; roles and tables are its owner's affair."""
    outside = EmbeddedDatabase(world.state, durable=False)
    outside.start()
    state = Path(tempfile.mkdtemp(prefix="pharos-story-", dir="/var/tmp"))
    here = World(state)
    here.environment["DATABASE_URL"] = outside.dsn("app")
    try:
        process = here.start("up")
        here.wait_ready()
        assert set(here.health()[1]) == {"database", "signer", "web", "worker"}
        assert not (state / "database").exists()
        process.terminate()
        assert process.wait(20) == 0
        assert here.left() == []
        assert outside.is_ready()
    finally:
        outside.kill()
        outside.lock.release()
        shutil.rmtree(socket_dir(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)
