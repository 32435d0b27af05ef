"""Funded places at the desks of provider and funder: decided, claimed, checked, paid."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.offerings import queries as offerings
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.funding import actions, queries, showing
from pharos.funding.forms import ClaimForm, ReasonForm
from pharos.funding.models import Application
from pharos.organisations import desk
from pharos.organisations import queries as organisations

_REASONED = ("refuse", "release", "refuse_claim")


@desk.page(Permission.FUNDING_READ)
def places(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the body has to look after, as provider or as funder."""
    rows = showing.places(queries.applications_for(by))
    return render(request, "funding/desk/places.html", {"rows": rows, "own": by.organisation_id})


@desk.page(Permission.FUNDING_READ)
def place(request: HttpRequest, by: Actor, application_id: UUID) -> HttpResponse:
    """One place: the provider reads the name, the funder the proof, and nobody both."""
    found = queries.application_for(by, application_id)
    is_provider = found.organisation_id == by.organisation_id
    provider = organisations.by_id(found.organisation_id)
    row = showing.place(found, queries.contacts([found]).get(found.id), provider)
    decider = found.organisation_id if found.scheme.decides == "provider" else found.funder_id
    decides = decider == by.organisation_id and policies.allows(by, Permission.FUNDING_DECIDE)
    claims = [_claim(one, by, is_funder=not is_provider) for one in queries.claims_of(found.id)]
    request.clock_of = found.scheme.nation
    return render(request, "funding/desk/place.html", {
        "row": row,
        "is_provider": is_provider,
        "proof": _proof(by, found, is_provider),
        "claims": claims,
        "ending": _reason(request),
        "claim_form": _claim_form(request, by, found) if is_provider else None,
        "decided_by": ""
        if decides or found.state not in actions.UNDECIDED
        else f"page_decides_{found.scheme.decides}",
        "may_decide": decides and found.state in actions.UNDECIDED,
        "may_let_wait": decides and found.state == "applied" and found.entitled,
        "filling": offerings.filling(found.offering_id),
        "may_release": decides and found.state == "reserved",
        "may_claim": is_provider and found.state == "reserved"
        and policies.allows(by, Permission.CLAIM_MAKE),
    })  # fmt: skip


@place.post("funding.decide", Permission.FUNDING_DECIDE, name="reserve")
def reserve(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The place is held until its end."""
    actions.decide(application_id=application_id, accept=True, by=by, now=now)
    return _done(request, application_id, "done_place_reserved")


@place.post("funding.let_wait", Permission.FUNDING_DECIDE, name="wait")
def let_wait(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The applicant is told that no place is free yet."""
    actions.let_wait(application_id=application_id, by=by, now=now)
    return _done(request, application_id, "done_place_waiting")


@place.post("funding.decide", Permission.FUNDING_DECIDE, name="refuse")
def refuse(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The applicant is told why not."""
    queries.application_for(by, application_id)
    reason = _reason(request).checked()["reason"]
    actions.decide(application_id=application_id, accept=False, reason=reason, by=by, now=now)
    return _done(request, application_id, "done_place_refused")


@place.post("funding.release", Permission.FUNDING_DECIDE, name="release")
def release(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The place is free again before its end."""
    queries.application_for(by, application_id)
    reason = _reason(request).checked()["reason"]
    actions.release(application_id=application_id, reason=reason, by=by, now=now)
    return _done(request, application_id, "done_place_released")


@place.post("funding.claim", Permission.CLAIM_MAKE, name="claim")
def claim(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The award is the result of the place; the funder looks at the claim."""
    form = _claim_form(request, by, queries.application_for(by, application_id))
    form.checked()
    actions.claim(application_id=application_id, award_id=form.award_id, by=by, now=now)
    return _done(request, application_id, "done_claim_made")


@place.post("funding.check_claim", Permission.CLAIM_CHECK, name="check")
def check(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The first person of the funder found the claim in order."""
    queries.application_for(by, application_id)
    actions.check_claim(claim_id=_id(request), by=by, now=now)
    return _done(request, application_id, "done_claim_checked")


@place.post("funding.approve_claim", Permission.CLAIM_APPROVE, name="pay")
def pay(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The claim is approved by a second person."""
    queries.application_for(by, application_id)
    actions.approve_claim(claim_id=_id(request), by=by, now=now)
    return _done(request, application_id, "done_claim_paid")


@place.post("funding.refuse_claim", Permission.CLAIM_APPROVE, name="refuse_claim")
def refuse_claim(request: HttpRequest, by: Actor, now: datetime, application_id: UUID) -> desk.Done:
    """The claim is not paid, with the reason."""
    queries.application_for(by, application_id)
    reason = _reason(request).checked()["reason"]
    actions.refuse_claim(claim_id=_id(request), reason=reason, by=by, now=now)
    return _done(request, application_id, "done_claim_refused")


def _proof(by: Actor, found: Application, is_provider: bool) -> Any:
    if is_provider or not policies.allows(by, Permission.PROOF_READ):
        return None
    return queries.proof(by, found.id)


def _claim(one: Any, by: Actor, *, is_funder: bool) -> dict[str, Any]:
    code, tone = showing.claim_state(one)
    is_open = one.approved_at is None and one.refused_at is None
    checks = policies.allows(by, Permission.CLAIM_CHECK)
    approves = policies.allows(by, Permission.CLAIM_APPROVE)
    is_other = one.checked_by is not None and one.checked_by != by.person_id
    return {
        "claim": one,
        "state_code": code,
        "tone": tone,
        "may_check": is_funder and is_open and checks and one.checked_at is None,
        "may_pay": is_funder and is_open and approves and is_other,
        "may_refuse": is_funder and is_open and approves,
    }


def _claim_form(request: HttpRequest, by: Actor, found: Application) -> ClaimForm:
    sent = request.POST if request.POST.get(desk.ACT_FIELD) == "claim" else None
    return ClaimForm(sent, awards=_awards(by, found))


def _awards(by: Actor, found: Application) -> list[tuple[str, str]]:
    """Awards of the programme from the day of the application on, by day and name."""
    if not policies.allows(by, Permission.AWARD_READ):
        return []
    day = showing.nation(found.scheme.nation, found.applied_at).legal_day(found.applied_at)
    return [
        (str(award_id), f"{awarded_on:%d.%m.%Y} · {name}")
        for award_id, awarded_on, name in queries.awards_since(by, found.programme_id, day)
    ]


def _reason(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST if request.POST.get(desk.ACT_FIELD) in _REASONED else None)


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("claim", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of a claim") from error


def _done(request: HttpRequest, application_id: UUID, say: str) -> desk.Done:
    known = {"language": request.language, "slug": request.desk.slug,
             "application_id": application_id}  # fmt: skip
    return desk.Done(reverse("funding-place", kwargs=known), say)
