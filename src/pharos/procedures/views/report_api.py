"""The published reports of cases, for programs (ESG 2015, 2.6)."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.common.i18n import LANGUAGES
from pharos.common.settings import settings
from pharos.organisations import door
from pharos.organisations.door import Answer
from pharos.procedures import queries
from pharos.procedures.models import Report
from pharos.procedures.views import report_files

router = Router(tags=["decisions"])


class CriteriaSetOut(Answer):
    """By which version of an agency's criteria the panel judged; `first_day` is its first."""

    id: UUID
    title: dict[str, str]
    number: int
    first_day: date


class ReportFileOut(Answer):
    """A file of the report, with the languages in it and the SHA-256 of its bytes."""

    address: str
    media_type: str
    languages: list[str]
    sha256: str


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
    files: list[ReportFileOut]
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
        "files": [_file(one) for one in report_files.files(found, LANGUAGES[0])],
        "document": document,
    }


def _file(one: report_files.ReportFile) -> dict[str, Any]:
    return {
        "address": f"{settings().origin}{one.address}",
        "media_type": one.media_type,
        "languages": one.languages,
        "sha256": one.sha256,
    }
