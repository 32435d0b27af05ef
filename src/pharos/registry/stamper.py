"""A thread of the worker that has the newest checkpoint stamped every hour."""

import threading

import structlog
from django.db import DatabaseError, close_old_connections

from pharos.common import clock
from pharos.common.errors import DomainError
from pharos.common.settings import settings

log = structlog.get_logger(__name__)
_LOOK_SECONDS = 60.0


def start(stop: threading.Event) -> threading.Thread:
    """Look every minute whether a stamp is due, until `stop`; an authority that is away waits."""
    thread = threading.Thread(target=_run, args=(stop,), name="stamper", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    if not settings().tsa_url:
        return
    # what reads stamps is large, and most installations have no authority
    from pharos.registry import stamps

    while not stop.wait(_LOOK_SECONDS):
        try:
            stamps.stamp_if_due(now=clock.now())
        except DomainError as error:
            log.warning("stamp_missed", code=error.code, message=error.message)
        except DatabaseError as error:
            log.warning("stamp_missed", code="database_away", message=str(error))
        finally:
            close_old_connections()
