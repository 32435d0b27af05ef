"""What happens later in the catalogue."""

import threading
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections

from pharos.catalogue import indexing
from pharos.catalogue.confirming import actions as confirming
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import DomainError
from pharos.common.jobs import job

_log = structlog.get_logger(__name__)
_LOOK_SECONDS = 3_600.0


@job("catalogue.index")
def index(actor: Actor, *, organisation: UUID) -> None:
    """The programmes of a provider that was renamed are found by its new names."""
    indexing.index_provider(organisation)


@job("catalogue.remind")
def remind(actor: Actor, *, organisation: UUID) -> None:
    """An owner is reminded of the entries that it is to confirm."""
    confirming.remind(organisation_id=organisation, by=actor, now=clock.now())


def remind_all() -> int:
    """Remind every owner of what is due today, also who never confirmed; how many mails."""
    now, sent = clock.now(), 0
    with tenancy.scope(ANONYMOUS):
        owners = confirming.owners()
    for organisation_id in owners:
        by = system(organisation_id=organisation_id)
        with tenancy.scope(by):
            sent += confirming.remind_today(organisation_id, by=by, now=now)
    return sent


def start(stop: threading.Event) -> threading.Thread:
    """Look every hour, until `stop`; whatever went out that day does not go out again."""
    thread = threading.Thread(target=_run, args=(stop,), name="confirmations", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    while not stop.wait(_LOOK_SECONDS):
        try:
            if sent := remind_all():
                _log.info("confirmations_asked", mails=sent)
        except DomainError as error:
            _log.warning("confirmations_missed", code=error.code)
        except DatabaseError as error:
            _log.warning("confirmations_missed", code="database_away", message=str(error))
        finally:
            close_old_connections()
