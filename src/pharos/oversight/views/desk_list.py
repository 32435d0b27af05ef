"""What follows decisions, at the desk of a provider and at that of a body."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import rules as decisions
from pharos.accreditation.queries import as_core, is_under_appeal
from pharos.common.actor import Actor
from pharos.nations import codes
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.oversight import queries, renewals, rights, showing


@desk.page(Permission.OVERSIGHT_READ)
def oversight(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is due, what was filed, what waits."""
    kinds = codes.organisation_kinds()
    if any(kinds[one].role == "provider" for one in request.desk.kinds):
        return render(request, "oversight/provider.html", _provider(request, by))
    return render(request, "oversight/agency.html", _agency(request, by))


def _provider(request: HttpRequest, by: Actor) -> dict[str, Any]:
    assert by.organisation_id is not None
    own = queries.own_decisions(by.organisation_id)
    today = queries.nation_of(by.organisation_id, request.now).legal_day(request.now)
    filed = queries.filings(by)
    contested = {one.decision_id for one in filed if one.kind == "appeal" and one.is_running}
    return {
        "may_file": policies.allows(by, Permission.OVERSIGHT_FILE),
        "reports": [showing.missed(one) for one in
                    queries.reports_missing(request.now, organisation_id=by.organisation_id)],
        "conditions": queries.conditions_due(own, today),
        "rights": rights.ended_of(by.organisation_id),
        "mine": True,
        "decisions": [
            {
                **showing.decision(one),
                "under_appeal": is_under_appeal(one, today),
                "may_appeal": one.id not in contested and queries.may_appeal(one, request.now),
                "has_conditions": decisions.has_open_conditions(as_core(one)),
                "has_versions": bool(queries.to_versions(one)),
            }
            for one in own
        ],
        "filings": showing.rows(filed),
        "checks": [showing.check(one) for one in queries.checks(by)],
    }  # fmt: skip


def _agency(request: HttpRequest, by: Actor) -> dict[str, Any]:
    assert by.organisation_id is not None
    today = queries.nation_of(by.organisation_id, request.now).legal_day(request.now)
    taken = queries.taken_by(by.organisation_id)
    found = queries.filings(by)
    return {
        "waiting": showing.rows(one for one in found if one.is_running),
        "filings": showing.rows(found),
        "reports": [showing.missed(one) for one in
                    queries.reports_missing(request.now, agency_id=by.organisation_id)],
        "conditions": queries.conditions_due(taken, today),
        "remitted": showing.rows(queries.remitted(by.organisation_id)),
        "checks": [showing.check(one) for one in queries.checks(by)],
        "rights": [
            {"appeal": one, "provider": organisations.by_id(one.organisation_id).name}
            for one in rights.open_at(by.organisation_id)
        ],
        "renewals": renewals.pending_at(by.organisation_id, request.now),
        "may_change": policies.allows(by, Permission.DECISION_CHANGE_PROPOSE),
    }  # fmt: skip
