"""The rules of a country as they hold today, and amendments by two persons of its ministry."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import actions, queries
from pharos.standards.forms import AmendmentForm
from pharos.standards.models import Amendment

_FIELDS = {"amendment_reaches_back": "first_day", "amendment_invalid": "changes"}


@desk.page(Permission.DECISION_READ)
def rules(request: HttpRequest, by: Actor) -> HttpResponse:
    """What law holds since when, what it allows and asks, and what was proposed to change."""
    chosen = chosen_nation(request, by)
    day = queries.history(chosen)[-1].legal_day(request.now)
    nation = queries.nation(chosen, on=day, known_at=request.now)
    may_propose = may_set(by, request) and policies.allows(by, Permission.AMENDMENT_PROPOSE)
    return render(
        request,
        "standards/rules.html",
        {
            "nation": nation,
            "status": f"verify_legal_{nation.legal_basis.status}",
            "pieces": queries.history(chosen),
            "rows": _rows(nation),
            "decisions": _decisions(nation),
            "terms": sorted(nation.terms.items()),
            "levels": sorted(nation.levels.items()),
            "nations": known_nations(by, request.language),
            "amendments": [_amendment(one, by) for one in queries.amendments(chosen)],
            "may_propose": may_propose,
            "who_may": policies.matrix().holders(Permission.AMENDMENT_PROPOSE),
            "form": _form(request, by),
        },
    )


@rules.post("standards.propose", Permission.AMENDMENT_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The amendment waits for a second person."""
    facts = _form(request, by).facts()
    actions.propose(by=by, now=now, **facts)
    return _done(request, facts["nation"], "done_amendment_proposed")


@rules.post("standards.approve", Permission.AMENDMENT_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The amendment that was read holds from its first day on."""
    try:
        amendment_id = UUID(request.POST.get("amendment", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of an amendment") from error
    digest = http.digest_of(request.POST.get("digest", ""))
    made = actions.approve(by=by, amendment_id=amendment_id, content_hash=digest, now=now)
    return _done(request, made.nation, "done_amendment_approved")


def chosen_nation(request: HttpRequest, by: Actor) -> str:
    asked = request.POST.get("nation") or request.GET.get("nation", "")
    own = organisations.by_id(by.organisation_id).nation or ""
    known = queries.all_codes()
    return next(code for code in (asked, own, *known) if code in known)


def known_nations(by: Actor, language: str) -> list[tuple[str, str]]:
    """The countries whose rules are known here, the own one first."""
    own = organisations.by_id(by.organisation_id).nation
    known = sorted(queries.all_codes(), key=lambda code: (code != own, code))
    return [(code, choose(queries.history(code)[-1].name, language)) for code in known]


def may_set(by: Actor, request: HttpRequest) -> bool:
    """Whether the body is one that sets or enters rules at all; the action asks once more."""
    kinds = organisations.kinds_on(organisations.by_id(by.organisation_id).id, request.now.date())
    return bool(kinds & {"ministry", "registry_operator"})


def _form(request: HttpRequest, by: Actor) -> AmendmentForm:
    sent = request.POST if request.POST.get("act") == "propose" else None
    form = AmendmentForm(sent, nations=known_nations(by, request.language))
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _FIELDS)
    return form


def _amendment(one: Amendment, by: Actor) -> dict[str, Any]:
    own = one.organisation_id == by.organisation_id
    waits = one.approved_at is None
    mine = one.proposed_by == by.person_id
    may = own and waits and not mine and policies.allows(by, Permission.AMENDMENT_APPROVE)
    return {
        "row": one,
        "changes": json.dumps(one.changes, ensure_ascii=False, indent=2, sort_keys=True),
        "digest": bytes(one.content_hash).hex(),
        "waits": waits,
        "mine": own and waits and mine,
        "may_approve": may,
    }


def _rows(nation: Nation) -> list[Mapping[str, Any]]:
    hours, ects, gates = nation.hours_per_credit, nation.ects, nation.gates
    asked = [f"page_rules_gate_{name}" for name in ("format_approval", "national_registration",
             "two_persons") if getattr(gates, name)]  # fmt: skip
    return [
        {"code": "page_rules_timezone", "value": nation.timezone},
        {"code": "page_rules_languages", "value": [*map(language_name, nation.required_languages)]},
        {"code": "page_rules_hours", "value": f"{hours.min}–{hours.max} ({hours.default})"},
        {"code": "page_rules_ects", "value": f"{ects.min}–{ects.max}"},
        *({"code": one, "value": "✓"} for one in asked),
    ]


def _decisions(nation: Nation) -> list[Mapping[str, Any]]:
    labels = codes.organisation_kinds()
    return [
        {
            "kind": f"page_deciding_kind_{kind}",
            "years": ", ".join(map(str, nation.allowed_years(kind))) or "–",
            "conditional": ", ".join(map(str, nation.allowed_years(kind, conditional=True))) or "–",
            "deciders": [labels[one].label for one in bodies],
            "asked_by": [nation.terms[programme] for programme, needed in
                         nation.decisions_required.items() if kind in needed],
        }
        for kind, bodies in nation.deciders.items()
    ]  # fmt: skip


def _done(request: HttpRequest, nation: str, say: str) -> desk.Done:
    arguments = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(f"{reverse('standards-rules', kwargs=arguments)}?nation={nation}", say=say)
