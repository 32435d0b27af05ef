"""What happens later to keys: in a demonstration its root vouches for those that need it."""

from datetime import datetime
from uuid import UUID

from pharos.common import clock, tenancy
from pharos.common.actor import Actor, system
from pharos.common.jobs import job
from pharos.core import certificates
from pharos.organisations import queries as organisations
from pharos.registry import actions, queries
from pharos.registry.models import IssuerKey
from pharos.registry.signer.client import SignerClient


@job("registry.certify", scoped=False)
def certify(actor: Actor, *, key: UUID) -> None:
    """A demonstration's certificate for a key that was just approved."""
    certify_now(key, now=clock.now(), signer=SignerClient())


def certify_now(key: UUID, *, now: datetime, signer: SignerClient) -> bool:
    """Whether a certificate was made: a key that has one keeps it.

    What is signed is stored and committed first, then signed, both in the register's own scope;
    the certificate is kept in that of the key's organisation.
    """
    operator = system(organisation_id=organisations.platform_id())
    with tenancy.scope(operator):
        row = IssuerKey.objects.get(id=key)
        if queries.certificate(row.key_id) is not None:
            return False
        owner = organisations.by_id(row.organisation_id)
        name, content, root = actions.store_demonstration(organisation=owner, key=row, now=now)
        above = queries.chain(root.key_id)
    with tenancy.scope(operator):
        [signature] = actions.sign_messages(name, key_id=root.key_id, signer=signer)
    chain = [certificates.certificate(content, signature), *above]
    with tenancy.scope(system(organisation_id=row.organisation_id)):
        actions.keep_demonstration(key=row, chain=chain, now=now)
    return True
