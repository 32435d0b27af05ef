"""The days on which a country's authorities work: by law, and as its government moved them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.sentences import sentence
from pharos.organisations import desk
from pharos.standards import actions, days, queries
from pharos.standards.dayforms import MovedDayForm
from pharos.standards.models import MovedDay
from pharos.standards.views import rules_pages

_FIELDS = {
    "moved_day_past": "day",
    "moved_day_same": "works",
    "moved_day_unsourced": "source",
    "not_a_standard_setter": "nation",
}
_YEARS = range(2000, 2101)


@desk.page(Permission.DECISION_READ)
def working_days(request: HttpRequest, by: Actor) -> HttpResponse:
    """The free days of a year, what was moved, and what waits for a second person."""
    chosen = rules_pages.chosen_nation(request, by)
    today = queries.history(chosen)[-1].legal_day(request.now)
    year = _year(request, today)
    entered = days.moved(chosen, year=year)
    form = _form(request, by)
    return render(
        request,
        "standards/days.html",
        {
            "nation": queries.nation(chosen, on=today),
            "nations": rules_pages.known_nations(by, request.language),
            "year": year,
            "years": range(today.year - 1, today.year + 3),
            "rows": _rows(chosen, year, today, entered, request.language),
            "weekend": [
                sentence(f"page_days_week_{one}", request.language)
                for one in days.calendar(chosen, on=today).parameters.weekend
            ],
            "waiting": [_waiting(one, by) for one in entered if one.approved_at is None],
            "may_propose": rules_pages.may_set(by, request)
            and policies.allows(by, Permission.AMENDMENT_PROPOSE),
            "who_may": policies.matrix().holders(Permission.AMENDMENT_PROPOSE),
            "form": form,
        },
    )


@working_days.post("standards.day.propose", Permission.AMENDMENT_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The day waits for a second person."""
    facts = _form(request, by).facts()
    made = actions.days.propose(by=by, now=now, **facts)
    return _done(request, made, "done_day_proposed")


@working_days.post("standards.day.approve", Permission.AMENDMENT_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The day counts as it was entered."""
    made = actions.days.approve(by=by, moved_id=_named(request), now=now)
    return _done(request, made, "done_day_approved")


@working_days.post("standards.day.drop", Permission.DECISION_READ, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What was proposed is given up, by whoever may propose or approve."""
    if not policies.allows(by, Permission.AMENDMENT_APPROVE):
        policies.require(by, Permission.AMENDMENT_PROPOSE)
    made = actions.days.drop(by=by, moved_id=_named(request), now=now)
    return _done(request, made, "done_day_dropped")


def _rows(
    nation: str, year: int, today: date, entered: list[MovedDay], language: str
) -> list[dict[str, Any]]:
    """Every day of the year that is not as its week says, with what says so."""
    calendar = days.calendar(nation, on=today)
    found: dict[date, dict[str, Any]] = {
        day: {"name": name, "works": calendar.works(day), "source": ""}
        for day, name in calendar.holidays(year).items()
    }
    for one in entered:
        if one.approved_at is not None:
            found[one.day] = {"written": one.name, "works": one.works, "source": one.source}
    return [
        {"day": day, "week": sentence(f"page_days_week_{day.isoweekday()}", language), **facts}
        for day, facts in sorted(found.items())
    ]


def _waiting(one: MovedDay, by: Actor) -> dict[str, Any]:
    own = one.organisation_id == by.organisation_id
    mine = one.proposed_by == by.person_id
    approves = own and policies.allows(by, Permission.AMENDMENT_APPROVE)
    proposes = own and policies.allows(by, Permission.AMENDMENT_PROPOSE)
    return {
        "row": one,
        "mine": own and mine,
        "may_approve": approves and not mine,
        "may_drop": approves or proposes,
    }


def _year(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("year", "")
    given = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return given if given in _YEARS else today.year


def _form(request: HttpRequest, by: Actor) -> MovedDayForm:
    sent = request.POST if request.POST.get("act") == "propose" else None
    nations = rules_pages.known_nations(by, request.language)
    form = MovedDayForm(
        sent,
        nations=nations,
        language=request.language,
        initial={"nation": rules_pages.chosen_nation(request, by)},
    )
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _FIELDS)
    return form


def _named(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("moved", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of a day") from error


def _done(request: HttpRequest, made: MovedDay, say: str) -> desk.Done:
    arguments = {"language": request.language, "slug": request.desk.slug}
    to = f"{reverse('standards-days', kwargs=arguments)}?nation={made.nation}&year={made.day.year}"
    return desk.Done(to, say=say)
