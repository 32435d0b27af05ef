"""Places in status lists: given out at random, once, in lists that begin with decoys."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from pharos.issuing import rules
from pharos.issuing.models import StatusList, StatusPool

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Given:
    """Different places of one list, in no order."""

    status_list: StatusList
    places: tuple[int, ...]


def give(organisation_id: UUID, count: int) -> Given:
    """So many free places of the issuer's newest list, or of a new one when it grows full.

    They are taken for good with this transaction, whatever becomes of the credentials.
    """
    pool = _newest(organisation_id, count)
    if pool is None:
        # two who need a new list at once open one: the second finds that of the first
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"issuing_status_list {organisation_id}"],
            )
        pool = _newest(organisation_id, count) or _open_list(organisation_id)
    places = rules.draw_places(bytes(pool.taken), count, _random)
    pool.taken = rules.with_places(bytes(pool.taken), places)
    pool.free -= count
    pool.save(update_fields=["taken", "free"])
    return Given(StatusList.objects.get(id=pool.list_id), tuple(places))


def _newest(organisation_id: UUID, count: int) -> StatusPool | None:
    """The issuer's newest list, locked; None when it has not so many places to spare."""
    pool = (
        StatusPool.objects.select_for_update()
        .filter(organisation_id=organisation_id)
        .order_by("-list_id")
        .first()
    )
    return pool if pool is not None and pool.free - count >= rules.RESERVE else None


def _open_list(organisation_id: UUID) -> StatusPool:
    number = StatusList.objects.filter(organisation_id=organisation_id).count() + 1
    revoked, suspended = rules.decoys(_random)
    empty = bytes(rules.LIST_BYTES)
    status_list = StatusList.objects.create(
        organisation_id=organisation_id,
        number=number,
        revoked=rules.with_places(empty, revoked),
        suspended=rules.with_places(empty, suspended),
    )
    decoys = [*revoked, *suspended]
    return StatusPool.objects.create(
        list_id=status_list.id,
        organisation_id=organisation_id,
        taken=rules.with_places(empty, decoys),
        free=rules.LIST_PLACES - len(decoys),
    )
