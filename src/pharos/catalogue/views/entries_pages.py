"""The owner's entries: when each was confirmed last, and the button that says they are true."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.confirming import actions, queries
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.organisations import desk
from pharos.organisations import queries as organisations

TONES = {"confirmed": "good", "soon": "info", "overdue": "warn", "left": "bad"}


@desk.page(Permission.PROGRAMME_READ)
def entries(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every entry of the organisation, those that wait on top."""
    organisation = organisations.by_id(by.organisation_id)
    rows = [
        {"entry": one, "tone": TONES[one.freshness.state], "state": one.freshness.state.value}
        for one in queries.entries(organisation, now=request.now)
    ]
    context = {"rows": rows, "may_confirm": policies.allows(by, Permission.ENTRY_CONFIRM)}
    return render(request, "catalogue/desk/entries.html", context)


@entries.post("catalogue.confirm_entries", Permission.ENTRY_CONFIRM)
def confirm(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The chosen entries are true today."""
    try:
        chosen = [UUID(one) for one in request.POST.getlist("entry")[:500]]
    except ValueError as error:
        raise Invalid("entries_none_chosen") from error
    actions.confirm(subjects=chosen, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse("entries", kwargs=known), "done_entries_confirmed")
