"""The official's desk: a question with its ground, what it showed, and every question before."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names
from pharos.accounts.policies import Permission
from pharos.awards.models import IDENTIFIER_KINDS
from pharos.common.actor import Actor
from pharos.common.forms import choices
from pharos.issuing.holders.queries import Holder, as_holder
from pharos.issuing.views.holder import link_page
from pharos.organisations import desk
from pharos.stateregister import actions, queries, rules
from pharos.stateregister.forms import LookupForm

TONES = {"valid": "good", "suspended": "warn", "revoked": "bad"}


@desk.page(Permission.ACHIEVEMENT_FIND)
def find(request: HttpRequest, by: Actor) -> HttpResponse:
    """The question and one's own questions before it."""
    form = _form(request)
    refusal = getattr(request, "refusal", None)
    if refusal is not None and refusal.code == "lookup_incomplete" and form.is_valid():
        form.refuse(refusal)
    context = {"form": form, "limit": rules.A_DAY, "hours": rules.OPEN_HOURS}
    return render(request, "stateregister/find.html", context)


@find.post("stateregister.look_up")
def look_up(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The question goes on record, and its answer is open for a day."""
    told = _form(request).checked()
    made = actions.look_up(**told, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug, "lookup_id": made.id}
    return desk.Done(reverse("stateregister-lookup", kwargs=known), "")


@desk.page(Permission.ACHIEVEMENT_FIND)
def lookup(request: HttpRequest, by: Actor, lookup_id: UUID) -> HttpResponse:
    """What a question showed, to whoever asked it."""
    found = queries.lookup(lookup_id, by=by, now=request.now)
    rows = [
        {
            "one": one,
            "tone": TONES.get(one.state, "grey"),
            "state": f"page_lookup_state_{one.state}",
        }
        for one in queries.achievements(found)
    ]
    return render(request, "stateregister/lookup.html", {"lookup": found, "rows": rows})


@desk.page(Permission.LOOKUP_READ)
def lookups(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every question of the body's officials, for whoever answers for them."""
    found = queries.lookups(by)
    people = names.of([one.asked_by for one in found])
    rows = [{"one": one, "by": people.get(one.asked_by, ""), "hits": one.hits.count()}
            for one in found]  # fmt: skip
    return render(request, "stateregister/lookups.html", {"rows": rows})


@link_page
def visits(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """Who looked at the record behind a secret link, when and on which ground."""
    with as_holder(holder.person_key_id):
        rows = queries.visits(holder.person_key_id)
    return render(request, "stateregister/visits.html", {"rows": rows, "token": token})


def _form(request: HttpRequest) -> LookupForm:
    kinds = [one for one in IDENTIFIER_KINDS if one != "none"]
    return LookupForm(
        request.POST if request.method == "POST" else None,
        grounds=choices(rules.GROUNDS, "page_lookup_ground_", request.language),
        kinds=choices(kinds, "page_lookup_kind_", request.language),
    )
