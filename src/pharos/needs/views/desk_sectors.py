"""Priority sectors of a country: proposed by one person of its ministry, approved by another."""

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
from pharos.needs import actions, queries, showing
from pharos.needs.forms import ReasonForm, SectorForm
from pharos.needs.models import PrioritySector
from pharos.organisations import desk


@desk.page(Permission.NEED_READ)
def sectors(request: HttpRequest, by: Actor) -> HttpResponse:
    """The sectors of the country with their documents; a ministry proposes and approves."""
    day = showing.today(request.desk.nation, request.now)
    own = queries.sectors_of(by.organisation_id)
    held = {one.id for one in own}
    others = [one for one in queries.sectors(nation=request.desk.nation) if one.id not in held]
    may_propose = "ministry" in request.desk.kinds and policies.allows(
        by, Permission.SECTOR_PROPOSE
    )
    return render(request, "needs/desk/sectors.html", {
        "rows": [_row(one, by, day) for one in (*own, *others)],
        "may_propose": may_propose,
        "form": _form(request),
        "ending": _reason(request),
    })  # fmt: skip


@sectors.post("needs.propose_sector", Permission.SECTOR_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The sector waits for a second person."""
    actions.propose_sector(new=_form(request).new(), by=by, now=now)
    return _done(request, "done_sector_proposed")


@sectors.post("needs.approve_sector", Permission.SECTOR_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Needs can carry the sector that was read."""
    digest = http.digest_of(request.POST.get("digest", ""))
    actions.approve_sector(sector_id=_id(request), digest=digest, by=by, now=now)
    return _done(request, "done_sector_approved")


@sectors.post("needs.end_sector", Permission.SECTOR_APPROVE, name="end")
def end(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The sector is not put first any more."""
    sector_id = _id(request)
    reason = _reason(request).checked()["reason"]
    actions.end_sector(sector_id=sector_id, reason=reason, by=by, now=now)
    return _done(request, "done_sector_ended")


def _row(one: PrioritySector, by: Actor, day: Any) -> dict[str, Any]:
    code, tone = showing.sector_state(one, day)
    own = one.organisation_id == by.organisation_id
    approves = own and policies.allows(by, Permission.SECTOR_APPROVE)
    waits = one.approved_at is None and one.ended_at is None
    return {
        "sector": one,
        "fields": [showing.field_name(field) for field in one.fields],
        "digest": bytes(one.digest).hex(),
        "state_code": code,
        "tone": tone,
        "mine": waits and one.proposed_by == by.person_id,
        "may_approve": approves and waits and one.proposed_by != by.person_id,
        "may_end": approves and one.ended_at is None and one.approved_at is not None,
    }


def _form(request: HttpRequest) -> SectorForm:
    sent = request.POST if request.POST.get(desk.ACT_FIELD) == "propose" else None
    nation = showing.nation(request.desk.nation, request.now)
    form = SectorForm(sent, nation=nation, language=request.language)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal)
    return form


def _reason(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST if request.POST.get(desk.ACT_FIELD) == "end" else None)


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("sector", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of a sector") from error


def _done(request: HttpRequest, say: str) -> desk.Done:
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse("needs-sectors", kwargs=known), say)
