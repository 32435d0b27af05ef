"""Mandates: proposed with their act, approved by another person with a passkey, revoked."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import actions, desk, queries
from pharos.organisations.models import Mandate
from pharos.organisations.signingforms import Approval, NewMandate, Revocation, until

TONES = {"proposed": "info", "in_force": "good", "not_yet": "info", "ended": "grey",
         "revoked": "bad"}  # fmt: skip
_ONE_DAY = timedelta(days=1)


@desk.page(Permission.MANDATE_READ)
def mandates(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every mandate of the organisation, the newest first, and the form that proposes one."""
    found = queries.mandates_of(by.organisation_id)
    rows = [told(one, now=request.now) for one in found]
    return render(request, "organisations/signing/mandates.html", {
        "rows": rows,
        "holds": any(one["state"] == "in_force" for one in rows),
        "form": NewMandate(request.POST if request.method == "POST" else None),
        "may_propose": policies.allows(by, Permission.MANDATE_PROPOSE),
    })  # fmt: skip


@mandates.post("organisations.propose_mandate", Permission.MANDATE_PROPOSE)
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The mandate waits for a second person."""
    told = NewMandate(request.POST).checked()
    made = actions.propose_mandate(
        by=by, act=told["legal_act"], act_day=told["act_day"], first_day=told["first_day"],
        until_day=until(told["last_day"]), now=now,
    )  # fmt: skip
    return desk.Done(_to(request, made.id), "done_mandate_proposed")


@desk.page(Permission.MANDATE_READ)
def mandate(request: HttpRequest, by: Actor, mandate_id: UUID) -> HttpResponse:
    """One mandate as it is approved: act, days, who proposed it, what can happen to it."""
    found = _own(by, mandate_id)
    row = told(found, now=request.now)
    people = names.of([found.proposed_by, found.approved_by, found.revoked_by])
    posted = request.POST if request.method == "POST" else None
    is_revoked = posted is not None and posted.get(desk.ACT_FIELD) == "revoke"
    mine = found.proposed_by == by.person_id
    return render(request, "organisations/signing/mandate.html", {
        **row,
        "content": bytes(found.content_hash).hex(),
        "proposer": people.get(found.proposed_by, ""),
        "approver": people.get(found.approved_by, ""),
        "revoker": people.get(found.revoked_by, ""),
        "mine": mine,
        "may_approve": policies.allows(by, Permission.MANDATE_APPROVE) and not mine,
        "may_revoke": policies.allows(by, Permission.MANDATE_REVOKE) and not found.revoked_at,
        "form": Revocation(posted if is_revoked else None),
    })  # fmt: skip


@mandate.post("organisations.approve_mandate", Permission.MANDATE_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, mandate_id: UUID) -> desk.Done:
    """The register may sign for the organisation under the mandate that was read."""
    told = Approval(request.POST).checked()
    actions.approve_mandate(
        by=by, mandate_id=mandate_id, content_hash=http.digest_of(told["content"]), now=now
    )
    return desk.Done(_to(request, mandate_id), "done_mandate_approved")


@mandate.post("organisations.revoke_mandate", Permission.MANDATE_REVOKE, name="revoke")
def revoke(request: HttpRequest, by: Actor, now: datetime, mandate_id: UUID) -> desk.Done:
    """The register signs no longer."""
    told = Revocation(request.POST).checked()
    actions.revoke_mandate(by=by, mandate_id=mandate_id, reason=told["reason"], now=now)
    return desk.Done(_to(request, mandate_id), "done_mandate_revoked")


def told(found: Mandate, *, now: datetime) -> dict[str, Any]:
    """A mandate with its state and its inclusive last day."""
    state = state_of(found, now)
    last = found.until_day - _ONE_DAY if found.until_day else None
    return {"mandate": found, "state": state, "tone": TONES[state], "last_day": last}


def state_of(found: Mandate, now: datetime) -> str:
    """How a mandate stands today."""
    if found.revoked_at is not None:
        return "revoked"
    if found.approved_at is None:
        return "proposed"
    if found.first_day > now.date():
        return "not_yet"
    if found.until_day is not None and found.until_day <= now.date():
        return "ended"
    return "in_force"


def _own(by: Actor, mandate_id: UUID) -> Mandate:
    found = queries.mandate(mandate_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("mandate_unknown")
    return found


def _to(request: HttpRequest, mandate_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "mandate_id": mandate_id}
    return reverse("mandates-mandate", kwargs=known)
