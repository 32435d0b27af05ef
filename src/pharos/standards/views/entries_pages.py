"""Tables of a nation in a draft: their entries, one of them, and a new one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, NotFound
from pharos.nations import tables
from pharos.organisations import desk
from pharos.standards import parameters, queries, telling
from pharos.standards.actions import tables as acts
from pharos.standards.entryforms import EntryForm
from pharos.standards.models import AmendmentDraft
from pharos.standards.parameters import Path
from pharos.standards.views import rules_pages


@desk.page(Permission.AMENDMENT_PROPOSE)
def table(request: HttpRequest, by: Actor, draft_id: UUID, table: str) -> HttpResponse:
    """What stands in a table with the draft laid over it, and the form for a new entry."""
    found = queries.draft(by, draft_id)
    path = _table(found, table, request.now)
    before = queries.stretch_before(found, request.now)
    told = telling.entries_of(found, path, before, request.language)
    return render(
        request,
        "standards/table.html",
        {**told, "draft": found, "nation": before.nation, "form": _form(request, found, path)},
    )


@table.post("standards.entry.add", Permission.AMENDMENT_PROPOSE, name="add")
def add(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, table: str) -> desk.Done:
    """One entry more in the draft."""
    found = queries.draft(by, draft_id)
    form = _form(request, found, _table(found, table, now))
    key = form.key_of()
    acts.add(by=by, draft_id=draft_id, table=table, key=key, entry=form.entry(key), now=now)
    return desk.Done(rules_pages.to_draft(request, draft_id), say="done_row_added")


@desk.page(Permission.AMENDMENT_PROPOSE)
def entry(request: HttpRequest, by: Actor, draft_id: UUID, entry: str) -> HttpResponse:
    """One entry: what holds, the form for what shall hold, and its end."""
    found = queries.draft(by, draft_id)
    path = _entry(found, entry, request.now)
    before = queries.stretch_before(found, request.now)
    return render(
        request,
        "standards/entry.html",
        {
            **telling.entry_of(found, path, before, request.language),
            "draft": found,
            "nation": before.nation,
            "back": ".".join(path[:-1]),
            "inner": [".".join((*path, name)) for name in tables.inner_tables(path)],
            "form": _form(request, found, path[:-1], path),
        },
    )


@entry.post("standards.entry.change", Permission.AMENDMENT_PROPOSE, name="change")
def change(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, entry: str) -> desk.Done:
    """The entry says something else from the amendment's day on."""
    found = queries.draft(by, draft_id)
    path = _entry(found, entry, now)
    form = _form(request, found, path[:-1], path)
    acts.change(by=by, draft_id=draft_id, name=entry, entry=form.entry(path[-1]), now=now)
    return desk.Done(rules_pages.to_draft(request, draft_id), say="done_row_changed")


@entry.post("standards.entry.end", Permission.AMENDMENT_PROPOSE, name="end")
def end(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, entry: str) -> desk.Done:
    """The entry ends on the amendment's day."""
    acts.end(by=by, draft_id=draft_id, name=entry, now=now)
    return desk.Done(rules_pages.to_draft(request, draft_id), say="done_row_ended")


def to(request: HttpRequest, draft_id: UUID, name: str) -> str:
    """The page of a table or of an entry of a draft."""
    is_entry = tables.is_entry(tuple(name.split(".")))
    arguments = {
        "language": request.language, "slug": request.desk.slug, "draft_id": draft_id,
        "entry" if is_entry else "table": name,
    }  # fmt: skip
    return reverse("amendments-entry" if is_entry else "amendments-table", kwargs=arguments)


def _table(found: AmendmentDraft, name: str, now: datetime) -> Path:
    path = tuple(name[:200].split("."))
    if not tables.is_table(path):
        raise NotFound("parameter_unknown")
    if parameters.value_at(queries.drafted(found, now), path) is None:
        raise NotFound("parameter_unknown")
    return path


def _entry(found: AmendmentDraft, name: str, now: datetime) -> Path:
    path = tuple(name[:200].split("."))
    before = queries.stretch_before(found, now).document
    documents = (before, queries.drafted(found, now))
    held = [parameters.value_at(document, path) for document in documents]
    if not tables.is_entry(path) or not any(held):
        raise NotFound("parameter_unknown")
    return path


def _form(
    request: HttpRequest, found: AmendmentDraft, table: Path, path: Path | None = None
) -> EntryForm:
    present: Any = None
    before = queries.stretch_before(found, request.now)
    if path is not None:
        drafted = parameters.value_at(queries.drafted(found, request.now), path)
        present = drafted or parameters.value_at(before.document, path)
    sent = request.POST if request.POST.get("act") in ("add", "change") else None
    form = EntryForm(
        sent, table=table, present=present, nation=before.nation, language=request.language
    )
    refusal: DomainError | None = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, dict.fromkeys(("entry_exists", "entry_key_unreadable"), form.key.name))
    return form
