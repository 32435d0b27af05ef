"""Counters of acts: added to by each act, made again from the rows by `doctor --recount`."""

from datetime import date
from uuid import UUID

from django.db import connection

from pharos.issuing import queries
from pharos.issuing.models import Counter


def count(organisation_id: UUID, version_id: UUID, day: date, act: str, number: int = 1) -> None:
    """Add to the counter of a version, a month of award and a kind of act."""
    with connection.cursor() as cursor:
        cursor.execute(
            queries.sql("count"),
            {
                "organisation": organisation_id,
                "version": version_id,
                "month": day.replace(day=1),
                "act": act,
                "count": number,
            },
        )


def recount(organisation_id: UUID) -> int:
    """Make the issuer's counters again from the rows; how many of them were wrong."""
    right = queries.counted(organisation_id)
    present = {
        (row.version_id, row.month.isoformat(), row.act): row
        for row in Counter.objects.select_for_update().filter(organisation_id=organisation_id)
    }
    wrong = 0
    for key in right.keys() | present.keys():
        wanted = right.get(key, 0)
        row = present.get(key)
        if row is not None and row.count == wanted:
            continue
        wrong += 1
        if row is None:
            count(organisation_id, key[0], date.fromisoformat(key[1]), key[2], wanted)
        else:
            Counter.objects.filter(pk=row.pk).update(count=wanted)
    return wrong
