"""What can happen to an issued credential: revoked for good, suspended, given back by two.

Each act is one transaction: the act on record, its leaf in the log, the bit in the list, the
state of credential and award, the counter, and the job that publishes the list.
"""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pharos.awards import actions as awards_actions
from pharos.common import jobs, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core import strict
from pharos.core.commitments import SALT_SIZE, Kind, commitment, digest, status_statement
from pharos.issuing import policies, queries, rules
from pharos.issuing.actions.counting import count
from pharos.issuing.models import Credential, StatusChange, StatusList
from pharos.issuing.rules import Act, State
from pharos.organisations.rules import CUSTODIAN
from pharos.registry import actions as registry_actions

MAX_NOTE = 2_000
_KINDS = {Act.REVOKE: Kind.REVOKE, Act.SUSPEND: Kind.SUSPEND, Act.REINSTATE: Kind.REINSTATE}
# In which state of the award each act ends.
_AWARD = {Act.REVOKE: "revoked", Act.SUSPEND: "suspended", Act.REINSTATE: "confirmed"}


@transaction.atomic
def revoke(
    *, credential_id: UUID, reason: str, by: Actor, now: datetime, note: str = ""
) -> StatusChange:
    """The credential is revoked, for good; raises Conflict `already_revoked`.

    Of a closed provider, two people of the custodian do it: one suspends, another revokes;
    NotAllowed `second_person_needed` else.
    """
    policies.require(by, policies.Permission.AWARD_REVOKE)
    if CUSTODIAN in by.roles:
        _require_another(credential_id, by)
    return _at_once(Act.REVOKE, credential_id, reason, by=by, now=now, note=note)


@transaction.atomic
def suspend(
    *, credential_id: UUID, reason: str, by: Actor, now: datetime, note: str = ""
) -> StatusChange:
    """The credential does not hold until two persons give it back."""
    policies.require(by, policies.Permission.AWARD_SUSPEND)
    return _at_once(Act.SUSPEND, credential_id, reason, by=by, now=now, note=note)


@transaction.atomic
def propose_reinstatement(
    *, credential_id: UUID, reason: str, by: Actor, now: datetime, note: str = ""
) -> StatusChange:
    """The end of a suspension waits for a second person; raises Conflict `not_suspended`."""
    policies.require(by, policies.Permission.AWARD_SUSPEND)
    row = _locked(credential_id)
    _require_step(Act.REINSTATE, row, reason)
    if StatusChange.objects.filter(credential_id=row.id, done_at=None).exists():
        raise Conflict("reinstatement_waits")
    change = _draft(Act.REINSTATE, row, reason, note, by=by, now=now)
    change.save()
    return change


@transaction.atomic
def reinstate(*, change_id: UUID, by: Actor, now: datetime) -> StatusChange:
    """The suspension ends; raises NotAllowed `second_person_needed` for the proposer."""
    policies.require(by, policies.Permission.AWARD_REINSTATE)
    change = StatusChange.objects.select_for_update().filter(
        id=change_id, act=Act.REINSTATE, organisation_id=by.organisation_id, done_at=None
    ).first()  # fmt: skip
    if change is None:
        raise NotFound("reinstatement_unknown")
    if change.proposed_by == by.person_id:
        raise NotAllowed("second_person_needed")
    row = _locked(change.credential_id)
    _require_step(Act.REINSTATE, row, change.reason)
    change.approved_by = by.person_id
    _do(change, row, by=by, now=now)
    return change


def _require_another(credential_id: UUID, by: Actor) -> None:
    """The credential is suspended, and not by who acts now."""
    row = _locked(credential_id)
    last = StatusChange.objects.filter(credential_id=row.id).exclude(done_at=None)
    suspended = last.order_by("-step").first() if row.state == State.SUSPENDED else None
    if suspended is None or suspended.proposed_by == by.person_id:
        raise NotAllowed("second_person_needed")


def _at_once(
    act: Act, credential_id: UUID, reason: str, *, by: Actor, now: datetime, note: str
) -> StatusChange:
    row = _locked(credential_id)
    _require_step(act, row, reason)
    change = _draft(act, row, reason, note, by=by, now=now)
    _do(change, row, by=by, now=now)
    return change


def _locked(credential_id: UUID) -> Credential:
    row = Credential.objects.select_for_update().filter(id=credential_id).first()
    if row is None:
        raise NotFound("credential_unknown")
    return row


def _require_step(act: Act, row: Credential, reason: str) -> None:
    problem = rules.step_problem(act, State(row.state), reason)
    if problem == "status_reason_unknown":
        raise Invalid(problem, reason=reason[:40], known=", ".join(rules.REASONS[act]))
    if problem is not None:
        raise Conflict(problem, credential=str(row.id))


def _draft(
    act: Act, row: Credential, reason: str, note: str, *, by: Actor, now: datetime
) -> StatusChange:
    """The act as it will be on record; not saved yet."""
    return StatusChange(
        organisation_id=row.issuer_id,
        credential_id=row.id,
        act=act,
        reason=reason,
        note=strict.clean_text(note, max_length=MAX_NOTE),
        proposed_by=by.person_id,
        proposed_at=now,
    )


def _do(change: StatusChange, row: Credential, *, by: Actor, now: datetime) -> None:
    """The act takes effect everywhere in this transaction."""
    act = Act(change.act)
    change.log_chunk_id = _enter_leaf(act, change, row, now)
    change.done_at = now
    change.step = queries.steps(row.id) + 1
    change.save()
    state = rules.STEPS[act][1]
    Credential.objects.filter(issuer_id=row.issuer_id, id=row.id).update(state=state)
    _turn_bit(act, row)
    awards_actions.move_award(award_id=row.award_id, to=_AWARD[act], because=change.reason, by=by)
    count(row.issuer_id, row.version_id, row.awarded_on, act)
    jobs.enqueue("issuing.publish", actor=by, list_id=row.list_id)
    jobs.enqueue("issuing.tell_change", actor=by, change=change.id)


def _enter_leaf(act: Act, change: StatusChange, row: Credential, now: datetime) -> int:
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    statement = status_statement(
        _KINDS[act], credential_id=f"urn:uuid:{row.id}", reason=change.reason, at=at
    )
    ciphers = personkeys.read_many([row.person_key_id])
    cipher = ciphers.get(row.person_key_id)
    # After an erasure the leaf must not be linkable to the others of the credential either.
    salt = queries.salt_of(row, cipher) if cipher else secrets.token_bytes(SALT_SIZE)
    entry = commitment(_KINDS[act], salt, digest(statement))
    return int(registry_actions.enter(_KINDS[act], entry).id)


def _turn_bit(act: Act, row: Credential) -> None:
    status_list = StatusList.objects.select_for_update().get(id=row.list_id)
    column = "revoked" if act is Act.REVOKE else "suspended"
    bits = bytes(getattr(status_list, column))
    is_set = act is not Act.REINSTATE
    setattr(status_list, column, rules.with_places(bits, [row.status_index], is_set))
    status_list.version += 1
    status_list.save(update_fields=[column, "version"])
