"""The light route at a provider's desk: whether it is open, what was notified, a new one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.drafting import telling
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.http import digest_of
from pharos.lightroute import actions, facts, queries, rules
from pharos.lightroute.forms import PartForm, StatementForm
from pharos.lightroute.views.showing import note_line, parameters, said
from pharos.nations.model import Nation
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.review import queries as review


@desk.page(Permission.LIGHT_READ)
def mine(request: HttpRequest, by: Actor) -> HttpResponse:
    """The right of this provider, its versions that are not decided, and what it notified."""
    organisation_id = by.organisation_id
    assert organisation_id is not None
    nation = _nation(organisation_id, request.now)
    if nation is None:
        return render(request, "lightroute/mine.html", {"nation": None})
    today = nation.legal_day(request.now)
    past = facts.history(organisation_id, nation, today=today)
    history = rules.history_problems(past, nation.light_route, today)
    places = facts.listings(organisation_id=organisation_id)
    return render(request, "lightroute/mine.html", {
        "nation": nation,
        "is_open": nation.light_route.is_open,
        "rows": parameters(nation, request.language),
        "history": said(history, request.language),
        "listing": next((one for one in places if one.ended_on is None), None),
        "ended": [one for one in places if one.ended_on is not None],
        "versions": _versions(organisation_id, nation, past, request),
        "sent": [note_line(one) for one in queries.sent_by(organisation_id)],
        "audits": queries.audits(organisation_id=organisation_id),
        "may_notify": policies.allows(by, Permission.LIGHT_NOTIFY),
        "may_read": policies.allows(by, Permission.OVERSIGHT_READ),
    })  # fmt: skip


@desk.page(Permission.LIGHT_NOTIFY)
def new(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """One form: everything but the statement comes from the internal decision."""
    found = review.version_for(by, version_id)
    nation = facts.nation_of(found.organisation_id, request.now)
    listing = facts.listing(found.organisation_id)
    internal = review.approved(found.id, bytes(found.digest))
    today = nation.legal_day(request.now)
    sent = request.POST if request.method == "POST" else None
    days = nation.light_route.silence_days
    return render(request, "lightroute/new.html", {
        "version": found,
        "title": found.descriptor.title,
        "nation": nation,
        "problems": said(facts.problems(found, now=request.now), request.language),
        "agency": organisations.by_id(listing.agency_id).name if listing else None,
        "internal": internal,
        "told": telling.told(found.descriptor.to_dict(), nation, request.language),
        "days": days,
        "due_on": facts.calendar(nation, today).add(today, days),
        "digest": bytes(found.digest).hex(),
        "form": StatementForm(sent, initial={"statement": internal.reason if internal else ""}),
    })  # fmt: skip


@new.post("lightroute.notify", name="notify")
def notify(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The programme is notified; the days of silence begin."""
    form = StatementForm(request.POST)
    note = actions.notify(
        version_id=version_id,
        digest=digest_of(request.POST.get("digest", "")),
        statement=form.checked()["statement"],
        by=by,
        now=now,
    )
    return desk.Done(to_case(request, note.id), say="done_light_notified")


@desk.page(Permission.LIGHT_NOTIFY)
def part(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """A part of an accredited programme: its parent is chosen, then the mapping is filled in."""
    found = review.version_for(by, version_id)
    nation = facts.nation_of(found.organisation_id, request.now)
    parent = _parent(request, by)
    is_open = nation.carve_out.is_open
    context: dict[str, Any] = {
        "version": found,
        "title": found.descriptor.title,
        "is_open": is_open,
        "parents": facts.parents(found.organisation_id, now=request.now) if is_open else [],
        "parent": parent,
        "form": None,
        "days": nation.carve_out.silence_days,
        "digest": bytes(found.digest).hex(),
    }
    if parent is not None:
        sent = request.POST if request.method == "POST" else None
        context["form"] = _part_form(request, found, parent, sent)
        context["parent_title"] = parent.descriptor.title
    return render(request, "lightroute/part.html", context)


@part.post("lightroute.notify_part", name="notify")
def notify_part(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The part is notified with its mapping."""
    found = review.version_for(by, version_id)
    parent = _parent(request, by)
    if parent is None:
        raise Invalid("form_incomplete")
    form = _part_form(request, found, parent, request.POST)
    told = form.checked()
    note = actions.notify_part(
        version_id=version_id,
        digest=digest_of(request.POST.get("digest", "")),
        parent_id=parent.id,
        mapping=form.mapping,
        statement=told["statement"],
        by=by,
        now=now,
    )
    return desk.Done(to_case(request, note.id), say="done_light_notified")


def to_case(request: HttpRequest, notification_id: UUID) -> str:
    """The address of a notification at this desk."""
    where = {"language": request.language, "slug": request.desk.slug}
    return reverse("light-case", kwargs={**where, "notification_id": notification_id})


def _part_form(
    request: HttpRequest, found: ProgrammeVersion, parent: ProgrammeVersion, sent: Any
) -> PartForm:
    return PartForm(
        sent, part=found.descriptor, parent=parent.descriptor, language=request.language
    )


def _parent(request: HttpRequest, by: Actor) -> ProgrammeVersion | None:
    """The parent that the address or the form names, if it is one of the provider's."""
    named = request.POST.get("parent") or request.GET.get("parent", "")
    try:
        found = catalogue.version(UUID(named))
    except (ValueError, NotFound):
        return None
    return found if found.organisation_id == by.organisation_id else None


def _versions(
    organisation_id: UUID, nation: Nation, past: rules.History, request: HttpRequest
) -> list[dict[str, Any]]:
    """The versions that no accreditation covers, each with what stands against the light route."""
    today = nation.legal_day(request.now)
    lines = []
    for one in catalogue.published(organisation_id=organisation_id, limit=200):
        asked = facts.programme(one, nation, today)
        if asked.is_decided or asked.is_notified:
            continue
        is_part = one.kind == "carved_out"
        problems: list[Problem] = (
            rules.state_problems(asked)
            if is_part
            else rules.problems(asked, past, nation.light_route, today)
        )
        lines.append({
            "version": one,
            "title": one.descriptor.title,
            "is_part": is_part,
            "problems": said(problems, request.language),
        })  # fmt: skip
    return lines


def _nation(organisation_id: UUID, now: datetime) -> Nation | None:
    try:
        return facts.nation_of(organisation_id, now)
    except NotFound:
        return None
