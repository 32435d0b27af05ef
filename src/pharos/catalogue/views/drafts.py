"""A draft: its sections as a list of tasks, one section at a time, and the publication."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.catalogue import actions, courses, queries
from pharos.catalogue.claims import actions as claims
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting import forms, matrix, measuring, telling, volume
from pharos.catalogue.drafting.sections import SECTIONS, parts_of, sections_of
from pharos.catalogue.models import Draft
from pharos.catalogue.problems import Problem
from pharos.catalogue.views.comparing_pages import newest_before
from pharos.catalogue.views.programmes_pages import as_file, nation_of, to_draft
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.i18n import choose
from pharos.organisations import desk, keeping
from pharos.organisations import queries as organisations


@desk.page(Permission.PROGRAMME_READ)
def draft(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """What is written, what is to be mended, and the form that publishes."""
    found = queries.draft_for(by, draft_id)
    document = json.loads(found.document)
    nation = nation_of(by, request.now)
    problems = _problems(found, by, request.now)
    wrong = forms.by_section(problems)
    posted = request.POST if request.method == "POST" else None
    return render(request, "catalogue/desk/draft.html", {
        "draft": found,
        "title": found.descriptor.title,
        "writer": names.one(found.written_by),
        "tasks": [
            _task(request, found, one, document, wrong) for one in sections_of(_kind(document))
        ],
        "measure": measuring.measure(
            found.descriptor, nation, request.language, partial(_here, request, found.id)
        ),
        "warnings": measuring.warnings(found.descriptor, nation, request.language),
        "overlaps": measuring.overlaps(found.descriptor, nation, request.language),
        "problems": len(problems),
        "told": telling.told(document, nation, request.language),
        "digest": bytes(found.digest).hex(),
        "form": forms.Publication(
            posted, initial={"first_day": nation.legal_day(request.now),
                             "digest": bytes(found.digest).hex()},
        ),
        "earlier": newest_before(by.organisation_id, found.slug),
        "is_course": nation.designer.attendance_courses
        and courses.is_attendance_course(found.descriptor)
        and not list(courses.problems(found.descriptor, nation)),
        "may_show_course": policies.allows(by, Permission.COURSE_SHOW),
        "may_publish": policies.allows(by, Permission.PROGRAMME_PUBLISH),
    })  # fmt: skip


@draft.post("catalogue.publish", Permission.PROGRAMME_PUBLISH)
def publish(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """The draft that was looked at is frozen as the next version."""
    told = forms.Publication(request.POST).checked()
    made = actions.publish(
        draft_id=draft_id, digest=http.digest_of(told["digest"]), first_day=told["first_day"],
        by=by, now=now,
    )  # fmt: skip
    known = {"language": request.language, "slug": request.desk.slug, "version_id": made.id}
    return desk.Done(reverse("programmes-next", kwargs=known), "done_version_published")


@draft.post("catalogue.show_course", Permission.COURSE_SHOW, name="course")
def show_course(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """What nothing but attendance stands for is shown outside of the register."""
    found = queries.draft_for(by, draft_id)
    digest = http.digest_of(request.POST.get("digest", ""))
    claims.show_course(draft_id=found.id, digest=digest, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse("courses-desk", kwargs=known), "done_course_shown")


@desk.page(Permission.PROGRAMME_READ)
def draft_json(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """The draft as a file."""
    found = queries.draft_for(by, draft_id)
    return as_file(json.loads(found.document), f"{found.slug}-draft")


@desk.page(Permission.PROGRAMME_DRAFT)
def section(request: HttpRequest, by: Actor, draft_id: UUID, section: str) -> HttpResponse:
    """One section as a form, with the rules it breaks beside each entry."""
    found = queries.draft_for(by, draft_id)
    form = _form(request, by, found, section)
    refused = keeping.refusal(request)
    if refused is not None:
        return keeping.refused(request, refused, form)
    problems = _problems(found, by, request.now)
    wrong = forms.by_section(problems).get(section, [])
    document = json.loads(found.document)
    return render(request, "catalogue/desk/draft_section.html", {
        "draft": found,
        "section": section,
        "number": _place(section, document),
        "total": len(sections_of(_kind(document))),
        "form": form,
        # whoever was told of the change and saves again has seen it
        "seen": form.seal(document),
        "stands": _stands(request, by, document, section),
        "nodes": matrix.without_boxes(form.nodes(wrong, request.language)),
        "matrix": matrix.matrix_of(form, document) if section == "assessment" else None,
        "needs_outcomes": section == "assessment" and not document.get("learning_outcomes"),
        "bodies": _bodies(request, by) if section in ("parties", "use") else (),
        "volume": _volume(request, by, document) if section == "volume" else None,
    })  # fmt: skip


@section.post("catalogue.draft")
def write(
    request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, section: str
) -> desk.Done:
    """What was typed stands in the draft, and the section is shown again with what it lacks."""
    _write(request, by, now, draft_id, section)
    return desk.Done(_here(request, draft_id, section), "done_section_saved")


@section.post("catalogue.draft", name=keeping.ACT)
def keep(
    request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, section: str
) -> HttpResponse:
    """The same while its writer pauses, asked for by the page's script."""
    found = _write(request, by, now, draft_id, section)
    return keeping.kept(
        request, _form(request, by, found, section).seal(json.loads(found.document))
    )


