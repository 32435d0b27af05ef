"""Certificate formats before the ministry: which were submitted, how each stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import cases, queries, telling, worklist
from pharos.accreditation.models import CertificateFormat
from pharos.accreditation.views import decisions
from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.organisations import queries as organisations


@desk.page(Permission.DECISION_READ)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """The formats that providers of the nation submitted, undecided ones first."""
    body = worklist.body_of(by, now=request.now)
    decides = body is not None and "format" in body.kinds
    rows = [_row(one, request) for one in _submitted(by, body)]
    rows.sort(key=lambda row: (row["decision"] is not None, -row["format"].number))
    return render(
        request,
        "accreditation/formats.html",
        {
            "rows": rows,
            "decides": decides,
            "asked": body is not None and body.nation.gates.format_approval,
            "may_propose": decides and policies.allows(by, Permission.FORMAT_PROPOSE),
            "who_may": policies.matrix().holders(Permission.FORMAT_APPROVE),
        },
    )


def _submitted(by: Actor, body: worklist.Body | None) -> list[CertificateFormat]:
    """Those of the nation for whoever decides, else the own ones."""
    if body is None or "format" not in body.kinds:
        return queries.formats(by.organisation_id) if by.organisation_id else []
    listed = {one.id for one in organisations.listing(nation=body.nation.code, on=body.today)}
    return [one for one in queries.submitted_formats() if one.organisation_id in listed]


def _row(one: CertificateFormat, request: HttpRequest) -> dict[str, Any]:
    holder = organisations.by_id(one.organisation_id)
    decided = queries.about(one.organisation_id, format_id=one.id)
    last = decided[0] if decided else None
    case = cases.case("format", one.id, now=request.now)
    state = decisions.standing_word(last, case.today) if last else ""
    return {
        "format": one,
        "hash": bytes(one.content_hash).hex(),
        "holder": holder.name,
        "holder_path": telling.public_path(holder),
        "decision": last,
        "state_code": f"page_stands_{state}" if state else "page_formats_waiting",
        "state_tone": decisions.TONES.get(state, "info"),
        "last_day": last and last.until and last.until - worklist.ONE_DAY,
    }
