"""One filing, as both sides see it, with what each may do about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.oversight import forms, letters, queries, showing
from pharos.oversight.actions import appeals, complaints, foreign, monitoring
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Kind
from pharos.oversight.views.foreign_lines import foreign_lines


@desk.page(Permission.OVERSIGHT_READ)
def filing(request: HttpRequest, by: Actor, filing_id: UUID) -> HttpResponse:
    """What was filed, what became of it, and what can be done now."""
    found = queries.filing_for(by, filing_id)
    is_agency = found.agency_id == by.organisation_id
    facts: dict[str, Any] = {
        **showing.row(found),
        "is_agency": is_agency,
        "about": showing.decision(found.decision) if found.decision else None,
        "lines": _lines(found),
        "entry": showing.entry(found.proposal_id) if is_agency else None,
        "closing": showing.entry(found.closing_id) if is_agency else None,
        "is_late": showing.is_late(found, request.now),
        "again": queries.taken_up(found),
        "has_letter": letters.has_letter(found),
    }
    if is_agency:
        facts |= _acts(request, by, found)
    return render(request, "oversight/filing.html", facts)


@filing.post("oversight.register", Permission.OVERSIGHT_HANDLE, name="register")
def register(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """The appeal is taken in; its entry waits for a second person."""
    suspensive = forms.RegisterForm(request.POST).checked()["suspensive"]
    appeals.register(filing_id=filing_id, suspensive=suspensive, by=by, now=now)
    return _done(request, filing_id, "done_appeal_registered")


@filing.post("oversight.register_again", Permission.OVERSIGHT_HANDLE, name="register-again")
def register_again(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """The entry was sent back and is made anew."""
    suspensive = forms.RegisterForm(request.POST).checked()["suspensive"]
    appeals.register_again(filing_id=filing_id, suspensive=suspensive, by=by, now=now)
    return _done(request, filing_id, "done_appeal_registered")


@filing.post("oversight.dismiss", Permission.OVERSIGHT_DECIDE, name="dismiss")
def dismiss(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """The appeal is not admitted."""
    reason = forms.ReasonForm(request.POST).checked()["text"]
    appeals.dismiss(filing_id=filing_id, reason=reason, by=by, now=now)
    return _done(request, filing_id, "done_appeal_dismissed")


@filing.post("oversight.name_body", Permission.OVERSIGHT_DECIDE, name="body")
def name_body(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """Who decides the appeal."""
    form = forms.BodyForm(request.POST, people=queries.committee(by, now))
    form.checked()
    appeals.name_body(filing_id=filing_id, person_ids=form.ids, by=by, now=now)
    return _done(request, filing_id, "done_appeal_body")


@filing.post("oversight.vote", Permission.APPEAL_VOTE, name="vote")
def vote(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """A member's vote."""
    given = forms.VoteForm(request.POST, language=request.language).checked()
    appeals.vote(filing_id=filing_id, choice=given["choice"], reason=given["reason"], by=by,
                 now=now)  # fmt: skip
    return _done(request, filing_id, "done_appeal_voted")


