"""The small parts of the supervisor: locks, health, private files, roles by name."""

import os
import subprocess
import sys

import pytest

from pharos.common.privatefiles import NotPrivate, private_dir, read_private, write_private
from pharos.common.settings import Settings
from pharos.common.supervisor import children, health
from pharos.common.supervisor.locks import FileLock
from pharos.common.supervisor.session import own_or_visit


def test_a_lock_has_one_owner_or_many_users(tmp_path):
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    assert first.try_exclusive("me")
    assert second.holder() == "me"
    assert not second.try_shared()
    first.release()
    assert first.try_shared()
    assert second.try_shared()
    second.release()
    assert not second.wait_exclusive(0.05)
    first.release()
    assert second.wait_exclusive(0.05)


def test_the_death_of_its_holder_frees_a_lock(tmp_path):
    path = tmp_path / "lock"
    program = (
        "import sys, os; from pathlib import Path; from pharos.common.supervisor.locks import"
        " FileLock; FileLock(Path(sys.argv[1])).try_exclusive(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert FileLock(path).try_exclusive()


def test_who_finds_a_part_running_is_its_guest(tmp_path):
    owner, users = FileLock(tmp_path / "owner"), FileLock(tmp_path / "users")
    assert own_or_visit(owner, users, lambda: False, limit_seconds=1)
    mine, visit = FileLock(tmp_path / "owner"), FileLock(tmp_path / "users")
    assert not own_or_visit(mine, visit, lambda: True, limit_seconds=1)
    assert not users.wait_exclusive(0.05)
    visit.release()
    assert users.wait_exclusive(0.05)


def test_health_is_red_while_stopping_and_forgotten_with_its_parent(tmp_path, monkeypatch):
    ours = Settings(state=tmp_path)
    monkeypatch.setattr(Settings, "socket_dir", tmp_path)
    assert health.read(ours) is None
    health.write(ours, health.Health({"database": "ready"}))
    assert health.read(ours).is_ready
    health.write(ours, health.Health({"database": "ready"}, stopping=True))
    assert not health.read(ours).is_ready
    file = tmp_path / "health.json"
    # process ids end at 2^22 on Linux
    file.write_text(file.read_text().replace(str(os.getpid()), str(2**22 + 1)))
    assert health.read(ours) is None
    file.write_text("{")
    assert health.read(ours) is None


def test_a_private_file_is_whole_and_closed(tmp_path):
    """KEY-09: written with 0600, refused as soon as others can read it."""
    file = tmp_path / "key"
    write_private(file, b"one")
    write_private(file, b"two")
    assert read_private(file) == b"two"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777])
def test_a_file_open_to_others_is_not_read(tmp_path, mode):
    """KEY-09: group or world may not read a key."""
    file = tmp_path / "key"
    write_private(file, b"secret")
    file.chmod(mode)
    with pytest.raises(NotPrivate) as refused:
        read_private(file)
    assert refused.value.facts == {"path": str(file)}


def test_a_link_is_not_followed(tmp_path):
    """KEY-09: somebody else's file in place of a key is refused."""
    write_private(tmp_path / "key", b"secret")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    with pytest.raises(OSError, match="symbolic links"):
        read_private(tmp_path / "link")
    (tmp_path / "folder").symlink_to(tmp_path)
    with pytest.raises(NotPrivate):
        private_dir(tmp_path / "folder")


@pytest.mark.parametrize("name", ["signer", "web", "worker"])
def test_no_child_is_given_a_secret_on_its_command_line(name, monkeypatch):
    """KEY-09: what stands in a command line is read by every user of the machine."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:hush-hush@db/pharos")
    monkeypatch.setenv("PHAROS_SECRET_KEY", "hush-hush")
    assert "hush-hush" not in " ".join(children.child(name).command(Settings()))


def test_the_children_end_in_the_order_that_loses_nothing():
    """The worker writes the end of its jobs and signs: signer and database outlive it."""
    assert children.STOP_ORDER == ("web", "worker", "signer")
    assert [child.name for child in children.CHILDREN] == ["signer", "web", "worker"]
