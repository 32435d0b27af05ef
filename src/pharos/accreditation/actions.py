"""What can happen to quality: formats submitted, decisions and changes proposed and approved.

Whoever proposes never approves, and the approval names the digest of what was looked at.
Approving writes the decision, the days it holds, the catalogue's standing and the leaf of
the log in one transaction, under the exclusive lock that the award gate waits for.
"""

from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import bindings, changing, queries, rules, settling
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import (
    Basis,
    CertificateFormat,
    Decision,
    DecisionChange,
    Proposal,
)
from pharos.common import jobs, texts
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.core.standing import AppealOutcome
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership, Organisation
from pharos.standards import queries as standards

MAX_NOTE: Final = 2_000


@transaction.atomic
def submit_format(
    *,
    content_hash: bytes,
    by: Actor,
    now: datetime,
    permission: Permission = Permission.FORMAT_PROPOSE,
) -> CertificateFormat:
    """The provider's certificate format under its next number; the same content once only.

    What the register itself sets is submitted with another `permission`: by the head.
    """
    policies.require(by, permission)
    if len(content_hash) != 32:
        raise Invalid("format_hash_malformed")
    organisation = _own(by)
    queries.lock_exclusive(organisation.id)
    submitted = queries.formats(organisation.id)
    for earlier in submitted:
        if bytes(earlier.content_hash) == content_hash:
            return earlier
    return CertificateFormat.objects.create(
        organisation_id=organisation.id,
        number=submitted[0].number + 1 if submitted else 1,
        content_hash=content_hash,
        submitted_by=by.person_id,
        submitted_at=now,
    )


@transaction.atomic
def propose(
    *,
    decision: NewDecision,
    by: Actor,
    now: datetime,
    case_id: UUID | None = None,
    basis: str = Basis.RECORDED,
) -> Proposal:
    """A decision that waits for a second person of the deciding body.

    What a case of the register ended in names it and its basis, `procedure` or `light`; a
    decision taken outside of the register is `recorded`.
    Raises NotAllowed `not_yours_to_decide`, or Invalid `decision_breaks_rules` with each.
    """
    _refuse_decision(decision, by, now)
    return _keep(Proposal.Act.DECISION, decision, by, now, case_id, basis)


@transaction.atomic
def propose_change(
    *,
    change: NewChange,
    by: Actor,
    now: datetime,
    case_id: UUID | None = None,
    basis: str = Basis.RECORDED,
) -> Proposal:
    """Something that happens to a decision, which waits for a second person."""
    _refuse_change(change, by, now)
    return _keep(Proposal.Act.CHANGE, change, by, now, case_id, basis)


@transaction.atomic
def revise(
    *, proposal_id: UUID, content: NewDecision | NewChange, by: Actor, now: datetime
) -> Proposal:
    """The open proposal with other content; whoever revises has proposed it.

    What a case ended in is not revised: Conflict `proposal_of_case`.
    """
    proposal = _open(proposal_id, by)
    if proposal.case_id is not None:
        raise Conflict("proposal_of_case")
    if isinstance(content, NewDecision):
        _refuse_decision(content, by, now)
    else:
        _refuse_change(content, by, now)
    if content.act != proposal.act:
        raise Invalid("proposal_of_another_kind")
    proposal.kind = content.kind
    proposal.document, proposal.digest = content.text, content.digest
    proposal.proposed_by, proposal.proposed_at = by.person_id, now
    proposal.save()
    return proposal


@transaction.atomic
def drop(*, proposal_id: UUID, by: Actor, note: str = "", now: datetime | None = None) -> Proposal:
    """The proposal is given up, or sent back with a note; it stays on record.

    Whoever may propose such a thing gives it up, whoever may approve it sends it back.
    """
    proposal = _open(proposal_id, by)
    if not policies.allows(by, _permission_to_approve(proposal)):
        policies.require(by, _permission_to_propose(proposal))
    proposal.state = Proposal.State.DROPPED
    proposal.closed_by, proposal.closed_at = by.person_id, now
    proposal.closed_note = _note(note) or None
    proposal.save(update_fields=["state", "closed_by", "closed_at", "closed_note"])
    return proposal


