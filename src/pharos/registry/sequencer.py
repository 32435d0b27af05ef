"""The sequencer as a thread of the worker: woken by every commit that enters leaves."""

import threading

from pharos.common import clock, listening
from pharos.registry import actions

# A checkpoint follows an act within 60 seconds even when a notification is lost.
EVERY_SECONDS = 20.0


def start(stop: threading.Event) -> threading.Thread:
    """Sequence now, after each entry and at least every twenty seconds until `stop`."""
    return listening.start(
        "sequencer",
        "pharos_log",
        _run,
        stop=stop,
        every=EVERY_SECONDS,
    )


def _run() -> None:
    """Place what waits; then let go of messages that nobody came back for."""
    actions.sequence(now=clock.now())
    actions.forget_messages(now=clock.now())
