"""What changed: a draft against the newest version, one version against another."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.catalogue import queries
from pharos.catalogue.drafting import comparing
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.views.programmes_pages import nation_of
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.standards import queries as standards


@desk.page(Permission.PROGRAMME_READ)
def draft_changes(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """What publishing the draft would change, against the newest version."""
    found = queries.draft_for(by, draft_id)
    newest = newest_before(by.organisation_id, found.slug)
    changed = None
    if newest is not None:
        changed = comparing.changes(
            json.loads(newest.document), json.loads(found.document),
            nation_of(by, request.now), request.language,
        )  # fmt: skip
    return render(request, "catalogue/desk/changes.html", {
        "title": found.descriptor.title,
        "draft": found,
        "before": newest.number if newest else None,
        "changed": changed,
    })  # fmt: skip


@desk.page(Permission.PROGRAMME_READ)
def version_changes(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """What a version changed against another one of its programme."""
    found = queries.version(version_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    return render(request, "catalogue/desk/changes.html", {
        "title": found.descriptor.title, "version": found, **compared(request, found),
    })  # fmt: skip


def compared(request: HttpRequest, found: ProgrammeVersion) -> dict[str, Any]:
    """The changes of a version against that of `?from=`, else against the one before it."""
    others = {one.number: one for one in queries.versions(found.programme_id)
              if one.number != found.number}  # fmt: skip
    asked = request.GET.get("from", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    earlier = [one for one in others if one < found.number]
    before = others.get(number) or others.get(max(earlier, default=0))
    if before is None:
        return {"before": None, "changed": None, "others": sorted(others)}
    # the words of the lists are those of the day on which the version began
    nation = standards.nation(found.nation, on=found.first_day)
    changed = comparing.changes(
        json.loads(before.document), json.loads(found.document), nation, request.language
    )
    return {"before": before.number, "changed": changed, "others": sorted(others)}


def newest_before(organisation_id: UUID | None, slug: str) -> ProgrammeVersion | None:
    """The newest version of the programme that a draft belongs to."""
    found = queries.versions_of(organisation_id).filter(programme__slug=slug)
    return found.order_by("-number").first()
