"""A proposal before the second person: frozen, with what happened since, approved or sent back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, cases, forms, queries, telling
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import Decision, DecisionChange, Proposal
from pharos.accreditation.views import decisions, decisions_changes
from pharos.accreditation.views.decisions import address
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.forms import Form
from pharos.organisations import desk
from pharos.organisations import queries as organisations


class SendBackForm(Form):
    """What whoever proposed should mend."""

    area = "proposal"
    note = django_forms.CharField(
        max_length=actions.MAX_NOTE, widget=django_forms.Textarea(attrs={"rows": 3})
    )


@desk.page(Permission.DECISION_READ)
def proposal(request: HttpRequest, by: Actor, proposal_id: UUID) -> HttpResponse:
    """What was proposed, word for word, and everything the second person should look at."""
    found = queries.proposal_for(by, proposal_id)
    content = found.content
    case = cases.case_of(found, now=request.now)
    approving, proposing = permissions(found)
    is_open = found.state == Proposal.State.OPEN
    mine = found.proposed_by == by.person_id
    sent = request.POST.get("act") == "return"
    agency = organisations.by_id(by.organisation_id)
    return render(
        request,
        "accreditation/proposal.html",
        {
            "proposal": found,
            "digest": bytes(found.digest).hex(),
            "case": case,
            "title": _title(content),
            "rows": telling.rows(content, agency, request.language),
            "previews": decisions.previews(content, by),
            "against": actions.problems_of(content, by=by, now=request.now) if is_open else [],
            "since": _since(found, case),
            "changed": _changed(content, case, agency, request.language),
            "version_rows": cases.version_rows(case, request.language),
            "is_open": is_open,
            "mine": mine,
            "may_approve": is_open and not mine and policies.allows(by, approving),
            "needs_passkey": not by.strong and approving in policies.matrix().strong,
            "may_mend": is_open and not found.case_id and policies.allows(by, proposing),
            "who_may": policies.matrix().holders(approving),
            "outcome_id": queries.outcome_of(found),
            "form": SendBackForm(request.POST if sent else None),
        },
    )


@proposal.post("accreditation.approve", name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, proposal_id: UUID) -> desk.Done:
    """The decision is taken, or the change made: public at once."""
    found = queries.proposal_for(by, proposal_id)
    policies.require(by, permissions(found)[0])
    policies.require_strong(by, permissions(found)[0])
    facts = {
        "proposal_id": proposal_id,
        "digest": http.digest_of(request.POST.get("digest", "")),
        "by": by,
        "now": now,
    }
    if found.act == Proposal.Act.CHANGE:
        decision_id, say = actions.approve_change(**facts).decision_id, "done_change_approved"
    else:
        decision_id, say = actions.approve(**facts).id, "done_decision_approved"
    return desk.Done(address(request, "accreditation-decision", decision_id=decision_id), say=say)


@proposal.post("accreditation.send_back", name="return")
def send_back(request: HttpRequest, by: Actor, now: datetime, proposal_id: UUID) -> desk.Done:
    """The proposal goes back to whoever made it, with a note."""
    approving, proposing = permissions(queries.proposal_for(by, proposal_id))
    if not policies.allows(by, approving):
        policies.require(by, proposing)
    note = SendBackForm(request.POST).checked()["note"]
    actions.drop(proposal_id=proposal_id, by=by, note=note, now=now)
    return desk.Done(address(request, "accreditation-queue"), say="done_proposal_returned")


@proposal.post("accreditation.drop", name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime, proposal_id: UUID) -> desk.Done:
    """The proposal is given up."""
    actions.drop(proposal_id=proposal_id, by=by, now=now)
    return desk.Done(address(request, "accreditation-queue"), say="done_proposal_dropped")


@desk.page(Permission.DECISION_READ)
def mend(request: HttpRequest, by: Actor, proposal_id: UUID) -> HttpResponse:
    """The form of an open proposal, filled in as it was proposed."""
    found = queries.proposal_for(by, proposal_id)
    case = cases.case_of(found, now=request.now)
    initial = forms.initial(found.content)
    if isinstance(found.content, NewDecision):
        form = decisions.form_for(request, case, initial=initial)
        return decisions.shown(request, by, case, form, mends=found.id)
    decision = queries.decision(queries.id_in(found.content.decision))
    change_form = decisions_changes.form_for(request, decision, found.content.kind, initial=initial)
    return decisions_changes.shown(
        request, by, decision, found.content.kind, change_form, mends=found.id
    )


@mend.post("accreditation.revise", name="propose")
def revise(request: HttpRequest, by: Actor, now: datetime, proposal_id: UUID) -> desk.Done:
    """Whoever mends a proposal has proposed it; its digest is another one."""
    policies.require(by, permissions(queries.proposal_for(by, proposal_id))[1])
    actions.revise(proposal_id=proposal_id, content=_content(request, by, proposal_id, now),
                   by=by, now=now)  # fmt: skip
    return desk.Done(
        address(request, "accreditation-proposal", proposal_id=proposal_id),
        say="done_proposal_mended",
    )


@mend.post("accreditation.preview", name="preview")
def preview(request: HttpRequest, by: Actor, now: datetime, proposal_id: UUID) -> HttpResponse:
    """The mended proposal as it would be published; nothing is kept."""
    found = queries.proposal_for(by, proposal_id)
    case = cases.case_of(found, now=now)
    content = _content(request, by, proposal_id, now)
    if isinstance(content, NewDecision):
        form = decisions.form_for(request, case)
        form.is_valid()
        return decisions.shown(request, by, case, form, content=content, mends=found.id)
    decision = queries.decision(queries.id_in(content.decision))
    change_form = decisions_changes.form_for(request, case, content.kind)
    change_form.is_valid()
    return decisions_changes.shown(
        request, by, decision, content.kind, change_form, content=content, mends=found.id
    )


def permissions(found: Proposal) -> tuple[Permission, Permission]:
    """What approving and proposing this ask for."""
    if found.act == Proposal.Act.CHANGE:
        return Permission.DECISION_CHANGE_APPROVE, Permission.DECISION_CHANGE_PROPOSE
    return policies.approving(found.kind), policies.proposing(found.kind)


def _content(
    request: HttpRequest, by: Actor, proposal_id: UUID, now: datetime
) -> NewDecision | NewChange:
    found = queries.proposal_for(by, proposal_id)
    case = cases.case_of(found, now=now)
    if isinstance(found.content, NewDecision):
        form = decisions.form_for(request, case)
        form.checked()
        return form.document(case.members)
    change_form = decisions_changes.form_for(request, case, found.content.kind)
    change_form.checked()
    return change_form.document(found.content.decision)


def _title(content: NewDecision | NewChange) -> str:
    is_decision = isinstance(content, NewDecision)
    return f"page_deciding_kind_{content.kind}" if is_decision else f"page_change_{content.kind}"


def _since(found: Proposal, case: cases.Case) -> list[dict[str, Any]]:
    """What was entered about the same subject after it was proposed, but for itself."""
    entries: list[tuple[Decision, DecisionChange | None]] = []
    for one in case.about:
        entries.append((one, None))
        entries += [(one, change) for change in one.changes.all()]
    return [
        {
            "decision": decision,
            "code": f"page_change_{change.kind}"
            if change
            else f"page_deciding_kind_{decision.kind}",
            "number": (change or decision).number,
            "at": (change or decision).recorded_at,
        }
        for decision, change in entries
        if (change or decision).recorded_at > found.proposed_at
        and (change or decision).proposal_id != found.id
    ]


def _changed(
    content: NewDecision | NewChange, case: cases.Case, agency: Any, language: str
) -> dict[str, Any]:
    """The lines that differ from the newest decision of this kind about this subject."""
    if not isinstance(content, NewDecision):
        return {}
    last: Final = next((one for one in case.earlier if one.digest != content.digest), None)
    if last is None:
        return {}
    before = telling.rows(last.content, organisations.by_id(last.agency_id), language)
    lines = telling.differences(before, telling.rows(content, agency, language))
    return {"decision": last, "lines": lines}
