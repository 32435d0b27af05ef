"""The pool of experts that panels are drawn from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts import queries as accounts
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.i18n import LANGUAGES
from pharos.common.languagenames import language_name
from pharos.nations.codes import fields_of_education
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.procedures import actions, queries
from pharos.procedures.forms.agency import ExpertForm
from pharos.procedures.models import Expert
from pharos.procedures.views import looking


@desk.page(Permission.CASE_READ)
def pool(request: HttpRequest, by: Actor) -> HttpResponse:
    """Who may be on panels: for what they stand, what they know and speak."""
    return render(
        request,
        "procedures/pool.html",
        {
            "experts": [_row(one) for one in queries.experts(by, active=False)],
            "may_manage": policies.allows(by, Permission.CASE_MANAGE),
            "form": _form(request, by),
        },
    )


@pool.post("procedures.expert", Permission.CASE_MANAGE, name="add")
def add(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Somebody of the agency's experts is in the pool, or what is known of them changes."""
    given = _form(request, by).checked()
    person = UUID(given["person"])
    actions.add_expert(
        person_id=person, name=accounts.names_of([person])[person], capacity=given["capacity"],
        is_international=given["is_international"], fields=given["fields_known"],
        languages=given["spoken"], by=by, now=now,
    )  # fmt: skip
    return looking.done(request, "experts", "done_case_kept")


@pool.post("procedures.retire_expert", Permission.CASE_MANAGE, name="retire")
def retire(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Somebody is on no new panel."""
    actions.retire_expert(expert_id=looking.id_in(request, "expert"), by=by, now=now)
    return looking.done(request, "experts", "done_case_kept")


def _row(one: Expert) -> dict[str, Any]:
    known = fields_of_education()
    return {
        "row": one,
        "capacity": f"page_case_capacity_{one.capacity}",
        "fields": [known[code].label for code in one.fields if code in known],
        "languages": [language_name(tag) for tag in one.languages],
    }


def _form(request: HttpRequest, by: Actor) -> ExpertForm:
    members = organisations.memberships(by.organisation_id, now=request.now)
    names = accounts.names_of(one.person_id for one in members if one.role == "expert")
    listed = sorted(((str(person), name) for person, name in names.items()), key=lambda one: one[1])
    return looking.filled(
        request, "add", ExpertForm, people=listed, languages=(*LANGUAGES, "ru"),
        language=request.language,
    )  # fmt: skip
