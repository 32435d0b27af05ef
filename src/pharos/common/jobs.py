"""What happens later: jobs in the same database, deferred inside the act's transaction.

    @job("issuing.prepare")
    def prepare(actor: Actor, *, batch: UUID) -> None:      # in a scope of its own
        actions.prepare(batch_id=batch, ...)

    jobs.enqueue("issuing.prepare", actor=by, batch=batch.id)      # inside the transaction

A rollback takes the job with it. Arguments are ids only (the queue knows no tenants); each
job's effect is idempotent, since a job whose worker died is done again (`sweep`).
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)
from procrastinate import BaseRetryStrategy, JobContext, exceptions, manager, tasks
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision

from pharos.common import clock, idempotency, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import DomainError, Unavailable
from pharos.common.retries import retried
from pharos.common.settings import settings

_log = structlog.get_logger(__name__)

# national numbers have nine digits and more: a number that long is never a position or a count
_MAX_NUMBER = 10_000_000
_KEPT_HOURS = 30 * 24
_ANSWERS_KEPT = timedelta(days=7)
_TIDY_SECONDS = 3600
_LONGEST_WAIT_SECONDS = 30
# a race that was lost this often is none
_MOST_RACES = 10


class _Again(BaseRetryStrategy):  # type: ignore[misc]
    """Whatever is away is asked again until it is there: a stop of issuing may last for days."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, IntegrityError):
            # two did the same at once: the second finds it done
            return RetryDecision(retry_in={"seconds": 1}) if job.attempts < _MOST_RACES else None
        if isinstance(exception, Unavailable | OperationalError | InterfaceError):
            wait = min(1 + 2 * job.attempts, _LONGEST_WAIT_SECONDS)
            return RetryDecision(retry_in={"seconds": wait})
        return None


Work = Callable[..., object]


def job(name: str, *, scoped: bool = True) -> Callable[[Work], Work]:
    """Register `work(actor, **ids)` as the job `context.verb`.

    It runs in a scope of its actor, again when the database gave way between two; with
    `scoped=False` it opens its own scopes. A part that is away is asked again later.
    """

    def register(work: Work) -> Work:
        def run(context: JobContext, *, actor: dict[str, str | None], **ids: object) -> None:
            who = _actor_from(actor)
            given = {key: _id_from(value) for key, value in ids.items()}
            with _Noting(context.job.id):
                if scoped:
                    retried(lambda: _in_scope(work, who, given))
                else:
                    work(who, **given)

        run.__name__ = name.replace(".", "_")
        app.task(name=name, retry=_Again(), pass_context=True)(run)
        return work

    return register


def enqueue(
    name: str,
    *,
    actor: Actor,
    at: datetime | None = None,
    lock: str | None = None,
    turn: int = 0,
    **ids: UUID | int,
) -> int:
    """Defer the job for the end of this transaction; the job's number.

    It acts as the system, for the actor's person in the actor's tenant. Jobs with the same
    `lock` run one after the other. A job of a later `turn` lets those of earlier turns pass:
    whoever has many numbers them, so that nobody waits for all of another's (DOS-06). Raises
    TypeError for an argument that is no id.
    """
    if not connection.in_atomic_block:
        raise tenancy.ScopeMisused("a job is deferred inside the transaction of its act")
    deferrer = tasks.configure_task(
        name=name,
        job_manager=_manager(),
        queue="default",
        lock=lock,
        schedule_at=at,
        priority=-turn,
    )
    given = {key: _id_to(key, value) for key, value in ids.items()}
    return int(deferrer.defer(actor=_actor_to(actor), **given))


def sweep() -> list[int]:
    """Put the jobs of workers that stopped beating back into the queue; their numbers.

    The limit is three heartbeats at least: a shorter one repeats jobs of living workers.
    """
    stalled = async_to_sync(_manager().get_stalled_jobs)(
        seconds_since_heartbeat=settings().stalled_seconds
    )
    numbers = [int(found.id) for found in stalled if found.id is not None]
    for number in numbers:
        _manager().retry_job_by_id(number, retry_at=clock.now())
    if numbers:
        _log.warning("stalled_jobs_retried", jobs=numbers)
    return numbers


