"""The provider's offerings: what is open, what is over, and each of them as a form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.drafting.sections import TEACHING
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import actions, queries
from pharos.catalogue.offerings.forms import OfferingForm, initial
from pharos.catalogue.offerings.models import Offering
from pharos.catalogue.views.programmes_pages import nation_of
from pharos.common.actor import Actor
from pharos.common.errors import DomainError
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.nations import codes as lists
from pharos.organisations import desk

TONES = {"open": "good", "suspended": "warn", "closed": "grey", "past": "grey"}


@desk.page(Permission.PROGRAMME_READ)
def offerings(request: HttpRequest, by: Actor) -> HttpResponse:
    """Open ones first, the next start on top; then everything else."""
    today = nation_of(by, request.now).legal_day(request.now)
    rows = [
        {"offering": one, "state": state, "tone": TONES[state],
         "title": one.version.descriptor.title}
        for one in queries.of_provider(by.organisation_id)
        for state in ["past" if one.state == "open" and queries.is_over(one, today) else one.state]
    ]  # fmt: skip
    return render(request, "catalogue/desk/offerings.html", {
        "open": [one for one in rows if one["state"] == "open"][::-1],
        "other": [one for one in rows if one["state"] != "open"],
        "can_offer": bool(_published(by)),
    })  # fmt: skip


@desk.page(Permission.OFFERING_KEEP)
def new_offering(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form of an offering that is not announced yet."""
    posted = request.POST if request.method == "POST" else None
    versions = _published(by)
    if not versions:
        return render(request, "catalogue/desk/offering_new.html", {"form": None})
    wanted = request.GET.get("version", "")
    chosen = next((one for one in versions if str(one.id) == wanted), versions[0])
    form = _form(request, by, posted, versions=versions, start=_start(chosen))
    _show_refusal(request, form)
    return render(request, "catalogue/desk/offering_new.html", {"form": form})


@new_offering.post("catalogue.announce_offering")
def announce(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The offering stands on the public page."""
    form = _form(request, by, request.POST, versions=_published(by))
    terms = form.terms
    made = actions.announce(
        version_id=UUID(form.cleaned_data["version"]), terms=terms, by=by, now=now
    )
    return desk.Done(_here(request, made.id), "done_offering_announced")


@desk.page(Permission.PROGRAMME_READ)
def offering(request: HttpRequest, by: Actor, offering_id: UUID) -> HttpResponse:
    """One offering: how it stands, and its form for whoever may change it."""
    found = queries.offering_for(by, offering_id)
    today = nation_of(by, request.now).legal_day(request.now)
    is_past = found.state == Offering.State.OPEN and queries.is_over(found, today)
    state = "past" if is_past else found.state
    saved = request.method == "POST" and not request.POST.get(desk.ACT_FIELD)
    form = _form(request, by, request.POST if saved else None, start=initial(found))
    if saved:
        _show_refusal(request, form)
    return render(request, "catalogue/desk/offering.html", {
        "offering": found,
        "title": found.version.descriptor.title,
        "number": found.version.number,
        "state": state,
        "tone": TONES[state],
        "form": form,
        "is_closed": found.state == Offering.State.CLOSED,
        "by_provider": "by_provider" in found.causes,
        "may_keep": policies.allows(by, Permission.OFFERING_KEEP),
    })  # fmt: skip


@offering.post("catalogue.change_offering", Permission.OFFERING_KEEP)
def change(request: HttpRequest, by: Actor, now: datetime, offering_id: UUID) -> desk.Done:
    """It says what was typed."""
    queries.offering_for(by, offering_id)
    terms = _form(request, by, request.POST).terms
    actions.change(offering_id=offering_id, terms=terms, by=by, now=now)
    return desk.Done(_here(request, offering_id), "done_offering_saved")


@offering.post("catalogue.suspend_offering", Permission.OFFERING_KEEP, name="suspend")
def suspend(request: HttpRequest, by: Actor, now: datetime, offering_id: UUID) -> desk.Done:
    """It is off the public pages for a while."""
    actions.suspend(offering_id=offering_id, by=by, now=now)
    return desk.Done(_here(request, offering_id), "done_offering_suspended")


@offering.post("catalogue.resume_offering", Permission.OFFERING_KEEP, name="resume")
def resume(request: HttpRequest, by: Actor, now: datetime, offering_id: UUID) -> desk.Done:
    """The provider's own reason holds no longer."""
    actions.resume(offering_id=offering_id, by=by, now=now)
    return desk.Done(_here(request, offering_id), "done_offering_resumed")


@offering.post("catalogue.close_offering", Permission.OFFERING_KEEP, name="close")
def close(request: HttpRequest, by: Actor, now: datetime, offering_id: UUID) -> desk.Done:
    """Nobody can apply any more."""
    actions.close(offering_id=offering_id, by=by, now=now)
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(reverse("offerings", kwargs=known), "done_offering_closed")


def _published(by: Actor) -> list[ProgrammeVersion]:
    """The newest versions that can still be awarded."""
    found = catalogue.newest_of(by.organisation_id)
    return [one for one in found if one.state == ProgrammeVersion.State.PUBLISHED]


def _start(version: ProgrammeVersion) -> dict[str, Any]:
    """What the description of a version already tells of its offerings."""
    descriptor = version.descriptor
    fee = descriptor.fee
    return {
        "version": str(version.id),
        "form": next(iter(descriptor.form_of_participation), ""),
        "language": next(iter(descriptor.languages), ""),
        "region": next(iter(descriptor.region), ""),
        "price": fee.amount if fee else None,
        "currency": fee.currency if fee else "",
    }


def _form(
    request: HttpRequest,
    by: Actor,
    posted: Any,
    *,
    versions: Sequence[ProgrammeVersion] = (),
    start: dict[str, Any] | None = None,
) -> OfferingForm:
    page, nation = request.language, nation_of(by, request.now)
    return OfferingForm(
        posted,
        versions=[
            (str(one.id), f"{choose(one.descriptor.title, page)} (v{one.number})")
            for one in versions
        ],
        forms=[(c, choose(one.label, page)) for c, one in lists.forms_of_participation().items()],
        regions=[(code, choose(one.name, page)) for code, one in nation.regions.items()],
        languages=[(code, choose(language_name(code), page)) for code in TEACHING],
        initial=start or {},
    )


def _show_refusal(request: HttpRequest, form: OfferingForm) -> None:
    """What the rules found stands beside the fields, as what a form finds itself does."""
    refusal: DomainError | None = getattr(request, "refusal", None)
    if refusal is not None and refusal.code == "offering_incomplete" and form.is_valid():
        form.refuse(refusal)


def _here(request: HttpRequest, offering_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "offering_id": offering_id}
    return reverse("offerings-offering", kwargs=known)
