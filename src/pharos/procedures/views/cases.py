"""Lists of cases for each part, and the beginning of an application."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as decisions
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import CASE_KINDS
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.applying import ApplyForm, KindForm
from pharos.procedures.models import Case
from pharos.procedures.rules.words import DECISION_OF, State
from pharos.procedures.views import looking
from pharos.standards import queries as standards

PAGE: Final = 30
JUDGED: Final = 200
"""Of how many cases, the newest moved first, the days are worked out for the order."""
SHOWN: Final = ("open", "late", "ended")


@desk.page()
def cases(request: HttpRequest, by: Actor) -> HttpResponse:
    """The cases of which this person is a part: own applications, the queue, panels, agenda."""
    looking.require_look(by)
    asked = {name: request.GET.get(name, "")[:80] for name in ("show", "kind", "state", "q")}
    show = asked["show"] if asked["show"] in SHOWN else "open"
    listed = _listed(by, show)
    lines = [one for one in _lines(listed) if _fits(one, asked)]
    for line in lines[:JUDGED]:
        _judge(line, request.now)
    if show == "late":
        lines = [one for one in lines if one["due"] is not None and one["due"].tone == "bad"]
    lines.sort(key=lambda one: (one["urgency"], one["case"].moved_at))
    may_apply = policies.allows(by, Permission.CASE_APPLY) and _is_provider(request)
    return render(
        request,
        "procedures/cases.html",
        {
            "title": _title(request, by),
            "lines": Paginator(lines, PAGE).get_page(request.GET.get("page")),
            "count": len(lines),
            "show": show,
            "shown": SHOWN,
            "kind": asked["kind"],
            "kinds": [(one, f"page_procedure_kind_{one}") for one in CASE_KINDS],
            "state": asked["state"],
            "states": [(one.value, f"page_case_state_{one.value}") for one in State],
            "q": asked["q"],
            "may_apply": may_apply,
        },
    )


@desk.page(Permission.CASE_APPLY)
def apply(request: HttpRequest, by: Actor) -> HttpResponse:
    """First the kind, then what the application is about."""
    nation = _nation(request, by)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    offered = nation.procedures.kinds
    facts: dict[str, Any] = {
        "kinds": KindForm(kinds=offered, language=request.language, initial={"kind": kind}),
        "chosen": kind if kind in offered else "",
        "form": None,
    }
    if facts["chosen"]:
        facts |= {"form": _form(request, by, nation, kind), "kind": f"page_procedure_kind_{kind}"}
    return render(request, "procedures/apply.html", facts)


@apply.post("procedures.open", name="open")
def open_case(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The draft of the application, which only the provider sees."""
    nation = _nation(request, by)
    kind = request.POST.get("kind", "")
    form = _form(request, by, nation, kind)
    given = form.checked()
    made = actions.open_case(
        kind=kind,
        agency_id=UUID(given["agency"]),
        by=by,
        now=now,
        versions=[UUID(one) for one in form.chosen],
        partners=[UUID(one) for one in given.get("partners") or ()],
        summary=given["summary"],
        renewal_of=UUID(given["renewal_of"]) if given.get("renewal_of") else None,
        follows=UUID(given["follows"]) if given.get("follows") else None,
    )
    return looking.done(request, "case", "done_case_opened", case_id=made.id)


def _listed(by: Actor, show: str) -> list[Case]:
    """Every case that this person may look at from this desk, once each."""
    ended = show == "ended"
    found = {one.id: one for one in queries.of_provider(by) if _is_shown(one, ended)}
    found |= {one.id: one for one in queries.of_agency(by, ended=ended)}
    for one in (*queries.of_panel(by), *queries.of_committee(by)):
        if _is_shown(one, ended):
            found[one.id] = one
    return list(found.values())


def _is_shown(case: Case, ended: bool) -> bool:
    return (case.where in (State.PUBLISHED, State.WITHDRAWN, State.LAPSED)) is ended


def _lines(cases: list[Case]) -> list[dict[str, Any]]:
    """Each case as the list shows it, but for its days."""
    names = showing.names_of(body for one in cases for body in (one.organisation_id, one.agency_id))
    titles = showing.titles_of(cases)
    return [_line(one, names, titles.get(one.id, [])) for one in cases]


