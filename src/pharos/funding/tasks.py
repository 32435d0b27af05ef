"""What happens later: reserved places fall free, and what named a person is erased."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.funding import actions


@job(actions.RELEASE)
def release(actor: Actor, *, application_id: UUID) -> None:
    """A place whose end has come and that nobody claimed."""
    actions.release_late(application_id=application_id, now=clock.now())


@job(actions.FORGET)
def forget(actor: Actor, *, application_id: UUID) -> None:
    """Name and address of an applicant, a year after the scheme."""
    actions.forget(application_id=application_id, now=clock.now())


@job(actions.FORGET_PROOF)
def forget_proof(actor: Actor, *, application_id: UUID) -> None:
    """What an applicant proved, a year after the scheme."""
    actions.forget_proof(application_id=application_id, now=clock.now())
