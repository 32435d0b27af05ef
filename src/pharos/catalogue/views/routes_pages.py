"""What an organisation of one's kind may award, what it needs for that, and where one begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.catalogue import codes
from pharos.catalogue.views.programmes_pages import nation_of
from pharos.common.actor import Actor
from pharos.nations import codes as lists
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.organisations import desk
from pharos.organisations import queries as organisations


@desk.page(Permission.PROGRAMME_READ)
def routes(request: HttpRequest, by: Actor) -> HttpResponse:
    """Each kind of programme: whether it is yours to award, and which decisions it needs."""
    nation = nation_of(by, request.now)
    kinds = organisations.kinds_on(request.desk.organisation_id, nation.legal_day(request.now))
    known = lists.organisation_kinds()
    rows = [_route(kind, kinds, nation) for kind in PROGRAMME_KINDS if _offered(kind, nation)]
    return render(request, "catalogue/desk/routes.html", {
        "kinds": [known[one].label for one in sorted(kinds) if one in known],
        "mine": [one for one in rows if one["is_yours"]],
        "others": [one for one in rows if not one["is_yours"]],
        "bears_credit": any(one["is_yours"] and one["bears_credit"] for one in rows),
        "attendance": nation.designer.attendance_courses,
        "nation": nation,
    })  # fmt: skip


def _offered(kind: str, nation: Nation) -> bool:
    return kind in nation.terms and (kind != "carved_out" or nation.carve_out.is_open)


def _route(kind: str, kinds: frozenset[str], nation: Nation) -> dict[str, Any]:
    ceilings = [nation.level_ceilings[one] for one in kinds if one in nation.level_ceilings]
    return {
        "kind": kind,
        "name": nation.terms[kind],
        "is_yours": nation.may_award(kinds, kind),
        "bears_credit": kind in codes.CREDIT_KINDS,
        "decisions": [
            f"page_version_kind_{one}" for one in nation.decisions_required.get(kind, ())
        ],
        "ceiling": max(ceilings) if ceilings else None,
    }
