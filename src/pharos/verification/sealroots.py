"""The roots that are trusted for the seals of foreign issuers: a folder of certificates in PEM.

Files in the folder `national` inside it are roots of states outside the European Union's lists.
Without a folder no foreign seal is trusted: its issuer stays unknown.
"""

from functools import cache
from pathlib import Path

from pharos.core import limits
from pharos.core.errors import CoreError
from pharos.core.verify.seals import SealRoots

NATIONAL = "national"
ENDINGS = frozenset({".pem", ".crt", ".cer"})
LARGEST = limits.MIB


class RootsRefused(Exception):
    """The folder cannot serve; the argument says why."""


def read(folder: Path) -> SealRoots:
    """The roots of a folder; raises RootsRefused for a folder or a file that holds none."""
    if not folder.is_dir():
        raise RootsRefused("no such folder")
    found = SealRoots()
    for path in _files(folder):
        found += _of_file(path, is_national=False)
    if (folder / NATIONAL).is_dir():
        for path in _files(folder / NATIONAL):
            found += _of_file(path, is_national=True)
    return found


@cache
def kept(folder: Path | None) -> SealRoots:
    """The roots of the installation, read once in a process; none without a folder."""
    return SealRoots() if folder is None else read(folder)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file())


def _of_file(path: Path, *, is_national: bool) -> SealRoots:
    try:
        if path.stat().st_size > LARGEST:
            raise RootsRefused(f"{path.name} is too large")
        return SealRoots.from_pem(path.read_bytes(), is_national=is_national)
    except (OSError, CoreError):
        raise RootsRefused(f"{path.name} holds no certificates in PEM") from None
