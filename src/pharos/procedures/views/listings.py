"""Lists of agencies: what a body tells of its own entry, or of those abroad, by two persons."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import desk
from pharos.organisations.models import Organisation
from pharos.procedures.actions import listings as actions
from pharos.procedures.forms.listings import ListingEndForm, ListingForm
from pharos.procedures.models import AgencyListing
from pharos.procedures.models.listings import ListingProposal
from pharos.procedures.queries import listed
from pharos.procedures.views import looking

_FIELDS = {
    "case_listing_days": "last_day",
    "listing_in_future": "first_day",
    "listing_overlaps": "first_day",
    "listing_of_another": "agency",
    "listing_unsourced": "source",
    "case_text_malformed": "source",
}
_END_FIELDS = {
    "case_listing_days": "last_day",
    "listing_end_waits": "listing",
    "listing_unsourced": "source",
    "case_text_malformed": "source",
}


@desk.page(Permission.CASE_READ)
def listings(request: HttpRequest, by: Actor) -> HttpResponse:
    """The entries of the body itself and of agencies abroad, and what waits for a second person."""
    assert by.organisation_id is not None
    today = listed.today_of(by, request.now)
    agencies = listed.spoken_for(by, today)
    names = {one.id: one.name for one in agencies}
    held = listed.of_agencies(list(names))
    ending = _open(by, held)
    proposes = policies.allows(by, Permission.LISTING_PROPOSE) and bool(agencies)
    return render(
        request,
        "procedures/listings.html",
        {
            "rows": [_row(row, names, today) for one in agencies for row in held[one.id]],
            "waiting": [_waiting(one, names, by) for one in listed.waiting(by.organisation_id)],
            "may_propose": proposes,
            "speaks": bool(agencies),
            "who_may": policies.matrix().holders(Permission.LISTING_PROPOSE),
            "form": _form(request, agencies),
            "end_form": _end_form(request, ending, names) if ending else None,
        },
    )


@listings.post("procedures.listing.propose", Permission.LISTING_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The entry waits for a second person."""
    agencies = listed.spoken_for(by, listed.today_of(by, now))
    actions.propose(by=by, now=now, **_form(request, agencies).facts())
    return looking.done(request, "agency-listings", "done_listing_proposed")


@listings.post("procedures.listing.end", Permission.LISTING_PROPOSE, name="end")
def end(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The end of an entry waits for a second person."""
    agencies = listed.spoken_for(by, listed.today_of(by, now))
    names = {one.id: one.name for one in agencies}
    ending = _open(by, listed.of_agencies(list(names)))
    actions.propose_end(by=by, now=now, **_end_form(request, ending, names).facts())
    return looking.done(request, "agency-listings", "done_listing_proposed")


@listings.post("procedures.listing.approve", Permission.LISTING_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What was proposed holds."""
    actions.approve(proposal_id=looking.id_in(request, "proposal"), by=by, now=now)
    return looking.done(request, "agency-listings", "done_listing_approved")


@listings.post("procedures.listing.drop", Permission.CASE_READ, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What was proposed is given up, by whoever may propose or confirm."""
    if not policies.allows(by, Permission.LISTING_APPROVE):
        policies.require(by, Permission.LISTING_PROPOSE)
    actions.drop(proposal_id=looking.id_in(request, "proposal"), by=by, now=now)
    return looking.done(request, "agency-listings", "done_listing_dropped")


def _row(one: AgencyListing, names: Mapping[Any, Any], today: date) -> dict[str, Any]:
    is_over = one.until is not None and one.until <= today
    return {
        "row": one,
        "agency": names[one.agency_id],
        "list": f"page_listing_{one.list}",
        "last_day": _last(one.until),
        "state": "page_listing_over" if is_over else "page_listing_holds",
        "tone": "grey" if is_over else "good",
    }


def _waiting(one: ListingProposal, names: Mapping[Any, Any], by: Actor) -> dict[str, Any]:
    mine = one.proposed_by == by.person_id
    approves = policies.allows(by, Permission.LISTING_APPROVE)
    return {
        "row": one,
        "agency": names.get(one.agency_id, {}),
        "list": f"page_listing_{one.list}",
        "last_day": _last(one.until),
        "mine": mine,
        "may_approve": approves and not mine,
        "may_drop": approves or policies.allows(by, Permission.LISTING_PROPOSE),
    }


def _open(by: Actor, held: Mapping[Any, list[AgencyListing]]) -> list[AgencyListing]:
    """The entries whose end the body may still tell."""
    rows = [row for rows in held.values() for row in rows]
    return [one for one in rows if one.keeper_id == by.organisation_id and one.until is None]


def _form(request: HttpRequest, agencies: list[Organisation]) -> ListingForm:
    language = request.language
    known = [(str(one.id), choose(one.name, language)) for one in agencies]
    form: ListingForm = looking.filled(
        request, "propose", ListingForm, _FIELDS, agencies=known, language=language
    )
    return form


def _end_form(
    request: HttpRequest, ending: list[AgencyListing], names: Mapping[Any, Any]
) -> ListingEndForm:
    language = request.language
    known = [
        (
            str(one.id),
            sentence("page_listing_named", language, {
                "agency": choose(names[one.agency_id], language),
                "list": sentence(f"page_listing_{one.list}", language),
                "day": day_text(one.first_day, language),
            }),
        )
        for one in ending
    ]  # fmt: skip
    form: ListingEndForm = looking.filled(
        request, "end", ListingEndForm, _END_FIELDS, listings=known
    )
    return form


def _last(until: date | None) -> date | None:
    """The day as people write it: the last on which the entry holds."""
    return until - timedelta(days=1) if until else None
