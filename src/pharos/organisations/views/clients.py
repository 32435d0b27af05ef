"""Programs that act for the organisation through the API, and those who answer for them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import actions as accounts
from pharos.accounts import queries as account_queries
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.organisations import actions, desk, queries
from pharos.organisations.forms import ClientForm, EndForm, forms_text


@desk.page(Permission.CLIENT_READ)
def clients(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every program with access, when it was last seen, and until when it has it."""
    used = account_queries.last_uses(by.organisation_id)
    rows = [
        {"client": one, "state": _state(one, request.now), "used": used.get(one.id)}
        for one in account_queries.clients(by.organisation_id)
    ]
    off = "api_clients" in queries.switched_off(by.organisation_id)
    return render(request, "organisations/clients.html", {"rows": rows, "off": off})


@desk.page(Permission.CLIENT_MANAGE)
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Who answers for the program, what it may do, and for how long."""
    return render(request, "organisations/client_new.html", {"form": _form(request, by)})


@new.post("organisations.create_client")
def create(request: HttpRequest, by: Actor, now: datetime) -> HttpResponse:
    """The token is shown with this answer and never again."""
    given = _clean(_form(request, by))
    client, token = actions.create_client(
        by=by,
        name=given["name"],
        scopes=given["scopes"],
        sponsor_id=UUID(given["sponsor"]),
        lifetime=timedelta(days=int(given["days"])),
        now=now,
    )
    return _secret(request, client, token)


@desk.page(Permission.CLIENT_READ)
def client(request: HttpRequest, by: Actor, client_id: UUID) -> HttpResponse:
    """One program: its permissions, a new token, its end."""
    found = account_queries.client(client_id, organisation_id=by.organisation_id)
    used = account_queries.last_uses(by.organisation_id).get(found.id)
    return render(
        request,
        "organisations/client.html",
        {
            "client": found,
            "state": _state(found, request.now),
            "used": used,
            "scopes": [forms_text(scope, request.language) for scope in found.scopes],
            "form": EndForm(request.POST or None),
        },
    )


@client.post("accounts.rotate_client", Permission.CLIENT_MANAGE, name="rotate")
def rotate(request: HttpRequest, by: Actor, now: datetime, client_id: UUID) -> HttpResponse:
    """A new token; the old one works for a week more."""
    token = accounts.rotate_client(by=by, client_id=client_id, now=now)
    found = account_queries.client(client_id, organisation_id=by.organisation_id)
    return _secret(request, found, token)


@client.post("accounts.end_client", Permission.CLIENT_MANAGE, name="end")
def end(request: HttpRequest, by: Actor, now: datetime, client_id: UUID) -> desk.Done:
    """Its tokens work no more, from this moment."""
    reason = _clean(EndForm(request.POST))["reason"]
    accounts.end_client(by=by, client_id=client_id, reason=reason, now=now)
    return desk.Done(to=_address(request, "clients"), say="done_client_ended")


def _form(request: HttpRequest, by: Actor) -> ClientForm:
    members = {
        str(one.person_id): one.person.name
        for one in queries.memberships(by.organisation_id, now=request.now)
    }
    return ClientForm(request.POST or None, page=request.language, people=members.items())


def _secret(request: HttpRequest, found: Any, token: str) -> HttpResponse:
    return render(request, "organisations/client_token.html", {"client": found, "token": token})


def _state(one: Any, now: datetime) -> str:
    if one.ended_at is not None:
        return "ended"
    return "active" if one.expires_at > now else "expired"


def _clean(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid("form_incomplete")
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def _address(request: HttpRequest, name: str) -> str:
    return str(reverse(name, kwargs={"language": request.language, "slug": request.desk.slug}))
