"""What happens later in the catalogue."""

from uuid import UUID

from pharos.catalogue import indexing
from pharos.catalogue.confirming import actions as confirming
from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.jobs import job


@job("catalogue.index")
def index(actor: Actor, *, organisation: UUID) -> None:
    """The programmes of a provider that was renamed are found by its new names."""
    indexing.index_provider(organisation)


@job("catalogue.remind")
def remind(actor: Actor, *, organisation: UUID) -> None:
    """An owner is reminded of the entries that it is to confirm."""
    confirming.remind(organisation_id=organisation, by=actor, now=clock.now())
