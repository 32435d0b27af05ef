"""What the parent knows about its parts, left in a file that the web process reads."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pharos.common.settings import Settings

READY = "ready"


@dataclass(frozen=True, slots=True)
class Health:
    """The parts by name, each `ready`, `starting` or `away`; `stopping` once asked to end."""

    parts: Mapping[str, str] = field(default_factory=dict)
    stopping: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.stopping and all(state == READY for state in self.parts.values())


def write(settings: Settings, health: Health) -> None:
    """Replace the file, so that a reader sees one whole state."""
    file = settings.socket_dir / "health.json"
    beside = file.with_suffix(f".{os.getpid()}")
    told = {"parts": dict(health.parts), "stopping": health.stopping, "parent": os.getpid()}
    beside.write_text(json.dumps(told))
    beside.chmod(0o644)
    beside.replace(file)


def read(settings: Settings) -> Health | None:
    """The last state that the parent wrote; None where no `pharos up` runs."""
    try:
        found = json.loads((settings.socket_dir / "health.json").read_text())
        if not Path(f"/proc/{int(found['parent'])}").exists():
            return None  # a parent that was killed could not take its file along
        return Health(parts=dict(found["parts"]), stopping=bool(found["stopping"]))
    except (OSError, ValueError, KeyError):
        return None


def remove(settings: Settings) -> None:
    (settings.socket_dir / "health.json").unlink(missing_ok=True)
