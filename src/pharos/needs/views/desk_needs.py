"""Needs at a desk: what an employer filed, what a provider can answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.i18n import choose
from pharos.needs import actions, queries, showing
from pharos.needs.forms import AnswerForm, NeedForm, ReasonForm
from pharos.needs.rules import FILING_KINDS
from pharos.needs.views import public
from pharos.organisations import desk
from pharos.organisations import queries as organisations

_PLACES = {"need_skills_missing": "skill_1_uri", "need_skill_malformed": "skill_1_uri",
           "need_skill_empty": "skill_1_uri", "need_skills_too_many": "skill_1_uri"}  # fmt: skip


@desk.page(Permission.NEED_READ)
def mine(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything that the body filed, with how many answered."""
    found = queries.needs_of(by.organisation_id)
    answers = queries.answers_to([one.id for one in found])
    rows = showing.needs(found, request.now)
    for row in rows:
        row["answers"] = sum(1 for one in answers if one.need_id == row["need"].id)
    return render(request, "needs/desk/mine.html", {
        "rows": rows,
        "may_file": _files(request) and policies.allows(by, Permission.NEED_FILE),
    })  # fmt: skip


@desk.page(Permission.NEED_FILE)
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form of a need."""
    return render(request, "needs/desk/new.html", {"form": _form(request, by)})


@new.post("needs.file_need")
def file(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The need is published to everybody."""
    form = _form(request, by)
    made = actions.file_need(new=form.new(), sector_id=form.sector_id, by=by, now=now)
    return desk.Done(_to(request, "needs-need", need_id=made.id), "done_need_filed")


@desk.page(Permission.NEED_READ)
def need(request: HttpRequest, by: Actor, need_id: UUID) -> HttpResponse:
    """One need at a desk: its answers, drafts too as far as they are shown to this side."""
    found = queries.need(need_id)
    is_own = found.organisation_id == by.organisation_id
    row = showing.need(found, organisations.by_id(found.organisation_id), request.now)
    is_open = row["state"] == "open"
    return render(request, "needs/desk/need.html", {
        "row": row,
        "answers": showing.answers(queries.answers_to([found.id])),
        "own_id": by.organisation_id,
        "ending": _reason(request),
        "form": _answer_form(request, by),
        "may_withdraw": is_own and found.withdrawn_at is None
        and policies.allows(by, Permission.NEED_FILE),
        "may_answer": is_open and not is_own and policies.allows(by, Permission.ANSWER_GIVE),
    })  # fmt: skip


@need.post("needs.withdraw_need", Permission.NEED_FILE, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime, need_id: UUID) -> desk.Done:
    """The need is withdrawn and stays readable."""
    queries.own_need(by, need_id)
    reason = _reason(request).checked()["reason"]
    actions.withdraw_need(need_id=need_id, reason=reason, by=by, now=now)
    return desk.Done(_to(request, "needs-need", need_id=need_id), "done_need_withdrawn")


@need.post("needs.answer", Permission.ANSWER_GIVE, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime, need_id: UUID) -> desk.Done:
    """One of the own designs answers the need."""
    queries.need(need_id)
    given = _answer_form(request, by).checked()
    actions.answer(need_ids=[need_id], slug=given["design"], note=given["note"], by=by, now=now)
    return desk.Done(_to(request, "needs-need", need_id=need_id), "done_need_answered")


@need.post("needs.withdraw_answer", Permission.ANSWER_GIVE, name="unanswer")
def unanswer(request: HttpRequest, by: Actor, now: datetime, need_id: UUID) -> desk.Done:
    """The own answer is withdrawn."""
    queries.need(need_id)
    actions.withdraw_answer(answer_id=_id(request, "answer"), by=by, now=now)
    return desk.Done(_to(request, "needs-need", need_id=need_id), "done_answer_withdrawn")


@desk.page(Permission.NEED_READ)
def demand(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is needed today, with the own answers first."""
    asked = public.filters(request)
    if "country" not in request.GET:
        asked["country"] = request.desk.nation
    rows = queries.open_needs(
        showing.today(asked["country"], request.now), nation=asked["country"],
        field=asked["field"], region=asked["region"], sector=public.sector_id(asked["sector"]),
    )  # fmt: skip
    own = queries.answers_of(by.organisation_id)
    return render(request, "needs/desk/demand.html", {
        "asked": asked,
        "rows": showing.needs(rows, request.now),
        "answered": {one.need_id for one in own},
        "figures": _figures(asked["country"] or request.desk.nation, request),
        **public.choices(request, asked),
    })  # fmt: skip


def _figures(country: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Open needs of a country in numbers, the most wanted fields first."""
    nation = showing.nation(country, request.now)
    found = queries.figures(country, nation.legal_day(request.now))
    return [
        {
            "field": showing.field_name(one.field),
            "region": nation.regions[one.region].name if one.region in nation.regions else None,
            "needs": one.needs,
            "people": one.people,
        }
        for one in found[:12]
    ]


def _files(request: HttpRequest) -> bool:
    return bool(request.desk.kinds & FILING_KINDS)


def _form(request: HttpRequest, by: Actor) -> NeedForm:
    nation = showing.nation(request.desk.nation, request.now)
    sectors = queries.sectors(nation=nation.code, on=nation.legal_day(request.now))
    sent = request.POST if request.method == "POST" else None
    form = NeedForm(sent, nation=nation, language=request.language, sectors=sectors)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _PLACES)
    return form


def _reason(request: HttpRequest) -> ReasonForm:
    sent = request.POST if request.POST.get(desk.ACT_FIELD) == "withdraw" else None
    return ReasonForm(sent)


def _answer_form(request: HttpRequest, by: Actor) -> AnswerForm:
    sent = request.POST if request.POST.get(desk.ACT_FIELD) == "answer" else None
    return AnswerForm(sent, designs=_designs(by, request.language))


def _designs(by: Actor, language: str) -> list[tuple[str, str]]:
    """The own drafts and programmes by their slugs, each once."""
    drafts = {one.slug: one.descriptor.title for one in catalogue.open_drafts(by.organisation_id)}
    newest = {one.programme.slug: one.descriptor.title
              for one in catalogue.newest_of(by.organisation_id)}  # fmt: skip
    return [
        (slug, choose(title, language) or slug)
        for slug, title in sorted({**newest, **drafts}.items())
    ]


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Malformed("request_unreadable", f"no id of {name}") from error


def _to(request: HttpRequest, name: str, **arguments: object) -> str:
    known = {"language": request.language, "slug": request.desk.slug, **arguments}
    return reverse(name, kwargs=known)
