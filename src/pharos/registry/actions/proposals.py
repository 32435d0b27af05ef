"""What takes two persons once a key is there: compromise, the end of a block, a re-issue.

Stopping a key in an emergency takes one (`block_key`): whoever sees smoke does not wait for a
colleague. A block signs nothing and says nothing about what was signed before.
"""

from datetime import datetime

from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.registry import policies, queries
from pharos.registry.actions.keys import changed, locked, require_step
from pharos.registry.models import IssuerKey, KeyProposal
from pharos.registry.rules import KeyAct, KeyState

# The state that an act leads to; a re-issue leaves the key as it is.
_TARGETS = {KeyAct.COMPROMISED: KeyState.COMPROMISED, KeyAct.UNBLOCK: KeyState.ACTIVE}


def block_key(*, key_id: str, by: Actor, now: datetime) -> IssuerKey:
    """Stop a key at once: it signs nothing until two persons lift the block, or it is retired."""
    policies.require(by, policies.Permission.KEY_STOP)
    key = locked(key_id)
    require_step(key, KeyState.BLOCKED)
    key.state, key.blocked_by, key.blocked_at = KeyState.BLOCKED, by.person_id, now
    return changed(key, "state", "blocked_by", "blocked_at", at=now)


def propose_key_act(
    *, key_id: str, act: KeyAct, by: Actor, now: datetime, since: datetime | None = None
) -> KeyProposal:
    """Propose what a second person may then do about a key.

    `since` belongs to a compromise: only what was logged before that instant counts.
    """
    policies.require(by, policies.Permission.KEY_STOP)
    key = locked(key_id)
    if (since is None) == (act is KeyAct.COMPROMISED):
        raise Invalid("key_since", "a compromise has a date, and nothing else has")
    if since is not None and since > now:
        raise Invalid("date_in_future", "the instant lies in the future")
    _require_possible(key, act)
    if queries.open_proposal(key_id, act) is not None:
        raise Conflict("key_proposed_already", "this was proposed already")
    return KeyProposal.objects.create(
        organisation_id=key.organisation_id,
        key_id=key_id,
        act=act,
        since=since,
        proposed_by=by.person_id,
        proposed_at=now,
    )


def approve_key_act(*, key_id: str, act: KeyAct, by: Actor, now: datetime) -> KeyProposal:
    """Do what another person proposed about a key; NotAllowed `second_person_needed`."""
    policies.require(by, policies.Permission.KEY_APPROVE)
    key = locked(key_id)
    proposal = _open(key_id, act)
    if by.person_id is None or proposal.proposed_by == by.person_id:
        raise NotAllowed("second_person_needed", "another person must approve what you proposed")
    _require_possible(key, act)
    if act is KeyAct.COMPROMISED:
        _compromise(key, proposal.since, now)
    if act is KeyAct.UNBLOCK:
        _unblock(key, now)
    proposal.approved_by, proposal.approved_at = by.person_id, now
    proposal.save(update_fields=["approved_by", "approved_at"])
    if act is KeyAct.REISSUE:
        # the part above that signs awards takes it from here
        jobs.enqueue("issuing.reissue", actor=by, proposal=proposal.id)
    return proposal


def withdraw_key_act(*, key_id: str, act: KeyAct, by: Actor, now: datetime) -> None:
    """Take back what was proposed, by whoever might have proposed it."""
    policies.require(by, policies.Permission.KEY_STOP)
    proposal = _open(key_id, act)
    proposal.withdrawn_by, proposal.withdrawn_at = by.person_id, now
    proposal.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _open(key_id: str, act: KeyAct) -> KeyProposal:
    proposal = queries.open_proposal(key_id, act)
    if proposal is None:
        raise NotFound("key_proposal_missing", "nobody proposed this")
    return proposal


def _require_possible(key: IssuerKey, act: KeyAct) -> None:
    if act is KeyAct.REISSUE:
        if key.purpose != "credentials" or key.state == KeyState.PROPOSED:
            raise Conflict("key_state", "only what a key for credentials signed is issued anew")
        if queries.active_key(key.organisation_id).id == key.id:
            raise Conflict("reissue_same_key", "another key must sign first")
        return
    require_step(key, _TARGETS[act])
    if act is KeyAct.UNBLOCK:
        if key.state != KeyState.BLOCKED:
            raise Conflict("key_state", "the key is not blocked")
        if queries.has_active_key(key.organisation_id, key.purpose):
            raise Conflict("key_replaced", "another key signs in its place")


def _compromise(key: IssuerKey, since: datetime | None, now: datetime) -> None:
    key.active_until = key.active_until or key.blocked_at or now
    key.state, key.compromised_at = KeyState.COMPROMISED, since
    key.blocked_by = key.blocked_at = None
    changed(key, "state", "compromised_at", "active_until", "blocked_by", "blocked_at", at=now)


def _unblock(key: IssuerKey, now: datetime) -> None:
    key.state = KeyState.ACTIVE
    key.blocked_by = key.blocked_at = None
    changed(key, "state", "blocked_by", "blocked_at", at=now)
