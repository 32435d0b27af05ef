"""Batches: what waits for a second person, what is being issued, what came of it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import actions, batching, queries
from pharos.awards.models import Batch
from pharos.catalogue import queries as catalogue
from pharos.common import http
from pharos.common.actor import Actor
from pharos.organisations import desk

_POLLED: Final = 286
"""The answer by which htmx ends its polling."""


@desk.page(Permission.BATCH_READ)
def batches(request: HttpRequest, by: Actor) -> HttpResponse:
    """The batches of the provider, newest first."""
    page = Paginator(queries.all_batches(by), batching.PAGE).get_page(request.GET.get("page"))
    rows = [{"batch": one, "tone": batching.TONES[one.state]} for one in page]
    return render(request, "awards/batch_list.html", {"rows": rows, "page": page})


@desk.page(Permission.BATCH_READ)
def batch(request: HttpRequest, by: Actor, batch_id: UUID) -> HttpResponse:
    """One batch: what will happen and by whose word, or how far it is, or what came of it."""
    found = queries.batch_for(by, batch_id)
    version = catalogue.version(found.version_id)
    days = batching.award_days(found)
    warnings, rejected = batching.findings(found, request.language)
    waits = found.state == "proposed" and not found.held_for
    confirms = waits and policies.allows(by, Permission.BATCH_CONFIRM)
    needs_other = confirms and found.two_persons and by.person_id == found.proposed_by
    return render(request, "awards/batch_page.html", {
        **_progress(found),
        "version": version,
        "days": days,
        "steps": batching.steps(found),
        "standings": batching.standings(version, days, request.now),
        "sample": batching.sample(found) if policies.allows(by, Permission.LEARNER_READ) else [],
        "rejected": rejected,
        "warnings": warnings,
        "rejected_rows": found.rows - found.accepted,
        "confirms": confirms and not needs_other,
        "needs_other": needs_other,
        "digest": queries.batch_digest(found).hex(),
        "draft": queries.import_of_batch(found),
        "may_keep": policies.allows(by, Permission.BATCH_PROPOSE),
        "may_import": policies.allows(by, Permission.BATCH_IMPORT),
        "result": _result(request, found),
    })  # fmt: skip


@batch.post("awards.confirm", Permission.BATCH_CONFIRM, name="confirm")
def confirm(request: HttpRequest, by: Actor, now: datetime, batch_id: UUID) -> desk.Done:
    """The accepted rows are awards, and the worker issues them."""
    digest = http.digest_of(request.POST.get("digest", ""))
    actions.confirm(batch_id=batch_id, by=by, now=now, digest=digest)
    return desk.Done(_to(request, "batch", batch_id=batch_id), "done_batch_confirmed")


@batch.post("awards.propose_batch", Permission.BATCH_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime, batch_id: UUID) -> desk.Done:
    """The batch waits for a second person."""
    actions.propose_batch(batch_id=batch_id, by=by, now=now)
    return desk.Done(_to(request, "batch", batch_id=batch_id), "done_batch_proposed")


@batch.post("awards.drop_batch", Permission.BATCH_IMPORT, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime, batch_id: UUID) -> desk.Done:
    """The batch is put aside; nothing was awarded."""
    actions.drop_batch(batch_id=batch_id, by=by, now=now)
    return desk.Done(_to(request, "batches"), "done_batch_dropped")


@batch.post("awards.pause_batch", Permission.BATCH_PROPOSE, name="pause")
def pause(request: HttpRequest, by: Actor, now: datetime, batch_id: UUID) -> desk.Done:
    """Nothing further is begun until the batch goes on."""
    actions.pause_batch(batch_id=batch_id, by=by, now=now)
    return desk.Done(_to(request, "batch", batch_id=batch_id), "done_batch_paused")


@batch.post("awards.resume_batch", Permission.BATCH_PROPOSE, name="resume")
def resume(request: HttpRequest, by: Actor, now: datetime, batch_id: UUID) -> desk.Done:
    """The batch goes on."""
    actions.resume_batch(batch_id=batch_id, by=by, now=now)
    return desk.Done(_to(request, "batch", batch_id=batch_id), "done_batch_resumed")


@desk.page(Permission.BATCH_READ)
def progress(request: HttpRequest, by: Actor, batch_id: UUID) -> HttpResponse:
    """How far a batch is, as a piece of a page; at its end the whole page is asked for."""
    found = queries.batch_for(by, batch_id)
    response = render(request, "awards/batch_progress.html", _progress(found))
    if found.held_for or found.state not in batching.RUNNING:
        response.status_code = _POLLED
        response.headers["HX-Refresh"] = "true"
    return response


def _progress(found: Batch) -> dict[str, Any]:
    return {
        "batch": found,
        "tone": batching.TONES[found.state],
        "running": found.state in batching.RUNNING and not found.held_for,
        "finished": found.issued + found.refused,
    }


def _result(request: HttpRequest, found: Batch) -> str:
    if found.state not in ("issuing", "done", "partly"):
        return ""
    # the page of the results belongs to the context that issues
    return _to(request, "batch-result", batch_id=found.id)


def _to(request: HttpRequest, name: str, **arguments: object) -> str:
    facts = {"language": request.language, "slug": request.desk.slug}
    return str(reverse(name, kwargs={**facts, **arguments}))
