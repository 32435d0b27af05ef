"""Files that only their owner may read: written at once and whole, refused when others can.

Private keys, passwords and peppers go through here (KEY-09).
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from pharos.common.errors import DomainError


class NotPrivate(DomainError):
    """A secret file or its folder is open to others; nothing was read."""


def private_dir(path: Path) -> Path:
    """`path` as a folder of ours with mode 0700; refuses links and folders of others."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check(path, path.lstat(), stat.S_ISDIR)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Write `content` with mode 0600 so that readers see the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_private(path: Path) -> bytes:
    """The content of a file of ours that nobody else can read; raises NotPrivate."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        _check(path, os.fstat(file.fileno()), stat.S_ISREG)
        return file.read()


def _check(path: Path, found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(found.st_mode):
        raise NotPrivate("not_private", f"{path} is not what it should be", path=str(path))
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise NotPrivate(
            "not_private",
            f"{path} can be read by others or belongs to another user; chmod go= {path}",
            path=str(path),
        )
