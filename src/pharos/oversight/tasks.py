"""What happens every day: each provider is reminded of what ends and of what it owes."""

import threading

import structlog
from django.db import DatabaseError, close_old_connections

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import DomainError
from pharos.oversight.actions import reminding

_log = structlog.get_logger(__name__)
_LOOK_SECONDS = 3_600.0


def remind_all() -> int:
    """Remind every provider of what is due today; how many reminders went out."""
    now, sent = clock.now(), 0
    with tenancy.scope(ANONYMOUS):
        providers = reminding.providers()
    for organisation_id in providers:
        by = system(organisation_id=organisation_id)
        with tenancy.scope(by):
            sent += len(reminding.remind(organisation_id=organisation_id, by=by, now=now))
    return sent


def start(stop: threading.Event) -> threading.Thread:
    """Look every hour, until `stop`; whatever went out before does not go out again."""
    thread = threading.Thread(target=_run, args=(stop,), name="reminders", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    while not stop.wait(_LOOK_SECONDS):
        try:
            if sent := remind_all():
                _log.info("reminders_sent", reminders=sent)
        except DomainError as error:
            _log.warning("reminders_missed", code=error.code)
        except DatabaseError as error:
            _log.warning("reminders_missed", code="database_away", message=str(error))
        finally:
            close_old_connections()
