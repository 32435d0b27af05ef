"""A key ceremony as the command holds it: told first, done when the second person confirmed."""

import hmac
from collections.abc import Iterator, Mapping
from uuid import UUID

from pharos.common import clock, tenancy
from pharos.common.actor import system
from pharos.common.errors import Conflict, Invalid
from pharos.organisations import queries as organisations
from pharos.registry import actions, ceremony
from pharos.registry.ceremony import Ceremony, Step
from pharos.registry.signer.client import SignerClient

Told = tuple[str, Mapping[str, object]]


def hold(
    raw: bytes, *, digest: str | None, confirm_by: str | None, signer: SignerClient | None = None
) -> Iterator[Told]:
    """What will happen, a sentence a step; then, with the digest and its second person, that.

    Raises Invalid `ceremony_malformed`, Conflict `ceremony_state`, `ceremony_digest`,
    `ceremony_done`, Invalid `ceremony_person` when another than the named one confirms.
    """
    read = ceremony.read(raw)
    owner = _owner(read)
    with tenancy.scope(system(organisation_id=owner)):
        steps = ceremony.plan(read, owner)
    yield from _told(read, steps)
    if digest is None:
        yield "ceremony_told_digest", {"digest": read.digest}
        return
    if not hmac.compare_digest(digest.casefold(), read.digest):
        raise Conflict("ceremony_digest", "the digest is not that of the file")
    if (confirm_by or "").casefold() != read.approves.casefold():
        raise Invalid("ceremony_person", "the second person is another than the file names")
    for key_id in _held(read, owner, signer or SignerClient()):
        yield "ceremony_told_done", {"key": key_id}


def _held(read: Ceremony, owner: UUID, signer: SignerClient) -> list[str]:
    now = clock.now()
    first = organisations.member_by_email(read.proposes, owner, now=now)
    second = organisations.member_by_email(read.approves, owner, now=now)
    with tenancy.scope(first):
        body = organisations.by_id(owner)
        made = [
            actions.make_key(organisation=body, purpose=purpose, by=first, signer=signer)
            for purpose in read.purposes
        ]
    with tenancy.scope(second):
        # nobody may have changed anything since the steps were told
        ceremony.plan(read, owner)
        held = actions.approve_ceremony(
            title=read.title, digest=read.digest, keys=made, by=second, now=clock.now()
        )
    return list(held.keys)


def _told(read: Ceremony, steps: list[Step]) -> Iterator[Told]:
    yield "ceremony_told_head", {"title": read.title, "organisation": read.organisation or "-"}
    for step in steps:
        yield (
            "ceremony_told_make",
            {
                "purpose": step.purpose,
                "algorithm": step.algorithm,
                "proposes": read.proposes,
                "approves": read.approves,
            },
        )
        if step.before:
            yield "ceremony_told_retire", {"key": step.before}


def _owner(read: Ceremony) -> UUID:
    if not read.organisation:
        return organisations.platform_id()
    return organisations.organisation(read.organisation).id
