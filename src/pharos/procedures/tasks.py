"""What happens later, and every day: terms that are over, appeals that were decided, mails."""

import threading
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections

from pharos.accreditation.models import DecisionChange
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import Conflict, DomainError, Invalid
from pharos.common.jobs import job
from pharos.procedures.actions import setbacks, telling, timing
from pharos.procedures.rules.words import Move

_log = structlog.get_logger(__name__)
_LOOK_SECONDS = 3_600.0


@job("procedures.tell")
def tell(actor: Actor, *, step: UUID) -> None:
    """The people of one side are mailed what happened to a case."""
    telling.tell(step_id=step, by=actor, now=clock.now())


@job("procedures.remit")
def remit(actor: Actor, *, change: UUID) -> None:
    """A case whose decision an appeals body sent back is taken up again.

    One that is not published yet is left to the daily look.
    """
    entry = DecisionChange.objects.select_related("decision", "contests").get(id=change)
    case_id = setbacks.remitted_in(entry)
    if case_id is None:
        return
    try:
        setbacks.remit(case_id=case_id, by=actor, now=clock.now())
    except (Conflict, Invalid) as refused:
        _log.warning("remitted_case_waits", number=entry.number, code=refused.code)


def look_all() -> int:
    """Do what is due in the cases of every agency, and remind both sides; how many cases moved."""
    now, moved = clock.now(), 0
    with tenancy.scope(ANONYMOUS):
        agencies = timing.agencies(now)
    providers: set[UUID] = set()
    for agency_id in agencies:
        by = system(organisation_id=agency_id)
        with tenancy.scope(by):
            due = timing.due(by, now)
        moved += sum(_happens(move, case_id, by, now) for move, case_id in due)
        with tenancy.scope(by):
            telling.remind(by=by, now=now)
            providers.update(timing.owing(by))
    for provider_id in sorted(providers):
        by = system(organisation_id=provider_id)
        with tenancy.scope(by):
            telling.remind(by=by, now=now)
    return moved


def _happens(move: Move, case_id: UUID, by: Actor, now: datetime) -> bool:
    """Whether it happened; a case that somebody moved meanwhile keeps no other one waiting."""
    try:
        with tenancy.scope(by):
            timing.happen(move=move, case_id=case_id, by=by, now=now)
    except (Conflict, Invalid) as refused:
        _log.warning("case_left", case=str(case_id), move=move.value, code=refused.code)
        return False
    return True


def start(stop: threading.Event) -> threading.Thread:
    """Look every hour, until `stop`; what was done or sent before is not done again."""
    thread = threading.Thread(target=_run, args=(stop,), name="cases", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    while not stop.wait(_LOOK_SECONDS):
        try:
            if moved := look_all():
                _log.info("cases_moved", cases=moved)
        except DomainError as error:
            _log.warning("cases_left", code=error.code)
        except DatabaseError as error:
            _log.warning("cases_left", code="database_away", message=str(error))
        finally:
            close_old_connections()
