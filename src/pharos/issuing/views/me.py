"""A signed-in person's own awards across providers: list, shares, wishes, everything as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import queries as accounts
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.personkeys import Erased
from pharos.issuing.holders import actions, archive, queries
from pharos.issuing.holders.queries import Holder
from pharos.issuing.models import Claim
from pharos.issuing.views.holder import shown, shown_share
from pharos.organisations import desk


@desk.person_page()
def me(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every award that the person took as its own, with its shares."""
    records = [found for claim in queries.claims(by) if (found := _record(claim, by, request))]
    return render(request, "issuing/me/awards.html", {
        "person": accounts.person(by.person_id) if by.person_id else None,
        "records": records,
        "awards": sum(len(one["awards"]) for one in records),
    })  # fmt: skip


@me.post("issuing.give_up", name="give_up")
def give_up(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The record is no longer among the person's own."""
    try:
        claim_id = UUID(request.POST.get("claim", ""))
    except ValueError:
        raise Malformed("request_unreadable") from None
    actions.give_up(claim_id=claim_id, by=by, now=now)
    return desk.Done(
        to=reverse("me", kwargs={"language": request.language}), say="done_me_given_up"
    )


@desk.person_page()
def claim(request: HttpRequest, by: Actor, token: str) -> HttpResponse:
    """The awards behind a link, before the person takes them as its own."""
    holder = queries.holder_of(token)
    with queries.as_holder(holder.person_key_id, by):
        held = queries.held(holder)
    return render(request, "issuing/me/claim.html", {
        "issuer": held[0].issuer,
        "awards": [shown(one, request) for one in held],
    })  # fmt: skip


@claim.post("issuing.claim")
def take(request: HttpRequest, by: Actor, now: datetime, token: str) -> desk.Done:
    """The record belongs to the person from now on."""
    actions.claim(holder=queries.holder_of(token), by=by, now=now)
    return desk.Done(to=reverse("me", kwargs={"language": request.language}), say="done_me_claimed")


@desk.person_page()
def export(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything that is known here about the person as holder, as one archive (PRV-02)."""
    made = archive.of(by, now=request.now)
    response = HttpResponse(made, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="pharos-awards.zip"'
    return response


def _record(claim: Claim, by: Actor, request: HttpRequest) -> dict[str, Any] | None:
    """One provider's record with a fresh link to its pages; None after an erasure."""
    holder: Holder | None = queries.holder_of_claim(claim)
    if holder is None:
        return None
    with queries.as_holder(claim.person_key_id, by):
        try:
            cipher = queries.cipher_of(claim.person_key_id)
        except Erased:
            return None
        series = queries.series_of([claim.person_key_id]).get(claim.person_key_id, 0)
        link = queries.link(request.language, cipher, holder.credential_id, series)
        held = queries.held(holder)
        shares = queries.shares(claim.person_key_id)
        wishes = queries.wishes(claim.person_key_id)
    return {
        "claim": claim,
        "issuer": held[0].issuer,
        "token": link.rpartition("/")[2],
        "awards": [shown(one, request) for one in held],
        "shares": [shown_share(one, request) for one in shares if one.is_open(request.now)],
        "waiting": sum(one.answered_at is None for one in wishes),
    }
