"""The publisher as a thread of the worker: a new bundle after each checkpoint and every minute.

Status lists that are overdue are published first, so that the bundle has them.
"""

import threading

from pharos.common import clock, listening
from pharos.issuing import renewal
from pharos.verification import actions

EVERY_SECONDS = 60.0


def publish() -> None:
    """Overdue status lists, then the bundle around the newest checkpoint."""
    renewal.publish_overdue(now=clock.now())
    actions.publish_bundle(now=clock.now())


def start(stop: threading.Event) -> threading.Thread:
    """Publish now, after each checkpoint and every minute until `stop`."""
    return listening.start(
        "publisher",
        "pharos_checkpoint",
        publish,
        stop=stop,
        every=EVERY_SECONDS,
    )
