"""Who acts for the organisation: roles, invitations, and their ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.organisations import actions, desk, queries, rules
from pharos.organisations.forms import EndForm, InviteForm, RoleForm


@desk.page(Permission.MEMBERSHIP_READ)
def team(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everybody who acts here, with their roles, and who was asked to."""
    waiting = queries.invitations(by.organisation_id, now=request.now)
    return render(
        request,
        "organisations/team.html",
        {
            "people": _people(request, by),
            "invitations": waiting,
            "may_give": bool(rules.grantable(by.roles, request.desk.kinds)),
        },
    )


@team.post("organisations.withdraw", Permission.MEMBERSHIP_MANAGE, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """An invitation is taken back."""
    actions.withdraw(by=by, invitation_id=_uuid(request.POST.get("invitation", "")), now=now)
    return desk.Done(to=_team(request), say="done_team_withdrawn")


@desk.page(Permission.MEMBERSHIP_MANAGE)
def invite(request: HttpRequest, by: Actor) -> HttpResponse:
    """Ask somebody by mail to take a role."""
    form = _invitation(request, by)
    return _formed(request, form, "organisations/invite.html")


@invite.post("organisations.invite")
def send(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The mail goes out with this act."""
    form = _invitation(request, by)
    made = actions.invite(by=by, now=now, **_clean(form))
    return desk.Done(to=_team(request), say="done_team_invited", facts={"email": made.email})


@desk.page(Permission.MEMBERSHIP_MANAGE)
def role(request: HttpRequest, by: Actor) -> HttpResponse:
    """A further role for somebody who is here."""
    return _formed(request, _role(request, by), "organisations/role.html")


@role.post("organisations.add_membership")
def give(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The role begins now."""
    given = _clean(_role(request, by))
    actions.add_membership(
        by=by,
        organisation_id=by.organisation_id,
        person_id=UUID(given["person"]),
        role=given["role"],
        now=now,
    )
    return desk.Done(to=_team(request), say="done_team_given")


@desk.page(Permission.MEMBERSHIP_READ)
def end(request: HttpRequest, by: Actor, membership_id: UUID) -> HttpResponse:
    """Ask why, before a role ends; one may always leave."""
    form = EndForm(request.POST or None)
    membership = _membership(request, by, membership_id)
    return _formed(request, form, "organisations/end_role.html", membership=membership)


@end.post("organisations.end_membership")
def ended(request: HttpRequest, by: Actor, now: datetime, membership_id: UUID) -> desk.Done:
    """The role and what hangs on it end now."""
    _membership(request, by, membership_id)
    reason = _clean(EndForm(request.POST))["reason"]
    actions.end_membership(by=by, membership_id=membership_id, now=now, reason=reason)
    return desk.Done(to=_team(request), say="done_team_ended")


def _invitation(request: HttpRequest, by: Actor) -> InviteForm:
    sent = request.POST or None
    return InviteForm(sent, by=by, kinds=request.desk.kinds, page=request.language)


def _role(request: HttpRequest, by: Actor) -> RoleForm:
    return RoleForm(
        request.POST or None,
        by=by,
        kinds=request.desk.kinds,
        page=request.language,
        people=_choices(request, by),
    )


def _people(request: HttpRequest, by: Actor) -> list[Mapping[str, Any]]:
    """The members in the order of their names, each with the roles held now."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in queries.memberships(by.organisation_id, now=request.now):
        person = found.setdefault(one.person_id, {"person": one.person, "roles": []})
        person["roles"].append(
            {
                "id": one.id,
                "role": one.role,
                "since": one.active_from,
                "may_end": one.person_id == by.person_id or rules.may_grant(by.roles, one.role),
            }
        )
    return sorted(found.values(), key=lambda one: one["person"].name)


def _choices(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    # nobody gives a role to oneself (AUT-04), so one is not offered to oneself
    return [
        (str(one["person"].id), one["person"].name)
        for one in _people(request, by)
        if one["person"].id != by.person_id
    ]


def _membership(request: HttpRequest, by: Actor, membership_id: UUID) -> Any:
    held = queries.memberships(by.organisation_id, now=request.now)
    found = next((one for one in held if one.id == membership_id), None)
    if found is None:
        raise NotFound("membership_unknown")
    return found


def _formed(request: HttpRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more})


def _clean(form: Any) -> dict[str, Any]:
    """What was typed; raises Invalid `form_incomplete`, and the page tells the fields."""
    if not form.is_valid():
        raise Invalid("form_incomplete")
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def _team(request: HttpRequest) -> str:
    arguments = {"language": request.language, "slug": request.desk.slug}
    return str(reverse("team", kwargs=arguments))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("invitation_unknown") from error
