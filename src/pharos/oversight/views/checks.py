"""Checks of a decision between two procedures: planned, held, what they found."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.common.actor import Actor
from pharos.common.errors import Malformed, NotFound
from pharos.organisations import desk
from pharos.oversight import forms, queries, showing
from pharos.oversight.actions import monitoring


@desk.page(Permission.OVERSIGHT_HANDLE)
def checks(request: HttpRequest, by: Actor, decision_id: UUID) -> HttpResponse:
    """The checks of one decision of the own body, and a new one."""
    decision = accreditation.decision(decision_id)
    if decision.agency_id != by.organisation_id:
        raise NotFound("decision_unknown")
    found = [one for one in queries.checks(by) if one.decision_id == decision_id]
    given = request.POST if request.POST.get("act") == "plan" else None
    held = request.POST if request.POST.get("act") == "record" else None
    return render(request, "oversight/checks.html", {
        "about": showing.decision(decision),
        "checks": [showing.check(one) for one in found],
        "form": forms.CheckForm(given, language=request.language),
        "findings": forms.FindingsForm(held),
    })  # fmt: skip


@checks.post("oversight.plan_check", name="plan")
def plan(request: HttpRequest, by: Actor, now: datetime, decision_id: UUID) -> desk.Done:
    """A check is planned; the provider sees it."""
    given = forms.CheckForm(request.POST, language=request.language).checked()
    monitoring.plan_check(decision_id=decision_id, by=by, now=now, **given)
    return _done(request, decision_id, "done_check_planned")


@checks.post("oversight.record_check", name="record")
def record(request: HttpRequest, by: Actor, now: datetime, decision_id: UUID) -> desk.Done:
    """What a check found."""
    given = forms.FindingsForm(request.POST).checked()
    try:
        check_id = UUID(request.POST.get("check", ""))
    except ValueError as error:
        raise Malformed("id_malformed", id=request.POST.get("check", "")[:40]) from error
    monitoring.record_check(check_id=check_id, by=by, now=now, **given)
    return _done(request, decision_id, "done_check_recorded")


def _done(request: HttpRequest, decision_id: UUID, say: str) -> desk.Done:
    address = {"language": request.language, "slug": request.desk.slug, "decision_id": decision_id}
    return desk.Done(reverse("oversight-checks", kwargs=address), say)
