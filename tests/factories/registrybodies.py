"""Bodies with people who propose and approve keys, made by the actions themselves."""

from datetime import UTC, datetime

from pharos.accounts import actions as accounts
from pharos.common import actor as actors
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.organisations import actions as organisations
from pharos.organisations import queries as organisation_queries
from pharos.organisations.models import Organisation
from pharos.registry import actions
from pharos.registry.models import IssuerKey
from pharos.registry.signer.client import SignerClient

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def somebody(organisation: Organisation, *roles: str) -> Actor:
    """A new person with these roles in the organisation."""
    person = uuid7()
    with tenancy.scope(Actor(person_id=person, organisation_id=None)) as by:
        accounts.register_person(by=by, name="Ani Example", email=f"{person}@example.org", now=NOW)
    with tenancy.scope(actors.system(organisation_id=organisation.id)) as by:
        for role in roles:
            organisations.add_membership(
                by=by, organisation_id=organisation.id, person_id=person, role=role, now=NOW
            )
    return organisation_queries.actor_for(person, organisation.id, now=NOW)


def provider(platform: Organisation, slug: str) -> Organisation:
    """A fictitious academy on the register."""
    with tenancy.scope(somebody(platform, "officer")) as by:
        return organisations.create(
            by=by,
            slug=slug,
            name={"en": f"{slug} of examples"},
            nation="AM",
            kinds=["company_academy"],
            fictitious=True,
            now=NOW,
        )


def made(
    signer: SignerClient, body: Organisation, registrar: Actor, purpose: str = "credentials"
) -> IssuerKey:
    """A key that the signer made and the registrar proposed."""
    with tenancy.scope(registrar):
        return actions.make_key(organisation=body, purpose=purpose, by=registrar, signer=signer)


def approved(key: IssuerKey, head: Actor, now: datetime = NOW) -> IssuerKey:
    """The same key, approved by the head."""
    with tenancy.scope(head):
        return actions.approve_key(key_id=key.key_id, by=head, now=now)
