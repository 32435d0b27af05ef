"""Which skills are needed, for programs: the open list, and one need with who answers it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.catalogue import queries as catalogue
from pharos.needs import queries, showing
from pharos.needs.models import SkillNeed
from pharos.organisations import door
from pharos.organisations.door import Answer
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

router = Router(tags=["needs"])


class SkillOut(Answer):
    """A skill in words, with its address in ESCO where the body named one."""

    uri: str
    text: dict[str, str]


class SectorOut(Answer):
    """The priority sector of a ministry that a need belongs to, and the strategy behind it."""

    id: UUID
    name: dict[str, str]
    document_title: dict[str, str]
    document_link: str


class NeedOut(Answer):
    """Skills that a body needs: for how many people, where, and up to which day.

    An empty `region` is the whole country; `last_day` is inclusive. `state` is open, ended or
    withdrawn.
    """

    id: UUID
    nation: str
    filed_by: str
    """The slug of the employer or ministry."""
    title: dict[str, str]
    description: dict[str, str]
    skills: list[SkillOut]
    isced_f: str
    region: str
    people: int
    level: int | None
    evidence: dict[str, str]
    evidence_link: str
    sector: SectorOut | None
    filed_on: date
    last_day: date
    state: str


class Needs(Answer):
    """A page of open needs, newest first; `next` goes into `after` for the one behind it."""

    items: list[NeedOut]
    next: UUID | None


class AnsweringOut(Answer):
    """A published programme with which a provider answers a need."""

    provider: str
    slug: str
    version: UUID
    address: str
    title: dict[str, str]


class NeedWholeOut(NeedOut):
    """A need with the published programmes that answer it."""

    answers: list[AnsweringOut]


@router.get("/needs", response=Needs, auth=None)
def needs(
    request: HttpRequest,
    nation: str = "",
    field: str = "",
    region: str = "",
    sector: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the needs that are open today, newest first; a region also finds whole-country ones."""
    limit = max(1, min(limit, queries.MAX_LISTED - 1))
    with door.public():
        known = nation if nation in standards.all_codes() else ""
        found = queries.open_needs(
            showing.today(known, request.now), nation=nation, field=field, region=region,
            sector=sector, after=after, limit=limit + 1,
        )  # fmt: skip
        page = found[:limit]
        return {
            "items": [_need(one.need, one.employer, request) for one in queries.lines(page)],
            "next": page[-1].id if len(found) > limit else None,
        }


@router.get("/needs/{need_id}", response=NeedWholeOut, auth=None)
def need(request: HttpRequest, need_id: UUID) -> dict[str, Any]:
    """One need, ended ones too, with the published programmes that answer it."""
    with door.public():
        found = queries.need(need_id)
        filed_by = queries.bodies([found.organisation_id])[found.organisation_id]
        return {**_need(found, filed_by, request), "answers": _answers(found)}


def _need(one: SkillNeed, filed_by: Organisation, request: HttpRequest) -> dict[str, Any]:
    told = showing.need(one, filed_by, request.now)
    same = {name: getattr(one, name) for name in NeedOut.model_fields if hasattr(one, name)}
    return {
        **same,
        "filed_by": filed_by.slug,
        "skills": told["skills"],
        "sector": _sector(one),
        "last_day": one.until_day,
        "state": told["state"],
    }


def _sector(one: SkillNeed) -> dict[str, Any] | None:
    if one.sector is None:
        return None
    return {name: getattr(one.sector, name) for name in SectorOut.model_fields}


def _answers(one: SkillNeed) -> list[dict[str, Any]]:
    given = queries.answers_to([one.id])
    versions = queries.versions_behind(given)
    providers = queries.bodies(answer.organisation_id for answer in given)
    told = []
    for answer in given:
        # a programme whose only version was withdrawn answers no more
        if version := versions.get((answer.organisation_id, answer.slug)):
            told.append(
                {
                    "provider": providers[answer.organisation_id].slug,
                    "slug": answer.slug,
                    "version": version.id,
                    "address": catalogue.address(version),
                    "title": dict(version.descriptor.title),
                }
            )
    return told
