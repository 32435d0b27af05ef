"""Questions and answers between the two sides, and remarks inside the agency."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.applying import AnswerForm, NoteForm, QuestionForm
from pharos.procedures.models import Question
from pharos.procedures.rules.words import ENDED
from pharos.procedures.showing import Look
from pharos.procedures.views import looking


@desk.page()
def questions(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """The threads, the open ones first."""
    seen = looking.look(request, by, case_id)
    rows = [_thread(request, seen, one) for one in queries.questions(seen.case)]
    may_ask = seen.case.where not in ENDED and (seen.applies or seen.manages or seen.serves)
    inside = queries.remarks(by, seen.case) if seen.manages or seen.serves else []
    return looking.shown(
        request,
        seen,
        "procedures/questions.html",
        "case-questions",
        {
            "threads": sorted(rows, key=lambda one: one["row"].closed_at is not None),
            "may_ask": may_ask,
            "form": looking.filled(request, "ask", QuestionForm),
            "remarks": inside,
            "may_remark": seen.manages or seen.serves,
            "remark_form": looking.filled(request, "remark", NoteForm),
        },
    )


@questions.post("procedures.thread")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """A question, an answer, the end of a thread, a remark."""
    work = looking.wanted(
        request, by, {"ask": _ask, "reply": _reply, "close": _close, "remark": _remark}
    )
    work(request, by, now, case_id)
    say = looking.said(request.POST["do"])
    return looking.done(request, "case-questions", say, case_id=case_id)


def _ask(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = QuestionForm(request.POST).checked()
    actions.ask(case_id=case_id, text=given["question"], due_on=given["due_on"], by=by, now=now)


def _reply(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    text = AnswerForm(request.POST).checked()["answer"]
    question = looking.id_in(request, "question_id")
    actions.reply(question_id=question, case_id=case_id, text=text, by=by, now=now)


def _close(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    question = looking.id_in(request, "question_id")
    actions.close_question(question_id=question, case_id=case_id, by=by, now=now)


def _remark(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    text = NoteForm(request.POST).checked()["note"]
    actions.remark(case_id=case_id, text=text, by=by, now=now)


def _thread(request: HttpRequest, seen: Look, one: Question) -> dict[str, Any]:
    names = showing.names_of({one.acted_in, *(two.acted_in for two in one.replies.all())})
    speaks = seen.applies or seen.manages or seen.serves
    is_open = one.closed_at is None and seen.case.where not in ENDED
    mine = request.POST.get("question_id") == str(one.id)
    return {
        "row": one,
        "who": names.get(one.acted_in, {}),
        "replies": [{"row": two, "who": names.get(two.acted_in, {})} for two in one.replies.all()],
        "may_reply": speaks and is_open,
        "may_close": speaks and is_open and one.acted_in == seen.by.organisation_id,
        "form": AnswerForm(request.POST if mine else None, auto_id=f"reply-{one.id.hex[:8]}-%s"),
    }
