"""What happens later in the catalogue."""

from uuid import UUID

from pharos.catalogue import indexing
from pharos.common.actor import Actor
from pharos.common.jobs import job


@job("catalogue.index")
def index(actor: Actor, *, organisation: UUID) -> None:
    """The programmes of a provider that was renamed are found by its new names."""
    indexing.index_provider(organisation)
