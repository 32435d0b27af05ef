"""Named credentials signed anew by command: an error was put right, or the key is to be left."""

from collections.abc import Sequence
from uuid import UUID

from pharos.awards import queries as awards
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed
from pharos.core.signing import Signer
from pharos.issuing import policies, queries, rosters, rules
from pharos.issuing.changes import Result
from pharos.issuing.models import Credential
from pharos.issuing.policies import Permission
from pharos.issuing.reissue import doing, making
from pharos.issuing.reissue.models import Reissue
from pharos.issuing.rosters import Pair
from pharos.issuing.rules import Act, State


def supersede(
    wanted: Sequence[UUID], *, reason: str, by: str | None, confirm_by: str | None, signer: Signer
) -> list[Result]:
    """Sign each anew and revoke the old one, as two persons say; each stands for itself.

    For `error_in_data` the name is written as the provider has it on record now.
    """
    return [_one(one, reason, by, confirm_by, signer) for one in wanted]


def _one(
    wanted: UUID, reason: str, by: str | None, confirm_by: str | None, signer: Signer
) -> Result:
    try:
        with tenancy.scope(ANONYMOUS, capability=wanted):
            issuer = queries.credential(wanted).issuer_id
        who = rosters.pair(issuer, by, confirm_by)
        worker = _agreed(who, issuer)
        with tenancy.scope(worker):
            intent = _prepared(wanted, reason, who)
        with tenancy.scope(worker):
            doing.sign(intent_id=intent, by=worker, now=clock.now(), signer=signer)
            successor = queries.credential(wanted).successor_id
    except DomainError as error:
        return Result(wanted, "refused", error)
    return Result(wanted, "done", successor=successor)


def _agreed(who: Pair, issuer: UUID) -> Actor:
    """The system at work for the second person; raises NotAllowed unless two may and agree."""
    policies.require(who.proposer, Permission.BATCH_PROPOSE)
    if who.confirmer is None or who.confirmer.person_id == who.proposer.person_id:
        raise NotAllowed("second_person_needed")
    policies.require(who.confirmer, Permission.AWARD_REVOKE)
    return system(organisation_id=issuer, person_id=who.confirmer.person_id)


def _prepared(wanted: UUID, reason: str, who: Pair) -> UUID:
    row = Credential.objects.select_for_update().get(id=wanted)
    _require_step(row, reason)
    assert who.confirmer is not None
    run = Reissue(
        organisation_id=row.issuer_id,
        reason=reason,
        proposed_by=who.proposer.person_id,
        approved_by=who.confirmer.person_id,
        started_at=clock.now(),
        total=1,
    )
    run.save()
    names = {}
    if reason == "error_in_data":
        name = awards.contact(row.award_id).name
        names[row.award_id] = making.Names(name.native, name.latin or None)
    intent = making.take_up(run, [row], now=clock.now(), names=names)
    run.finished_at = clock.now()
    run.save()
    if intent is None:
        raise Conflict("person_erased")
    return intent.id


def _require_step(row: Credential, reason: str) -> None:
    problem = rules.step_problem(Act.SUPERSEDE, State(row.state), reason)
    if problem == "status_reason_unknown":
        known = ", ".join(rules.REASONS[Act.SUPERSEDE])
        raise Invalid(problem, reason=reason[:40], known=known)
    if problem is not None:
        raise Conflict(problem, credential=str(row.id))
