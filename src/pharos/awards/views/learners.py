"""Learners: found by number or name, and what each of them holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.awards import actions, queries, records, searches
from pharos.awards.models import Learner
from pharos.awards.runforms import Search
from pharos.awards.views.runs_pages import STATES
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk

AWARD_TONES = {"confirmed": "good", "suspended": "warn", "revoked": "bad", "refused": "grey",
               "superseded": "grey"}  # fmt: skip


@desk.page(Permission.LEARNER_READ)
def learners(request: HttpRequest, by: Actor) -> HttpResponse:
    """All learners, or those that a name or number finds."""
    form = Search(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"text": "", "birth_date": None}
    found = searches.learners(
        by, text=asked["text"], birth_date=asked["birth_date"], after=_uuid(request)
    )
    return render(request, "awards/learners.html", {
        "form": form,
        "found": found,
        "asked": asked,
        "more": found.next,
        "limit": searches.MAX_OPENED,
    })  # fmt: skip


@desk.page(Permission.LEARNER_READ)
def learner(request: HttpRequest, by: Actor, learner_id: UUID) -> HttpResponse:
    """One learner: who it is, enrolments, awards, and whether an erasure waits."""
    row = queries.learner_for(by, learner_id)
    erasure = records.erasure_of(row)
    return render(request, "awards/learner.html", {
        "learner": searches.named([row])[0],
        "row": row,
        "enrolments": _enrolments(by, row),
        "awards": _awards(by, row),
        "erasure": erasure,
        "proposer": names.one(erasure.proposed_by) if erasure else "",
        "mine": erasure is not None and erasure.proposed_by == by.person_id,
    })  # fmt: skip


@learner.post("awards.propose_erasure", Permission.ERASURE_PROPOSE, name="erase")
def propose_erasure(request: HttpRequest, by: Actor, now: datetime, learner_id: UUID) -> desk.Done:
    """The erasure waits for a second person."""
    actions.propose_erasure(learner_id=learner_id, by=by, now=now)
    return desk.Done(_here(request, learner_id), "done_erasure_proposed")


@learner.post("awards.approve_erasure", Permission.ERASURE_APPROVE, name="approve")
def approve_erasure(request: HttpRequest, by: Actor, now: datetime, learner_id: UUID) -> desk.Done:
    """The person is forgotten."""
    row = queries.learner_for(by, learner_id)
    erasure = records.erasure_of(row)
    if erasure is None:
        raise NotFound("erasure_unknown")
    actions.approve_erasure(erasure_id=erasure.id, by=by, now=now)
    return desk.Done(_here(request, learner_id), "done_erasure_approved")


def _enrolments(by: Actor, row: Learner) -> list[dict[str, Any]]:
    if not policies.allows(by, Permission.ENROLMENT_READ):
        return []
    return [
        {"enrolment": one, "title": one.run.version.descriptor.title, "tone": STATES[one.state]}
        for one in records.enrolments_of(row)
    ]


def _awards(by: Actor, row: Learner) -> list[dict[str, Any]]:
    if not policies.allows(by, Permission.AWARD_READ):
        return []
    found = records.awards_of(row, issuer_id=by.organisation_id)
    versions = catalogue.versions_by_id(one.version_id for one in found)
    return [
        {"award": one, "title": versions[one.version_id].descriptor.title,
         "tone": AWARD_TONES[one.state]}
        for one in found
    ]  # fmt: skip


def _here(request: HttpRequest, learner_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "learner_id": learner_id}
    return reverse("learners-learner", kwargs=known)


def _uuid(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
