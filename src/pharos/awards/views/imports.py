"""The import of a roster, page by page: file, columns, check, and on to the second person."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.awards import actions, queries, showing
from pharos.awards.importforms import Sheet, Upload, field_choices
from pharos.awards.imports import rules
from pharos.awards.models import Import
from pharos.awards.rosters import template
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.counting import number_text
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.workbooks import writing
from pharos.common.workbooks.limits import MAX_BYTES, MIB
from pharos.organisations import desk

_POLLED: Final = 286
"""The answer by which htmx ends its polling."""
_WAITING: Final = ("judging", "keeping")


@desk.page(Permission.BATCH_IMPORT)
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """Where an import begins: the file, the templates, and drafts that wait for somebody."""
    versions = _versions(request, by)
    form = Upload(
        _posted(request), request.FILES if request.method == "POST" else None,
        versions=_choices(request, versions), runs=_runs(request, by),
        initial={"version": request.GET.get("version", ""), "run": request.GET.get("run", "")},
    )  # fmt: skip
    return render(
        request,
        "awards/import_start.html",
        {"form": form, "versions": versions, "drafts": queries.imports_for(by)},
    )


@start.post("awards.begin_import", limit=MAX_BYTES + MIB)
def upload(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The file is a draft now; where it stands the next page tells."""
    form = Upload(
        request.POST, request.FILES, versions=_choices(request, _versions(request, by)),
        runs=_runs(request, by),
    )  # fmt: skip
    told = form.checked()
    made = actions.begin_import(
        raw=told["file"].read(), file_name=told["file"].name, version_id=form.version_id(),
        run_id=form.run_id(), award_date=told["award_date"], by=by, now=now,
    )  # fmt: skip
    return desk.Done(_to(request, "imports-draft", import_id=made.id))


