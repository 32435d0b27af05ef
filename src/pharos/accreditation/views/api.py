"""Decisions for programs: proposed by one person of the deciding body, approved by another.

Every list and document is public; a proposal is seen by its body alone. Approvals name the
digest of what was looked at.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, queries
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import CertificateFormat, Decision, DecisionChange, Proposal
from pharos.catalogue import queries as catalogue
from pharos.catalogue import reading
from pharos.common import http, tenancy
from pharos.common.actor import Actor
from pharos.organisations import door
from pharos.organisations.door import MEMBER, Answer, Body

router = Router(tags=["decisions"])
Kind = Literal["authorisation", "institution", "programme", "licence", "format"]
ChangeKind = Literal[
    "suspended", "lifted", "withdrawn", "limited", "annulled", "conditions_met", "prolonged",
    "under_appeal", "appeal_closed",
]  # fmt: skip


class ScopeIn(Body):
    """What a decision covers; an absent list does not limit."""

    levels: list[int] | None = None
    fields: list[str] | None = None
    kinds: list[str] | None = None


class ConditionIn(Body):
    """What has to be mended, and the last day for it."""

    text: dict[str, str]
    due: date


class DecisionIn(Body):
    """A decision as it is proposed; `until` is the first day on which it does not hold.

    `quality` is external_cluster or external_joint for a programme accredited with others.
    """

    kind: Kind
    organisation: UUID
    outcome: Literal["accredited", "conditional", "refused"]
    number: str
    decided_on: date
    version: UUID | None = None
    version_digest: str | None = None
    format: UUID | None = None
    format_hash: str | None = None
    first_day: date | None = None
    until: date | None = None
    scope: ScopeIn | None = None
    conditions: list[ConditionIn] | None = None
    reasons: dict[str, str] | None = None
    link: str | None = None
    follows: UUID | None = None
    renews: UUID | None = None
    quality: str | None = None


class ChangeIn(Body):
    """Something that happens to a decision, as it is proposed.

    `contests` is the change that an appeal is about (absent: the decision itself), `outcome` how
    it ended, `applied_on` the day on which the renewal was applied for that prolongs.
    """

    decision: UUID
    kind: ChangeKind
    number: str
    decided_on: date
    first_day: date
    until: date | None = None
    teach_out_until: date | None = None
    retroactive_from: date | None = None
    ground: str | None = None
    scope: ScopeIn | None = None
    reasons: dict[str, str] | None = None
    link: str | None = None
    contests: UUID | None = None
    suspensive: bool | None = None
    outcome: Literal["uphold", "remit", "annul"] | None = None
    applied_on: date | None = None


class Approval(Body):
    """The digest of what was looked at."""

    digest: str


class FormatIn(Body):
    """The SHA-256 of a certificate format's content, in hexadecimal digits."""

    content_hash: str


class FormatOut(Answer):
    """A certificate format that was submitted."""

    id: UUID
    number: int
    content_hash: str


class ProposalOut(Answer):
    """What waits for a second person, word for word."""

    id: UUID
    act: str
    kind: str
    state: str
    digest: str
    document: dict[str, Any]
    proposed_by: UUID
    proposed_at: datetime


class ChangeOut(Answer):
    """Something that happened to a decision."""

    id: UUID
    kind: str
    number: str
    first_day: date
    until: date | None
    teach_out_until: date | None
    retroactive_from: date | None
    recorded_at: datetime


class DecisionOut(Answer):
    """A decision with everything that happened to it."""

    id: UUID
    kind: str
    agency: UUID
    organisation: UUID
    version: UUID | None
    format: UUID | None
    outcome: str
    number: str
    decided_on: date
    first_day: date | None
    until: date | None
    scope: dict[str, Any]
    conditions: list[dict[str, Any]]
    basis: str
    case: UUID | None
    recorded_at: datetime
    changes: list[ChangeOut]


@router.post("/formats", response={201: FormatOut}, auth=MEMBER)
def submit_format(request: HttpRequest, body: FormatIn) -> Any:
    """Submit the certificate format of the own organisation, by the hash of its content."""
    content = http.digest_of(body.content_hash)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _format(actions.submit_format(content_hash=content, by=by, now=now))

    return door.write(
        request, "accreditation.submit_format", Permission.FORMAT_PROPOSE, work, status=201
    )


@router.post("/decisions", response={201: ProposalOut}, auth=MEMBER)
def propose(request: HttpRequest, body: DecisionIn) -> Any:
    """Propose a decision; it waits for a second person of the own body."""
    decision = reading.read(NewDecision, _given(body))

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _proposal(actions.propose(decision=decision, by=by, now=now))

    permission = policies.proposing(body.kind)
    return door.write(request, "accreditation.propose", permission, work, status=201)


