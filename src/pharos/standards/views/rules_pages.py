"""The desk of the policy register: whose rules, what was proposed, and where to amend them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.i18n import choose
from pharos.nations import zones
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import queries
from pharos.standards.actions import drafting
from pharos.standards.views import public_pages


@desk.page(Permission.DECISION_READ)
def rules(request: HttpRequest, by: Actor) -> HttpResponse:
    """What law holds, which drafts and proposals there are, and what can be done about them."""
    chosen = chosen_nation(request, by)
    day = queries.history(chosen)[-1].legal_day(request.now)
    nation = queries.nation(chosen, on=day, known_at=request.now)
    may_propose = may_set(by, request) and policies.allows(by, Permission.AMENDMENT_PROPOSE)
    return render(
        request,
        "standards/rules.html",
        {
            "nation": nation,
            "code": chosen.lower(),
            "status": f"verify_legal_{nation.legal_basis.status}",
            "nations": known_nations(by, request.language),
            "drafts": [one for one in queries.drafts(by) if one.nation == chosen],
            "amendments": [
                {"row": one, "state": public_pages.state_of(one, day),
                 "consultation": queries.consultation_of(one.id)}
                for one in queries.amendments(chosen)
            ],
            "may_propose": may_propose,
            "who_may": policies.matrix().holders(Permission.AMENDMENT_PROPOSE),
        },
    )  # fmt: skip


@rules.post("standards.draft", Permission.AMENDMENT_PROPOSE, name="begin")
def begin(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """An empty draft, of the country that was chosen."""
    made = drafting.begin(by=by, nation=chosen_nation(request, by), now=now)
    return desk.Done(to_draft(request, made.id))


def to_draft(request: HttpRequest, draft_id: object) -> str:
    """The address of a draft at this desk."""
    arguments = {"language": request.language, "slug": request.desk.slug, "draft_id": draft_id}
    return reverse("amendments-draft", kwargs=arguments)


def chosen_nation(request: HttpRequest, by: Actor) -> str:
    """The country that was asked for, else the desk's own."""
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
    body = organisations.by_id(by.organisation_id)
    kinds = organisations.kinds_on(body.id, zones.legal_day(body.nation, request.now))
    return bool(kinds & {"ministry", "registry_operator"})
