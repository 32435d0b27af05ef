"""Comparing with the national registry, and ending what differs; nothing is overwritten."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import jobs, texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from pharos.organisations import queries as organisations
from pharos.stateregister.exchange import connector, queries, rules
from pharos.stateregister.exchange.connector import Registry
from pharos.stateregister.exchange.models import Discrepancy, Reconciliation

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
MAX_NOTE = 1_000


def compare(
    nation: str, *, by: Actor, now: datetime, registry: Registry | None = None
) -> Reconciliation:
    """Both sides compared; every difference that is new becomes a line, once.

    A registry that does not answer changes nothing: the code stands in the row, and the next
    night's comparison comes in an hour. A line that no longer differs is ended by the system as
    corrected.
    """
    policies.require(by, Permission.EXCHANGE_COMPARE)
    _require_operator(by)
    try:
        theirs = connector.listed(registry or connector.chosen(), nation)
    except (Unavailable, Invalid) as error:
        return _note(nation, by, now, code=error.code)
    with transaction.atomic():
        ours = queries.ours(nation, now=now)
        lines = rules.compare(ours, theirs)
        _end_gone(nation, lines, by, now)
        for line in lines:
            Discrepancy.objects.get_or_create(
                nation=nation, kind=line.kind.value, key=line.key, ours=line.ours,
                theirs=line.theirs, resolution=None,
                defaults={"organisation_id": by.organisation_id, "found_at": now},
            )  # fmt: skip
        return _note(nation, by, now, ours=len(ours), theirs=len(theirs), compared_at=now)


@transaction.atomic
def resolve(
    *, discrepancy_id: UUID, resolution: str, note: str, by: Actor, now: datetime
) -> Discrepancy:
    """A person ends a line; raises Conflict `discrepancy_ended` for the second who does."""
    require_keeper(by)
    found = Discrepancy.objects.select_for_update().filter(id=discrepancy_id).first()
    if found is None:
        raise NotFound("discrepancy_unknown")
    if found.resolution is not None:
        raise Conflict("discrepancy_ended")
    if resolution not in list(rules.Resolution):
        raise Invalid("code_unknown", field="resolution", value=resolution[:60])
    _end(found, resolution, _clean(note), by, now)
    return found


def _end_gone(nation: str, lines: list[rules.Line], by: Actor, now: datetime) -> None:
    """Lines that the registers do not differ in any more, and reopened ones stay as they are."""
    still = {(one.kind.value, one.key, one.ours, one.theirs) for one in lines}
    for row in Discrepancy.objects.filter(nation=nation, resolution=None):
        if (row.kind, row.key, row.ours, row.theirs) not in still:
            _end(row, rules.Resolution.CORRECTED, "–", by, now)


def _end(row: Discrepancy, resolution: str, note: str, by: Actor, now: datetime) -> None:
    row.resolution, row.note = str(resolution), note
    row.resolved_by, row.resolved_at = by.person_id, now
    row.save(update_fields=["resolution", "note", "resolved_by", "resolved_at"])


@transaction.atomic
def _note(
    nation: str, by: Actor, now: datetime, *, code: str = "", **facts: object
) -> Reconciliation:
    at = now + (AGAIN if code else EVERY)
    row, _ = Reconciliation.objects.update_or_create(
        nation=nation,
        defaults={"organisation_id": by.organisation_id, "last_code": code, "next_at": at, **facts},
    )
    jobs.enqueue("stateregister.compare", actor=by, at=at, lock=f"exchange:{nation}",
                 reconciliation=row.id)  # fmt: skip
    return row


def require_keeper(by: Actor) -> None:
    """Lines are ended by the operator of this register; raises NotAllowed for anybody else."""
    policies.require(by, Permission.EXCHANGE_RESOLVE)
    _require_operator(by)


def _require_operator(by: Actor) -> None:
    if by.organisation_id != organisations.platform_id():
        raise NotAllowed("not_the_operator")


def _clean(note: str) -> str:
    return texts.kept(note, code="discrepancy_note", limit=MAX_NOTE)
