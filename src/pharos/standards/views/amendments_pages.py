"""A proposal at the desk: consult on it, answer, close, approve, withdraw or revise it."""

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
from pharos.common.errors import Malformed
from pharos.common.i18n import LANGUAGES
from pharos.organisations import desk
from pharos.standards import actions, impact, queries
from pharos.standards.actions import consulting, drafting
from pharos.standards.forms import ConsultationForm, SummaryForm, body_kinds
from pharos.standards.models import Amendment
from pharos.standards.views import public_pages, rules_pages

_FIELDS = {
    "consultation_too_short": "last_day", "consultation_too_long": "last_day",
    "consultation_invites_nobody": "kinds", "organisation_unknown": "invited",
}  # fmt: skip


@desk.page(Permission.DECISION_READ)
def amendment(request: HttpRequest, by: Actor, amendment_id: UUID) -> HttpResponse:
    """What is proposed, what it would touch, how far it is, and what can be done next."""
    found = queries.amendment(amendment_id)
    told = public_pages.told(request, found, request.language)
    own, waits = found.organisation_id == by.organisation_id, _waits(found)
    may_propose = own and waits and policies.allows(by, Permission.AMENDMENT_PROPOSE)
    consultation = told["consultation"]
    is_over = consultation is not None and consultation["state"] == "page_consultation_over"
    return render(
        request,
        "standards/amendment_desk.html",
        {
            **told,
            "may_consult": may_propose and consultation is None,
            "may_answer": may_propose and consultation is not None
            and consultation["row"].closed_at is None,
            "may_close": may_propose and is_over,
            "may_withdraw": may_propose,
            "may_approve": _may_approve(found, by, own=own),
            "waits_for_colleague": own and waits and found.proposed_by == by.person_id,
            "consultation_days": told["nation"].amendments.consultation_days,
            "consultation_form": _consultation_form(request),
            "summary_form": _summary_form(request),
            "impact": _impact(found, request) if waits else None,
        },
    )  # fmt: skip


@amendment.post("standards.consult", Permission.AMENDMENT_PROPOSE, name="consult")
def consult(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """Everybody may comment until the last day."""
    facts = _consultation_form(request).facts()
    consulting.open_consultation(by=by, amendment_id=amendment_id, now=now, **facts)
    return _done(request, amendment_id, "done_consultation_opened")


@amendment.post("standards.answer", Permission.AMENDMENT_PROPOSE, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """One comment has its answer."""
    comment_id = _id(request.POST.get("comment", ""))
    consulting.answer(by=by, comment_id=comment_id, text=request.POST.get("text", ""), now=now)
    return _done(request, amendment_id, "done_comment_answered")


@amendment.post("standards.close", Permission.AMENDMENT_PROPOSE, name="close")
def close(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """The consultation ends with its summary."""
    summary = _summary_form(request).checked()
    found = queries.consultation_of(amendment_id)
    if found is None:
        raise Malformed("request_unreadable", "no consultation to close")
    consulting.close(by=by, consultation_id=found.id, summary=summary, now=now)
    return _done(request, amendment_id, "done_consultation_closed")


@amendment.post("standards.approve", Permission.AMENDMENT_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """The amendment that was read holds from its first day on."""
    digest = http.digest_of(request.POST.get("digest", ""))
    actions.approve(by=by, amendment_id=amendment_id, content_hash=digest, now=now)
    return _done(request, amendment_id, "done_amendment_approved")


@amendment.post("standards.withdraw", Permission.AMENDMENT_PROPOSE, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """The proposal ends; what was said stays."""
    because = request.POST.get("because", "")
    actions.withdraw(by=by, amendment_id=amendment_id, because=because, now=now)
    return _done(request, amendment_id, "done_amendment_withdrawn")


@amendment.post("standards.revise", Permission.AMENDMENT_PROPOSE, name="revise")
def revise(request: HttpRequest, by: Actor, now: datetime, amendment_id: UUID) -> desk.Done:
    """A draft with everything of this proposal; proposing it withdraws this one."""
    found = queries.amendment(amendment_id)
    made = drafting.begin(by=by, nation=found.nation, revises=found, now=now)
    return desk.Done(rules_pages.to_draft(request, made.id))


def _waits(found: Amendment) -> bool:
    return found.approved_at is None and found.withdrawn_at is None


def _may_approve(found: Amendment, by: Actor, *, own: bool) -> bool:
    may = policies.allows(by, Permission.AMENDMENT_APPROVE)
    return own and may and _waits(found) and found.proposed_by != by.person_id


def _impact(found: Amendment, request: HttpRequest) -> Any:
    before = queries.stretch_before(found, request.now)
    try:
        after = queries.after(found.nation, found.changes, found.first_day, request.now)
    except ValueError:
        # what was approved since does not fit with it any more; the approval says so
        return None
    return impact.touched(before.nation, after.nation, on=found.first_day, now=request.now)


def _consultation_form(request: HttpRequest) -> ConsultationForm:
    sent = request.POST if request.POST.get("act") == "consult" else None
    form = ConsultationForm(sent, kinds=body_kinds(request.language))
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _FIELDS)
    return form


def _summary_form(request: HttpRequest) -> SummaryForm:
    sent = request.POST if request.POST.get("act") == "close" else None
    form = SummaryForm(sent)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, dict.fromkeys(LANGUAGES, "en"))
    return form


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Malformed("request_unreadable", "no id") from error


def _done(request: HttpRequest, amendment_id: UUID, say: str) -> desk.Done:
    arguments = {
        "language": request.language, "slug": request.desk.slug, "amendment_id": amendment_id,
    }  # fmt: skip
    return desk.Done(reverse("amendments-amendment", kwargs=arguments), say=say)
