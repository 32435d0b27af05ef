"""The criteria that an agency decides by, for everybody (ESG 2015, 2.5)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.criteria import queries
from pharos.criteria.views import showing
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards


def criteria(request: HttpRequest, language: str, set_id: UUID) -> HttpResponse:
    """One version: what it asks, since when, and what of the ESG it covers."""
    with tenancy.scope(ANONYMOUS):
        found = queries.by_id(set_id)
        agency = organisations.by_id(found.agency_id)
        today = standards.history(agency.nation or "")[-1].legal_day(request.now)
        return render(
            request,
            "criteria/public.html",
            {
                "set": found,
                "agency": agency,
                "kind": f"page_procedure_kind_{found.kind}",
                "state": found.state_on(today),
                "rows": showing.rows(found.content),
                "mapping": showing.mapping(found.content),
                "others": [
                    one
                    for one in queries.versions(found.agency_id, found.kind)
                    if one.id != found.id
                ],
            },
        )
