"""A level is claimed by the provider, confirmed by the agency, entered by the keeper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import levels, queries
from pharos.catalogue.claims import actions
from pharos.catalogue.claims import queries as claims
from pharos.catalogue.claims.listing import levels_waiting
from pharos.catalogue.levels import Act
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.forms import Form
from pharos.organisations import desk
from pharos.organisations import queries as organisations

FIELD = "outcome_"


class Entering(Form):
    """The number under which the keeper of the framework enters a version."""

    area = "level"
    number = django_forms.CharField(max_length=actions.MAX_NUMBER)


@desk.page(Permission.PROGRAMME_READ)
def level(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """The outcomes of an own version beside the descriptors of the levels."""
    found = _own(by, version_id)
    claim = claims.claim_of(found.id)
    return render(request, "catalogue/desk/level.html", {
        "version": found,
        "title": found.descriptor.title,
        "rows": _rows(found, claim.matches if claim else {}),
        "descriptors": _descriptors(found.level),
        "levels": list(levels.LEVELS),
        "said": told(claims.referral_of(found.id)),
        "claimed": claim is not None,
        "may_claim": policies.allows(by, Permission.LEVEL_CLAIM) and found.level is not None,
    })  # fmt: skip


@level.post("catalogue.claim_level", Permission.LEVEL_CLAIM)
def claim(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The provider claims the level of the version."""
    found = _own(by, version_id)
    matches = {
        one.id: int(text)
        for place, one in enumerate(found.descriptor.learning_outcomes)
        if (text := request.POST.get(f"{FIELD}{place}", "")) and text in "12345678"
    }
    actions.claim_level(version_id=version_id, matches=matches, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug, "version_id": version_id}
    return desk.Done(reverse("programmes-level", kwargs=known), "done_level_claimed")


@desk.page(Permission.DECISION_READ)
def waiting(request: HttpRequest, by: Actor) -> HttpResponse:
    """The levels of a nation's programmes that wait for a word of this body."""
    body = organisations.by_id(by.organisation_id)
    rows = [
        {"one": one, "title": one.version.descriptor.title, "code": f"page_level_{one.act}"}
        for one in levels_waiting(body.nation or "")
    ]
    return render(request, "catalogue/desk/levels.html", {"rows": rows})


@desk.page(Permission.DECISION_READ)
def referral(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """One claim, with the word that comes next."""
    found = queries.version(version_id)
    claim = claims.claim_of(found.id)
    if claim is None:
        raise NotFound("programme_version_unknown")
    stands = claims.referral_of(found.id)
    posted = request.POST if request.method == "POST" else None
    is_entering = posted is not None and posted.get(desk.ACT_FIELD) == "enter"
    return render(request, "catalogue/desk/level_referral.html", {
        "version": found,
        "title": found.descriptor.title,
        "rows": _rows(found, claim.matches),
        "descriptors": _descriptors(found.level),
        "said": told(stands),
        "may_confirm": stands.state == Act.CLAIMED
        and policies.allows(by, Permission.LEVEL_CONFIRM),
        "may_enter": stands.state == Act.CONFIRMED and policies.allows(by, Permission.LEVEL_ENTER),
        "form": Entering(posted if is_entering else None),
    })  # fmt: skip


@referral.post("catalogue.confirm_level", Permission.LEVEL_CONFIRM, name="confirm")
def confirm(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The agency agrees."""
    actions.confirm_level(version_id=version_id, by=by, now=now)
    return desk.Done(_there(request, version_id), "done_level_confirmed")


@referral.post("catalogue.enter_level", Permission.LEVEL_ENTER, name="enter")
def enter(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The keeper of the framework enters it."""
    number = Entering(request.POST).checked()["number"]
    actions.enter_level(version_id=version_id, number=number, by=by, now=now)
    return desk.Done(_there(request, version_id), "done_level_entered")


def told(stands: levels.Referral) -> list[dict[str, Any]]:
    """Who said what of a level and when, for a page."""
    return [
        {
            "code": f"page_level_said_{one.act}",
            "name": organisations.organisation(one.organisation).name,
            "level": one.level,
            "day": one.day,
            "number": one.number,
        }
        for one in stands.said
    ]


def _rows(version: ProgrammeVersion, matches: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"field": f"{FIELD}{place}", "id": one.id, "text": one.text, "type": one.type,
         "code": f"page_draft_code_{one.type}", "met": matches.get(one.id)}
        for place, one in enumerate(version.descriptor.learning_outcomes)
    ]  # fmt: skip


def _descriptors(level: int | None) -> list[dict[str, Any]]:
    """The level and its neighbours, each with its three columns."""
    if level is None:
        return []
    near = [one for one in (level - 1, level, level + 1) if one in levels.LEVELS]
    return [
        {"level": one, "columns": [
            {"code": f"page_draft_code_{kind}", "text": levels.descriptors()[one].text(kind)}
            for kind in levels.COLUMNS
        ]}
        for one in near
    ]  # fmt: skip


def _own(by: Actor, version_id: UUID) -> ProgrammeVersion:
    found = queries.version(version_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    if not found.descriptor.learning_outcomes:
        raise Invalid("level_claim_unsound")
    return found


def _there(request: HttpRequest, version_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "version_id": version_id}
    return reverse("levels-version", kwargs=known)