@desk.page(Permission.BATCH_IMPORT)
def draft(request: HttpRequest, by: Actor, import_id: UUID) -> HttpResponse:
    """Where a draft stands, whatever that is: a question, progress, or what the check found."""
    found = queries.import_for(by, import_id)
    if found.state == "kept" and found.batch_id:
        return redirect(_to(request, "batch", batch_id=found.batch_id))
    if found.state == "columns":
        return redirect(_to(request, "imports-columns", import_id=found.id))
    facts = _facts(request, found)
    if found.state == "sheets":
        form = Sheet(_posted(request), sheets=found.sheets)
        return render(request, "awards/import_sheets.html", {**facts, "form": form})
    if found.state in ("dropped", "expired"):
        return render(request, "awards/import_over.html", facts)
    total = found.bad + found.warned
    page = Paginator(range(total), rules.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = showing.bad_rows(
        found, request.language, start=(page.number - 1) * rules.PAGE_ROWS, count=rules.PAGE_ROWS
    )
    return render(request, "awards/import_check.html", {
        **facts,
        "rows": rows,
        "page": page,
        "columns": showing.columns(found, request.language),
        "sample": showing.first_lines(found, 3),
        "same": queries.same_rosters(by, bytes(found.digest)),
        "waiting": found.state in _WAITING,
    })  # fmt: skip


@draft.post("awards.choose_sheet", name="sheet")
def choose_sheet(request: HttpRequest, by: Actor, now: datetime, import_id: UUID) -> desk.Done:
    """The roster is on this sheet."""
    found = queries.import_for(by, import_id)
    told = Sheet(request.POST, sheets=found.sheets).checked()
    actions.choose_sheet(import_id=import_id, sheet=told["sheet"], by=by, now=now)
    return desk.Done(_to(request, "imports-draft", import_id=import_id))


@draft.post("awards.keep_import", Permission.BATCH_PROPOSE, name="keep")
def keep(request: HttpRequest, by: Actor, now: datetime, import_id: UUID) -> desk.Done:
    """The good rows wait for a second person, or a job puts them there."""
    kept = actions.keep_import(import_id=import_id, by=by, now=now)
    if kept.batch_id is None:
        return desk.Done(_to(request, "imports-draft", import_id=import_id))
    return desk.Done(_to(request, "batch", batch_id=kept.batch_id), "done_import_kept")


@draft.post("awards.judge_again", name="again")
def again(request: HttpRequest, by: Actor, now: datetime, import_id: UUID) -> desk.Done:
    """The same rows against what is known now."""
    actions.judge_again(import_id=import_id, by=by, now=now)
    return desk.Done(_to(request, "imports-draft", import_id=import_id), "done_import_checked")


@draft.post("awards.drop_import", name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime, import_id: UUID) -> desk.Done:
    """The draft is put aside, and its rows are gone."""
    actions.drop_import(import_id=import_id, by=by, now=now)
    return desk.Done(_to(request, "imports"), "done_import_dropped")


@desk.page(Permission.BATCH_IMPORT)
def columns(request: HttpRequest, by: Actor, import_id: UUID) -> HttpResponse:
    """Which column is which: the headings, the first rows, a choice for each."""
    found = queries.import_for(by, import_id)
    if found.state not in ("columns", "checked"):
        return redirect(_to(request, "imports-draft", import_id=found.id))
    posted = _chosen(request, found) if request.method == "POST" else None
    return render(request, "awards/import_columns.html", {
        **_facts(request, found),
        "asked": showing.asked_columns(
            found, queries.known_headings(by), request.language, posted
        ),
        "choices": field_choices(
            request.language, sentence("page_imports_not_read", request.language)
        ),
        "lines": showing.first_lines(found, 5),
    })  # fmt: skip


@columns.post("awards.match_columns")
def match(request: HttpRequest, by: Actor, now: datetime, import_id: UUID) -> desk.Done:
    """The columns are known; the rows are judged."""
    found = queries.import_for(by, import_id)
    actions.match_columns(import_id=import_id, chosen=_chosen(request, found), by=by, now=now)
    return desk.Done(_to(request, "imports-draft", import_id=import_id))


@desk.page(Permission.BATCH_IMPORT)
def progress(request: HttpRequest, by: Actor, import_id: UUID) -> HttpResponse:
    """How far the check is, as a piece of a page; at its end the whole page is asked for."""
    found = queries.import_for(by, import_id)
    response = render(request, "awards/import_progress.html", {"draft": found})
    if found.state not in _WAITING:
        response.status_code = _POLLED
        response.headers["HX-Refresh"] = "true"
    return response


@desk.page(Permission.BATCH_IMPORT)
def faults(request: HttpRequest, by: Actor, import_id: UUID) -> HttpResponse:
    """The roster as a workbook with a column that says what is wrong in each row."""
    found = queries.import_for(by, import_id)
    if found.state not in ("checked", "kept"):
        raise NotFound("import_unknown")
    raw = showing.faults_workbook(found, request.language)
    return _file(raw, f"faults-{found.uploaded_at:%Y-%m-%d}.xlsx", writing.MEDIA_TYPE)


@desk.page(Permission.BATCH_IMPORT)
def own_template(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """The workbook of a programme version that a registrar fills in."""
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    raw = template.workbook(
        showing.template_for(version, request.language, now=request.now), request.language
    )
    name = f"{version.programme.slug}-v{version.number}.xlsx"
    return _file(raw, name, writing.MEDIA_TYPE)


@desk.page(Permission.BATCH_IMPORT)
def plain_template(request: HttpRequest, by: Actor) -> HttpResponse:
    """The headings as CSV, for whoever fills in rosters by a program."""
    return _file(template.template(request.language), "roster.csv", "text/csv; charset=utf-8")


def _facts(request: HttpRequest, found: Import) -> dict[str, Any]:
    version = catalogue.version(found.version_id)
    counts = ("good", "bad", "warned")
    return {
        "draft": found,
        "version": version,
        **{name: number_text(getattr(found, name), request.language) for name in counts},
        "notes": [
            sentence(code, request.language, facts)
            for code, facts in (*found.notes, *showing.more_notes(found))
        ],
    }


def _chosen(request: HttpRequest, found: Import) -> dict[int, str]:
    return {index: request.POST.get(f"column_{index}", "") for index in range(len(found.headings))}


def _versions(request: HttpRequest, by: Actor) -> list[Any]:
    return catalogue.published(organisation_id=by.organisation_id, limit=catalogue.MAX_LISTED)


def _choices(request: HttpRequest, versions: list[Any]) -> list[tuple[str, str]]:
    named = [
        (str(one.id), f"{choose(one.descriptor.title, request.language)} ({one.number})")
        for one in versions
    ]
    return [("", sentence("page_imports_from_template", request.language)), *named]


def _runs(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    found = [one for one in queries.runs_for(by) if one.is_open]
    return [
        ("", sentence("page_imports_no_run", request.language)),
        *((str(one.id), one.code) for one in found),
    ]


def _file(raw: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(raw, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _to(request: HttpRequest, name: str, **arguments: object) -> str:
    facts = {"language": request.language, "slug": request.desk.slug}
    return str(reverse(name, kwargs={**facts, **arguments}))
