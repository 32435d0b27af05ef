"""A statement is signed by the body that decided, whoever asks for it, and kept.

A first transaction stores what is going to be signed, a second one signs only that. A
statement is renewed after half of its weeks, with the next key, and after each change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError

from pharos.accreditation import cases, queries
from pharos.accreditation.cases import Case
from pharos.accreditation.endorsing import facts
from pharos.accreditation.models import Decision, SignedStatement
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import Conflict, Invalid, Unavailable
from pharos.common.settings import settings
from pharos.core import dataintegrity, jcs, strict
from pharos.core.openbadges import endorsement
from pharos.core.signing import Signer
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.signer.client import SignerClient

HOLDS: Final = timedelta(days=30)
RENEWED_AFTER: Final = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A statement whose signing input is stored and not yet signed."""

    decision: Decision
    key_id: str
    intent: bytes
    document: dict[str, Any]
    options: dict[str, Any]
    valid_from: datetime
    valid_until: datetime


def statement(decision_id: UUID, *, now: datetime, signer: Signer | None = None) -> bytes:
    """The signed statement of a decision in force, made now when there is no fresh one.

    Raises NotFound `decision_unknown`, Conflict `statement_not_made` for a decision that is not
    in force or whose body has no key, Unavailable while nothing can be signed.
    """
    with tenancy.scope(ANONYMOUS):
        found = queries.decision(decision_id)
        case = cases.of_decision(found, now=now)
        key_id = _key_id(found, case, now)
        kept = _fresh(found, key_id, now)
        if kept is not None:
            return bytes(kept.document)
    by = system(organisation_id=found.agency_id)
    with tenancy.scope(by):
        pending = _intend(found, case, key_id, now)
    try:
        with tenancy.scope(by):
            return _sign(pending, signer or SignerClient())
    except IntegrityError:
        return _made_by_another(pending, now)


def may_be_stated(decision: Decision, case: Case, now: datetime) -> bool:
    """Whether there is a statement of the decision to be had."""
    try:
        _key_id(decision, case, now)
    except Conflict:
        return False
    return True


def _key_id(decision: Decision, case: Case, now: datetime) -> str:
    # the form of certificates is a matter between a provider and its office
    if decision.kind == "format" or not facts.is_in_force(decision, case, now):
        raise Conflict("statement_not_made", "the decision is not in force")
    try:
        return registry.active_key(decision.agency_id).key_id
    except Invalid:
        raise Conflict("statement_not_made", "the deciding body has no key") from None


def _fresh(decision: Decision, key_id: str, now: datetime) -> SignedStatement | None:
    newest = (
        SignedStatement.objects.filter(
            decision_id=decision.id, key_id=key_id, changes=len(decision.changes.all())
        )
        .order_by("-valid_from")
        .first()
    )
    if newest is None or now >= min(newest.valid_from + RENEWED_AFTER, newest.valid_until):
        return None
    return newest


def _intend(decision: Decision, case: Case, key_id: str, now: datetime) -> _Pending:
    """What the body is going to sign, stored."""
    begin = now.astimezone(UTC).replace(microsecond=0)
    end = begin + HOLDS
    last = facts.stands_until(decision, case)
    if last is not None:
        end = min(end, case.nation.midnight(last))
    document = endorsement.document(
        facts.decided(decision, case),
        valid_from=strict.format_instant(begin),
        valid_until=strict.format_instant(end),
        origin=settings().origin,
        demonstration=settings().installation == "demonstration",
    )
    options = dataintegrity.proof_options(
        document, verification_method=key_id, created=strict.format_instant(begin)
    )
    signed = dataintegrity.hash_data(document, options)
    intent = registry_actions.store_messages([signed], key_id=key_id)
    return _Pending(decision, key_id, intent, document, options, begin, end)


def _sign(pending: _Pending, signer: Signer) -> bytes:
    """The statement signed and kept."""
    [signature] = registry_actions.sign_messages(
        pending.intent, key_id=pending.key_id, signer=signer
    )
    made = jcs.canonical_json(
        dataintegrity.with_proof(pending.document, pending.options, signature)
    )
    SignedStatement.objects.create(
        agency_id=pending.decision.agency_id,
        decision_id=pending.decision.id,
        changes=len(pending.decision.changes.all()),
        key_id=pending.key_id,
        made_on=pending.valid_from.date(),
        valid_from=pending.valid_from,
        valid_until=pending.valid_until,
        document=made,
    )
    return made


def _made_by_another(pending: _Pending, now: datetime) -> bytes:
    """What somebody else had made in the same moment."""
    with tenancy.scope(ANONYMOUS):
        kept = _fresh(pending.decision, pending.key_id, now)
        if kept is None:
            raise Unavailable("busy_try_again")
        return bytes(kept.document)