@transaction.atomic
def approve(*, proposal_id: UUID, digest: bytes, by: Actor, now: datetime) -> Decision:
    """The proposed decision, taken: recorded, standing in the catalogue, entered in the log.

    Raises Conflict `version_changed` when the proposal is not what `digest` names, NotAllowed
    `second_person_needed` for the proposer, Conflict `decision_overlaps` for a second one.
    """
    proposal = _open(proposal_id, by)
    if proposal.act != Proposal.Act.DECISION:
        raise NotFound("proposal_unknown")
    policies.require(by, policies.approving(proposal.kind))
    _refuse_approval(proposal, digest, by)
    return take(proposal, by, now)


def take(proposal: Proposal, by: Actor, now: datetime) -> Decision:
    """The proposed decision is taken: what an approval ends in, and silence (`silence`)."""
    content = cast(NewDecision, proposal.content)
    holder, version = queries.id_in(content.organisation), _uuid(content.version)
    queries.lock_exclusive(holder, version)
    _refuse_decision(content, by, now, is_approval=True)
    with settling.named_constraints():
        decision = Decision.objects.create(
            agency_id=proposal.agency_id,
            kind=content.kind,
            organisation_id=holder,
            version_id=version,
            format_id=_uuid(content.format),
            outcome=content.outcome,
            first_day=content.first_day,
            until=content.until,
            number=content.number,
            decided_on=content.decided_on,
            follows_id=_uuid(content.follows),
            renews_id=_uuid(content.renews),
            document=proposal.document,
            digest=proposal.digest,
            route=proposal.route,
            case_id=proposal.case_id,
            proposal=proposal,
            proposed_by=proposal.proposed_by,
            approved_by=by.person_id,
        )
        settling.make_room(decision, now)
        settling.hold(decision)
    _close(proposal)
    return settling.settle(decision.id, now)


@transaction.atomic
def approve_change(*, proposal_id: UUID, digest: bytes, by: Actor, now: datetime) -> DecisionChange:
    """The proposed change, made: the decision stays as it was, the change stands beside it."""
    proposal = _open(proposal_id, by)
    if proposal.act != Proposal.Act.CHANGE:
        raise NotFound("proposal_unknown")
    policies.require(by, Permission.DECISION_CHANGE_APPROVE)
    _refuse_approval(proposal, digest, by)
    content = cast(NewChange, proposal.content)
    decision = queries.decision(queries.id_in(content.decision))
    queries.lock_exclusive(decision.organisation_id, decision.version_id)
    _refuse_change(content, by, now, is_approval=True)
    with settling.named_constraints():
        change = DecisionChange.objects.create(
            decision=decision,
            agency_id=proposal.agency_id,
            kind=content.kind,
            first_day=content.first_day,
            until=content.until,
            teach_out_until=content.teach_out_until,
            retroactive_from=content.retroactive_from,
            ground=content.ground,
            contests_id=_uuid(content.contests),
            suspensive=content.suspensive or None,
            outcome=content.outcome,
            number=content.number,
            decided_on=content.decided_on,
            document=proposal.document,
            digest=proposal.digest,
            proposal=proposal,
            proposed_by=proposal.proposed_by,
            approved_by=by.person_id,
        )
    _close(proposal)
    settling.settle(decision.id, now)
    if change.retroactive_from is not None:
        # holders are heard before anybody draws a conclusion from it (scenario 2)
        jobs.enqueue("issuing.hear", actor=system(organisation_id=decision.organisation_id),
                     change=change.id)  # fmt: skip
    if change.outcome == AppealOutcome.REMIT:
        actor = system(organisation_id=decision.agency_id, person_id=by.person_id)
        jobs.enqueue("procedures.remit", actor=actor, change=change.id)
    change.refresh_from_db()
    return change


def problems_of(content: NewDecision | NewChange, *, by: Actor, now: datetime) -> list[DomainError]:
    """Why the acting body could not take this decision or make this change now, or nothing."""
    try:
        if isinstance(content, NewDecision):
            _refuse_decision(content, by, now, is_approval=True)
        else:
            _refuse_change(content, by, now, is_approval=True)
    except DomainError as error:
        return list(error.problems) or [error]
    return []


def _keep(
    act: Proposal.Act,
    content: NewDecision | NewChange,
    by: Actor,
    now: datetime,
    case_id: UUID | None = None,
    basis: str = Basis.RECORDED,
) -> Proposal:
    return Proposal.objects.create(
        case_id=case_id,
        route=None if basis == Basis.RECORDED else basis,
        agency_id=by.organisation_id,
        act=act,
        kind=content.kind,
        document=content.text,
        digest=content.digest,
        proposed_by=by.person_id,
        proposed_at=now,
    )


