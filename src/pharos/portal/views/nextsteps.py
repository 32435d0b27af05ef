"""After a publication: the steps to the first award, each with the page where it is done."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import gatewords
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import queries as offerings
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.sentences import sentence
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.needs import queries as needs
from pharos.organisations import desk
from pharos.review import queries as review
from pharos.standards import queries as standards

Step = dict[str, Any]
_DONE = ("page_next_done", "good")
_OPEN = ("page_next_open", "warn")
_CAN = ("page_next_can", "info")
_WAITS = ("page_next_waiting", "grey")


@desk.page(Permission.PROGRAMME_READ)
def next_steps(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """What is done and what is to do for a version of one's own."""
    found = catalogue.version(version_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    nation = standards.nation(
        found.nation, on=zones.legal_day(found.nation, request.now), known_at=request.now
    )
    return render(request, "portal/next.html", {
        "version": found,
        "title": found.descriptor.title,
        "steps": list(_steps(request, found, nation, request.now)),
    })  # fmt: skip


def _steps(
    request: HttpRequest, version: ProgrammeVersion, nation: Nation, now: datetime
) -> Iterator[Step]:
    checked = review.approved(version.id, bytes(version.digest)) is not None
    asked = nation.review.is_required(version.kind)
    rows = [one for one in gatewords.rows(version, now=now, language=request.language)
            if one.is_required]  # fmt: skip
    lacks = any(not one.is_in_force for one in rows if one.kind != "format")
    if asked and (checked or lacks):
        state = _DONE if checked else _OPEN
        yield _step(request, "internal", state, "review-version", version_id=version.id)
    yield _partner(request, version)
    ready = checked or not asked
    for row in rows:
        if row.kind != "format":
            yield _decision(request, row.kind, _DONE if row.is_in_force else _OPEN)
    if lacks:
        state = _CAN if ready else _WAITS
        yield _step(request, "light", state, "light-new", version_id=version.id)
        yield _step(request, "apply", state, "cases-apply")
    for row in rows:
        if row.kind == "format":
            yield _step(request, "format", _DONE if row.is_in_force else _CAN, "formats-mine")
    offered = bool(offerings.open_for(version.id, nation.legal_day(now)))
    offer = _step(request, "offer", _DONE if offered else _CAN, "offerings-new")
    asks = f"?version={version.id}" if offer["href"] else ""
    yield {**offer, "href": offer["href"] + asks}
    opens = not gatewords.missing(version, now=now, language=request.language)
    yield _step(request, "award", _CAN if opens else _WAITS, "imports")


def _partner(request: HttpRequest, version: ProgrammeVersion) -> Step:
    """An employer that stands behind the version is asked on a form that knows it."""
    state = _DONE if needs.partners([version.id]) else _CAN
    found = _step(request, "partner", state, "needs-offer-new")
    return {**found, "href": found["href"] and f"{found['href']}?version={version.id}"}


def _step(request: HttpRequest, name: str, state: tuple[str, str], page: str, **more: Any) -> Step:
    """One step; without a link where an installation has no such page."""
    known = {"language": request.language, "slug": request.desk.slug, **more}
    try:
        href = _opened(request, reverse(page, kwargs=known))
    except NoReverseMatch:
        href = ""
    return {
        "code": f"page_next_{name}",
        "hint": sentence(f"page_next_{name}_text", request.language),
        "href": href,
        "status": state[0],
        "tone": state[1],
    }


def _opened(request: HttpRequest, path: str) -> str:
    """The path where the reader may open its page; empty otherwise: the text still says it."""
    permission = getattr(resolve(path).func, "permission", None)
    return path if permission is None or policies.allows(request.desk.by, permission) else ""


def _decision(request: HttpRequest, kind: str, state: tuple[str, str]) -> Step:
    named = sentence(f"page_version_kind_{kind}", request.language)
    return {
        "label": sentence("page_next_decision", request.language, {"kind": named}),
        "hint": sentence("page_next_decision_text", request.language),
        "href": "",
        "status": state[0],
        "tone": state[1],
    }
