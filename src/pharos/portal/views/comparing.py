"""A draft as its public page will be, and what one version of a programme changed of another."""

import json
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import Draft, Programme, ProgrammeVersion
from pharos.catalogue.views.comparing_pages import compared
from pharos.catalogue.views.programmes_pages import nation_of
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.i18n import choose
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.organisations import desk
from pharos.portal import answers, keeping
from pharos.portal.queries import programmes


@desk.page(Permission.PROGRAMME_READ)
def preview(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """The draft in the very template of the public page; nothing of it is published."""
    draft = catalogue.draft_for(by, draft_id)
    context = {"draft": draft, "page": None}
    if json.loads(draft.document).get("kind") in PROGRAMME_KINDS:
        version = _as_published(draft, by, request.now)
        page = programmes.page(version, now=request.now)
        context |= {"page": page, "plain_title": choose(page["title"], request.language)}
        return render(request, "portal/preview.html", context)
    return render(request, "portal/preview_none.html", context)


@require_safe
@keeping.kept
def changes(
    request: HttpRequest, language: str, provider: str, programme: str, number: int
) -> HttpResponse:
    """What a version changed, for everybody."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        context = {
            "version": version,
            "title": version.descriptor.title,
            "path": f"/programmes/{provider}/{programme}/v{version.number}",
            **compared(request, version),
        }
        return answers.public(render(request, "portal/changes.html", context))


def _as_published(draft: Draft, by: Actor, now: datetime) -> ProgrammeVersion:
    """The version that the draft would become today; it is never saved."""
    frozen = catalogue.as_next_version(draft)
    programme = Programme(organisation_id=draft.organisation_id, slug=draft.slug)
    return ProgrammeVersion(
        programme=programme,
        organisation_id=draft.organisation_id,
        number=frozen.version,
        kind=frozen.kind,
        nation=draft.nation,
        document=frozen.canonical.decode("utf-8"),
        digest=frozen.digest,
        level=frozen.nqf_level,
        isced_f=frozen.isced_f or "",
        ects=frozen.ects,
        first_day=nation_of(by, now).legal_day(now),
        published_at=now,
    )
