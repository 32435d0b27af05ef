"""The forms of what a provider files: one page each, nothing is chosen before."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.oversight import forms, showing
from pharos.oversight.actions import appeals, complaints, foreign, monitoring
from pharos.oversight.filing_form import FilingForm
from pharos.oversight.foreign_forms import EvidenceForm, ForeignForm
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Kind

_PLACES = {
    "appeal_too_late": "against",
    "appeal_filed_already": "against",
    "complaint_too_late": "happened_on",
    "complaint_in_future": "happened_on",
    "notice_not_needed": "version",
    "foreign_agency_unknown": "by_agency",
    "foreign_body_unknown": "agency",
    "decided_in_future": "decided_on",
    "finding_before_decision": "decided_on",
    "foreign_not_registered": "decided_on",
    "conditions_missing": "outcome",
    "conditions_not_applicable": "outcome",
    "condition_due_out_of_term": "due_1",
    "link_malformed": "link",
}


@desk.page(Permission.OVERSIGHT_FILE)
def new(request: HttpRequest, by: Actor, kind: str) -> HttpResponse:
    """The form of one kind of filing."""
    form = _form(request, by, kind)
    facts = {"form": form, "kind": kind, "title": f"page_file_{kind}",
             "lead": f"page_file_{kind}_lead"}  # fmt: skip
    if form.decision is not None:
        facts["about"] = showing.decision(form.decision)
    return render(request, "oversight/new.html", facts)


@new.post("oversight.file")
def file(request: HttpRequest, by: Actor, now: datetime, kind: str) -> desk.Done:
    """It is filed, with its number, and the body sees it at once."""
    form = _form(request, by, kind)
    form.checked()
    made = _filed(form, by, now)
    address = {"language": request.language, "slug": request.desk.slug, "filing_id": made.id}
    return desk.Done(reverse("oversight-filing", kwargs=address), "done_filed")


def _filed(form: FilingForm, by: Actor, now: datetime) -> Filing:
    given = form.cleaned_data
    decision_id = form.decision.id if form.decision is not None else None
    if isinstance(form, forms.AppealForm):
        assert decision_id is not None
        return appeals.file_appeal(
            decision_id=decision_id, change_id=form.change_id, grounds=given["grounds"],
            asks_suspensive=given["asks_suspensive"], by=by, now=now,
        )  # fmt: skip
    if isinstance(form, forms.ComplaintForm):
        return complaints.file_complaint(
            agency_id=UUID(given["agency"]), about=given["about"], text=given["text"],
            happened_on=given["happened_on"], by=by, now=now,
        )  # fmt: skip
    if isinstance(form, forms.ReportForm):
        return monitoring.file_report(
            agency_id=form.agency_id, year=form.year, texts=form.texts, link=given["link"],
            by=by, now=now,
        )  # fmt: skip
    if isinstance(form, forms.NoticeForm):
        assert decision_id is not None
        return monitoring.file_notice(
            decision_id=decision_id, version_id=UUID(given["version"]), text=given["text"],
            by=by, now=now,
        )  # fmt: skip
    if isinstance(form, ForeignForm):
        return foreign.tell(taken=form.taken, agency_id=UUID(given["agency"]), by=by, now=now)
    assert decision_id is not None
    assert isinstance(form, EvidenceForm)
    if form.is_abroad:
        return foreign.tell_finding(decision_id=decision_id, finding=form.finding, by=by, now=now)
    return monitoring.file_evidence(
        decision_id=decision_id, text=given["text"], link=given["link"], by=by, now=now
    )


def _form(request: HttpRequest, by: Actor, kind: str) -> FilingForm:
    if kind not in list(Kind):
        raise NotFound("filing_kind_unknown")
    given = request.POST if request.method == "POST" else None
    form = forms.known(kind)(
        given, by=by, now=request.now, language=request.language, asked=request.GET
    )
    refusal = getattr(request, "refusal", None)
    if refusal is not None and form.is_valid():
        form.refuse(refusal, _PLACES)
    return form
