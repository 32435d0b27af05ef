"""Status lists whose publication is overdue, whatever became of the job that should do it.

Each publication defers the next one; a job that failed for good would end that chain, and a
week later nobody could rely on the list. So it is looked at again beside the jobs.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection

from pharos.common.actor import system
from pharos.common.errors import DomainError
from pharos.core.signing import Signer
from pharos.issuing import queries, rules, tasks
from pharos.registry.signer.client import SignerClient

_log = structlog.get_logger(__name__)


def overdue(*, now: datetime) -> list[tuple[UUID, int]]:
    """Issuer and number of each list that changed since its publication, or whose one is old."""
    with connection.cursor() as cursor:
        cursor.execute(
            queries.sql("lists_overdue"),
            {"renew": now - rules.PUBLISH_EVERY, "purposes": len(rules.PURPOSES)},
        )
        return [(row[0], int(row[1])) for row in cursor.fetchall()]


def publish_overdue(*, now: datetime, signer: Signer | None = None) -> int:
    """Publish each of them; how many were. What one issuer lacks keeps no other waiting."""
    signer = signer or SignerClient()
    published = 0
    for organisation_id, list_id in overdue(now=now):
        by = system(organisation_id=organisation_id)
        try:
            published += bool(tasks.publish_now(by, list_id, now=now, signer=signer))
        except DomainError as error:
            _log.warning("status_list_waits", list=list_id, code=error.code)
    return published
