"""Sittings of the committee: when, who has a seat, what is on the agenda."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts import queries as accounts
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.deciding import SessionForm
from pharos.procedures.models import AgendaItem, Session
from pharos.procedures.views import looking


@desk.page()
def sittings(request: HttpRequest, by: Actor) -> HttpResponse:
    """The sittings that this person may see, the newest first, with their cases."""
    if not {Permission.CASE_READ, Permission.SESSION_VOTE} & policies.held_by(by):
        raise NotAllowed("case_not_yours")
    found = sorted(queries.sittings(by), key=lambda one: one.day, reverse=True)
    return render(
        request,
        "procedures/sittings.html",
        {
            "sittings": [_row(one) for one in found],
            "may_call": policies.allows(by, Permission.CASE_MANAGE),
            "form": _form(request, by),
        },
    )


@sittings.post("procedures.call_session", Permission.CASE_MANAGE, name="call")
def call(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A sitting on a day, with its seats."""
    given = _form(request, by).checked()
    seats = [UUID(one) for one in given["seats"]]
    actions.call_session(day=given["day"], title=given["title"], seats=seats, by=by, now=now)
    return looking.done(request, "sittings", "done_case_kept")


def _row(one: Session) -> dict[str, Any]:
    names = accounts.names_of(one.seats)
    return {
        "row": one,
        "seats": [names.get(person, "–") for person in one.seats],
        "items": [_item(two) for two in showing.agenda(one)],
    }


def _item(one: AgendaItem) -> dict[str, Any]:
    case = one.case
    return {
        "case": case,
        "kind": f"page_procedure_kind_{case.kind}",
        "state": f"page_case_state_{case.state}",
        "tone": showing.tone_of(case.where),
        "provider": organisations.by_id(case.organisation_id).name,
    }


def _form(request: HttpRequest, by: Actor) -> SessionForm:
    members = [
        one
        for one in organisations.memberships(by.organisation_id, now=request.now)
        if one.role == "committee"
    ]
    names = accounts.names_of(one.person_id for one in members)
    listed = sorted(((str(person), name) for person, name in names.items()), key=lambda one: one[1])
    return looking.filled(
        request, "call", SessionForm, {"case_seats_missing": "seats"}, members=listed
    )
