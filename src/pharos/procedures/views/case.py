"""One case: where it stands, who owes what, what comes next, what happened."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.errors import NotFound
from pharos.common.sentences import catalogue as sentences
from pharos.common.sentences import sentence
from pharos.needs import queries as needs
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.applying import AnswerForm, NoteForm, ReasonForm, SummaryForm
from pharos.procedures.models import Case
from pharos.procedures.rules.words import ENDED, Move, Side, State
from pharos.procedures.showing import Look
from pharos.procedures.views import looking
from pharos.procedures.views.looking import address

# Where the page of an act is, for those that need more than a press of a button.
_ELSEWHERE: Final[Mapping[Move, str]] = {
    Move.SUBMIT: "case-submit",
    Move.PROPOSE_PANEL: "case-panel",
    Move.CONFIRM_PANEL: "case-panel",
    Move.PLAN_VISIT: "case-report",
    Move.BEGIN_REPORT: "case-report",
    Move.SEND_FACTUAL_CHECK: "case-report",
    Move.FINISH_REPORT: "case-report",
    Move.SCHEDULE: "case-sitting",
    Move.DECIDE: "case-sitting",
    Move.PUBLISH: "case-sitting",
    Move.SET_PANEL_ASIDE: "case-panel",
}
_QUIET: Final = frozenset(
    {Move.RETURN, Move.SUSPEND, Move.WITHDRAW, Move.LAPSE, Move.SET_PANEL_ASIDE}
)
_ASIDE: Final = (Move.SET_PANEL_ASIDE, Move.REMIT)
"""Moves back: not offered before there is a ground for them, or only at their own page."""
_WITH_REASON: Final = {Move.RETURN: ReasonForm, Move.SUSPEND: ReasonForm, Move.WITHDRAW: NoteForm}


@desk.page()
def case(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """The overview of a case, for each part of it."""
    seen = looking.look(request, by, case_id)
    found = seen.case
    pause = queries.open_pause(found)
    owner = seen.applies
    return looking.shown(
        request,
        seen,
        "procedures/case.html",
        "case",
        {
            "dues": showing.dues(found, request.now),
            "waits": _waits(found),
            "subjects": showing.subjects(found),
            "partners": _partners(found),
            "may_agree": _may_agree(seen),
            "steps": _steps(request, seen),
            "timeline": showing.timeline(found),
            "missing": _missing(seen, request.language),
            "flags": _problems(queries.flags(found, request.now), request) if seen.manages else [],
            "pause": pause,
            "may_answer": owner and pause is not None and pause.answered_at is None,
            "answer_form": looking.filled(request, "answer_pause", AnswerForm),
            "may_change": owner and found.where in (State.DRAFT, State.RETURNED),
            "summary_form": looking.filled(
                request, "change", SummaryForm, initial={"summary": found.summary}
            ),
            "demand": _demand(seen),
            "earlier": _earlier(found),
            "again": _again(found, seen),
            "must_state": seen.must_state,
        },
    )


@case.post("procedures.act")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """A move of the case, or an answer to what was asked."""
    work = looking.wanted(request, by, _ACTS)
    work(request, by, now, case_id)
    do = request.POST["do"]
    return looking.done(request, "case", looking.said(do), case_id=case_id)


@desk.page(Permission.CASE_APPLY)
def submit(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """Everything that will be sent, before it is sent."""
    seen = looking.look(request, by, case_id)
    if not seen.applies:
        raise NotFound("case_unknown")
    found = seen.case
    problems = [one for one in queries.what_next(found, Side.PROVIDER, request.now)
                if one.move is Move.SUBMIT]  # fmt: skip
    return render(
        request,
        "procedures/submit.html",
        {
            "case": found,
            "kind": f"page_procedure_kind_{found.kind}",
            "agency": showing.names_of([found.agency_id]).get(found.agency_id, {}),
            "subjects": showing.subjects(found),
            "places": showing.places(found, seen.nation),
            "problems": _problems(problems[0].problems if problems else [], request),
            "may_submit": bool(problems),
        },
    )


@submit.post("procedures.submit")
def send(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """The application lies before the agency, under its number."""
    actions.submit(case_id=case_id, by=by, now=now)
    return looking.done(request, "case", "done_case_submit", case_id=case_id)


def _reasoned(work: Callable[..., Any]) -> Callable[..., Any]:
    def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> Any:
        reason = ReasonForm(request.POST).checked()["reason"]
        return work(case_id=case_id, reason=reason, by=by, now=now)

    return act


def _plain(work: Callable[..., Any]) -> Callable[..., Any]:
    def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> Any:
        return work(case_id=case_id, by=by, now=now)

    return act


def _withdraw(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> Any:
    note = NoteForm(request.POST).checked()["note"]
    return actions.withdraw(case_id=case_id, by=by, now=now, note=note)


def _answer(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> Any:
    text = AnswerForm(request.POST).checked()["answer"]
    return actions.answer_pause(case_id=case_id, text=text, by=by, now=now)


def _change(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> Any:
    summary = SummaryForm(request.POST).checked()["summary"]
    return actions.change_case(case_id=case_id, summary=summary, by=by, now=now)


_ACTS: Final[Mapping[str, Callable[..., Any]]] = {
    "begin_check": _plain(actions.begin_check),
    "return": _reasoned(actions.return_case),
    "register": _plain(actions.register),
    "accept_self_evaluation": _plain(actions.accept_self_evaluation),
    "suspend": _reasoned(actions.suspend),
    "resume": _plain(actions.resume),
    "lapse": _plain(actions.lapse),
    "remit": _plain(actions.remit),
    "withdraw": _withdraw,
    "agree": _plain(actions.agree),
    "answer_pause": _answer,
    "change": _change,
}


def _steps(request: HttpRequest, seen: Look) -> list[dict[str, Any]]:
    """What this person can do next, each with what still stops it."""
    sides = [side for side, able in ((Side.PROVIDER, seen.applies), (Side.AGENCY, seen.manages))
             if able]  # fmt: skip
    found = []
    for side in sides:
        for one in queries.what_next(seen.case, side, request.now):
            if one.move in _ASIDE and _waits_for_ground(one):
                continue
            page = _ELSEWHERE.get(one.move)
            form = _WITH_REASON.get(one.move)
            found.append(
                {
                    "do": one.move.value,
                    "code": f"page_case_move_{one.move.value}",
                    "href": address(request, page, case_id=seen.case.id) if page else "",
                    "problems": [] if one.move in _ASIDE else _problems(one.problems, request),
                    "form": looking.filled(request, one.move.value, form) if form else None,
                    "quiet": one.move in _QUIET
                    or (one.move is Move.SCHEDULE and seen.case.where is State.SCHEDULED),
                }
            )
    return sorted(found, key=lambda one: one["quiet"])


def _waits_for_ground(one: queries.Next) -> bool:
    """Whether nothing calls for this move back; a member who was bound is named at its page."""
    codes = {problem.code for problem in one.problems}
    return bool(codes - {"case_panel_unconflicted"})


def _again(found: Case, seen: Look) -> dict[str, Any] | None:
    """Why a case that goes on went back, or None."""
    steps = [one for one in queries.steps(found) if one.act in _ASIDE]
    if not steps or found.where in ENDED:
        return None
    step = steps[-1]
    kind, label = ("remit", "appeal") if step.act == Move.REMIT else ("aside", "because")
    day = seen.nation.legal_day(step.at)
    return {
        "act": step.act,
        "code": f"page_case_again_{kind}",
        "day": day,
        "label": f"letter_case_row_{label}",
        "note": step.note,
    }


def _earlier(found: Case) -> list[Decision]:
    """What was decided in the case before it was sent back; all of it stays in the register."""
    now = [queries.outcome_of(one) for one in found.subjects.all()]
    return [one for one in queries.decisions_of(found) if one not in now]


def _problems(problems: Any, request: HttpRequest) -> list[str]:
    return [told(one, request.language) for one in problems]


def told(problem: Any, language: str) -> str:
    """The sentence of what stops a move; names of documents and kinds in words."""
    facts = dict(problem.facts)
    if "documents" in facts:
        named = [f"page_case_document_{one}" for one in str(facts["documents"]).split(", ")]
        facts["documents"] = ", ".join(sentence(one, language) for one in named)
    if "kind" in facts and f"page_procedure_kind_{facts['kind']}" in sentences("en"):
        facts["kind"] = sentence(f"page_procedure_kind_{facts['kind']}", language)
    for name, value in facts.items():
        if isinstance(value, date):
            facts[name] = day_text(value, language)
    return sentence(problem.code, language, facts)


def _missing(seen: Look, language: str) -> list[str]:
    """What the application lacks, for those who can mend it or have to check it."""
    early = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.COMPLETENESS_CHECK)
    if seen.case.where not in early or not (seen.applies or seen.manages):
        return []
    return [told(one, language) for one in queries.still_missing(seen.case, seen.now)]


def _waits(found: Case) -> str:
    side = showing.waits_for(found)
    return f"page_case_waits_{side.value}" if side else ""


def _partners(found: Case) -> list[dict[str, Any]]:
    rows = list(found.partners.all())
    names = showing.names_of(one.partner_id for one in rows)
    return [{"name": names.get(one.partner_id, {}), "agreed": one.agreed_at} for one in rows]


def _may_agree(seen: Look) -> bool:
    own = seen.case.partners.filter(partner_id=seen.by.organisation_id, agreed_at=None)
    return Side.PROVIDER in seen.sides and own.exists()


def _demand(seen: Look) -> list[dict[str, Any]]:
    """Who asked for the programmes of the case and stands behind them (panels see the demand)."""
    found = []
    for one in seen.case.subjects.select_related("version__programme"):
        if one.version is not None:
            asked = needs.demand_for(
                organisation_id=seen.case.organisation_id, slug=one.version.programme.slug
            )
            if asked.needs or asked.partners or asked.sectors:
                found.append({"title": one.version.descriptor.title, "demand": asked})
    return found
