"""A draft of an amendment: its clauses, reason and evidence, what it would touch, and the end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, NotFound
from pharos.organisations import desk
from pharos.standards import impact, parameters, queries, showing, telling
from pharos.standards.actions import drafting
from pharos.standards.forms import MAX_UPLOAD, ExplainForm, FileForm, ValueForm
from pharos.standards.models import AmendmentDraft
from pharos.standards.rules import Stretch
from pharos.standards.views import entries_pages, rules_pages

_FIELDS = {"amendment_reaches_back": "first_day", "evidence_link_not_https": "links"}


@desk.page(Permission.AMENDMENT_PROPOSE)
def draft(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """Everything that the draft says so far, as a list of what is done and what is missing."""
    found = queries.draft(by, draft_id)
    before = queries.stretch_before(found, request.now)
    return render(
        request,
        "standards/draft.html",
        {
            "draft": found,
            "nation": before.nation,
            "clauses": telling.clauses_of(found.changes, before, request.language),
            "groups": _groups(before, request.language),
            "form": _explain(request, found),
            "file_form": FileForm(),
            "impact": _impact(found, before, request),
            "is_whole": bool(found.changes and found.first_day and found.reason and found.evidence),
        },
    )


@draft.post("standards.choose", Permission.AMENDMENT_PROPOSE, name="choose")
def choose(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """On to the page of the parameter that was picked from the list."""
    found = queries.draft(by, draft_id)
    known = queries.parameter(found, request.POST.get("name", ""), now)
    if known.kind == "table":
        return desk.Done(entries_pages.to(request, draft_id, known.name))
    arguments = {
        "language": request.language, "slug": request.desk.slug, "draft_id": draft_id,
        "parameter": known.name,
    }  # fmt: skip
    return desk.Done(reverse("amendments-value", kwargs=arguments))


@draft.post("standards.remove", Permission.AMENDMENT_PROPOSE, name="remove")
def remove(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """One clause less."""
    drafting.remove(by=by, draft_id=draft_id, name=request.POST.get("name", ""))
    return desk.Done(rules_pages.to_draft(request, draft_id))


@draft.post("standards.explain", Permission.AMENDMENT_PROPOSE, name="explain")
def explain(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """From which day, why, and on what it rests."""
    found = queries.draft(by, draft_id)
    drafting.explain(by=by, draft_id=draft_id, now=now, **_explain(request, found).facts())
    return desk.Done(rules_pages.to_draft(request, draft_id), say="done_amendment_explained")


@draft.post("standards.attach", Permission.AMENDMENT_PROPOSE, name="attach", limit=MAX_UPLOAD)
def attach(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """A file behind the amendment."""
    file = FileForm(request.POST, request.FILES).checked()["file"]
    content = file.read(drafting.MAX_FILE + 1)
    drafting.attach(by=by, draft_id=draft_id, name=file.name or "", content=content, now=now)
    return desk.Done(rules_pages.to_draft(request, draft_id), say="done_amendment_attached")


@draft.post("standards.propose", Permission.AMENDMENT_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """The draft becomes a proposal that never changes."""
    made = drafting.propose(by=by, draft_id=draft_id, now=now)
    arguments = {"language": request.language, "slug": request.desk.slug, "amendment_id": made.id}
    to = reverse("amendments-amendment", kwargs=arguments)
    return desk.Done(to, say="done_amendment_proposed")


@draft.post("standards.drop", Permission.AMENDMENT_PROPOSE, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """The draft ends and nothing was proposed."""
    nation = queries.draft(by, draft_id).nation
    drafting.drop(by=by, draft_id=draft_id, now=now)
    arguments = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(f"{reverse('standards-rules', kwargs=arguments)}?nation={nation}")


@desk.page(Permission.AMENDMENT_PROPOSE)
def value(request: HttpRequest, by: Actor, draft_id: UUID, parameter: str) -> HttpResponse:
    """One parameter: what holds now, and the field for what shall hold."""
    found = queries.draft(by, draft_id)
    before = queries.stretch_before(found, request.now)
    form = _value_form(request, before, parameter)
    path = form.parameter.path
    return render(
        request,
        "standards/value.html",
        {
            "draft": found,
            "nation": before.nation,
            "name": form.parameter.name,
            "label": showing.label(path, before.nation, request.language),
            "present": showing.value(path, form.parameter.present, before.nation, request.language),
            "texts": form.parameter.present if form.parameter.kind == "languages" else None,
            "mark": showing.mark(parameters.mark_of(before.document, path), request.language),
            "form": form,
        },
    )


@value.post("standards.value", Permission.AMENDMENT_PROPOSE, name="set")
def set_value(
    request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, parameter: str
) -> desk.Done:
    """The clause is in the draft."""
    found = queries.draft(by, draft_id)
    form = _value_form(request, queries.stretch_before(found, now), parameter)
    drafting.set_value(
        by=by, draft_id=draft_id, name=form.parameter.name, value=form.value(), now=now
    )
    return desk.Done(rules_pages.to_draft(request, draft_id))


def _value_form(request: HttpRequest, before: Stretch, name: str) -> ValueForm:
    parameter = parameters.find(before.document, name[:200])
    if parameter is None or parameter.kind in ("table", "entry"):
        raise NotFound("parameter_unknown")
    form = ValueForm(
        request.POST if request.method == "POST" else None,
        parameter=parameter,
        nation=before.nation,
        language=request.language,
    )
    refusal = getattr(request, "refusal", None)
    if refusal is not None and form.is_valid():
        form.refuse(refusal, {refusal.code: next(iter(form.fields))})
    return form


def _explain(request: HttpRequest, found: AmendmentDraft) -> ExplainForm:
    sent = request.POST if request.POST.get("act") == "explain" else None
    initial = {
        "first_day": found.first_day, "reason": found.reason, "evidence": found.evidence,
        "links": "\n".join(found.links),
    }  # fmt: skip
    form = ExplainForm(sent, initial=initial)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _FIELDS)
    return form


def _groups(before: Stretch, language: str) -> list[dict[str, Any]]:
    """Every parameter to choose from, under the label of its group."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in parameters.all_of(before.document):
        label = showing.label(one.path, before.nation, language)
        found.setdefault(one.path[0], []).append((one.name, label))
    return [
        {"label": showing.label((name,), before.nation, language), "choices": choices}
        for name, choices in found.items()
    ]


def _impact(found: AmendmentDraft, before: Stretch, request: HttpRequest) -> Any:
    if not found.changes or found.first_day is None:
        return None
    try:
        after = queries.after(found.nation, found.changes, found.first_day, request.now)
    except (DomainError, ValueError):
        return None
    return impact.touched(before.nation, after.nation, on=found.first_day, now=request.now)
