"""The visit, the drafts, the look for errors of fact, the report that never changes again."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.agency import DraftForm, HeldForm, VisitPlanForm
from pharos.procedures.forms.applying import AnswerForm, CommentForm
from pharos.procedures.models import Report
from pharos.procedures.rules.words import Move, Side, State
from pharos.procedures.showing import Look
from pharos.procedures.views import looking
from pharos.procedures.views.case import told

_MOVES: Final = (
    Move.PLAN_VISIT, Move.BEGIN_REPORT, Move.SEND_FACTUAL_CHECK, Move.FINISH_REPORT,
)  # fmt: skip
_DRAFTING: Final = (State.DRAFT_REPORT, State.FACTUAL_CHECK)
_FIELDS: Final = {
    "case_visit_past": "first_day",
    "case_visit_malformed": "last_day",
    "case_visit_not_yet": "held_on",
    "case_text_missing": "text_en",
}


@desk.page()
def report(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """From the visit to the final report, as far as this person may see it."""
    seen = looking.look(request, by, case_id)
    drafts = queries.drafts(by, seen.case) if seen.is_inside and _writes(seen) else []
    facts = {
        **_visit(request, seen),
        "moves": _moves(request, seen),
        "drafts": list(reversed(drafts)),
        "may_write": _writes(seen) and seen.case.where in _DRAFTING,
        "draft_form": _draft_form(request, seen, drafts),
        **_check(request, seen),
        **_final(request, seen),
    }
    return looking.shown(request, seen, "procedures/report.html", "case-report", facts)


def _visit(request: HttpRequest, seen: Look) -> dict[str, Any]:
    """How and when the panel sees the provider."""
    visit, where = queries.visit_of(seen.case), seen.case.where
    waits = visit is not None and visit.held_on is None and visit.form != "desk"
    return {
        "visit": visit,
        "visit_form_code": f"page_case_visit_{visit.form}" if visit else "",
        "may_plan": seen.manages and where is State.PANEL_CONFIRMED,
        "plan_form": looking.filled(
            request, "plan_visit", VisitPlanForm, _FIELDS, language=request.language
        ),
        "may_hold": seen.manages and where is State.SITE_VISIT and waits,
        "held_form": looking.filled(request, "hold_visit", HeldForm, _FIELDS),
    }


def _check(request: HttpRequest, seen: Look) -> dict[str, Any]:
    """The look for errors of fact: what was sent, said to it, and answered."""
    check = queries.factual_check(seen.case)
    runs = check is not None and seen.case.where is State.FACTUAL_CHECK
    is_answered = check is not None and check.answered_at is not None
    waits = check is not None and check.responded_at is None and bool(check.comments)
    dues = showing.dues(seen.case, request.now)
    return {
        "check": check,
        "check_texts": _ordered(check.text, request.language) if check else [],
        "dues": [one for one in dues if one.code == "factual_check"],
        "may_comment": seen.applies and runs and not is_answered,
        "comment_form": looking.filled(request, "comment", CommentForm),
        "may_respond": seen.manages and runs and is_answered and waits,
        "respond_form": looking.filled(request, "answer_comments", AnswerForm),
    }


def _final(request: HttpRequest, seen: Look) -> dict[str, Any]:
    """The report that counts, and those that were set aside when the case went back."""
    final = queries.report(seen.case)
    return {
        "final": final,
        "final_texts": _report_texts(final, request.language) if final else [],
        "digest": bytes(final.digest).hex() if final else "",
        "aside": [
            {"row": one, "texts": _report_texts(one, request.language)}
            for one in queries.earlier_reports(seen.case)
        ],
    }


def _report_texts(found: Report, language: str) -> list[tuple[str, str]]:
    return _ordered(json.loads(found.document)["text"], language)


@report.post("procedures.report")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """What is done between the visit and the final report."""
    work = looking.wanted(request, by, _ACTS)
    work(request, by, now, case_id)
    return looking.done(request, "case-report", looking.said(request.POST["do"]), case_id=case_id)


def _plan(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = VisitPlanForm(request.POST, language=request.language).checked()
    actions.plan_visit(case_id=case_id, by=by, now=now, **given)


def _hold(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    held_on = HeldForm(request.POST).checked()["held_on"]
    actions.hold_visit(case_id=case_id, held_on=held_on, by=by, now=now)


def _begin(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.begin_report(case_id=case_id, by=by, now=now)


def _write(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    seen = looking.look(request, by, case_id)
    texts = _draft_form(request, seen, []).texts()
    actions.write_draft(case_id=case_id, texts=texts, by=by, now=now, as_panel=seen.serves)


def _send(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.send_factual_check(case_id=case_id, by=by, now=now)


def _comment(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    text = CommentForm(request.POST).checked()["comments"]
    actions.comment(case_id=case_id, text=text, by=by, now=now)


def _respond(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    response = AnswerForm(request.POST).checked()["answer"]
    actions.answer_comments(case_id=case_id, response=response, by=by, now=now)


def _finish(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.finish_report(case_id=case_id, by=by, now=now)


_ACTS: Final[Mapping[str, Any]] = {
    "plan_visit": _plan,
    "hold_visit": _hold,
    "begin_report": _begin,
    "write": _write,
    "send_factual_check": _send,
    "comment": _comment,
    "answer_comments": _respond,
    "finish_report": _finish,
}


def _writes(seen: Look) -> bool:
    return seen.serves or seen.manages


def _moves(request: HttpRequest, seen: Look) -> list[dict[str, Any]]:
    if not seen.manages:
        return []
    return [
        {
            "do": one.move.value,
            "code": f"page_case_move_{one.move.value}",
            "problems": [told(two, request.language) for two in one.problems],
        }
        for one in queries.what_next(seen.case, Side.AGENCY, request.now)
        if one.move in _MOVES and one.move is not Move.PLAN_VISIT
    ]


def _draft_form(request: HttpRequest, seen: Look, drafts: list[Any]) -> Any:
    newest = drafts[-1].text if drafts else {}
    return looking.filled(
        request, "write", DraftForm, _FIELDS, languages=seen.nation.required_languages,
        initial={f"text_{tag}": text for tag, text in newest.items()},
    )  # fmt: skip


def _ordered(texts: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """The text of each language, the reader's own first."""
    return sorted(texts.items(), key=lambda one: one[0] != language)
