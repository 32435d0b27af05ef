"""Named points at which a drill may kill the process, to prove that a crash loses nothing.

A drill puts an empty file with the point's name into the folder that `PHAROS_KILL_AT` names; the
next process that reaches the point takes the file away and dies by SIGKILL. Without the setting
`reach` does nothing; production refuses the setting.
"""

import os
import signal
from pathlib import Path

from pharos.common.settings import settings

POINTS = (
    "intent_stored",
    "signed_not_inserted",
    "before_commit",
    "after_commit",
    "tiles_written",
    "checkpoint_unsigned",
    "national_answered",
)


def reach(point: str) -> None:
    """Die here, once, when a drill asked for it."""
    folder = settings().kill_at
    if folder is None:
        return
    if point not in POINTS:
        raise ValueError(f"{point} is not a kill point")
    try:
        (Path(folder) / point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
