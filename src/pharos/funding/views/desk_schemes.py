"""Schemes at a funder's desk: proposed, approved, closed, and told in figures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import http
from pharos.common.actor import Actor
from pharos.funding import actions, queries, showing
from pharos.funding.forms import ReasonForm, SchemeForm
from pharos.funding.rules import FUNDING_KINDS
from pharos.organisations import desk


@desk.page(Permission.FUNDING_READ)
def schemes(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every scheme of the funder."""
    rows = [showing.scheme(one, request.now) for one in queries.schemes_of(by.organisation_id)]
    may = bool(_kinds(request)) and policies.allows(by, Permission.SCHEME_PROPOSE)
    return render(request, "funding/desk/schemes.html", {"rows": rows, "may_propose": may})


@desk.page(Permission.SCHEME_PROPOSE)
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form of a scheme."""
    return render(request, "funding/desk/new.html", {"form": _form(request)})


@new.post("funding.propose_scheme")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The scheme waits for a second person."""
    made = actions.propose_scheme(new=_form(request).new(), by=by, now=now)
    return _done(request, made.id, "done_scheme_proposed")


@desk.page(Permission.FUNDING_READ)
def scheme(request: HttpRequest, by: Actor, scheme_id: UUID) -> HttpResponse:
    """One scheme with its account, its figures and its places."""
    found = queries.own_scheme(by, scheme_id)
    row = showing.scheme(found, request.now)
    approves = policies.allows(by, Permission.SCHEME_APPROVE)
    waits = found.approved_at is None and found.closed_at is None
    return render(request, "funding/desk/scheme.html", {
        "row": row,
        "report": _report(by, found),
        "places": showing.places(queries.applications_for(by, scheme_id=scheme_id)),
        "ending": _reason(request),
        "mine": waits and found.proposed_by == by.person_id,
        "may_approve": approves and waits and found.proposed_by != by.person_id,
        "may_close": approves and found.closed_at is None and found.approved_at is not None,
    })  # fmt: skip


@scheme.post("funding.approve_scheme", Permission.SCHEME_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, scheme_id: UUID) -> desk.Done:
    """The scheme that was read is published."""
    queries.own_scheme(by, scheme_id)
    digest = http.digest_of(request.POST.get("digest", ""))
    actions.approve_scheme(scheme_id=scheme_id, digest=digest, by=by, now=now)
    return _done(request, scheme_id, "done_scheme_approved")


@scheme.post("funding.close_scheme", Permission.SCHEME_APPROVE, name="close")
def close(request: HttpRequest, by: Actor, now: datetime, scheme_id: UUID) -> desk.Done:
    """No place is reserved any more."""
    queries.own_scheme(by, scheme_id)
    reason = _reason(request).checked()["reason"]
    actions.close_scheme(scheme_id=scheme_id, reason=reason, by=by, now=now)
    return _done(request, scheme_id, "done_scheme_closed")


def _report(by: Actor, found: Any) -> dict[str, Any] | None:
    if found.approved_at is None:
        return None
    told = queries.report(by, found)
    account = told.account
    return {
        "account": account,
        "left": account.budget - account.reserved - account.spent if account else None,
        "places": [(f"page_place_{name}", count) for name, count in told.places.items()],
        "groups": [(f"page_group_{name}", count) for name, count in told.groups.items()],
        "programmes": list(told.programmes.items()),
        "erased": told.erased,
    }


def _kinds(request: HttpRequest) -> list[str]:
    """In which capacities this body may pay."""
    return [kind for kind, bodies in FUNDING_KINDS.items() if bodies & request.desk.kinds]


def _form(request: HttpRequest) -> SchemeForm:
    sent = request.POST if request.method == "POST" else None
    form = SchemeForm(
        sent, nation=showing.nation(request.desk.nation, request.now), language=request.language,
        kinds=_kinds(request),
    )  # fmt: skip
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal)
    return form


def _reason(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST if request.POST.get(desk.ACT_FIELD) == "close" else None)


def _done(request: HttpRequest, scheme_id: UUID, say: str) -> desk.Done:
    known = {"language": request.language, "slug": request.desk.slug, "scheme_id": scheme_id}
    return desk.Done(reverse("funding-scheme", kwargs=known), say)
