"""The criteria that agencies decide by, for programs (ESG 2015, 2.5)."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.criteria import queries
from pharos.criteria.models import CriteriaSet
from pharos.organisations import door
from pharos.organisations import queries as organisations
from pharos.organisations.door import Answer
from pharos.standards import queries as standards

router = Router(tags=["criteria"])


class CriteriaVersionOut(Answer):
    """One version of an agency's criteria for a kind of procedure; `until` is exclusive.

    `state` is that of today: coming, in_force or retired.
    """

    id: UUID
    agency: str
    """The slug of the agency."""
    kind: str
    number: int
    title: dict[str, str]
    source: str
    first_day: date
    until: date | None
    state: str
    digest: str


class CriterionOut(Answer):
    """One criterion; `esg` are the standards of ESG 2015 that it answers to."""

    code: str
    text: dict[str, str]
    esg: list[str]
    clause: str
    evidence: dict[str, str]


class CriteriaWholeOut(CriteriaVersionOut):
    """A version with its criteria in their order.

    `digest` is the SHA-256 of title, source and criteria as canonical JSON (RFC 8785).
    """

    criteria: list[CriterionOut]


@router.get("/organisations/{slug}/criteria", response=list[CriteriaVersionOut], auth=None)
def criteria_of(request: HttpRequest, slug: str, kind: str = "") -> list[dict[str, Any]]:
    """Every version of an agency's criteria, by kind of procedure, the newest first."""
    with door.public():
        agency = organisations.organisation(slug)
        return [_version(one, request) for one in queries.versions(agency.id, kind)]


@router.get("/criteria/{set_id}", response=CriteriaWholeOut, auth=None)
def criteria(request: HttpRequest, set_id: UUID) -> dict[str, Any]:
    """One version with its criteria; retired ones stay to be read."""
    with door.public():
        found = queries.by_id(set_id)
        return {**_version(found, request), "criteria": json.loads(found.document)["criteria"]}


def _version(one: CriteriaSet, request: HttpRequest) -> dict[str, Any]:
    agency = organisations.by_id(one.agency_id)
    today = standards.history(agency.nation or "")[-1].legal_day(request.now)
    return {
        "id": one.id,
        "agency": agency.slug,
        "kind": one.kind,
        "number": one.number,
        "title": dict(one.title),
        "source": one.content.source,
        "first_day": one.first_day,
        "until": one.until,
        "state": one.state_on(today),
        "digest": bytes(one.digest).hex(),
    }
