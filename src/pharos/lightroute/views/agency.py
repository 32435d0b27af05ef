"""The light route at an agency's desk: what is due, whom it trusts, samples, hours."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.lightroute import actions, facts, queries, rules
from pharos.lightroute.forms import ResultForm, TextForm
from pharos.lightroute.models import Proposal
from pharos.lightroute.views.showing import note_line, parameters, said
from pharos.nations import codes, zones
from pharos.nations.model import Nation
from pharos.organisations import desk
from pharos.organisations import queries as organisations

_FOUND = 8
_PROVIDERS = frozenset(
    code for code, one in codes.organisation_kinds().items() if one.role == "provider"
)


@desk.page(Permission.LIGHT_READ)
def queue(request: HttpRequest, by: Actor) -> HttpResponse:
    """What was notified: the nearest end first, then what was closed."""
    nation = _nation(by, request.now)
    today = nation.legal_day(request.now) if nation else zones.legal_day(None, request.now)
    lines = []
    for one in queries.received_by(by.organisation_id):
        is_over = one.state == "notified" and rules.is_over(one.due_on, today)
        waits = "officer" if one.taken_by is None else "approver" if one.signed_by is None else ""
        lines.append(note_line(one) | {
            "provider": organisations.by_id(one.organisation_id).name,
            "is_over": is_over,
            "waits": waits if one.is_open else "",
        })  # fmt: skip
    return render(request, "lightroute/queue.html", {
        "open": [one for one in lines if one["note"].is_open],
        "closed": [one for one in reversed(lines) if not one["note"].is_open],
        "proposals": len(queries.open_proposals(by.organisation_id)),
    })  # fmt: skip


@desk.page(Permission.LIGHT_READ)
def providers(request: HttpRequest, by: Actor) -> HttpResponse:
    """Whom the agency trusts, who lost the right, and what waits for a second person."""
    nation = _nation(by, request.now)
    text = request.GET.get("q", "").strip()[:80]
    places = queries.named(facts.listings(agency_id=by.organisation_id))
    found = _candidates(nation, text, request) if nation and text else []
    sent = request.POST if request.method == "POST" else None
    return render(request, "lightroute/providers.html", {
        "nation": nation,
        "rows": parameters(nation, request.language) if nation else [],
        "listed": [one for one in places if one.ended_on is None],
        "ended": [one for one in places if one.ended_on is not None],
        "proposals": _proposals(by, ("list", "end")),
        "q": text,
        "found": found,
        "form": TextForm(sent, label="field_light_reason"),
        "may_propose": policies.allows(by, Permission.TRUST_PROPOSE),
        "may_approve": policies.allows(by, Permission.TRUST_APPROVE),
        "may_read": policies.allows(by, Permission.OVERSIGHT_READ),
        "needs_passkey": not by.strong,
    })  # fmt: skip


@providers.post("lightroute.list", Permission.TRUST_PROPOSE, name="list")
def propose_listing(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A provider is proposed for the list."""
    actions.propose_listing(
        organisation_id=_id(request, "organisation"), reason=_text(request, "field_light_reason"),
        by=by, now=now,
    )  # fmt: skip
    return _to(request, "light-providers", "done_light_proposed")


