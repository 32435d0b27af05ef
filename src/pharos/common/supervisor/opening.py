"""A command that is run once while everything comes up, beside the pages that are served already.

It is a guest of the database and of the signer that `pharos up` runs. The job worker is held
back until it has ended: both would do the same jobs, which harms nothing and helps nobody.
"""

import os
import signal
import subprocess
from collections.abc import Container, Sequence

from pharos.common.supervisor import processes

HELD_BACK = "worker"
_STOP_SECONDS = 15.0


class Opening:
    """The command and how it ended; whoever started everything ends with it when it failed."""

    def __init__(self, command: Sequence[str], *, goes_on: Container[int] = (0,)) -> None:
        self.code: int | None = None
        self._command = command
        self._goes_on = goes_on
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def failed(self) -> bool:
        """Whether it ended in a way after which there is nothing to serve."""
        return self.code is not None and self.code not in self._goes_on

    def start(self) -> None:
        self._process = processes.spawn(self._command, env=os.environ, death_signal=signal.SIGTERM)

    def has_ended(self) -> bool:
        if self._process is not None:
            self.code = self._process.poll()
        return self.code is not None

    def stop(self) -> None:
        """End it before what it is a guest of."""
        if self._process is not None and self._process.poll() is None:
            processes.stop(self._process, first=signal.SIGTERM, wait_seconds=_STOP_SECONDS)
