"""What can happen to keys: proposed by one person, approved by another, retired.

A key that takes over retires the one before it in the same transaction, at the same instant, so
that each moment has exactly one key (KEY-11). Every step is a public leaf of the log.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core.commitments import Kind, key_statement
from pharos.core.errors import CoreError
from pharos.core.multibase import decode_multikey
from pharos.registry import policies, queries
from pharos.registry.actions.log import enter_public
from pharos.registry.models import IssuerKey
from pharos.registry.rules import (
    ALGORITHMS,
    KeyState,
    check_signature,
    may_become,
    possession_challenge,
    possession_message,
)
from pharos.registry.signer.client import SignerClient

if TYPE_CHECKING:
    from pharos.organisations.models import Organisation


def algorithm_of(purpose: str) -> str:
    """What keys of a purpose are; Invalid `key_purpose` for a purpose that there is not."""
    if purpose not in ALGORITHMS:
        raise Invalid("key_purpose", "there are no keys for that", purpose=purpose)
    return ALGORITHMS[purpose]


def make_key(
    *, organisation: "Organisation", purpose: str, by: Actor, signer: SignerClient
) -> IssuerKey:
    """Have the signer make a key for an organisation and propose it."""
    public = signer.create_key(algorithm_of(purpose))
    challenge = possession_challenge(organisation_id=str(organisation.id), public=public)
    return propose_key(
        organisation=organisation,
        purpose=purpose,
        public=public,
        proof=signer.prove_possession(public, challenge),
        by=by,
    )


def propose_key(
    *, organisation: "Organisation", purpose: str, public: str, proof: bytes, by: Actor
) -> IssuerKey:
    """Enter a key as proposed; it cannot sign yet.

    Raises Invalid `key_possession` without a proof that its holder asks, Conflict `key_known`
    when the key is on record for anybody (KEY-06, KEY-07).
    """
    policies.require(by, policies.Permission.KEY_PROPOSE)
    challenge = possession_challenge(organisation_id=str(organisation.id), public=public)
    try:
        check_signature(possession_message(challenge), proof, public)
    except CoreError:
        raise Invalid("key_possession", "the proof does not show who holds the key") from None
    if decode_multikey(public)[0] != algorithm_of(purpose):
        raise Invalid("key_algorithm", "a key of that kind cannot serve this purpose")
    if IssuerKey.objects.filter(public=public).exists():
        raise Conflict("key_known", "this key is on record already")
    did = queries.did_of(organisation)
    return IssuerKey.objects.create(
        organisation_id=organisation.id,
        key_id=f"{did}#{public}",
        public=public,
        purpose=purpose,
        proposed_by=by.person_id,
    )


def approve_key(*, key_id: str, by: Actor, now: datetime) -> IssuerKey:
    """Make a proposed key the one that signs; the key before it is retired at the same instant."""
    policies.require(by, policies.Permission.KEY_APPROVE)
    key = locked(key_id)
    if key.state != KeyState.PROPOSED:
        raise Conflict("key_state", f"a key that is {key.state} cannot be approved")
    if key.proposed_by == by.person_id:
        raise NotAllowed("second_person_needed", "another person must approve what you proposed")
    before = IssuerKey.objects.filter(
        organisation_id=key.organisation_id, purpose=key.purpose, state=KeyState.ACTIVE
    ).first()
    if before is not None:
        _retire(before, now)
    key.state, key.approved_by, key.active_from = KeyState.ACTIVE, by.person_id, now
    changed(key, "state", "approved_by", "active_from", at=now)
    if queries.is_certified_here(key):
        jobs.enqueue("registry.certify", actor=by, key=key.id)
    return key


def retire_key(*, key_id: str, by: Actor, now: datetime) -> IssuerKey:
    """End a key's interval; what it signed stays verifiable."""
    policies.require(by, policies.Permission.KEY_APPROVE)
    key = locked(key_id)
    require_step(key, KeyState.RETIRED)
    _retire(key, now)
    return key


def _retire(key: IssuerKey, now: datetime) -> None:
    key.active_until = key.blocked_at or now
    key.state, key.blocked_by, key.blocked_at = KeyState.RETIRED, None, None
    changed(key, "state", "active_until", "blocked_by", "blocked_at", at=now)


def changed(key: IssuerKey, *fields: str, at: datetime) -> IssuerKey:
    """Store what changed about a key, and enter its new state into the log."""
    key.save(update_fields=list(fields))
    _enter(key, at=at)
    return key


def locked(key_id: str) -> IssuerKey:
    """The key, which nobody else changes in this transaction; NotFound `key_unknown`."""
    key = IssuerKey.objects.select_for_update().filter(key_id=key_id).first()
    if key is None:
        raise NotFound("key_unknown", "there is no such key")
    return key


def require_step(key: IssuerKey, target: KeyState) -> None:
    """Raise Conflict `key_state` unless the key may come into the state."""
    if not may_become(KeyState(key.state), target):
        raise Conflict("key_state", f"a key that is {key.state} cannot become {target}")


def _enter(key: IssuerKey, *, at: datetime) -> None:
    issuer_id, _, _ = key.key_id.partition("#")
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    statement = key_statement(
        issuer_id=issuer_id, key_id=key.key_id, public=key.public, state=key.state, at=instant
    )
    enter_public(Kind.KEY, statement)
