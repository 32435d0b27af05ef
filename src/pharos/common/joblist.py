"""The queue as its keeper sees it: what waits, what failed and why; and one more try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotAllowed, NotFound
from pharos.common.models import JobRetry

STATES: Final = ("todo", "doing", "failed")


@dataclass(frozen=True, slots=True)
class Kind:
    """How many jobs of one name are in each state, and since when the oldest waits."""

    name: str
    todo: int
    doing: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that ended with an error: what it was about, how often it was tried, and why."""

    id: int
    name: str
    attempts: int
    about: str
    code: str
    at: datetime | None


def kinds() -> Sequence[Kind]:
    """The jobs that have not ended well, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name,"
            " count(*) filter (where status = 'todo'),"
            " count(*) filter (where status = 'doing'),"
            " count(*) filter (where status = 'failed'),"
            " min(scheduled_at) filter (where status = 'todo')"
            " from procrastinate_jobs where status in ('todo', 'doing', 'failed')"
            " group by 1 order by 1"
        )
        return [Kind(*row) for row in cursor.fetchall()]


def failed(*, name: str = "", limit: int = 200) -> Sequence[Failed]:
    """Jobs that ended with an error, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select j.id, j.task_name, j.attempts, (j.args - 'actor')::text,"
            " coalesce(t.code, ''), t.at from procrastinate_jobs j"
            " left join common_job_trouble t on t.job_id = j.id"
            " where j.status = 'failed' and (%s = '' or j.task_name = %s)"
            " order by j.id desc limit %s",
            [name, name, limit],
        )
        return [Failed(*row) for row in cursor.fetchall()]


def workers() -> Sequence[datetime]:
    """When each worker was last heard."""
    with connection.cursor() as cursor:
        cursor.execute("select last_heartbeat from procrastinate_workers order by 1 desc")
        return [row[0] for row in cursor.fetchall()]


def retry(*, job_id: int, by: Actor, now: datetime) -> JobRetry:
    """The failed job is in the queue again; who may is the caller's to ask.

    Raises NotFound `job_unknown`, Conflict `job_not_failed`.
    """
    with transaction.atomic():
        return _retry(job_id, by, now)


def _retry(job_id: int, by: Actor, now: datetime) -> JobRetry:
    if by.person_id is None or by.organisation_id is None:
        raise NotAllowed("job_retry_by_person")
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, status from procrastinate_jobs where id = %s for update", [job_id]
        )
        found = cursor.fetchone()
    if found is None:
        raise NotFound("job_unknown", job=job_id)
    name, state = found
    if state != "failed":
        raise Conflict("job_not_failed", job=job_id)
    # the row is the event: who asked for the other try, and when
    asked: JobRetry = JobRetry.objects.create(
        tenant=by.organisation_id, job_id=job_id, task=name, asked_by=by.person_id, asked_at=now
    )
    JobManager(DjangoConnector(alias="default")).retry_job_by_id(job_id, retry_at=now)
    return asked
