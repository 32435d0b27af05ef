"""Reports of decided cases, in full, for everybody: also of refusals (ESG 2015, 2.6)."""

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accreditation.models import Decision
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.languagenames import language_name
from pharos.organisations import queries as organisations
from pharos.procedures import history, queries
from pharos.procedures.models import Report
from pharos.procedures.views import report_files
from pharos.procedures.views.report_files import criteria_of, decisions_of

PAGE = 30
_TONES = {"met": "good", "partly": "warn", "not_met": "bad"}


def report(request: HttpRequest, language: str, case_id: UUID) -> HttpResponse:
    """One report: panel, findings, text in each language, digest, and what was decided."""
    with tenancy.scope(ANONYMOUS):
        found = queries.published_report(case_id, _asked(request))
        told = json.loads(found.document)
        request.clock_of = organisations.by_id(found.agency_id).nation
        facts = {
            "report": found,
            "told": told,
            "kind": f"page_procedure_kind_{told['kind']}",
            "files": report_files.files(found, language),
            "texts": sorted(told["text"].items(), key=lambda one: one[0] != language),
            "languages": [language_name(tag) for tag in found.languages],
            "panel": [
                {**one, "code": f"page_case_capacity_{one['capacity']}"} for one in told["panel"]
            ],
            **_judged(found, told),
            "decisions": [_decision(one) for one in decisions_of(found)],
            "programmes": told["programmes"],
            "others": [one for one in queries.published_reports(case_id) if one.id != found.id],
        }
        return render(request, "procedures/public.html", facts)


def _asked(request: HttpRequest) -> UUID | None:
    """Which report of the case is meant, where it is not the newest; raises NotFound."""
    given = request.GET.get("report", "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise NotFound("case_report_unknown") from error


def _judged(found: Report, told: dict[str, Any]) -> dict[str, Any]:
    """The criteria set, as the report names it, and each finding with its criterion's words."""
    chosen = criteria_of(found, told)
    words = {one.code: one.text for one in chosen.criteria} if chosen else {}
    findings = [
        {
            **one,
            "code": f"page_case_verdict_{one['verdict']}",
            "tone": _TONES.get(one["verdict"], "grey"),
            "words": words.get(one["criterion"], {}),
            "title": _title(told, one["subject"]),
        }
        for one in told["findings"]
    ]
    return {"criteria_set": chosen, "findings": findings}


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "row": one,
        "code": f"page_outcome_{one.outcome}",
        "what": f"page_deciding_kind_{one.kind}",
        "title": one.version.descriptor.title if one.version else None,
    }


def document(request: HttpRequest, language: str, case_id: UUID) -> HttpResponse:
    """The very document whose digest the page shows (RFC 8785)."""
    with tenancy.scope(ANONYMOUS):
        found = queries.published_report(case_id, _asked(request))
        response = HttpResponse(found.document.encode(), content_type="application/json")
        number = json.loads(found.document)["number"]
        response["Content-Disposition"] = f'attachment; filename="report-{number}.json"'
        return response


def printed(request: HttpRequest, language: str, case_id: UUID) -> HttpResponse:
    """The same as a PDF, in every language that the report was written in."""
    with tenancy.scope(ANONYMOUS):
        found = queries.published_report(case_id, _asked(request))
        told, made = json.loads(found.document), report_files.printed(found)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="report-{told["number"]}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def reports(request: HttpRequest, language: str) -> HttpResponse:
    """Every published report, the newest first."""
    with tenancy.scope(ANONYMOUS):
        found = history.published()
        page = Paginator(found, PAGE).get_page(request.GET.get("page"))
        return render(
            request,
            "procedures/reports.html",
            {"page": page, "lines": [_line(one) for one in page]},
        )


def _line(one: Report) -> dict[str, Any]:
    told = json.loads(one.document)
    return {
        "row": one,
        "number": told["number"],
        "kind": f"page_procedure_kind_{told['kind']}",
        "providers": told["providers"],
        "titles": [two["title"] for two in told["programmes"]],
        "outcomes": [f"page_outcome_{two.outcome}" for two in decisions_of(one)],
    }


def _title(told: dict[str, Any], position: int | None) -> Any:
    if position is None or position > len(told["programmes"]):
        return None
    return told["programmes"][position - 1]["title"]
