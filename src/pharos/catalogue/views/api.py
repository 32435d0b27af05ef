"""Programmes for programs: the public list, versions with their standing, drafts, publication."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.accounts.policies import Permission
from pharos.catalogue import actions, queries
from pharos.catalogue import assurance as asking
from pharos.catalogue.drafting.forms import told
from pharos.catalogue.importing import actions as importing
from pharos.catalogue.importing import reading as importing_reading
from pharos.catalogue.importing.actions import Judged
from pharos.catalogue.models import Draft, Offering, ProgrammeVersion, Standing
from pharos.catalogue.offerings import queries as offered
from pharos.common import http
from pharos.common.actor import Actor
from pharos.organisations import door
from pharos.organisations.door import MEMBER, Answer, Body

router = Router(tags=["programmes"])


class StandingOut(Answer):
    """How one decision about a version stands; `until` is the first day it does not hold."""

    decision: UUID
    kind: str
    agency: UUID
    state: str
    first_day: date
    until: date | None


class Listed(Answer):
    """One version in a list."""

    id: UUID
    address: str
    number: int
    kind: str
    nation: str
    assurance: str
    """What the nation asks of the programme itself today: accreditation, licence or neither."""
    title: dict[str, str]
    level: int | None
    isced_f: str
    ects: str | None
    organisation: UUID
    first_day: date
    last_day: date | None
    state: str


class VersionOut(Listed):
    """One version with its whole description and how it stands."""

    digest: str
    descriptor: dict[str, Any]
    standings: list[StandingOut]


class Versions(Answer):
    """A page of versions, newest first; `next` goes into `after` for the one behind it."""

    items: list[Listed]
    next: UUID | None


class Number(Answer):
    """A version of the programme, by number."""

    id: UUID
    number: int
    state: str


class ProgrammeOut(VersionOut):
    """The newest version of a programme, and which others there are."""

    versions: list[Number]


class DraftIn(Body):
    """The description of the next version; fields are those of the data dictionary."""

    slug: str
    document: dict[str, Any]


class DraftOut(Answer):
    """A draft; publication names its digest."""

    id: UUID
    slug: str
    digest: str
    descriptor: dict[str, Any]
    written_at: datetime


class Publication(Body):
    """What is published: the content that the digest names, awardable from the day on."""

    digest: str
    first_day: date


class Withdrawal(Body):
    """The last day on which the version may be awarded."""

    last_day: date


class OfferingOut(Answer):
    """When and where a version is held; `ends` and `apply_until` are last days.

    `seats_taken` counts the seats that funded places hold; who applies elsewhere is not known.
    """

    id: UUID
    starts: date
    ends: date | None
    apply_until: date | None
    form: str
    place: str
    region: str
    language: str
    seats: int | None
    seats_taken: int
    price: str | None
    currency: str
    application_url: str
    application_contact: str


class Offerings(Answer):
    """The offerings that one can apply for."""

    items: list[OfferingOut]


@router.get("/programmes", response=Versions, auth=None)
def programmes(
    request: HttpRequest,
    nation: str | None = None,
    kind: str | None = None,
    level: int | None = None,
    field: str | None = None,
    provider: UUID | None = None,
    assurance: str | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the published versions, newest first."""
    limit = max(1, min(limit, queries.MAX_LISTED - 1))
    with door.public():
        today = request.now.date()
        found = queries.published(
            nation=nation, kind=kind, level=level, field=field, organisation_id=provider,
            pairs=None if assurance is None else list(asking.pairs(assurance, today)),
            after=after, limit=limit + 1,
        )  # fmt: skip
        page = found[:limit]
        return {
            "items": [_listed(one, today) for one in page],
            "next": page[-1].id if len(found) > limit else None,
        }


@router.get("/programmes/{provider}/{slug}", response=ProgrammeOut, auth=None)
def programme(request: HttpRequest, provider: str, slug: str) -> dict[str, Any]:
    """The newest version of a programme, by the slugs of its address."""
    with door.public():
        found = queries.find(provider, slug)
        versions = queries.versions(found.programme_id)
        numbers = [{"id": v.id, "number": v.number, "state": v.state} for v in versions]
        return {**_whole(found, request.now.date()), "versions": numbers}