def _line(
    case: Case, names: Mapping[UUID, Mapping[str, str]], titles: list[Mapping[str, str]]
) -> dict[str, Any]:
    waits = showing.waits_for(case)
    return {
        "case": case,
        "provider": names.get(case.organisation_id, {}),
        "kind": f"page_procedure_kind_{case.kind}",
        "state": f"page_case_state_{case.state}",
        "tone": showing.tone_of(case.where),
        "titles": titles,
        "due": None,
        "waits": f"page_case_waits_{waits.value}" if waits else "",
        "urgency": 2,
    }


def _judge(line: dict[str, Any], now: datetime) -> None:
    """Put the next day of a case into its line, with how pressing it is."""
    due = next(iter(showing.dues(line["case"], now)), None)
    line["due"] = due
    line["urgency"] = {"bad": 0, "warn": 1}.get(due.tone if due else "", 2)


def _fits(line: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    case: Case = line["case"]
    if asked["kind"] and case.kind != asked["kind"]:
        return False
    if asked["state"] and case.state != asked["state"]:
        return False
    text = asked["q"].strip().casefold()
    words = [case.number or "", *line["provider"].values()]
    words += [text for title in line["titles"] for text in title.values()]
    return not text or any(text in word.casefold() for word in words)


def _title(request: HttpRequest, by: Actor) -> str:
    if _is_provider(request):
        return "page_cases_title_provider"
    if policies.allows(by, Permission.CASE_READ):
        return "page_cases_title_agency"
    serves = policies.allows(by, Permission.PANEL_SERVE)
    return "page_cases_title_panel" if serves else "page_cases_title_committee"


def _is_provider(request: HttpRequest) -> bool:
    deciding = {"qa_agency", "qa_agency_foreign", "ministry", "registry_operator"}
    return not request.desk.kinds & deciding


def _nation(request: HttpRequest, by: Actor) -> Nation:
    code = organisations.by_id(by.organisation_id).nation or ""
    return standards.nation(code, on=standards.history(code)[-1].legal_day(request.now))


def _form(request: HttpRequest, by: Actor, nation: Nation, kind: str) -> ApplyForm:
    language, today = request.language, nation.legal_day(request.now)
    able = nation.deciders.get(DECISION_OF.get(kind, "programme"), ())
    bodies = showing.bodies_of(able, today, nation.code)
    if kind != "follow_up":
        # an agency without criteria in force could not take the application on
        bodies = showing.agencies_with_criteria(kind, bodies, today)
    agencies = [
        (str(one.id), choose(one.name, language)) for one in bodies if one.id != by.organisation_id
    ]
    held = list(decisions.published().filter(organisation_id=by.organisation_id, format=None))
    sent = request.POST if request.POST.get("act") == "open" else None
    form = ApplyForm(
        sent,
        kind=kind,
        agencies=agencies,
        versions=_versions(by, language),
        partners=_partners(by, language, today) if kind == "joint" else [],
        renewals=[
            ("", sentence("page_caseapply_first", language)),
            *_decisions(held, language, ""),
        ],
        followed=_decisions(held, language, "conditional"),
        initial={"agency": agencies[0][0]} if len(agencies) == 1 else {},
    )
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(
            refusal, {"criteria_none_in_force": "agency", "case_subjects_unfit": "versions"}
        )
    return form


def _versions(by: Actor, language: str) -> list[tuple[str, str]]:
    listed = [
        (str(one.id), {"title": choose(one.descriptor.title, language), "number": one.number})
        for one in catalogue.newest_of(by.organisation_id)
    ]
    named = [(key, sentence("page_caseapply_version", language, told)) for key, told in listed]
    return sorted(named, key=lambda one: one[1])


def _partners(by: Actor, language: str, today: date) -> list[tuple[str, str]]:
    kinds = [code for code in codes.organisation_kinds() if code.startswith("hei")]
    listed = showing.bodies_of(kinds, today)
    return [(str(one.id), choose(one.name, language)) for one in listed
            if one.id != by.organisation_id]  # fmt: skip


def _decisions(held: list[Decision], language: str, outcome: str) -> list[tuple[str, str]]:
    chosen = [one for one in held if not outcome or one.outcome == outcome]
    chosen = [one for one in chosen if one.kind in ("authorisation", "institution", "programme")]
    return [(str(one.id), _named(one, language)) for one in chosen]


def _named(one: Decision, language: str) -> str:
    title = choose(one.version.descriptor.title, language) if one.version else ""
    kind = sentence(f"page_deciding_kind_{one.kind}", language)
    facts = {"what": title or kind, "number": one.number, "day": day_text(one.decided_on, language)}
    return sentence("page_caseapply_decision", language, facts)
