"""Children that cannot outlive their parent, and the sweep of those that somehow did.

A child is spawned with a session of its own (Ctrl-C reaches only the parent, which stops
its children in order) and a death signal. The death signal hangs on the *thread* that
forked, so children are spawned from the main thread only.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class User:
    """The system user a child runs as."""

    name: str
    uid: int
    gid: int


def die_with_parent(death_signal: int) -> None:
    """Have the kernel send `death_signal` to this process when its parent thread ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def become_subreaper() -> None:
    """Orphans below this process become its children, so that it can wait for them."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    death_signal: int,
    cwd: Path | None = None,
    user: User | None = None,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """A direct child in its own session that gets `death_signal` when this process dies."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child's death signal hangs on the thread: spawn from the main one")
    parent = os.getpid()

    def in_child() -> None:
        # after the change of user, which would clear it
        die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        [os.fspath(part) for part in command],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=in_child,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )


def stop(process: subprocess.Popen[bytes], *, first: int, wait_seconds: float) -> int:
    """Send `first`, wait, then SIGKILL; the exit code."""
    if process.poll() is None:
        process.send_signal(first)
    try:
        return process.wait(wait_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def working_in(folder: Path, names: Sequence[str]) -> Iterator[int]:
    """Processes called one of `names` whose working folder lies in `folder`."""
    inside = f"{folder}/"
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if (entry / "comm").read_text().strip() not in names:
                continue
            where = os.readlink(entry / "cwd").removesuffix(" (deleted)")
            if where == str(folder) or where.startswith(inside):
                yield int(entry.name)


def sweep(folder: Path, names: Sequence[str], *, limit_seconds: float = 10.0) -> int:
    """Kill every process of `names` that works in `folder`; how many there were.

    A killed postmaster leaves back ends that hold the shared memory until their query
    ends. Each has a session of its own, so only the working folder finds them.
    """
    found: set[int] = set()
    deadline = time.monotonic() + limit_seconds
    while time.monotonic() < deadline:
        living = [pid for pid in working_in(folder, names) if not _is_gone(pid)]
        if not living:
            return len(found)
        for pid in living:
            found.add(pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    raise TimeoutError(f"processes in {folder} survived SIGKILL")


def _is_gone(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def children_of_this_process() -> set[int]:
    """Every living or dead child, adopted orphans included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def reap_adopted(own: set[int]) -> None:
    """Collect dead orphans that were adopted; `own` are waited for by their Popen."""
    for pid in children_of_this_process() - own:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def kill_adopted(own: set[int], *, limit_seconds: float = 5.0) -> None:
    """Kill the orphans that were adopted, and theirs, until only `own` are left."""
    deadline = time.monotonic() + limit_seconds
    while (left := children_of_this_process() - own) and time.monotonic() < deadline:
        for pid in left:
            if not _is_gone(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
