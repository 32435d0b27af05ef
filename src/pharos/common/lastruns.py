"""What the last doctor found and when the last backup was made, for the page of health.

One file a command in the state folder; an installation that never ran it has none.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pharos.common import clock
from pharos.common.privatefiles import NotPrivate, private_dir, read_private, write_private
from pharos.common.settings import Settings

Name = Literal["doctor", "backup"]


def keep(settings: Settings, name: Name, told: Mapping[str, object]) -> None:
    """Remember the answer of a command with its time; nothing where there is no state folder."""
    if not settings.state_dir.is_dir():
        return
    kept = {"at": clock.now().isoformat(), **told}
    # a full or read-only disk is what the command itself tells of
    with suppress(OSError, NotPrivate):
        file = private_dir(settings.state_dir / "last") / f"{name}.json"
        write_private(file, json.dumps(kept, ensure_ascii=False, default=str).encode())


def last(settings: Settings, name: Name) -> Mapping[str, Any] | None:
    """The answer that was kept last, or None."""
    file: Path = settings.state_dir / "last" / f"{name}.json"
    try:
        found: Mapping[str, Any] = json.loads(read_private(file))
    except (OSError, NotPrivate, ValueError):
        return None
    return found
