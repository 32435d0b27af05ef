"""What is so about national registration: how a credential stands, what waits, what differs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.models import PersonKey
from pharos.core.notes import ProofExtra, TlogProof
from pharos.issuing.models import Credential
from pharos.issuing.national.models import (
    Comparison,
    Difference,
    NationalOutbox,
    NationalRegistration,
)
from pharos.issuing.national.rules import Outcome, State
from pharos.registry import queries as registry


@dataclass(frozen=True, slots=True)
class Registration:
    """How a credential stands with the national register of its nation.

    Where the law asks nothing it is registered at once, without a number.
    """

    state: State
    number: str | None = None
    reason: str | None = None
    answered_at: datetime | None = None
    stand_in: bool = False


def registration(row: Credential) -> Registration:
    """How one credential stands."""
    return registrations([row])[row.id]


def registrations(rows: Iterable[Credential]) -> dict[UUID, Registration]:
    """How credentials stand, by their ids."""
    asked = list(rows)
    answers = {
        one.credential_id: _answered(one)
        for one in NationalRegistration.objects.filter(credential_id__in=[row.id for row in asked])
    }
    outboxes = NationalOutbox.objects.filter(chunk_id__in={row.chunk_id for row in asked})
    days = dict(outboxes.values_list("chunk_id", "award_days"))
    return {
        row.id: answers.get(row.id)
        or Registration(
            State.AWAITING if row.awarded_on in days.get(row.chunk_id, ()) else State.REGISTERED
        )
        for row in asked
    }


def proof_extra(row: Credential, salt: bytes) -> ProofExtra:
    """What the holder needs beside the proof, with that of the national answer once it has one."""
    found = _answer_of(row)
    proof = registry.proof(found.log_chunk_id, found.log_position) if found else None
    return _extra(salt, found, proof)


def tlog_proof(row: Credential, salt: bytes) -> TlogProof | None:
    """The holder's proof of a credential with that of its national answer; None while it waits."""
    return proof_with(row, salt, _answer_of(row))


def proof_with(
    row: Credential, salt: bytes, found: NationalRegistration | None
) -> TlogProof | None:
    """The same where the national answer is known already."""
    answered = [(found.log_chunk_id, found.log_position)] if found else []
    proofs = registry.proofs([(row.log_chunk_id, row.log_position), *answered])
    if proofs[0] is None:
        return None
    return replace(proofs[0], extra=_extra(salt, found, proofs[-1] if found else None).to_bytes())


def _answer_of(row: Credential) -> NationalRegistration | None:
    answers = NationalRegistration.objects.filter(issuer_id=row.issuer_id, credential_id=row.id)
    return answers.first()


def _extra(salt: bytes, found: NationalRegistration | None, proof: TlogProof | None) -> ProofExtra:
    if found is None or proof is None:
        return ProofExtra(salt)
    return ProofExtra(salt, proof.to_text(), found.number)


def outstanding(outbox: NationalOutbox, only: Iterable[UUID] | None = None) -> list[Credential]:
    """The credentials of a chunk, or some of them, that wait for an answer.

    Nobody waits for the erased.
    """
    answered = NationalRegistration.objects.filter(
        issuer_id=OuterRef("issuer_id"), credential_id=OuterRef("id")
    )
    readable = PersonKey.objects.filter(id=OuterRef("person_key_id"), wrapped__isnull=False)
    waiting = Credential.objects.filter(
        Exists(readable),
        ~Exists(answered),
        issuer_id=outbox.organisation_id,
        chunk_id=outbox.chunk_id,
        awarded_on__in=outbox.award_days,
    )
    return list(waiting if only is None else waiting.filter(id__in=list(only)))


def outbox(chunk_id: UUID, *, lock: bool = False) -> NationalOutbox:
    """The outbox row of a chunk; raises NotFound."""
    rows = NationalOutbox.objects.select_for_update() if lock else NationalOutbox.objects
    found = rows.filter(chunk_id=chunk_id).first()
    if found is None:
        raise NotFound("national_outbox_unknown")
    return found


def waiting(by: Actor) -> list[NationalOutbox]:
    """Chunks that are not answered, oldest first: the issuer's, or all for the operator."""
    policies.require(by, Permission.NATIONAL_REGISTRATION_READ)
    return list(NationalOutbox.objects.filter(done_at=None).order_by("opened_at"))


def report(by: Actor, *, all_lines: bool = False) -> list[Difference]:
    """The difference report, open lines unless all are asked for; the operator sees everybody's."""
    policies.require(by, Permission.DIFFERENCE_READ)
    lines = Difference.objects.order_by("id")
    return list(lines if all_lines else lines.filter(resolved_at=None))


def comparisons(by: Actor) -> list[Comparison]:
    """When each issuer's records were last compared."""
    policies.require(by, Permission.DIFFERENCE_READ)
    return list(Comparison.objects.order_by("organisation_id"))


def _answered(one: NationalRegistration) -> Registration:
    is_registered = one.outcome == Outcome.REGISTERED
    return Registration(
        State.REGISTERED if is_registered else State.REFUSED,
        one.number,
        one.reason,
        one.answered_at,
        one.stand_in,
    )
