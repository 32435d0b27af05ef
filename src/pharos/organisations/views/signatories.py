"""Signatories: whose name and office stand on the certificates, from a day to a day."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.organisations import actions, desk, queries
from pharos.organisations.models import Signatory
from pharos.organisations.signingforms import LANGUAGES, Ending, NewSignatory, until

_ONE_DAY = timedelta(days=1)


@desk.page(Permission.MANDATE_READ)
def signatories(request: HttpRequest, by: Actor) -> HttpResponse:
    """Who signs, who did, and the forms that name another or end one."""
    found = queries.signatories_of(by.organisation_id)
    posted = request.POST if request.method == "POST" else None
    is_ending = posted is not None and posted.get(desk.ACT_FIELD) == "end"
    form = NewSignatory(None if is_ending else posted)
    return render(request, "organisations/signing/signatories.html", {
        "rows": [_row(request, one, posted if is_ending else None) for one in found],
        "form": form,
        "names": [form[f"name_{one}"] for one in LANGUAGES],
        "offices": [form[f"office_{one}"] for one in LANGUAGES],
        "may_name": policies.allows(by, Permission.SIGNATORY_NAME),
    })  # fmt: skip


@signatories.post("organisations.name_signatory", Permission.SIGNATORY_NAME)
def name(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """From that day the person's name stands on certificates."""
    form = NewSignatory(request.POST)
    told = form.checked()
    actions.name_signatory(
        by=by, name=form.words("name"), office=form.words("office"),
        first_day=told["first_day"], until_day=until(told["last_day"]), now=now,
    )  # fmt: skip
    return desk.Done(_here(request), "done_signatory_named")


@signatories.post("organisations.end_signatory", Permission.SIGNATORY_NAME, name="end")
def end(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The person signs until that day."""
    told = Ending(request.POST).checked()
    ended = until(told["ended_on"])
    assert ended is not None
    actions.end_signatory(by=by, signatory_id=told["signatory"], until_day=ended)
    return desk.Done(_here(request), "done_signatory_ended")


def _row(request: HttpRequest, found: Signatory, posted: Any) -> dict[str, Any]:
    today = request.now.date()
    last = found.until_day - _ONE_DAY if found.until_day else None
    mine = posted is not None and posted.get("signatory") == str(found.id)
    if found.first_day > today:
        state, tone = "not_yet", "info"
    elif last is not None and last < today:
        state, tone = "ended", "grey"
    else:
        state, tone = "signs", "good"
    return {
        "signatory": found,
        "state": state,
        "tone": tone,
        "last_day": last,
        "form": Ending(posted if mine else None, auto_id=f"{found.id}_%s",
                       initial={"ended_on": today}),
    }  # fmt: skip


def _here(request: HttpRequest) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return reverse("signatories", kwargs=known)
