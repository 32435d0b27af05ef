"""What happens later: whoever waits for an answer or a signature is told by mail."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.needs import actions
from pharos.needs.actions import telling


@job(telling.TELL_ANSWER)
def tell_answer(actor: Actor, *, answer_id: UUID) -> None:
    """A programme answers a need: those who filed it are told."""
    actions.tell_answer(answer_id=answer_id, by=actor, now=clock.now())


@job(telling.END_NEED)
def end_need(actor: Actor, *, need_id: UUID) -> None:
    """The last day of a need has passed: those who filed it are told."""
    actions.tell_end(need_id=need_id, by=actor, now=clock.now())


@job(telling.TELL_OFFER)
def tell_offer(actor: Actor, *, offer_id: UUID, news: int) -> None:
    """An offer to stand behind a programme: asked, reminded, signed, declined or revoked."""
    told = telling.NEWS[news]
    actions.tell_offer(offer_id=offer_id, news=told, by=actor, now=clock.now())
