"""Who owns a part that runs, and who uses it.

The owner holds `supervisor.lock` exclusively and started the part; every user holds
`users.lock` shared. Before stopping, the owner takes `users.lock` exclusively, so it
waits for its guests. The kernel releases both when their holder dies.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


class FileLock:
    """An flock(2) on a file; held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        return self._descriptor is not None

    def try_exclusive(self, note: str = "") -> bool:
        """Hold it alone, if nobody holds it; `note` tells others who does."""
        if not self._try(fcntl.LOCK_EX):
            return False
        assert self._descriptor is not None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, note.encode(), 0)
        return True

    def try_shared(self) -> bool:
        """Hold it together with others, if nobody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def wait_exclusive(self, limit_seconds: float) -> bool:
        """Hold it alone once the others have left; False when they stayed."""
        deadline = time.monotonic() + limit_seconds
        while not self._try(fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        return True

    def holder(self) -> str:
        """The note of whoever holds it alone, or held it last."""
        with contextlib.suppress(OSError):
            return self.path.read_text()
        return ""

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _try(self, kind: int) -> bool:
        self.release()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True


@contextlib.contextmanager
def shared(path: Path) -> Iterator[bool]:
    """Hold `path` shared meanwhile; yields whether that was possible."""
    lock = FileLock(path)
    try:
        yield lock.try_shared()
    finally:
        lock.release()
