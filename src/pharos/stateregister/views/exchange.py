"""The desk of the exchange: what differs from the national registry, and who ends it how."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import dates
from pharos.common.actor import Actor
from pharos.common.errors import Malformed, NotFound
from pharos.common.forms import Form
from pharos.nations import zones
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards
from pharos.stateregister.exchange import actions, queries
from pharos.stateregister.exchange.models import Discrepancy
from pharos.stateregister.exchange.rules import Kind, Resolution


class EndForm(Form):
    """What a person found out about a line."""

    area = "discrepancy"
    note = forms.CharField(max_length=actions.MAX_NOTE, widget=forms.Textarea(attrs={"rows": 2}))


@desk.page(Permission.EXCHANGE_READ)
def exchange(request: HttpRequest, by: Actor) -> HttpResponse:
    """The lines of a nation that are open, and those that were ended lately."""
    nation = _nation(request, by)
    posted = request.POST if request.method == "POST" and "note" in request.POST else None
    return render(request, "stateregister/exchange.html", {
        "nations": [(code, standards.nation(code, on=zones.legal_day(code, request.now)).name)
                    for code in _offered(by)],
        "nation": nation,
        "last": queries.last(nation),
        "lines": [_shown(one, request.language) for one in queries.open_lines(by, nation)],
        "ended": queries.ended_lines(by, nation),
        "form": EndForm(posted),
        "may_compare": _is_operator(by, Permission.EXCHANGE_COMPARE),
        "may_end": _is_operator(by, Permission.EXCHANGE_RESOLVE),
    })  # fmt: skip


@exchange.post("stateregister.compare", Permission.EXCHANGE_COMPARE, name="compare")
def compare(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Both sides are compared now, and every night from now on."""
    nation = _nation(request, by)
    row = actions.compare(nation, by=by, now=now)
    say = "done_exchange_away" if row.last_code else "done_exchange_compared"
    return desk.Done(_here(request, nation), say)


@exchange.post("stateregister.resolve", Permission.EXCHANGE_RESOLVE, name="ours")
def ours(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """This register is right."""
    return _end(request, by, now, Resolution.OURS)


@exchange.post("stateregister.resolve", Permission.EXCHANGE_RESOLVE, name="theirs")
def theirs(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The national registry is right; the entry here is corrected where entries are kept."""
    return _end(request, by, now, Resolution.THEIRS)


def _end(request: HttpRequest, by: Actor, now: datetime, how: Resolution) -> desk.Done:
    actions.require_keeper(by)
    note = EndForm(request.POST).checked()["note"]
    try:
        line = UUID(request.POST.get("line", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of a line") from error
    actions.resolve(discrepancy_id=line, resolution=how, note=note, by=by, now=now)
    return desk.Done(_here(request, _nation(request, by)), "done_exchange_ended")


def _shown(one: Discrepancy, language: str) -> dict[str, object]:
    """A line with its terms in words: a term is kept as ISO days, the end exclusive."""
    if one.kind != Kind.LICENCE_TERM:
        return {"one": one, "ours": one.ours, "theirs": one.theirs}
    return {"one": one, "ours": _term(one.ours, language), "theirs": _term(one.theirs, language)}


def _term(text: str, language: str) -> str:
    first, _, until = text.partition("/")
    last = date.fromisoformat(until) - timedelta(days=1) if until else None
    days = (date.fromisoformat(first) if first else None, last)
    return " – ".join(dates.day_text(day, language) if day else "…" for day in days)


def _nation(request: HttpRequest, by: Actor) -> str:
    """The nation that is looked at: a ministry's own, or the one that the operator names."""
    offered = _offered(by)
    asked = request.GET.get("nation", "")
    return asked if asked in offered else offered[0]


def _offered(by: Actor) -> tuple[str, ...]:
    body = organisations.by_id(by.organisation_id)
    if body.id == organisations.platform_id():
        return tuple(standards.all_codes())
    if body.nation not in standards.all_codes():
        raise NotFound("page_not_found")
    return (str(body.nation),)


def _is_operator(by: Actor, permission: Permission) -> bool:
    return policies.allows(by, permission) and by.organisation_id == organisations.platform_id()


def _here(request: HttpRequest, nation: str) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return f"{reverse('stateregister-exchange', kwargs=known)}?nation={nation}"
