"""Places in status lists: given out at random, once, in lists that begin with decoys."""

import secrets
from dataclasses import dataclass
from uuid import UUID

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
    pool = (
        StatusPool.objects.select_for_update()
        .filter(organisation_id=organisation_id)
        .order_by("-list_id")
        .first()
    )
    if pool is None or pool.free - count < rules.RESERVE:
        pool = _open_list(organisation_id)
    places = rules.draw_places(bytes(pool.taken), count, _random)
    pool.taken = rules.with_places(bytes(pool.taken), places)
    pool.free -= count
    pool.save(update_fields=["taken", "free"])
    return Given(StatusList.objects.get(id=pool.list_id), tuple(places))


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
