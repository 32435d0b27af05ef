"""Consultations at every desk: what is open, and a comment on a clause in the body's name."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.i18n import LANGUAGES
from pharos.organisations import desk
from pharos.standards import queries, telling
from pharos.standards.actions import consulting, guidelines
from pharos.standards.forms import GuidelineForm
from pharos.standards.views import public_pages, rules_pages


@desk.page(Permission.COMMENT_WRITE)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every consultation that is not closed, those first to which this body is invited."""
    rows = []
    for one in queries.open_consultations():
        amendment = queries.amendment(one.amendment_id)
        if amendment.withdrawn_at is not None:
            continue
        nation = queries.history(amendment.nation)[-1]
        today = nation.legal_day(request.now)
        rows.append(
            {
                "amendment": amendment,
                "nation": nation,
                "told": telling.consultation(one, request.language, today),
                "is_invited": consulting.is_invited(
                    one, slug=request.desk.slug, kinds=request.desk.kinds
                ),
            }
        )
    rows.sort(key=lambda row: not row["is_invited"])
    return render(request, "standards/consultations.html", {"rows": rows})


@desk.page(Permission.COMMENT_WRITE)
def consultation(request: HttpRequest, by: Actor, consultation_id: UUID) -> HttpResponse:
    """The proposal with a field under each clause."""
    found = queries.consultation(consultation_id)
    amendment = queries.amendment(found.amendment_id)
    return render(
        request,
        "standards/consultation.html",
        {
            **public_pages.told(request, amendment, request.language),
            "limit": consulting.MAX_COMMENT,
            "typed": {request.POST.get("clause", ""): request.POST.get("text", "")},
        },
    )


@consultation.post("standards.comment", Permission.COMMENT_WRITE, name="comment")
def comment(request: HttpRequest, by: Actor, now: datetime, consultation_id: UUID) -> desk.Done:
    """One comment more, in the name of the organisation."""
    clause, text = request.POST.get("clause", "")[:200], request.POST.get("text", "")
    consulting.comment(by=by, consultation_id=consultation_id, clause=clause, text=text, now=now)
    arguments = {
        "language": request.language, "slug": request.desk.slug,
        "consultation_id": consultation_id,
    }  # fmt: skip
    return desk.Done(reverse("consultations-one", kwargs=arguments), say="done_comment_written")


@desk.page(Permission.DECISION_READ)
def guideline(request: HttpRequest, by: Actor) -> HttpResponse:
    """The versions of the guideline, those that wait for a colleague, and the form for one more."""
    chosen = rules_pages.chosen_nation(request, by)
    may_set = rules_pages.may_set(by, request)
    may_propose = may_set and policies.allows(by, Permission.AMENDMENT_PROPOSE)
    may_approve = may_set and policies.allows(by, Permission.AMENDMENT_APPROVE)
    return render(
        request,
        "standards/guideline.html",
        {
            "nation": queries.history(chosen)[-1],
            "code": chosen,
            "versions": queries.guidelines(chosen),
            "form": _guideline(request),
            "waiting": [
                {
                    "row": one,
                    "languages": [
                        {"code": code, "title": one.title[code], "text": one.text[code]}
                        for code in LANGUAGES
                    ],
                    "mine": one.proposed_by == by.person_id,
                    "may_approve": may_approve and one.proposed_by != by.person_id,
                }
                for one in queries.guideline_proposals(by, chosen)
            ],
            "may_propose": may_propose,
            "may_drop": may_propose or may_approve,
        },
    )


@guideline.post("standards.guideline.propose", Permission.AMENDMENT_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The next version waits for a second person."""
    chosen = rules_pages.chosen_nation(request, by)
    guidelines.propose(by=by, nation=chosen, now=now, **_guideline(request).facts())
    return _done(request, chosen, "done_guideline_proposed")


@guideline.post("standards.guideline.approve", Permission.AMENDMENT_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The version is published, for everybody to read."""
    made = guidelines.approve(by=by, proposal_id=_proposal(request), now=now)
    return _done(request, made.nation, "done_guideline_entered")


@guideline.post("standards.guideline.drop", Permission.DECISION_READ, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A proposed version is given up, by whoever may propose or approve."""
    if not policies.allows(by, Permission.AMENDMENT_APPROVE):
        policies.require(by, Permission.AMENDMENT_PROPOSE)
    dropped = guidelines.drop(by=by, proposal_id=_proposal(request), now=now)
    return _done(request, dropped.nation, "done_guideline_dropped")


def _done(request: HttpRequest, nation: str, say: str) -> desk.Done:
    arguments = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(f"{reverse('standards-guideline', kwargs=arguments)}?nation={nation}", say=say)


def _proposal(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("proposal", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id") from error


def _guideline(request: HttpRequest) -> GuidelineForm:
    sent = request.POST if request.POST.get("act") == "propose" else None
    form = GuidelineForm(sent)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, {"guideline_reaches_back": "first_day"})
    return form
