"""Jobs of the ground: mails go out, and what they said goes after some days."""

from uuid import UUID

from pharos.common import delivery
from pharos.common.actor import Actor
from pharos.common.jobs import job


@job("common.mail", scoped=False)
def mail(actor: Actor, *, bundle: UUID) -> None:
    """Send what is due of a bundle of mails."""
    delivery.send_bundle(actor, bundle)


@job("common.empty_mail", scoped=False)
def empty_mail(actor: Actor, *, bundle: UUID) -> None:
    """Forget addresses and facts of mails that have ended."""
    delivery.empty(actor, bundle)