@filing.post("oversight.enter", Permission.OVERSIGHT_HANDLE, name="enter")
def enter(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """The outcome becomes an entry that a second person approves."""
    appeals.enter_outcome(filing_id=filing_id, by=by, now=now)
    return _done(request, filing_id, "done_appeal_entered")


@filing.post("oversight.answer", Permission.OVERSIGHT_DECIDE, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """The complaint is answered with measures."""
    given = forms.AnswerForm(request.POST, language=request.language).checked()
    complaints.answer(filing_id=filing_id, by=by, now=now, **given)
    return _done(request, filing_id, "done_complaint_answered")


@filing.post("oversight.settle", Permission.OVERSIGHT_HANDLE, name="settle")
def settle(request: HttpRequest, by: Actor, now: datetime, filing_id: UUID) -> desk.Done:
    """A report, a notice, evidence or a decision of abroad is answered."""
    found = queries.filing_for(by, filing_id)
    kind = showing.settling(found)
    given = forms.SettleForm(request.POST, kind=kind, language=request.language).checked()
    is_good = given["good"] == "yes"
    if foreign.is_finding(found):
        foreign.settle_finding(
            filing_id=filing_id, good=is_good, text=given["text"], by=by, now=now
        )
    elif found.kind != Kind.FOREIGN:
        monitoring.settle(filing_id=filing_id, good=is_good, text=given["text"], by=by, now=now)
    elif is_good:
        foreign.recognise(filing_id=filing_id, by=by, now=now)
    else:
        foreign.refuse(filing_id=filing_id, reason=given["text"], by=by, now=now)
    return _done(request, filing_id, "done_filing_settled")


def _acts(request: HttpRequest, by: Actor, found: Filing) -> dict[str, Any]:
    """The forms of what this reader may do now, and what was voted so far."""
    may = {one for one in Permission if policies.allows(by, one)}
    given = request.POST if request.method == "POST" else None
    language = request.language
    facts: dict[str, Any] = {"members": _members(found) if found.kind == Kind.APPEAL else []}
    if found.kind == Kind.APPEAL:
        return facts | _appeal_acts(request, by, found, may)
    if found.state != "filed":
        return facts
    if found.kind == Kind.COMPLAINT:
        if Permission.OVERSIGHT_DECIDE in may:
            facts["answer_form"] = forms.AnswerForm(given, language=language)
    elif Permission.OVERSIGHT_HANDLE in may:
        facts["settle_form"] = forms.SettleForm(
            given, kind=showing.settling(found), language=language
        )
    return facts


def _appeal_acts(
    request: HttpRequest, by: Actor, found: Filing, may: set[Permission]
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    named = [one["member"] for one in _members(found)]
    waits = [one for one in named if one.person_id == by.person_id and one.choice is None]
    asks = bool(found.content.get("asks_suspensive"))
    facts["asks_suspensive"] = asks
    if found.state == "filed" and Permission.OVERSIGHT_HANDLE in may:
        facts["register_form"] = forms.RegisterForm()
    if found.state == "filed" and Permission.OVERSIGHT_DECIDE in may:
        facts["dismiss_form"] = forms.ReasonForm()
    entry = showing.entry(found.proposal_id)
    if found.state == "registered":
        if entry and entry["proposal"].state == "dropped" and Permission.OVERSIGHT_HANDLE in may:
            facts["register_again_form"] = forms.RegisterForm()
        if not named and Permission.OVERSIGHT_DECIDE in may:
            facts["body_form"] = forms.BodyForm(people=queries.committee(by, request.now))
        if waits and Permission.APPEAL_VOTE in may:
            facts["vote_form"] = forms.VoteForm(language=request.language)
    closing = showing.entry(found.closing_id)
    is_dropped = closing is not None and closing["proposal"].state == "dropped"
    if found.state == "decided" and (closing is None or is_dropped):
        facts["may_enter"] = Permission.OVERSIGHT_HANDLE in may
    return facts


def _members(found: Filing) -> list[dict[str, Any]]:
    return [
        {"member": member, "name": name,
         "choice": f"page_appeal_outcome_{member.choice}" if member.choice
         else "page_appeal_no_vote"}
        for member, name in queries.members(found)
    ]  # fmt: skip


_SHOWN = ("grounds", "text", "learners", "quality", "changes", "measures", "number")


def _lines(found: Filing) -> list[dict[str, Any]]:
    """What was filed, line by line."""
    content = found.content
    lines: list[dict[str, Any]] = []
    if "about" in content:
        lines.append({"label": "field_complaint_about", "say": f"page_conduct_{content['about']}"})
    if "happened_on" in content:
        lines.append({"label": "field_complaint_happened_on", "day": content["happened_on"]})
    if "differences" in content:
        found_codes = [f"page_notice_{one}" for one in content["differences"]]
        lines.append({"label": "page_notice_differences", "codes": found_codes})
    lines += foreign_lines(found)
    for name in _SHOWN:
        if content.get(name):
            lines.append({"label": f"page_filing_line_{name}", "written": content[name]})
    if content.get("link"):
        lines.append({"label": "page_case_link", "link": content["link"]})
    return lines


def _done(request: HttpRequest, filing_id: UUID, say: str) -> desk.Done:
    address = {"language": request.language, "slug": request.desk.slug, "filing_id": filing_id}
    return desk.Done(reverse("oversight-filing", kwargs=address), say)
