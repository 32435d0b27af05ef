"""A published version at its provider's desk: how it stands, whether it could be awarded today."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import gatewords
from pharos.catalogue import actions as catalogue_actions
from pharos.catalogue import queries as catalogue
from pharos.catalogue.drafting import telling
from pharos.catalogue.drafting.forms import Withdrawal
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.views.programmes_pages import refuse_taken, to_draft, version_json
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.standards import queries as standards


@desk.page(Permission.PROGRAMME_READ)
def version(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """One version: standing, gate, what it says, the other versions."""
    found = _own(by, version_id)
    slug = found.programme.slug
    day = gatewords.today(found, request.now)
    nation = standards.nation(found.nation, on=found.first_day)
    posted = request.POST if request.method == "POST" else None
    is_withdrawal = posted is not None and posted.get(desk.ACT_FIELD) == "withdraw"
    return render(request, "accreditation/version.html", {
        "version": found,
        "is_withdrawn": found.state == ProgrammeVersion.State.WITHDRAWN,
        "title": found.descriptor.title,
        "publisher": names.one(found.published_by),
        "public_path": urlsplit(catalogue.address(found)).path,
        "rows": gatewords.rows(found, now=request.now, language=request.language),
        "missing": gatewords.missing(found, now=request.now, language=request.language),
        "day": day,
        "told": telling.told(found.descriptor.to_dict(), nation, request.language),
        "versions": catalogue.versions(found.programme_id),
        "draft": next(iter(catalogue.open_drafts(by.organisation_id, slug=slug)), None),
        "withdrawal": Withdrawal(posted if is_withdrawal else None, initial={"last_day": day}),
        "may_draft": policies.allows(by, Permission.PROGRAMME_DRAFT),
        "may_withdraw": policies.allows(by, Permission.PROGRAMME_WITHDRAW),
    })  # fmt: skip


@version.post("catalogue.copy_version", Permission.PROGRAMME_DRAFT, name="copy")
def copy(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """A draft of the next version begins with what this one says."""
    found = _own(by, version_id)
    slug = found.programme.slug
    refuse_taken(by, slug)
    made = catalogue_actions.draft(slug=slug, document=found.descriptor.to_dict(), by=by, now=now)
    return desk.Done(to_draft(request, made), "done_draft_begun")


@version.post("catalogue.withdraw", Permission.PROGRAMME_WITHDRAW, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """Nothing of the version is awarded after the day."""
    told = Withdrawal(request.POST).checked()
    catalogue_actions.withdraw(version_id=version_id, last_day=told["last_day"], by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug, "version_id": version_id}
    return desk.Done(reverse("programmes-version", kwargs=known), "done_version_withdrawn")


@desk.page(Permission.PROGRAMME_READ)
def as_json(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """The frozen description as a file."""
    return version_json(_own(by, version_id))


def _own(by: Actor, version_id: UUID) -> ProgrammeVersion:
    found = catalogue.version(version_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    return found
