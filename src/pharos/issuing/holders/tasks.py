"""Jobs that write to learners and providers; each in the scope of the provider."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.issuing.holders import hearing, letters


@job("issuing.tell")
def tell(actor: Actor, *, chunk: UUID) -> None:
    """Mail the learners of a signed chunk."""
    letters.tell_chunk(chunk_id=chunk, by=actor, now=clock.now())


@job("issuing.tell_change")
def tell_change(actor: Actor, *, change: UUID) -> None:
    """Mail the learner what happened to a credential."""
    letters.tell_change(change_id=change, by=actor, now=clock.now())


@job("issuing.tell_link")
def tell_link(actor: Actor, *, credential: UUID) -> None:
    """Mail a learner the lost link again."""
    letters.tell_link(credential_id=credential, by=actor, now=clock.now())


@job("issuing.tell_wish")
def tell_wish(actor: Actor, *, correction: UUID) -> None:
    """Mail the provider that a learner asks for a correction."""
    letters.tell_wish(correction_id=correction, by=actor, now=clock.now())


@job("issuing.tell_answer")
def tell_answer(actor: Actor, *, correction: UUID) -> None:
    """Mail the learner what the provider answered."""
    letters.tell_answer(correction_id=correction, by=actor, now=clock.now())


@job(hearing.JOB)
def hear(actor: Actor, *, change: UUID, after: UUID | None = None) -> None:
    """Mail the holders whose awards a withdrawal for fraud reaches back to."""
    hearing.hear(change_id=change, after=after, by=actor, now=clock.now())
