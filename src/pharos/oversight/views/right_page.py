"""The end of a right to the light route and the appeal against it, for both sides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.lightroute.models import Appeal, Listing
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.oversight import forms, queries, rights
from pharos.oversight.actions import rights as actions

TONES = {"filed": "warn", "inadmissible": "bad", "decided": "info"}


@desk.page(Permission.OVERSIGHT_READ)
def right(request: HttpRequest, by: Actor, listing_id: UUID) -> HttpResponse:
    """Why the right ended, until when an appeal can be filed, and what became of it."""
    listing = rights.listing_for(by, listing_id)
    appeal = rights.appeal_of(listing)
    at_agency = listing.agency_id == by.organisation_id
    facts: dict[str, Any] = {
        "listing": listing,
        "appeal": appeal,
        "at_agency": at_agency,
        "provider": organisations.by_id(listing.organisation_id).name,
        "agency": organisations.by_id(listing.agency_id).name,
        "state": f"page_filing_state_{appeal.state}" if appeal else "",
        "tone": TONES[appeal.state] if appeal else "",
        "seats": [],
        "form": None,
    }
    if at_agency and appeal is not None:
        facts |= _acts(request, by, appeal)
    elif not at_agency:
        facts |= _filing(request, by, listing)
    return render(request, "oversight/right.html", facts)


@right.post("oversight.right_file", Permission.OVERSIGHT_FILE, name="file")
def file(request: HttpRequest, by: Actor, now: datetime, listing_id: UUID) -> desk.Done:
    """The appeal is filed under its number."""
    grounds = _text(request)
    actions.file_appeal(listing_id=listing_id, grounds=grounds, by=by, now=now)
    return _done(request, listing_id, "done_filed")


@right.post("oversight.right_dismiss", Permission.OVERSIGHT_DECIDE, name="dismiss")
def dismiss(request: HttpRequest, by: Actor, now: datetime, listing_id: UUID) -> desk.Done:
    """The appeal is not admitted."""
    actions.dismiss(listing_id=listing_id, reason=_text(request), by=by, now=now)
    return _done(request, listing_id, "done_appeal_dismissed")


@right.post("oversight.right_body", Permission.OVERSIGHT_DECIDE, name="body")
def body(request: HttpRequest, by: Actor, now: datetime, listing_id: UUID) -> desk.Done:
    """Who decides the appeal."""
    form = forms.BodyForm(request.POST, people=queries.committee(by, now))
    form.checked()
    actions.name_body(listing_id=listing_id, person_ids=form.ids, by=by, now=now)
    return _done(request, listing_id, "done_appeal_body")


@right.post("oversight.right_vote", Permission.APPEAL_VOTE, name="vote")
def vote(request: HttpRequest, by: Actor, now: datetime, listing_id: UUID) -> desk.Done:
    """A member's vote."""
    given = forms.VoteForm(request.POST, language=request.language).checked()
    actions.vote(listing_id=listing_id, choice=given["choice"], reason=given["reason"], by=by,
                 now=now)  # fmt: skip
    return _done(request, listing_id, "done_appeal_voted")


def _filing(request: HttpRequest, by: Actor, listing: Listing) -> dict[str, Any]:
    today = queries.nation_of(listing.organisation_id, request.now).legal_day(request.now)
    if not rights.may_appeal(listing, today) or not policies.allows(by, Permission.OVERSIGHT_FILE):
        return {}
    return {"form": _form(request)}


def _acts(request: HttpRequest, by: Actor, appeal: Appeal) -> dict[str, Any]:
    """The forms of what this reader may do now, and who decides."""
    named = rights.seats(appeal)
    facts: dict[str, Any] = {"seats": [
        {"name": name, "choice": f"page_appeal_outcome_{one.choice}" if one.choice
         else "page_appeal_no_vote"} for one, name in named
    ]}  # fmt: skip
    if appeal.state != "filed":
        return facts
    if policies.allows(by, Permission.OVERSIGHT_DECIDE):
        facts["dismiss_form"] = forms.ReasonForm()
        facts["dismiss_form"].fields["text"].required = True
        if not named:
            facts["body_form"] = forms.BodyForm(people=queries.committee(by, request.now))
    waits = any(one.person_id == by.person_id and one.choice is None for one, _ in named)
    if waits and policies.allows(by, Permission.APPEAL_VOTE):
        facts["vote_form"] = forms.VoteForm(language=request.language)
    return facts


def _form(request: HttpRequest) -> forms.ReasonForm:
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["text"].label, form.fields["text"].required = "field_appeal_grounds", True
    return form


def _text(request: HttpRequest) -> str:
    return str(_form(request).checked()["text"])


def _done(request: HttpRequest, listing_id: UUID, say: str) -> desk.Done:
    address = {"language": request.language, "slug": request.desk.slug, "listing_id": listing_id}
    return desk.Done(reverse("oversight-right", kwargs=address), say)
