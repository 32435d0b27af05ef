"""The published reports of cases, for programs (ESG 2015, 2.6)."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.organisations import door
from pharos.organisations.door import Answer
from pharos.procedures import queries
from pharos.procedures.models import Report

router = Router(tags=["decisions"])


class CriteriaSetOut(Answer):
    """By which version of an agency's criteria the panel judged; `first_day` is its first."""

    id: UUID
    title: dict[str, str]
    number: int
    first_day: date


class CaseReportOut(Answer):
    """A report in full: `document` is the very JSON that `digest` was made of (RFC 8785).

    One that `counts` no more rested under a decision that an appeals body sent back.
    """

    case_id: UUID
    number: str
    criteria_set: CriteriaSetOut | None
    published_at: datetime
    counts: bool
    digest: str
    document: dict[str, Any]


@router.get("/reports/{case_id}", response=list[CaseReportOut], auth=None)
def reports(request: HttpRequest, case_id: UUID) -> list[dict[str, Any]]:
    """The published reports of a case, the newest first: one, unless it was taken up again."""
    with door.public():
        queries.published_report(case_id)
        return [_told(one) for one in queries.published_reports(case_id)]


def _told(found: Report) -> dict[str, Any]:
    document = json.loads(found.document)
    return {
        "case_id": found.case_id,
        "number": document["number"],
        "criteria_set": document.get("criteria_set"),
        "published_at": found.published_at,
        "counts": found.set_aside is None,
        "digest": bytes(found.digest).hex(),
        "document": document,
    }
