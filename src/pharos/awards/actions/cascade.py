"""The cascade of an act against a provider or a programme: open offers, and what waits (B21).

What was awarded is never touched. Run by the system in the provider's scope, as often as one
likes: it compares what is with what the decisions say, so a lift ends what a suspension began.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation.cascading import PROGRAMME, PROVIDER, Judge
from pharos.awards import batches, queries
from pharos.awards.actions.batches import PREPARE
from pharos.awards.models import Batch, BatchRow
from pharos.catalogue import queries as catalogue
from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings.models import Offering
from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.organisations import queries as organisations

CLOSED = "provider_closed"


@transaction.atomic
def cascade(*, organisation_id: UUID, by: Actor, now: datetime) -> None:
    """Offers and waiting batches of the provider, as the decisions of this moment have them."""
    policies.require(by, Permission.BATCH_HOLD)
    waiting = list(_waiting(organisation_id))
    offered = Offering.objects.filter(organisation_id=organisation_id).exclude(state="closed")
    wanted = {one.version_id for one in waiting} | set(offered.values_list("version_id", flat=True))
    versions = catalogue.versions_by_id(wanted)
    is_closed = organisations.by_id(organisation_id).state == "closed"
    judges = {} if is_closed else {id: Judge(one, now) for id, one in versions.items()}
    _offers(organisation_id, versions, judges, by, now)
    for batch in waiting:
        _settle(batch, CLOSED if is_closed else _cause(batch, judges[batch.version_id]), by, now)


def _waiting(organisation_id: UUID) -> Iterable[Batch]:
    found = Batch.objects.select_for_update().filter(organisation_id=organisation_id)
    return found.filter(state__in=batches.HOLDABLE)


def _offers(
    organisation_id: UUID,
    versions: Iterable[UUID],
    judges: dict[UUID, Judge],
    by: Actor,
    now: datetime,
) -> None:
    """Each cause is put on the offers that it reaches, and taken off all others."""
    reached: dict[str, set[UUID]] = {cause: set() for cause in batches.HOLDS}
    for version_id in versions:
        judge = judges.get(version_id)
        if judge is None:
            reached[CLOSED].add(version_id)
        elif (effect := judge.effect(judge.today, for_learners=False)) is not None:
            reached[effect.cause].add(version_id)
    for cause in (PROVIDER, PROGRAMME, CLOSED):
        spared = [one for one in versions if one not in reached[cause]]
        offerings.suspend_all(organisation_id, cause, by, now, list(reached[cause]))
        offerings.resume_all(organisation_id, cause, by, now, spared)


def _cause(batch: Batch, judge: Judge) -> str:
    """Why the batch is held today, or nothing: asked of the days that it awards for.

    What can never be lifted holds a batch only where it leaves nothing to award; else the gate
    refuses the rows that it reaches and lets the others pass.
    """
    now = judge.effect(judge.today, for_learners=True)
    if now is None:
        return ""
    rows = BatchRow.objects.filter(batch_id=batch.id, accepted=True)
    days = set(rows.order_by().values_list("award_date", flat=True).distinct())
    found = [judge.effect(day, for_learners=True) for day in days if day is not None]
    reached = [one for one in found if one is not None]
    holds = len(reached) == len(found) if now.is_final else bool(reached)
    return reached[0].cause if reached and holds else ""


def _settle(batch: Batch, cause: str, by: Actor, now: datetime) -> None:
    if cause == batch.held_for:
        return
    batch.held_since = (batch.held_since or now) if cause else None
    batch.held_for = cause
    batch.save(update_fields=["held_for", "held_since"])
    if not cause and batch.state != "proposed" and batch.paused_at is None:
        for number in queries.chunks_of(batch):
            jobs.enqueue(PREPARE, actor=by, batch_id=batch.id, number=number)
