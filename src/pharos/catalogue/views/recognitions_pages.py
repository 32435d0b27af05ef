"""The versions that name this body among those that recognise them: it says so itself, or not."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.claims import actions
from pharos.catalogue.claims.listing import naming
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.organisations import queries as organisations


@desk.page(Permission.PROGRAMME_READ)
def recognitions(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every published version that names the body, with what the body said of it."""
    body = organisations.by_id(by.organisation_id)
    return render(request, "catalogue/desk/recognitions.html", {
        "rows": naming(body),
        "may_say": policies.allows(by, Permission.RECOGNITION_CONFIRM),
    })  # fmt: skip


@recognitions.post("catalogue.confirm_recognition", Permission.RECOGNITION_CONFIRM, name="confirm")
def confirm(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The body recognises the version."""
    version_id = _id(request, "programme_version_unknown")
    actions.confirm_recognition(version_id=version_id, text={}, by=by, now=now)
    return desk.Done(_here(request), "done_recognition_confirmed")


@recognitions.post(
    "catalogue.withdraw_recognition", Permission.RECOGNITION_CONFIRM, name="withdraw"
)
def withdraw(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The body no longer recognises it."""
    recognition_id = _id(request, "recognition_unknown")
    actions.withdraw_recognition(recognition_id=recognition_id, by=by, now=now)
    return desk.Done(_here(request), "done_recognition_withdrawn")


def _id(request: HttpRequest, unknown: str) -> UUID:
    try:
        return UUID(request.POST.get("which", ""))
    except ValueError as error:
        raise NotFound(unknown) from error


def _here(request: HttpRequest) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return reverse("recognitions", kwargs=known)
