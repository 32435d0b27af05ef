"""What happens later: whoever is invited to a consultation is told by mail."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.standards.actions import telling


@job(telling.TELL)
def tell(actor: Actor, *, consultation_id: UUID, news: int) -> None:
    """A consultation is open, ends soon, or was answered: those who comment for a body are told."""
    told = telling.NEWS[news]
    telling.tell(consultation_id=consultation_id, news=told, by=actor, now=clock.now())