@router.post("/changes", response={201: ProposalOut}, auth=MEMBER)
def propose_change(request: HttpRequest, body: ChangeIn) -> Any:
    """Propose something that happens to a decision, from a suspension to an appeal."""
    change = reading.read(NewChange, _given(body))

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _proposal(actions.propose_change(change=change, by=by, now=now))

    return door.write(
        request, "accreditation.propose_change", Permission.DECISION_CHANGE_PROPOSE, work,
        status=201,
    )  # fmt: skip


@router.get("/proposals", response=list[ProposalOut], auth=MEMBER)
def proposals(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for a second person of the own body, oldest first."""
    with door.reading(request, Permission.DECISION_READ) as by:
        return [_proposal(one) for one in queries.open_proposals(by)]


@router.get("/proposals/{proposal_id}", response=ProposalOut, auth=MEMBER)
def proposal(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    """A proposal of the own body."""
    with door.reading(request, Permission.DECISION_READ) as by:
        return _proposal(queries.proposal_for(by, proposal_id))


@router.post("/proposals/{proposal_id}/approve", response=DecisionOut, auth=MEMBER)
def approve(request: HttpRequest, proposal_id: UUID, body: Approval) -> Any:
    """Take the proposed decision, or make the proposed change; never one's own."""
    digest = http.digest_of(body.digest)
    waiting = _waiting(request.auth, proposal_id)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        facts = {"proposal_id": proposal_id, "digest": digest, "by": by, "now": now}
        if waiting.act == Proposal.Act.CHANGE:
            decision_id = actions.approve_change(**facts).decision_id
        else:
            decision_id = actions.approve(**facts).id
        return _decision(queries.decision(decision_id))

    if waiting.act == Proposal.Act.CHANGE:
        permission = Permission.DECISION_CHANGE_APPROVE
    else:
        permission = policies.approving(waiting.kind)
    return door.write(request, "accreditation.approve", permission, work)


@router.post("/proposals/{proposal_id}/drop", response=ProposalOut, auth=MEMBER)
def drop(request: HttpRequest, proposal_id: UUID) -> Any:
    """Give a proposal of the own body up; it stays on record."""
    waiting = _waiting(request.auth, proposal_id)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _proposal(actions.drop(proposal_id=proposal_id, by=by, now=now))

    if waiting.act == Proposal.Act.CHANGE:
        permission = Permission.DECISION_CHANGE_PROPOSE
    else:
        permission = policies.proposing(waiting.kind)
    return door.write(request, "accreditation.drop", permission, work)


@router.get("/decisions/{decision_id}", response=DecisionOut, auth=None)
def decision(request: HttpRequest, decision_id: UUID) -> dict[str, Any]:
    """A decision with all that happened to it."""
    with door.public():
        return _decision(queries.decision(decision_id))


@router.get("/versions/{version_id}/decisions", response=list[DecisionOut], auth=None)
def decisions(request: HttpRequest, version_id: UUID) -> list[dict[str, Any]]:
    """Every decision about a version and its provider, in the order of their entry."""
    with door.public():
        entries = queries.timeline(catalogue.version(version_id))
        return [_decision(one.decision) for one in entries if one.change is None]


def _waiting(by: Actor, proposal_id: UUID) -> Proposal:
    """The proposal, so that the permission its kind asks for is known before the act."""
    with tenancy.scope(by):
        return queries.proposal_for(by, proposal_id)


def _given(body: Body) -> dict[str, Any]:
    """The members that were sent; the reader of documents judges them once more."""
    found: dict[str, Any] = body.model_dump(mode="json", exclude_none=True)
    return found


def _format(one: CertificateFormat) -> dict[str, Any]:
    return {"id": one.id, "number": one.number, "content_hash": bytes(one.content_hash).hex()}


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "act": one.act,
        "kind": one.kind,
        "state": one.state,
        "digest": bytes(one.digest).hex(),
        "document": reading.written(one.content),
        "proposed_by": one.proposed_by,
        "proposed_at": one.proposed_at,
    }


def _decision(one: Decision) -> dict[str, Any]:
    content = reading.written(one.content)
    return {
        "id": one.id,
        "kind": one.kind,
        "agency": one.agency_id,
        "organisation": one.organisation_id,
        "version": one.version_id,
        "format": one.format_id,
        "outcome": one.outcome,
        "number": one.number,
        "decided_on": one.decided_on,
        "first_day": one.first_day,
        "until": one.until,
        "scope": content.get("scope", {}),
        "conditions": content.get("conditions", []),
        "basis": one.basis,
        "case": one.case_id,
        "recorded_at": one.recorded_at,
        "changes": [_change(change) for change in one.changes.all()],
    }


def _change(one: DecisionChange) -> dict[str, Any]:
    names = ("id", "kind", "number", "first_day", "until", "teach_out_until", "retroactive_from",
             "recorded_at")  # fmt: skip
    return {name: getattr(one, name) for name in names}
