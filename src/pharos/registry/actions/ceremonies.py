"""A key ceremony carried out: every key made, proposed and approved, and the whole on record."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotAllowed
from pharos.core.commitments import Kind, key_ceremony_statement
from pharos.registry import policies
from pharos.registry.actions.keys import approve_key
from pharos.registry.actions.log import enter_public
from pharos.registry.models import IssuerKey, KeyCeremony


def approve_ceremony(
    *, title: str, digest: str, keys: Sequence[IssuerKey], by: Actor, now: datetime
) -> KeyCeremony:
    """Approve what was made at a ceremony and enter its record; the second person does it.

    Raises Conflict `ceremony_done` for one that was held before.
    """
    policies.require(by, policies.Permission.KEY_APPROVE)
    if KeyCeremony.objects.filter(digest=digest).exists():
        raise Conflict("ceremony_done", "this ceremony was held before")
    proposers = {key.proposed_by for key in keys}
    if by.person_id is None or by.person_id in proposers or len(proposers) != 1:
        raise NotAllowed("second_person_needed", "another person must approve what you proposed")
    approved = [approve_key(key_id=key.key_id, by=by, now=now) for key in keys]
    held = KeyCeremony.objects.create(
        organisation_id=approved[0].organisation_id,
        title=title,
        digest=digest,
        keys=[key.key_id for key in approved],
        proposed_by=next(iter(proposers)),
        confirmed_by=by.person_id,
        held_at=now,
    )
    issuer_id, _, _ = approved[0].key_id.partition("#")
    enter_public(
        Kind.KEY,
        key_ceremony_statement(
            issuer_id=issuer_id,
            digest=digest,
            keys=[key.key_id for key in approved],
            at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        ),
    )
    return held
