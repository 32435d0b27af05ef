"""What happens later: applicants are told, places fall free, what named a person is erased."""

from uuid import UUID

from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job
from pharos.funding import actions
from pharos.funding.actions import places, schemes, telling


@job(places.RELEASE)
def release(actor: Actor, *, application_id: UUID) -> None:
    """A place whose end has come and that nobody claimed."""
    actions.release_late(application_id=application_id, now=clock.now())


@job(places.FORGET)
def forget(actor: Actor, *, application_id: UUID) -> None:
    """Name and address of an applicant, a year after the scheme."""
    actions.forget(application_id=application_id, now=clock.now())


@job(places.FORGET_PROOF)
def forget_proof(actor: Actor, *, application_id: UUID) -> None:
    """What an applicant proved, a year after the scheme."""
    actions.forget_proof(application_id=application_id, now=clock.now())


@job(telling.TELL)
def tell(actor: Actor, *, application_id: UUID, news: int) -> None:
    """A mail to the applicant: received, waiting, reserved, refused, released or paid."""
    told = telling.NEWS[news]
    actions.tell(application_id=application_id, news=told, by=actor, now=clock.now())


@job(schemes.END)
def end_scheme(actor: Actor, *, scheme_id: UUID) -> None:
    """The last day of a scheme has passed: whoever still waits is refused and told."""
    actions.end_scheme(scheme_id=scheme_id, by=actor, now=clock.now())