def _close(proposal: Proposal) -> None:
    proposal.state = Proposal.State.APPROVED
    proposal.save(update_fields=["state"])


def _open(proposal_id: UUID, by: Actor) -> Proposal:
    proposal = queries.proposal_for(by, proposal_id, lock=True)
    if proposal.state != Proposal.State.OPEN:
        raise Conflict("proposal_closed", state=proposal.state)
    return proposal


def _permission_to_propose(proposal: Proposal) -> Permission:
    if proposal.act == Proposal.Act.CHANGE:
        return Permission.DECISION_CHANGE_PROPOSE
    return policies.proposing(proposal.kind)


def _permission_to_approve(proposal: Proposal) -> Permission:
    if proposal.act == Proposal.Act.CHANGE:
        return Permission.DECISION_CHANGE_APPROVE
    return policies.approving(proposal.kind)


def _note(text: str) -> str:
    return texts.kept(text, code="note_malformed", limit=MAX_NOTE, may_be_empty=True)


def _refuse_approval(proposal: Proposal, digest: bytes, by: Actor) -> None:
    if bytes(proposal.digest) != digest:
        raise Conflict("version_changed")
    if by.person_id is None or by.person_id == proposal.proposed_by:
        raise NotAllowed("second_person_needed")


def _refuse_decision(
    content: NewDecision, by: Actor, now: datetime, *, is_approval: bool = False
) -> None:
    """Raise unless this body may take this decision, now and in this form."""
    if content.kind not in DECISION_KINDS:
        raise Invalid("decision_kind_unknown", kind=content.kind)
    if not is_approval:
        policies.require(by, policies.proposing(content.kind))
    holder = organisations.by_id(queries.id_in(content.organisation))
    nation = _nation(holder, content.decided_on, now)
    today = nation.legal_day(now)
    _refuse_body(content.kind, by, nation, today)
    _refuse_conflict(holder, by)
    problems = rules.decision_problems(content, nation, today)
    problems += bindings.subject_problems(content)
    problems += bindings.quality_problems(content, nation)
    problems += bindings.bond_problems(content)
    if problems:
        raise Invalid("decision_breaks_rules", problems=[one.as_error() for one in problems])


def _refuse_change(
    content: NewChange, by: Actor, now: datetime, *, is_approval: bool = False
) -> None:
    """Raise unless this body may change this decision, now and in this form."""
    if not is_approval:
        policies.require(by, Permission.DECISION_CHANGE_PROPOSE)
    decision = queries.decision(queries.id_in(content.decision))
    if decision.agency_id != by.organisation_id:
        raise NotAllowed("not_yours_to_decide", kind=decision.kind, bodies="-")
    holder = organisations.by_id(decision.organisation_id)
    nation = _nation(holder, content.decided_on, now)
    today = nation.legal_day(now)
    _refuse_body(decision.kind, by, nation, today)
    _refuse_conflict(holder, by)
    problems = changing.change_problems(
        content,
        queries.as_core(decision),
        today,
        contested=bindings.contested(decision, content),
        prolongation=nation.oversight.prolongation_months if nation.oversight.prolongs else None,
    )
    if problems:
        raise Invalid("change_breaks_rules", problems=[one.as_error() for one in problems])


def _refuse_body(kind: str, by: Actor, nation: Nation, today: date) -> None:
    body = _own(by)
    kinds = tuple(organisations.kinds_on(body.id, today))
    known = rules.Body(nation=str(body.nation), kinds=kinds)
    for problem in rules.decider_problems(kind, known, nation):
        raise NotAllowed(problem.code, **problem.facts)


def _refuse_conflict(holder: Organisation, by: Actor) -> None:
    """Whoever acts or acted for the holder takes no part in decisions about it (AUT-08)."""
    if by.person_id is None:
        return
    # one's own memberships are seen in every scope, those of others are not
    if Membership.objects.filter(person_id=by.person_id, organisation_id=holder.id).exists():
        raise Invalid("conflict_of_interest", slug=holder.slug)


def _nation(holder: Organisation, on: date, now: datetime) -> Nation:
    if holder.nation is None:
        raise Invalid("holder_without_nation")
    return standards.nation(holder.nation, on=on, known_at=now)


def _own(by: Actor) -> Organisation:
    return organisations.by_id(by.organisation_id)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else queries.id_in(text)
