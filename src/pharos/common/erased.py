"""Whom the register forgot, noted beside the database: an older copy of it knows nobody again.

A line a person: tenant, key, instant. It names nobody. What a restored database still holds of
them is erased anew before the first page or job is served (PRV-07).
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pharos.common import privatefiles
from pharos.common.settings import settings


def note(tenant: UUID, key: UUID, at: datetime) -> None:
    """Write one line, once the erasure is committed."""
    privatefiles.private_dir(_file().parent)
    line = f"{tenant} {key} {at.astimezone(UTC).isoformat()}\n".encode("ascii")
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    descriptor = os.open(_file(), flags, 0o600)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def noted() -> Sequence[tuple[UUID, UUID]]:
    """Tenant and key of everybody on the list, each once."""
    if not _file().exists():
        return ()
    lines = privatefiles.read_private(_file()).decode("ascii").splitlines()
    found = (line.split(" ") for line in lines)
    return tuple(dict.fromkeys((UUID(tenant), UUID(key)) for tenant, key, _ in found))


def _file() -> Path:
    return settings().state_dir / "erased" / "list"
