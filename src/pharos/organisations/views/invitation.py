"""The link of an invitation: who is asked to do what, and the button that accepts."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pharos.accounts import actions as accounts
from pharos.accounts import queries as account_queries
from pharos.accounts.signin import enter
from pharos.accounts.views.door import private
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries
from pharos.organisations.models import Invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Show what is offered; on the button enter whoever is new, give the role and sign in.

    The link came by mail, so it proves the address as a code does: a second factor that the
    person has is asked for as ever.
    """
    found = queries.invitation_of(token, now=request.now)
    if request.method == "POST":
        person_id = _person(request, found)
        _accept(request, found, person_id)
        return private(enter(request, person_id))
    with tenancy.scope(ANONYMOUS):
        entry = queries.by_id(found.organisation_id)
    context = {"invitation": found, "entry": entry}
    return private(render(request, "organisations/invitation.html", context))


def _person(request: HttpRequest, found: Invitation) -> UUID:
    """Whoever signs in with the address already, else somebody new with the name given."""
    login = account_queries.login_by_email(found.email)
    if login is not None:
        return login.pk
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        made = accounts.register_person(
            by=by,
            name=found.name,
            email=found.email,
            language=found.language,
            now=request.now,
        )
    return made.id


def _accept(request: HttpRequest, found: Invitation, person_id: UUID) -> None:
    try:
        acting_in = found.invited_in or found.organisation_id
        inviter = queries.actor_for(found.invited_by, acting_in, now=request.now)
    except NotAllowed as gone:
        raise NotAllowed("invitation_void") from gone
    with tenancy.scope(replace(inviter, kind="system")):
        actions.accept(by=inviter, invitation_id=found.id, person_id=person_id, now=request.now)
