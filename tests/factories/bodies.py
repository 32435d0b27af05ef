"""A small register of bodies in the database, and people who act in them."""

from datetime import UTC, datetime

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.organisations.models import Organisation, OrganisationKind


class Bodies:
    """Enters organisations as the registry office does, and lets people act in them."""

    def __init__(self) -> None:
        self.keeper = Actor(person_id=uuid7(), organisation_id=uuid7())

    def enter(self, slug: str, *kinds: str, nation: str = "AM") -> Organisation:
        with tenancy.scope(self.keeper):
            entered = Organisation.objects.create(
                keeper_id=self.keeper.organisation_id,
                slug=slug,
                name={"en": slug},
                nation=nation,
                state="listed",
                fictitious=True,
                created_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
            for kind in kinds:
                OrganisationKind.objects.create(
                    keeper_id=self.keeper.organisation_id, organisation=entered, kind=kind
                )
        return entered

    def person(self, organisation: Organisation, *roles: str) -> Actor:
        return Actor(person_id=uuid7(), organisation_id=organisation.id, roles=frozenset(roles))
