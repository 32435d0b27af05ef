"""The publisher as a thread of the worker: a new bundle after each checkpoint and every minute."""

import threading

from pharos.common import clock, listening
from pharos.verification import actions

EVERY_SECONDS = 60.0


def start(stop: threading.Event) -> threading.Thread:
    """Publish now, after each checkpoint and every minute until `stop`."""
    return listening.start(
        "publisher",
        "pharos_checkpoint",
        lambda: actions.publish_bundle(now=clock.now()),
        stop=stop,
        every=EVERY_SECONDS,
    )