@section.post("catalogue.draft", name="next")
def write_and_go(
    request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, section: str
) -> desk.Done:
    """The same, and on to the next section."""
    found = _write(request, by, now, draft_id, section)
    listed = sections_of(_kind(json.loads(found.document)))
    place = listed.index(section) + 1 if section in listed else len(listed)
    if place == len(listed):
        return desk.Done(to_draft(request, found), "done_section_saved")
    return desk.Done(_here(request, draft_id, listed[place]), "done_section_saved")


def _write(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, section: str) -> Draft:
    found = queries.draft_for(by, draft_id, lock=True)
    form = _form(request, by, found, section)
    _refuse_other(request, found, form)
    document = form.written(json.loads(found.document))
    if section == "level":
        document = forms.derived(document, nation_of(by, now))
    try:
        return actions.draft(slug=found.slug, document=document, by=by, now=now)
    except Invalid as error:
        raise _in_words(error, form, request.language) from error


def _refuse_other(request: HttpRequest, found: Draft, form: forms.SectionForm) -> None:
    """Two people at one section: the second is told, and what was typed stays on the page."""
    stands, seen = form.seal(json.loads(found.document)), request.POST.get("seen", "")
    if seen and seen != stands:
        written_by = names.one(found.written_by) or "–"
        raise Conflict("section_changed", name=written_by)


def _stands(
    request: HttpRequest, by: Actor, document: Mapping[str, Any], section: str
) -> list[telling.Told]:
    """What another person saved meanwhile, shown beside what was typed."""
    refusal = getattr(request, "refusal", None)
    if refusal is None or refusal.code != "section_changed":
        return []
    told = telling.told(document, nation_of(by, request.now), request.language)
    return [one for one in told if one.section == section]


def _in_words(error: Invalid, form: forms.SectionForm, language: str) -> Invalid:
    """The refusal with the places called by the names that the form gives them."""
    if error.code != "descriptor_unreadable":
        return error
    problems = [
        Invalid(one.code, **{**one.facts, "field": forms.place(
            form.parts, str(one.facts.get("field", "")), language
        )})
        for one in error.problems
    ]  # fmt: skip
    return Invalid(error.code, problems=problems)


def _kind(document: Mapping[str, Any]) -> str:
    return str(document.get("kind", ""))


def _place(section: str, document: Mapping[str, Any]) -> int:
    """The number of a section among those of this kind of programme."""
    listed = sections_of(_kind(document))
    return listed.index(section) + 1 if section in listed else len(listed)


def _bodies(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    """The bodies of the nation by the names that drafts call them, for the browser to offer."""
    nation = organisations.by_id(by.organisation_id).nation
    found = organisations.listing(nation=nation, on=request.now.date())
    return [(one.slug, choose(one.name, request.language)) for one in found]


def _volume(request: HttpRequest, by: Actor, document: Mapping[str, Any]) -> volume.Check | None:
    """What is saved about hours and credits, checked in numbers."""
    return volume.check(
        Descriptor.from_dict(document), nation_of(by, request.now), request.language
    )


def _form(request: HttpRequest, by: Actor, found: Draft, section: str) -> forms.SectionForm:
    if section not in SECTIONS:
        raise NotFound("page_not_found")
    posted = request.POST if request.method == "POST" else None
    document = json.loads(found.document)
    parts = parts_of(
        section, nation=nation_of(by, request.now), language=request.language,
        document=document, counts=posted or {},
    )  # fmt: skip
    return forms.SectionForm(posted, parts=parts, document=document)


def _problems(found: Draft, by: Actor, now: datetime) -> list[Problem]:
    """Why the draft could not be published today."""
    organisation = organisations.by_id(by.organisation_id)
    today = nation_of(by, now).legal_day(now)
    return actions.publication_problems(queries.as_next_version(found), organisation, today, now)


def _task(
    request: HttpRequest,
    found: Draft,
    section: str,
    document: Mapping[str, Any],
    wrong: Mapping[str, list[Problem]],
) -> dict[str, Any]:
    count = len(wrong.get(section, ()))
    return {
        "code": f"page_draft_section_{section}",
        "href": _here(request, found.id, section),
        "status": "page_draft_section_wrong" if count else "page_draft_section_right",
        "tone": "warn" if count else "good",
        "hint": " ".join(forms.told(one, request.language) for one in wrong.get(section, ())[:3]),
    }


def _here(request: HttpRequest, draft_id: UUID, section: str) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "draft_id": draft_id,
             "section": section}  # fmt: skip
    return reverse("programmes-section", kwargs=known)
