"""What happens at night: both registers are compared."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.stateregister.exchange import actions
from pharos.stateregister.exchange.models import Reconciliation


@job("stateregister.compare")
def compare(actor: Actor, *, reconciliation: UUID) -> None:
    """The comparison of one nation; whoever compared by hand since then made another job."""
    now = clock.now()
    row = Reconciliation.objects.get(id=reconciliation)
    if row.next_at <= now:
        actions.compare(row.nation, by=actor, now=now)
