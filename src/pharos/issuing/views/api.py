"""Credentials for programs: found by their award, exported, revoked, suspended, given back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pharos.accounts.policies import Permission
from pharos.awards import queries as awards
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotFound
from pharos.common.settings import settings
from pharos.issuing import actions, queries
from pharos.issuing.models import Credential, StatusChange
from pharos.issuing.national import queries as national
from pharos.organisations import door
from pharos.organisations.door import MEMBER, Answer, Body

router = Router(tags=["credentials"])
Act = Callable[..., StatusChange]


class StatusChangeOut(Answer):
    """Something that happened to a credential; `done_at` is absent while it waits."""

    id: UUID
    act: str
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    approved_by: UUID | None
    done_at: datetime | None


class RegistrationOut(Answer):
    """How the credential stands with the national register; without a law, registered at once.

    `state` is awaiting_registration, registered or registration_refused.
    """

    state: str
    number: str | None
    reason: str | None
    answered_at: datetime | None
    stand_in: bool


class CredentialOut(Answer):
    """A credential, and what happened to it; nothing of it names the holder."""

    id: UUID
    award: UUID
    version: UUID
    state: str
    created: datetime
    page: str
    registration: RegistrationOut
    changes: list[StatusChangeOut]


class Reason(Body):
    """Why, by code; the note is for the own organisation alone."""

    reason: str
    note: str = ""


class StatusApproval(Body):
    """The proposal that is approved."""

    change: UUID


@router.get("/awards/{award_id}/credential", response=CredentialOut, auth=MEMBER)
def credential_of_award(request: HttpRequest, award_id: UUID) -> dict[str, Any]:
    """The credential of an award; 409 `award_not_issued` while it is not signed yet."""
    with door.reading(request, Permission.CREDENTIAL_READ) as by:
        return _credential(_of_award(by, award_id))


@router.get("/credentials/{credential_id}", response=CredentialOut, auth=MEMBER)
def credential(request: HttpRequest, credential_id: UUID) -> dict[str, Any]:
    """A credential of the own organisation and what happened to it."""
    with door.reading(request, Permission.CREDENTIAL_READ):
        return _credential(queries.credential(credential_id))


@router.get("/credentials/{credential_id}/document", auth=MEMBER)
def document(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """The credential, byte for byte as it was signed."""
    with door.reading(request, Permission.CREDENTIAL_EXPORT):
        content = queries.document(credential_id)
    return HttpResponse(content, content_type="application/vc")


@router.get("/credentials/{credential_id}/tlog-proof", auth=MEMBER)
def tlog_proof(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """The proof that it is in the log; 404 `log_proof_waits` before its checkpoint."""
    with door.reading(request, Permission.CREDENTIAL_EXPORT):
        proof = queries.tlog_proof(queries.credential(credential_id))
    if proof is None:
        raise NotFound("log_proof_waits")
    return HttpResponse(proof.to_text().encode(), content_type="text/plain; charset=utf-8")


@router.post("/awards/{award_id}/revoke", response=CredentialOut, auth=MEMBER)
def revoke(request: HttpRequest, award_id: UUID, body: Reason) -> Any:
    """Revoke an award's credential, for good."""
    return _happen(request, "issuing.revoke", Permission.AWARD_REVOKE, actions.revoke, award_id,
                   body)  # fmt: skip


@router.post("/awards/{award_id}/suspend", response=CredentialOut, auth=MEMBER)
def suspend(request: HttpRequest, award_id: UUID, body: Reason) -> Any:
    """Suspend an award's credential until two persons give it back."""
    return _happen(request, "issuing.suspend", Permission.AWARD_SUSPEND, actions.suspend,
                   award_id, body)  # fmt: skip


@router.post("/awards/{award_id}/reinstate", response=CredentialOut, auth=MEMBER)
def propose_reinstatement(request: HttpRequest, award_id: UUID, body: Reason) -> Any:
    """Propose the end of a suspension; it waits for a second person."""
    return _happen(request, "issuing.propose_reinstatement", Permission.AWARD_SUSPEND,
                   actions.propose_reinstatement, award_id, body)  # fmt: skip


@router.post("/awards/{award_id}/reinstate/approve", response=CredentialOut, auth=MEMBER)
def reinstate(request: HttpRequest, award_id: UUID, body: StatusApproval) -> Any:
    """End a suspension that another person proposed to end."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        found = _of_award(by, award_id)
        if body.change not in {one.id for one in queries.changes(found.id)}:
            raise NotFound("reinstatement_unknown")
        actions.reinstate(change_id=body.change, by=by, now=now)
        return _credential(queries.credential(found.id))

    return door.write(request, "issuing.reinstate", Permission.AWARD_REINSTATE, work)


def _happen(
    request: HttpRequest, name: str, permission: Permission, act: Act, award_id: UUID, body: Reason
) -> Any:
    """One act on the credential of an award."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        found = _of_award(by, award_id)
        act(credential_id=found.id, reason=body.reason, note=body.note, by=by, now=now)
        return _credential(queries.credential(found.id))

    return door.write(request, name, permission, work)


def _of_award(by: Actor, award_id: UUID) -> Credential:
    award = awards.award_for(by, award_id)
    found = queries.credential_of_award(award.issuer_id, award.id)
    if found is None:
        raise Conflict("award_not_issued", state=award.state)
    return found


def _credential(one: Credential) -> dict[str, Any]:
    return {
        "id": one.id,
        "award": one.award_id,
        "version": one.version_id,
        "state": one.state,
        "created": one.created,
        "page": f"{settings().origin}/c/{one.id}",
        "registration": asdict(national.registration(one)),
        "changes": [_change(found) for found in queries.changes(one.id)],
    }


def _change(one: StatusChange) -> dict[str, Any]:
    names = ("id", "act", "reason", "proposed_by", "proposed_at", "approved_by", "done_at")
    return {name: getattr(one, name) for name in names}
