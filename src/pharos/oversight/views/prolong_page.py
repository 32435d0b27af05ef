"""The page on which a decision is prolonged while its renewal is pending."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.oversight import queries, renewals, showing
from pharos.oversight.actions import prolonging
from pharos.oversight.prolong_form import ProlongForm

_PLACES = {"prolongation_too_long": "last_day", "period_empty": "last_day"}


@desk.page(Permission.DECISION_CHANGE_PROPOSE)
def prolong(request: HttpRequest, by: Actor, decision_id: UUID) -> HttpResponse:
    """The pending renewal and how far the decision can be prolonged, or why it cannot be."""
    decision = _own(by, decision_id)
    nation = queries.nation_of(decision.organisation_id, request.now)
    pending = renewals.pending_for(decision, request.now)
    facts: dict[str, Any] = {
        "about": showing.decision(decision), "pending": pending, "form": None
    }  # fmt: skip
    if not nation.oversight.prolongs:
        facts["against"] = "prolongation_not_allowed"
    elif pending is None:
        facts["against"] = "renewal_not_pending"
    else:
        facts |= {"form": _form(request, decision), "months": nation.oversight.prolongation_months}
        facts["form"].initial = {"last_day": pending.latest_day}
    return render(request, "oversight/prolong.html", facts)


@prolong.post("oversight.prolong")
def propose(request: HttpRequest, by: Actor, now: datetime, decision_id: UUID) -> desk.Done:
    """The prolongation waits for a second person."""
    form = _form(request, _own(by, decision_id))
    last_day = form.checked()["last_day"]
    made = prolonging.propose(
        decision_id=decision_id, last_day=last_day, reasons=form.reasons, by=by, now=now
    )
    address = {"language": request.language, "slug": request.desk.slug, "proposal_id": made.id}
    return desk.Done(reverse("accreditation-proposal", kwargs=address), "done_change_proposed")


def _own(by: Actor, decision_id: UUID) -> Decision:
    decision = accreditation.decision(decision_id)
    if decision.agency_id != by.organisation_id:
        raise NotFound("decision_unknown")
    return decision


def _form(request: HttpRequest, decision: Decision) -> ProlongForm:
    given = request.POST if request.method == "POST" else None
    nation = queries.nation_of(decision.organisation_id, request.now)
    form = ProlongForm(given, nation=nation, language=request.language)
    refusal = getattr(request, "refusal", None)
    if refusal is not None and form.is_valid():
        form.refuse(refusal, _PLACES)
    return form
