"""A provider's own certificate form: the editor with its specimens, and each version."""

import difflib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import formats as accreditation_formats
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import CertificateFormat
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.forms import DayField, Form
from pharos.issuing.layouts import actions, data, examples, parts, queries, specimens
from pharos.issuing.layouts.models import LayoutDraft
from pharos.issuing.views import layouts_shown
from pharos.organisations import desk, keeping

_LIMIT = 2 * parts.MAX_PICTURE
_COMPARED = 400


class Source(Form):
    """The source of the form; checked by what keeps it."""

    area = "layout"
    source = forms.CharField(
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 28, "class": "mono", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


class PictureFile(Form):
    """A picture that the form shows."""

    area = "layout"
    picture = forms.FileField()


class LastDay(Form):
    """The last day on which a format is used."""

    area = "layout"
    last_day = DayField()


@desk.page(Permission.DECISION_READ)
def draft(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form that is worked on, its specimens and what they lack, and the data beside it."""
    found = queries.draft(by)
    posted = request.POST if request.method == "POST" else None
    act = posted.get(desk.ACT_FIELD) if posted is not None else None
    refused = keeping.refusal(request)
    if refused is not None:
        return keeping.refused(request, refused, Source(posted))
    shown: dict[str, Any] = {}
    if found is not None:
        one = found.parts
        shown = {
            "draft": found,
            "pictures": [picture.name for picture in one.pictures],
            "digest": one.digest.hex(),
            "same": _same(by, one.digest),
            "editor": names.of([found.edited_by]).get(found.edited_by, ""),
            "may_submit": policies.allows(by, Permission.LAYOUT_SUBMIT)
            and by.person_id != found.edited_by,
            **layouts_shown.examined(
                one, specimens.usual(found.organisation_id, now=request.now), request.language
            ),
        }
    source = found.parts.source if found else ""
    other = isinstance(getattr(request, "refusal", None), Conflict) and act == "keep"
    return render(request, "issuing/desk/layout.html", {
        **shown,
        "form": Source(posted) if act == "keep" else Source(initial={"source": source}),
        # what another person kept meanwhile stands beside what was typed
        "stands": source if other else "",
        "picture_form": PictureFile(posted, request.FILES) if act == "picture" else PictureFile(),
        "may_draft": policies.allows(by, Permission.LAYOUT_DRAFT),
        "members": [(member, f"page_layout_member_{code}") for member, code in
                    data.MEMBERS.items()],
        "most": parts.MAX_PICTURES,
        "limit": parts.MAX_PICTURE // 1024,
    })  # fmt: skip


@draft.post("issuing.layout", Permission.LAYOUT_DRAFT, name="begin")
def begin(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The example, or a copy of an own version, is what is worked on."""
    named = request.POST.get("format", "")
    if named:
        actions.begin(source="", format_id=accreditation.id_in(named), by=by, now=now)
    else:
        actions.begin(source=examples.plain(), by=by, now=now)
    return desk.Done(_here(request), "done_layout_kept")


@draft.post("issuing.layout", Permission.LAYOUT_DRAFT, name="keep")
def keep(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What was written is kept; its specimens are shown."""
    _keep(request, by, now)
    return desk.Done(f"{_here(request)}#specimens", "done_layout_kept")


@draft.post("issuing.layout", Permission.LAYOUT_DRAFT, name=keeping.ACT)
def autosave(request: HttpRequest, by: Actor, now: datetime) -> HttpResponse:
    """The same while its writer pauses; the page then asks for the specimens anew."""
    return keeping.kept(request, _keep(request, by, now).parts.digest.hex())


def _keep(request: HttpRequest, by: Actor, now: datetime) -> LayoutDraft:
    told = Source(request.POST).checked()
    seen = request.POST.get("seen")
    return actions.keep(
        source=told["source"], seen=http.digest_of(seen) if seen else None, by=by, now=now
    )


@draft.post("issuing.layout", Permission.LAYOUT_DRAFT, name="picture", limit=_LIMIT)
def picture(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """One more picture."""
    told = PictureFile(request.POST, request.FILES).checked()
    actions.put_picture(content=told["picture"].read(parts.MAX_PICTURE + 1), by=by, now=now)
    return desk.Done(f"{_here(request)}#pictures", "done_layout_picture")


@draft.post("issuing.layout", Permission.LAYOUT_DRAFT, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """One picture less."""
    actions.drop_picture(name=request.POST.get("picture", ""), by=by, now=now)
    return desk.Done(f"{_here(request)}#pictures", "done_layout_picture")


@draft.post("issuing.layout_submit", Permission.LAYOUT_SUBMIT, name="submit")
def submit(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The head submits what is shown, where nothing is missing."""
    usual = specimens.usual(request.desk.organisation_id, now=now)
    if usual is None:
        raise Invalid("page_layout_no_programme")
    digest = http.digest_of(request.POST.get("digest", ""))
    actions.submit(digest=digest, specimen=usual, by=by, now=now)
    return desk.Done(reverse("formats-mine", kwargs=_known(request)), "done_layout_submitted")


@desk.page(Permission.DECISION_READ)
def draft_file(request: HttpRequest, by: Actor, file: str) -> HttpResponse:
    """A specimen of the form that is worked on: `usual.pdf`, or a page as `long-2.png`."""
    found = queries.draft(by)
    usual = specimens.usual(request.desk.organisation_id, now=request.now)
    if found is None or usual is None:
        raise NotFound("specimen_unknown")
    return layouts_shown.file(found.parts, usual, file)


@desk.page(Permission.DECISION_READ)
def version(request: HttpRequest, by: Actor, format_id: UUID) -> HttpResponse:
    """An own format: its state, its source, and what differs from another one."""
    found = _own(by, format_id)
    others = [one for one in accreditation.formats(found.organisation_id) if one.id != found.id]
    held = queries.contents_of(found.organisation_id)
    others = [one for one in others if one.id in held]
    asked = request.GET.get("with", "")
    other = next((one for one in others if str(one.id) == asked), None)
    content = queries.content(found.id)
    ended = getattr(found, "retirement", None)
    posted = request.POST if request.method == "POST" else None
    return render(request, "issuing/desk/layout_version.html", {
        "format": found,
        "hash": bytes(found.content_hash).hex(),
        "content": content,
        "others": others if content else [],
        "other": other,
        "changes": list(_changes(content, queries.content(other.id))) if other else [],
        "retirement": ended,
        "form": LastDay(posted),
        "may_draft": content is not None and policies.allows(by, Permission.LAYOUT_DRAFT),
        "may_retire": ended is None and policies.allows(by, Permission.LAYOUT_SUBMIT),
    })  # fmt: skip


@version.post("accreditation.retire_format", Permission.LAYOUT_SUBMIT, name="retire")
def retire(request: HttpRequest, by: Actor, now: datetime, format_id: UUID) -> desk.Done:
    """The head names the last day of use."""
    told = LastDay(request.POST).checked()
    accreditation_formats.retire(format_id=format_id, last_day=told["last_day"], by=by, now=now)
    here = reverse("formats-version", kwargs={**_known(request), "format_id": format_id})
    return desk.Done(here, "done_format_retired")


def _own(by: Actor, format_id: UUID) -> CertificateFormat:
    found = accreditation.certificate_format(format_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("format_unknown")
    return found


def _same(by: Actor, digest: bytes) -> int | None:
    """The number of the version with this very content."""
    for one in accreditation.formats(by.organisation_id) if by.organisation_id else []:
        if bytes(one.content_hash) == digest:
            return one.number
    return None


def _changes(new: parts.Parts | None, old: parts.Parts | None) -> Iterator[tuple[str, str]]:
    """Lines that went and came, each with the element that marks it; the older one first."""
    if new is None or old is None:
        return
    lines = difflib.unified_diff(old.source.split("\n"), new.source.split("\n"), n=2, lineterm="")
    for count, line in enumerate(lines):
        if count > _COMPARED:
            return
        if count > 1:  # the two lines with names of files
            yield {"+": "ins", "-": "del"}.get(line[:1], "span"), line


def _known(request: HttpRequest) -> dict[str, str]:
    return {"language": request.language, "slug": request.desk.slug}


def _here(request: HttpRequest) -> str:
    return reverse("formats-draft", kwargs=_known(request))
