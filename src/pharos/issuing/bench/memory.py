"""Peak memory of this process since a moment, as Linux counts it."""

from pathlib import Path
from resource import RUSAGE_SELF, getrusage

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")


def forget_peak() -> None:
    """Have the peak begin anew where the system lets us; elsewhere it is that of all the time."""
    if _FORGET.exists():
        _FORGET.write_text("5")  # proc(5): reset the peak resident set size


def peak() -> float:
    """The largest resident set in bytes."""
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024
