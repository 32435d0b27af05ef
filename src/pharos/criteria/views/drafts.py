"""A draft of criteria: written one criterion a page, approved by another person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import Malformed, NotFound
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.common.sentences import sentence
from pharos.criteria import actions, queries, rules
from pharos.criteria.forms import CriterionForm, FirstDayForm, TitleForm, initial
from pharos.criteria.models import CriteriaDraft
from pharos.criteria.views import showing
from pharos.criteria.views.showing import address
from pharos.organisations import desk

_FIELDS = {
    "criteria_code_malformed": "code",
    "criteria_code_twice": "code",
    "criteria_esg_unknown": "esg",
    "criteria_day_past": "first_day",
    "criteria_day_not_after": "first_day",
}


@desk.page(Permission.CRITERIA_READ)
def draft(request: HttpRequest, by: Actor, draft_id: UUID) -> HttpResponse:
    """What the set says so far, what it lacks, what of the ESG nothing answers to."""
    found = queries.draft(by, draft_id)
    content = found.content
    nation = actions.nation_of(by, request.now)
    is_open = found.state == CriteriaDraft.State.OPEN
    lacks = rules.lacks(content, nation.required_languages)
    mine = found.edited_by == by.person_id
    return render(
        request,
        "criteria/draft.html",
        {
            "draft": found,
            "digest": bytes(found.digest).hex(),
            "kind": f"page_procedure_kind_{found.kind}",
            "is_open": is_open,
            "rows": showing.rows(content),
            "mapping": showing.mapping(content),
            "lacks": [_lack(one, request.language) for one in lacks] if is_open else [],
            "may_edit": is_open and policies.allows(by, Permission.CRITERIA_EDIT),
            "may_approve": is_open
            and not lacks
            and not mine
            and policies.allows(by, Permission.CRITERIA_APPROVE),
            "waits": is_open and not lacks,
            "mine": mine,
            "title_form": _title_form(request, found),
            "day_form": _day_form(request),
            "versions": queries.versions(found.agency_id, found.kind),
        },
    )


@draft.post("criteria.name", Permission.CRITERIA_EDIT, name="name")
def name(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """Title and source of the set."""
    form = TitleForm(request.POST)
    source = form.checked()["source"]
    actions.name(by=by, draft_id=draft_id, title=form.texts("title"), source=source, now=now)
    return _done(request, draft_id, "done_criteria_kept")


@draft.post("criteria.move", Permission.CRITERIA_EDIT, name="move")
def move(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """A criterion goes one place up."""
    code = request.POST.get("criterion", "")
    if not code:
        raise Malformed("request_unreadable", "no criterion named")
    actions.move(by=by, draft_id=draft_id, code=code, places=-1, now=now)
    return _done(request, draft_id, "done_criteria_kept")


@draft.post("criteria.approve", Permission.CRITERIA_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """The set holds from the day on."""
    given = FirstDayForm(request.POST).checked()
    digest = http.digest_of(request.POST.get("digest", ""))
    made = actions.approve(
        by=by, draft_id=draft_id, digest=digest, first_day=given["first_day"], now=now
    )
    return desk.Done(address(request, "criteria-set", set_id=made.id), say="done_criteria_approved")


@draft.post("criteria.drop", Permission.CRITERIA_EDIT, name="drop")
def drop(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID) -> desk.Done:
    """The draft is given up."""
    actions.drop(by=by, draft_id=draft_id, now=now)
    return desk.Done(address(request, "criteria"), say="done_criteria_dropped")


@desk.page(Permission.CRITERIA_EDIT)
def criterion(request: HttpRequest, by: Actor, draft_id: UUID, place: int) -> HttpResponse:
    """One criterion; place 0 is a new one."""
    found = queries.draft(by, draft_id)
    one = _at(found, place)
    return render(
        request,
        "criteria/criterion.html",
        {
            "draft": found,
            "one": one,
            "kind": f"page_procedure_kind_{found.kind}",
            "form": _criterion_form(request, one),
        },
    )


@criterion.post("criteria.put", name="put")
def put(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, place: int) -> desk.Done:
    """The criterion is kept in its place, or added at the end."""
    one = _at(queries.draft(by, draft_id), place)
    facts = CriterionForm(request.POST).criterion()
    actions.put(
        by=by, draft_id=draft_id, criterion=facts, instead_of=one.code if one else "", now=now
    )
    return _done(request, draft_id, "done_criteria_kept")


@criterion.post("criteria.remove", name="remove")
def remove(request: HttpRequest, by: Actor, now: datetime, draft_id: UUID, place: int) -> desk.Done:
    """The criterion is taken out."""
    one = _at(queries.draft(by, draft_id), place)
    actions.remove(by=by, draft_id=draft_id, code=one.code if one else "", now=now)
    return _done(request, draft_id, "done_criteria_removed")


def _at(found: CriteriaDraft, place: int) -> rules.Criterion | None:
    if place == 0:
        return None
    if place > len(found.criteria):
        raise NotFound("criteria_unknown")
    return found.criteria[place - 1]


def _criterion_form(request: HttpRequest, one: rules.Criterion | None) -> CriterionForm:
    sent = request.POST if request.POST.get("act") == "put" else None
    form = CriterionForm(sent, initial=initial(one) if one else {})
    _refused(request, form, sent)
    return form


def _title_form(request: HttpRequest, found: CriteriaDraft) -> TitleForm:
    sent = request.POST if request.POST.get("act") == "name" else None
    content = found.content
    start = {f"title_{tag}": text for tag, text in content.title.items()}
    form = TitleForm(sent, initial={**start, "source": content.source})
    _refused(request, form, sent)
    return form


def _day_form(request: HttpRequest) -> FirstDayForm:
    sent = request.POST if request.POST.get("act") == "approve" else None
    form = FirstDayForm(sent)
    _refused(request, form, sent)
    return form


def _refused(request: HttpRequest, form: Any, sent: Any) -> None:
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(refusal, _FIELDS)


def _lack(one: rules.Lack, language: str) -> str:
    facts = dict(one.facts)
    if "language" in facts:
        facts["language"] = choose(language_name(facts["language"]), language)
    if "code" in facts:
        facts["criterion"] = facts.pop("code")
    return sentence(one.code, language, facts)


def _done(request: HttpRequest, draft_id: UUID, say: str) -> desk.Done:
    return desk.Done(address(request, "criteria-draft", draft_id=draft_id), say=say)