@providers.post("lightroute.end", Permission.TRUST_PROPOSE, name="end")
def propose_end(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The end of a provider's right is proposed."""
    actions.propose_end(
        organisation_id=_id(request, "organisation"), reason=_text(request, "field_light_reason"),
        by=by, now=now,
    )  # fmt: skip
    return _to(request, "light-providers", "done_light_proposed")


@providers.post("lightroute.approve", Permission.TRUST_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A second person approves."""
    actions.approve(proposal_id=_id(request, "proposal"), by=by, now=now)
    return _to(request, "light-providers", "done_light_approved")


@providers.post("lightroute.drop", Permission.LIGHT_READ, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A proposal is given up."""
    if not policies.allows(by, Permission.TRUST_APPROVE):
        policies.require(by, Permission.TRUST_PROPOSE)
    actions.drop(proposal_id=_id(request, "proposal"), by=by, now=now)
    return _to(request, "light-providers", "done_light_dropped")


@desk.page(Permission.LIGHT_READ)
def audits(request: HttpRequest, by: Actor) -> HttpResponse:
    """The yearly samples and the audits that came of them."""
    nation = _nation(by, request.now)
    this_year = nation.legal_day(request.now).year if nation else request.now.year
    draws = queries.draws(by.organisation_id)
    known = {one.year for one in draws}
    sent = request.POST if request.method == "POST" else None
    found = queries.named(queries.audits(agency_id=by.organisation_id))
    return render(request, "lightroute/audits.html", {
        "draws": [
            {"draw": one, "has_seed": queries.seed_after(one) is not None} for one in draws
        ],
        "years": [
            year for year in (this_year - 1, this_year - 2)
            if year not in known and queries.records_of(by.organisation_id, year)
        ],
        "audits": found,
        "proposals": _proposals(by, ("audit",)),
        "form": ResultForm(sent, language=request.language),
        "may_propose": policies.allows(by, Permission.TRUST_PROPOSE),
        "may_approve": policies.allows(by, Permission.TRUST_APPROVE),
        "needs_passkey": not by.strong,
    })  # fmt: skip


@audits.post("lightroute.announce", Permission.TRUST_PROPOSE, name="announce")
def announce(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The sample of a year is announced."""
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotFound("light_draw_unknown")
    actions.announce(year=int(year), by=by, now=now)
    return _to(request, "light-audits", "done_light_announced")


@audits.post("lightroute.draw", Permission.TRUST_PROPOSE, name="draw")
def draw(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The lot falls."""
    actions.draw(draw_id=_id(request, "draw"), by=by, now=now)
    return _to(request, "light-audits", "done_light_drawn")


@audits.post("lightroute.result", Permission.TRUST_PROPOSE, name="result")
def result(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What an audit found is proposed."""
    told = ResultForm(request.POST, language=request.language).checked()
    actions.propose_result(
        audit_id=_id(request, "audit"), outcome=told["outcome"], findings=told["text"], by=by,
        now=now,
    )  # fmt: skip
    return _to(request, "light-audits", "done_light_proposed")


@audits.post("lightroute.conclude", Permission.TRUST_APPROVE, name="approve")
def conclude(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A second person approves the result."""
    actions.approve(proposal_id=_id(request, "proposal"), by=by, now=now)
    return _to(request, "light-audits", "done_light_approved")


@desk.page(Permission.LIGHT_READ)
def hours(request: HttpRequest, by: Actor) -> HttpResponse:
    """Hours of the light route beside those of the full procedure, this year and the last."""
    year = request.now.year
    tables = []
    for one in (year, year - 1):
        found = queries.compared(
            by.organisation_id, since=date(one, 1, 1), until=date(one + 1, 1, 1)
        )
        tables.append({"year": one, "light": found["light"], "full": found["procedure"]})
    return render(request, "lightroute/hours.html", {"tables": tables, "k": rules.SMALLEST})


def _candidates(nation: Nation, text: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Providers of the nation by name, each with what its history lacks."""
    today = nation.legal_day(request.now)
    lines = []
    listed = organisations.listing(nation=nation.code, on=today, text=text)
    bodies = [one for one in listed if organisations.kinds_on(one.id, today) & _PROVIDERS]
    for one in bodies[:_FOUND]:
        past = facts.without_failed_audits(facts.history(one.id, nation, today=today), one.id)
        problems = rules.history_problems(past, nation.light_route, today)
        lines.append({
            "organisation": one,
            "problems": said(problems, request.language),
            "is_listed": past.listed_since is not None,
        })  # fmt: skip
    return lines


def _proposals(by: Actor, acts: tuple[str, ...]) -> list[dict[str, Any]]:
    def line(one: Proposal) -> dict[str, Any]:
        return {
            "proposal": one,
            "name": organisations.by_id(one.organisation_id).name,
            "by": names.one(one.proposed_by),
            "mine": one.proposed_by == by.person_id,
        }

    return [line(one) for one in queries.open_proposals(by.organisation_id) if one.act in acts]


def _nation(by: Actor, now: datetime) -> Nation | None:
    try:
        return facts.nation_of(organisations.by_id(by.organisation_id).id, now)
    except NotFound:
        return None


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise NotFound("proposal_unknown") from error


def _text(request: HttpRequest, label: str) -> str:
    return str(TextForm(request.POST, label=label).checked()["text"])


def _to(request: HttpRequest, name: str, say: str) -> desk.Done:
    where = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse(name, kwargs=where), say=say)
