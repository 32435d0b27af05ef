"""What everybody reads of procedures about a body: its reports, and what it decides by."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pharos.criteria import queries as criteria
from pharos.procedures.models import Report

MOST = 20


def published() -> QuerySet[Report]:
    """Every report that everybody may read, the newest first."""
    found = Report.objects.filter(published_at__isnull=False)
    return found.order_by("-published_at", "-id")


def reports_about(organisation_id: UUID) -> list[Mapping[str, Any]]:
    """The newest published reports about a provider, or of an agency."""
    concerns = Q(organisation_id=organisation_id) | Q(agency_id=organisation_id)
    found = {}
    for one in published().filter(concerns)[: 2 * MOST]:
        found.setdefault(one.case_id, one)  # of a case that was taken up again the newest
    return [_line(one) for one in list(found.values())[:MOST]]


def criteria_of(agency_id: UUID, on: date) -> list[Mapping[str, Any]]:
    """The sets of criteria in force at an agency, by kind of procedure."""
    held = [one for one in criteria.versions(agency_id) if one.state_on(on) == "in_force"]
    return [
        {"id": one.id, "title": one.title, "kind": f"page_procedure_kind_{one.kind}"}
        for one in held
    ]


def _line(one: Report) -> Mapping[str, Any]:
    told = json.loads(one.document)
    return {
        "case_id": one.case_id,
        "number": told["number"],
        "kind": f"page_procedure_kind_{told['kind']}",
        "titles": [two["title"] for two in told["programmes"]],
        "at": one.published_at,
    }