def start_sweeper(stop: threading.Event) -> threading.Thread:
    """Sweep now and every `sweep_seconds` until `stop`, in a thread of the worker.

    Not a periodic job: that would wait behind long jobs and add a row every ten seconds.
    """
    thread = threading.Thread(target=_sweep_until, args=(stop,), name="sweep", daemon=True)
    thread.start()
    return thread


def drain() -> None:
    """Work off every job that waits, in this process, and return when the queue is empty."""
    asyncio.run(_drain())


def waiting(name: str | None = None) -> int:
    """How many jobs wait or run, of one name or of all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
            " and (%s::text is null or task_name = %s)",
            [name, name],
        )
        return int(cursor.fetchone()[0])


async def _drain() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                wait=False,
                concurrency=1,
                listen_notify=False,
                install_signal_handlers=False,
                update_heartbeat_interval=settings().heartbeat_seconds,
                stalled_worker_timeout=settings().stalled_seconds,
            )


def tidy() -> None:
    """Delete jobs that ended a month ago, answers that nobody will ask for again, old sessions.

    Their effects have events of their own.
    """
    async_to_sync(_manager().delete_old_jobs)(nb_hours=_KEPT_HOURS, include_failed=False)
    idempotency.forget(before=clock.now() - _ANSWERS_KEPT)
    with connection.cursor() as cursor:
        cursor.execute("delete from django_session where expire_date < %s", [clock.now()])
        cursor.execute("delete from accounts_cache where expires < %s", [clock.now()])
        cursor.execute(
            "delete from usersessions_usersession u where not exists"
            " (select from django_session s where s.session_key = u.session_key)"
        )


class _Noting:
    """Whatever ends a job leaves its code beside it, for whoever looks after the queue."""

    def __init__(self, job_id: int | None) -> None:
        self._job_id = job_id

    def __enter__(self) -> None:
        """Nothing is known before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or self._job_id is None:
            return
        code = error.code if isinstance(error, DomainError) else type(error).__name__
        # the database may be what is away; the queue itself tries again then
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(
                "insert into common_job_trouble (job_id, code, at) values (%s, %s, %s)"
                " on conflict (job_id) do update set code = excluded.code, at = excluded.at",
                [self._job_id, code, clock.now()],
            )


def _sweep_until(stop: threading.Event) -> None:
    tidied = float("-inf")
    while True:
        close_old_connections()
        try:
            sweep()
            if time.monotonic() - tidied > _TIDY_SECONDS:
                tidy()
                tidied = time.monotonic()
        except (DatabaseError, exceptions.ProcrastinateException) as error:
            # the database is away: its return is the supervisor's work, the next round is ours
            _log.warning("sweep_failed", error=str(error))
        finally:
            close_old_connections()
        if stop.wait(settings().sweep_seconds):
            return


def _manager() -> manager.JobManager:
    # A running worker replaces the app's connector by its own: a job deferred through the app
    # would not be in our transaction. This one always uses Django's connection.
    return manager.JobManager(DjangoConnector(alias="default"))


def _in_scope(work: Work, actor: Actor, ids: Mapping[str, object]) -> None:
    with tenancy.scope(actor):
        work(actor, **ids)


def _actor_to(actor: Actor) -> dict[str, str | None]:
    return {
        "tenant": str(actor.organisation_id) if actor.organisation_id else None,
        "person": str(actor.person_id) if actor.person_id else None,
    }


def _actor_from(args: Mapping[str, str | None]) -> Actor:
    tenant, person = args["tenant"], args["person"]
    return system(
        organisation_id=UUID(tenant) if tenant else None,
        person_id=UUID(person) if person else None,
    )


def _id_to(key: str, value: Any) -> str | int:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_NUMBER:
        return value
    raise TypeError(f"a job's argument is an id or a small number, {key} is neither")


def _id_from(value: object) -> UUID | int:
    return value if isinstance(value, int) else UUID(str(value))
