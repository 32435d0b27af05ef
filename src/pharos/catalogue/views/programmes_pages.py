"""The provider's programmes: the list, a new draft, one that was written elsewhere."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.catalogue import actions, queries
from pharos.catalogue.drafting import forms, starting
from pharos.catalogue.models import Draft, ProgrammeVersion, Standing
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Malformed
from pharos.common.i18n import choose
from pharos.core import limits, strict
from pharos.core.errors import CoreError
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

MAX_FILE = limits.MAX_CREDENTIAL_BYTES
STANDING_TONES = {"in_force": "good", "conditional": "warn", "limited": "warn",
                  "suspended": "bad", "withdrawn": "bad", "annulled": "bad",
                  "ended": "bad", "not_yet": "info"}  # fmt: skip


@desk.page(Permission.PROGRAMME_READ)
def programmes(request: HttpRequest, by: Actor) -> HttpResponse:
    """The programmes with their newest versions, how these stand, and drafts."""
    versions = queries.newest_of(by.organisation_id)
    standings = _standings(versions, nation_of(by, request.now).legal_day(request.now))
    drafts = queries.open_drafts(by.organisation_id)
    rows = [
        {"version": one, "title": one.descriptor.title, "standings": standings.get(one.id, ())}
        for one in versions
    ]
    return render(request, "catalogue/desk/programmes.html", {
        "rows": rows,
        "drafts": [{"draft": one, "title": one.descriptor.title} for one in drafts],
    })  # fmt: skip


@desk.page(Permission.PROGRAMME_DRAFT)
def new_draft(request: HttpRequest, by: Actor) -> HttpResponse:
    """Where a draft begins: with its kind, or with a file."""
    posted = request.POST if request.method == "POST" else None
    act = posted.get(desk.ACT_FIELD, "") if posted is not None else ""
    return render(request, "catalogue/desk/draft_new.html", {
        "form": _new(request, by, posted if act == "" else None),
        "upload": _upload(request) if act == "import" else _upload(None),
    })  # fmt: skip


@new_draft.post("catalogue.draft")
def begin(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The draft stands with what is known before anything was written."""
    told = _new(request, by, request.POST).checked()
    refuse_taken(by, told["slug"])
    document = starting.document_of(
        told["start"], kind=told["kind"], nation=nation_of(by, now), provider=request.desk.slug,
        by=by,
    )  # fmt: skip
    made = actions.draft(slug=told["slug"], document=document, by=by, now=now)
    return desk.Done(to_draft(request, made), "done_draft_begun")


@new_draft.post("catalogue.import_draft", name="import", limit=MAX_FILE + 4_096)
def take(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The draft is what the file says."""
    told = forms.Upload(request.POST, request.FILES).checked()
    refuse_taken(by, told["slug"])
    try:
        document = strict.load_json(told["file"].read(), limit=MAX_FILE)
    except CoreError as error:
        raise Malformed("draft_file_unreadable", reason=error.code) from error
    made = actions.draft(slug=told["slug"], document=document, by=by, now=now)
    return desk.Done(to_draft(request, made), "done_draft_begun")


def version_json(version: ProgrammeVersion) -> HttpResponse:
    """The frozen description as a file."""
    return as_file(json.loads(version.document), f"{version.programme.slug}-v{version.number}")


def as_file(document: Any, name: str) -> HttpResponse:
    """A description as JSON that people can read."""
    written = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    response = HttpResponse(written, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def nation_of(by: Actor, now: datetime) -> Nation:
    """The standards under which the actor's provider drafts today."""
    nation = organisations.by_id(by.organisation_id).nation
    return standards.nation(nation, on=zones.legal_day(nation, now), known_at=now)


def to_draft(request: HttpRequest, draft: Draft) -> str:
    """The address of a draft."""
    known = {"language": request.language, "slug": request.desk.slug, "draft_id": draft.id}
    return reverse("programmes-draft", kwargs=known)


def refuse_taken(by: Actor, slug: str) -> None:
    """Raise Conflict `draft_exists`: two who begin the same draft must not overwrite each other."""
    if queries.open_drafts(by.organisation_id, slug=slug):
        raise Conflict("draft_exists", slug=slug)


def _upload(request: HttpRequest | None) -> forms.Upload:
    """The form of a file, as it was sent or empty."""
    if request is None:
        return forms.Upload(auto_id="import_%s")
    return forms.Upload(request.POST, request.FILES, auto_id="import_%s")


def _new(request: HttpRequest, by: Actor, posted: Any) -> forms.NewDraft:
    """The form of a draft that is begun: its name, its kind, what it begins with."""
    kinds = _kinds(request, by)
    versions = queries.newest_of(by.organisation_id)
    starts = starting.starts([kind for kind, _ in kinds], versions, request.language)
    wanted = {"start": "", **{name: request.GET.get(name) for name in ("kind", "start")
                              if request.GET.get(name)}}  # fmt: skip
    return forms.NewDraft(posted, kinds=kinds, starts=starts, initial=wanted)


def _kinds(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    nation = nation_of(by, request.now)
    kinds = organisations.kinds_on(request.desk.organisation_id, nation.legal_day(request.now))
    return [
        (kind, choose(nation.terms[kind], request.language))
        for kind in PROGRAMME_KINDS
        if nation.may_award(kinds, kind) and (kind != "carved_out" or nation.carve_out.is_open)
    ]


def _standings(
    versions: Sequence[ProgrammeVersion], today: date
) -> dict[Any, list[dict[str, Any]]]:
    """How the decisions about versions stand today, with the body that took each."""
    found = queries.standings_of(one.id for one in versions)
    agencies = {one: organisations.by_id(one).name for one in {row.agency_id for row in found}}
    told: dict[Any, list[dict[str, Any]]] = {}
    for row in found:
        state = _state(row, today)
        told.setdefault(row.version_id, []).append(
            {
                "standing": row,
                "state": state,
                "agency": agencies[row.agency_id],
                "tone": STANDING_TONES[state],
                "last_day": queries.last_day(row.until),
            }
        )
    return told


def _state(row: Standing, today: date) -> str:
    """The state of a standing on a day: a term that is over or not begun says so itself."""
    if row.until is not None and row.until <= today:
        return "ended" if row.state not in ("withdrawn", "annulled") else row.state
    return "not_yet" if row.first_day > today else row.state
