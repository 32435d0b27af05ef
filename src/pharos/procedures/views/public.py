"""Reports of decided cases, in full, for everybody: also of refusals (ESG 2015, 2.6)."""

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.languagenames import language_name
from pharos.criteria import queries as criteria_sets
from pharos.criteria.models import CriteriaSet
from pharos.organisations import queries as organisations
from pharos.procedures import history, queries
from pharos.procedures.models import Report

PAGE = 30
_TONES = {"met": "good", "partly": "warn", "not_met": "bad"}


def report(request: HttpRequest, language: str, case_id: UUID) -> HttpResponse:
    """One report: panel, findings, text in each language, digest, and what was decided."""
    with tenancy.scope(ANONYMOUS):
        found = queries.published_report(case_id)
        told = json.loads(found.document)
        agency = organisations.by_id(found.agency_id)
        request.clock_of = agency.nation
        chosen = _criteria(found, told)
        criteria = {one.code: one for one in chosen.criteria} if chosen else {}
        return render(
            request,
            "procedures/public.html",
            {
                "report": found,
                "told": told,
                "kind": f"page_procedure_kind_{told['kind']}",
                "digest": bytes(found.digest).hex(),
                "texts": sorted(told["text"].items(), key=lambda one: one[0] != language),
                "languages": [language_name(tag) for tag in found.languages],
                "panel": [
                    {**one, "code": f"page_case_capacity_{one['capacity']}"}
                    for one in told["panel"]
                ],
                "findings": [
                    {
                        **one,
                        "code": f"page_case_verdict_{one['verdict']}",
                        "tone": _TONES.get(one["verdict"], "grey"),
                        "words": criteria[one["criterion"]].text
                        if one["criterion"] in criteria
                        else {},
                        "title": _title(told, one["subject"]),
                    }
                    for one in told["findings"]
                ],
                "criteria_set": chosen.id if chosen else None,
                "decisions": [
                    {"row": one, "code": f"page_outcome_{one.outcome}",
                     "what": f"page_deciding_kind_{one.kind}",
                     "title": one.version.descriptor.title if one.version else None}
                    for one in _decisions(found)
                ],
                "programmes": [
                    {"title": one["title"], "address": one["address"], "digest": one["digest"]}
                    for one in told["programmes"]
                ],
            },
        )  # fmt: skip


def document(request: HttpRequest, language: str, case_id: UUID) -> HttpResponse:
    """The very document whose digest the page shows (RFC 8785)."""
    with tenancy.scope(ANONYMOUS):
        found = queries.published_report(case_id)
        response = HttpResponse(found.document.encode(), content_type="application/json")
        number = json.loads(found.document)["number"]
        response["Content-Disposition"] = f'attachment; filename="report-{number}.json"'
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


def _criteria(found: Report, told: dict[str, Any]) -> CriteriaSet | None:
    """The set that the findings answer to, where only one of the agency's can be meant."""
    codes = {one["criterion"] for one in told["findings"]}
    fitting = [
        one
        for one in criteria_sets.versions(found.agency_id, told["kind"])
        if one.approved_at <= found.at and {two.code for two in one.criteria} == codes
    ]
    return fitting[0] if len(fitting) == 1 else None


def _decisions(found: Report) -> list[Decision]:
    """What was decided in the case; the case itself only its two sides see."""
    return list(accreditation.published().filter(case_id=found.case_id).order_by("number"))


def _line(one: Report) -> dict[str, Any]:
    told = json.loads(one.document)
    return {
        "row": one,
        "number": told["number"],
        "kind": f"page_procedure_kind_{told['kind']}",
        "providers": told["providers"],
        "titles": [two["title"] for two in told["programmes"]],
        "outcomes": [f"page_outcome_{two.outcome}" for two in _decisions(one)],
    }


def _title(told: dict[str, Any], position: int | None) -> Any:
    if position is None or position > len(told["programmes"]):
        return None
    return told["programmes"][position - 1]["title"]
