"""What the signer remembers outside the database: the last checkpoint it signed.

This file is the rollback guard: a database that was put back to an older state, or that took
another turn, cannot make the signer sign a smaller or a different tree (LOG-02, LOG-03).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pharos.common.errors import DomainError
from pharos.common.privatefiles import private_dir, read_private, write_private
from pharos.core.errors import CoreError
from pharos.core.merkle import verify_consistency


class LogRefused(DomainError):
    """The tree does not continue what was signed before; nothing is signed."""

    http_status = 503


@dataclass(frozen=True, slots=True)
class Witness:
    """Size and root of the last signed tree, and when its checkpoint was signed."""

    size: int
    root: bytes
    time: str


class WitnessFile:
    """The one file with the last signed state."""

    def __init__(self, folder: Path) -> None:
        self._file = private_dir(folder) / "signed.json"

    def read(self) -> Witness | None:
        """The last signed state; None before the first checkpoint."""
        try:
            stored = json.loads(read_private(self._file))
        except FileNotFoundError:
            return None
        return Witness(stored["size"], bytes.fromhex(stored["root"]), stored["time"])

    def write(self, witness: Witness) -> None:
        """Remember a state before its signature leaves the process."""
        content = {"size": witness.size, "root": witness.root.hex(), "time": witness.time}
        write_private(self._file, json.dumps(content).encode())


def require_continuation(
    last: Witness | None, *, size: int, root: bytes, proof: list[bytes]
) -> None:
    """Raise LogRefused unless the tree (size, root) continues `last` (RFC 6962 section 2.1.2)."""
    if last is None or last.size == 0:
        return
    if size < last.size:
        raise LogRefused("log_behind", "the tree is smaller than one already signed")
    try:
        verify_consistency(
            old_size=last.size, new_size=size, proof=proof, old_root=last.root, new_root=root
        )
    except CoreError:
        raise LogRefused("log_forked", "the tree does not continue the one signed") from None
