"""What everybody reads: by what route a decision came, and how the lot of a year was drawn."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accreditation import queries as accreditation
from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.lightroute import facts, queries
from pharos.lightroute.models import Audit
from pharos.lightroute.views.showing import said
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards


def record(request: HttpRequest, language: str, decision_id: UUID) -> HttpResponse:
    """By what route this decision came: silence or a yes, on which rule, with which audit."""
    with tenancy.scope(ANONYMOUS):
        found = queries.record(decision_id)
        if found is None:
            raise NotFound("decision_unknown")
        holder = organisations.by_id(found.organisation_id)
        request.clock_of = holder.nation
        law = standards.nation(str(holder.nation), on=found.first_day)
        group = law.light_route if found.kind == "light" else law.carve_out
        return render(request, "lightroute/public.html", {
            "record": found,
            "how": f"page_light_how_{found.kind}_{found.how}",
            "title": found.version.descriptor.title,
            "address": catalogue.address(found.version),
            "holder": holder,
            "agency": organisations.by_id(found.agency_id),
            "source": "light_route" if found.kind == "light" else "carve_out",
            "mark": law.sources.get("light_route" if found.kind == "light" else "carve_out", ""),
            "days": group.silence_days,
            "audits": queries.audits(decision_id=decision_id),
            "parent": accreditation.decision(found.parent_decision_id)
            if found.parent_decision_id else None,
            "remap": said(facts.remapping(found), language),
        })  # fmt: skip


def draws(request: HttpRequest, language: str) -> HttpResponse:
    """Every yearly sample: what was drawn from, with which seed, whom the lot fell on."""
    with tenancy.scope(ANONYMOUS):
        found = queries.draws()
        return render(request, "lightroute/draws.html", {
            "draws": [_told(one) for one in found],
        })  # fmt: skip


def _told(one: Any) -> dict[str, Any]:
    audits = {str(audit.decision_id): audit for audit in queries.audits(draw_id=one.id)}
    records = {str(record.decision_id): record for record in queries.drawn_from(one)}
    return {
        "draw": one,
        "agency": organisations.by_id(one.agency_id).name,
        "digest": bytes(one.digest).hex(),
        "population": [{"id": id, "number": records[id].number if id in records else "–"}
                       for id in one.ids],
        "audits": [_result(audits[id]) for id in one.chosen if id in audits],
    }  # fmt: skip


def _result(audit: Audit) -> dict[str, Any]:
    return {
        "audit": audit,
        "holder": organisations.by_id(audit.organisation_id).name,
        "code": f"page_light_audit_{audit.outcome or 'open'}",
        "tone": {"passed": "good", "failed": "bad"}.get(audit.outcome or "", "info"),
    }
