"""Courses with a certificate of attendance: outside of the register, and called what they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries
from pharos.catalogue.claims import actions
from pharos.catalogue.claims import queries as claims
from pharos.catalogue.claims.listing import course_shown, courses_shown
from pharos.catalogue.models import Course
from pharos.catalogue.views.programmes_pages import to_draft
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.languagenames import language_name
from pharos.nations import codes as lists
from pharos.organisations import desk
from pharos.organisations import queries as organisations


@desk.page(Permission.PROGRAMME_READ)
def courses(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is shown now, each with its draft, where an assessment can be added."""
    found = claims.courses_of(by.organisation_id)
    drafts = {one.slug: one for one in queries.open_drafts(by.organisation_id)}
    rows = [
        {"course": one, "draft": to_draft(request, drafts[one.slug]) if one.slug in drafts else ""}
        for one in found
    ]
    context = {"rows": rows, "may_end": policies.allows(by, Permission.COURSE_SHOW)}
    return render(request, "catalogue/desk/courses.html", context)


@courses.post("catalogue.end_course", Permission.COURSE_SHOW, name="end")
def end(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The course is shown no longer."""
    course = course_shown(_id(request.POST.get("course", "")))
    actions.end_course(course_id=course.id, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse("courses-desk", kwargs=known), "done_course_ended")


@require_safe
def listing(request: HttpRequest, language: str) -> HttpResponse:
    """All that are shown, with the words what they are not."""
    with tenancy.scope(ANONYMOUS):
        rows = [_shown(one) for one in courses_shown()]
        return render(request, "catalogue/courses.html", {"rows": rows})


@require_safe
def course(request: HttpRequest, language: str, course_id: UUID) -> HttpResponse:
    """One course."""
    with tenancy.scope(ANONYMOUS):
        found = course_shown(course_id)
        context = {"row": _shown(found), "is_ended": found.ended_at is not None}
        return render(request, "catalogue/course.html", context)


def _shown(one: Course) -> dict[str, Any]:
    forms = lists.forms_of_participation()
    provider = organisations.by_id(one.organisation_id)
    return {
        "course": one,
        "provider": provider.name,
        "provider_path": f"/providers/{provider.slug}",
        "forms": [forms[code].label for code in one.form if code in forms],
        "languages": [language_name(code) for code in one.languages],
    }


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