@router.get("/versions/{version_id}", response=VersionOut, auth=None)
def version(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """One version; withdrawn ones stay resolvable."""
    with door.public():
        return _whole(queries.version(version_id), request.now.date())


@router.get("/versions/{version_id}/offerings", response=Offerings, auth=None)
def offerings(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """The offerings of a version that are open today, the next one first."""
    with door.public():
        queries.version(version_id)
        found = offered.open_for(version_id, request.now.date())
        return {"items": [_offering(one) for one in found]}


@router.post("/drafts", response={201: DraftOut}, auth=MEMBER)
def draft(request: HttpRequest, body: DraftIn) -> Any:
    """Write the draft of a programme's next version, in place of the draft before it."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _draft(actions.draft(slug=body.slug, document=body.document, by=by, now=now))

    return door.write(request, "catalogue.draft", Permission.PROGRAMME_DRAFT, work, status=201)


class CatalogueEntry(Body):
    """One programme of a catalogue."""

    slug: str
    document: dict[str, Any]


class CatalogueIn(Body):
    """Programmes that become drafts; with `dry_run` nothing is written."""

    programmes: list[CatalogueEntry]
    dry_run: bool = False


class FaultOut(Answer):
    """Why an entry becomes no draft."""

    place: str
    code: str
    message: str


class TakenOut(Answer):
    """What became of one entry; `to_mend` is what a publication would still refuse."""

    number: int
    slug: str
    draft: UUID | None
    to_mend: int
    problems: list[FaultOut]


class CatalogueOut(Answer):
    """What became of each entry, in their order."""

    drafts: int
    programmes: list[TakenOut]


@router.post("/drafts/import", response=CatalogueOut, auth=MEMBER)
def import_drafts(request: HttpRequest, body: CatalogueIn) -> Any:
    """Make a draft of each entry that can be one; no draft is replaced, nothing is published."""
    entries = [one.model_dump() for one in body.programmes]
    act = importing.judge if body.dry_run else importing.take

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        judged = act(importing_reading.of_entries(entries), by=by, now=now)
        return {
            "drafts": sum(one.draft is not None for one in judged),
            "programmes": [_taken(one, request.language) for one in judged],
        }

    return door.write(request, "catalogue.import_catalogue", Permission.PROGRAMME_DRAFT, work)


@router.get("/drafts/{draft_id}", response=DraftOut, auth=MEMBER)
def read_draft(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """A draft of the own organisation, with the digest that publication names."""
    with door.reading(request, Permission.PROGRAMME_READ) as by:
        return _draft(queries.draft_for(by, draft_id))


@router.post("/drafts/{draft_id}/publish", response={201: VersionOut}, auth=MEMBER)
def publish(request: HttpRequest, draft_id: UUID, body: Publication) -> Any:
    """Freeze a draft as the next version; refused when it was edited since."""
    digest = http.digest_of(body.digest)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.publish(
            draft_id=draft_id, digest=digest, first_day=body.first_day, by=by, now=now
        )
        return _whole(made, now.date())

    return door.write(request, "catalogue.publish", Permission.PROGRAMME_PUBLISH, work, status=201)


@router.post("/versions/{version_id}/withdraw", response=VersionOut, auth=MEMBER)
def withdraw(request: HttpRequest, version_id: UUID, body: Withdrawal) -> Any:
    """End a version: nothing is awarded after the day."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.withdraw(version_id=version_id, last_day=body.last_day, by=by, now=now)
        return _whole(made, now.date())

    return door.write(request, "catalogue.withdraw", Permission.PROGRAMME_WITHDRAW, work)


def _listed(one: ProgrammeVersion, on: date) -> dict[str, Any]:
    return {
        "id": one.id,
        "address": queries.address(one),
        "number": one.number,
        "kind": one.kind,
        "nation": one.nation,
        "assurance": asking.of_version(one, on),
        "title": dict(one.descriptor.title),
        "level": one.level,
        "isced_f": one.isced_f,
        "ects": None if one.ects is None else one.descriptor.to_dict()["ects"],
        "organisation": one.organisation_id,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "state": one.state,
    }


def _whole(one: ProgrammeVersion, on: date) -> dict[str, Any]:
    return {
        **_listed(one, on),
        "digest": bytes(one.digest).hex(),
        "descriptor": one.descriptor.to_dict(),
        "standings": [_standing(found) for found in queries.standings(one.id)],
    }


def _offering(one: Offering) -> dict[str, Any]:
    names = OfferingOut.model_fields
    price = None if one.price is None else f"{one.price.normalize():f}"
    worked_out = {"price": price, "seats_taken": one.filling.taken}
    return {name: getattr(one, name) for name in names if name not in worked_out} | worked_out


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "decision": one.decision_id,
        "kind": one.kind,
        "agency": one.agency_id,
        "state": one.state,
        "first_day": one.first_day,
        "until": one.until,
    }


def _taken(one: Judged, language: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "slug": one.slug,
        "draft": one.draft,
        "to_mend": one.to_mend,
        "problems": [
            {"place": fault.problem.facts.get("field", fault.cell), "code": fault.problem.code,
             "message": told(fault.problem, language)}
            for fault in one.faults
        ],
    }  # fmt: skip


def _draft(one: Draft) -> dict[str, Any]:
    return {
        "id": one.id,
        "slug": one.slug,
        "digest": bytes(one.digest).hex(),
        "descriptor": one.descriptor.to_dict(),
        "written_at": one.written_at,
    }
