"""An agency's sets of criteria: what holds, what comes, what held, and two of them compared."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.forms import choices
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.criteria import actions, queries, rules
from pharos.criteria.forms import BeginForm, LastDayForm
from pharos.criteria.models import CriteriaDraft, CriteriaSet
from pharos.criteria.views import showing
from pharos.criteria.views.showing import address
from pharos.nations.vocabulary import CASE_KINDS
from pharos.organisations import desk

_TONES = {"in_force": "good", "coming": "info", "retired": "grey"}


@desk.page(Permission.CRITERIA_READ)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """Drafts first, then the versions by kind of procedure, the newest first."""
    return render(
        request,
        "criteria/listing.html",
        {
            "drafts": [
                {"row": one, "kind": f"page_procedure_kind_{one.kind}"}
                for one in queries.drafts(by)
            ],
            "kinds": _kinds(request, by),
            "form": _begin_form(request, by),
        },
    )


@listing.post("criteria.begin", Permission.CRITERIA_EDIT, name="begin")
def begin(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """A draft, empty or with what a version says."""
    form = _begin_form(request, by)
    given = form.checked()
    copy_of = UUID(given["copy_of"]) if given["copy_of"] else None
    made = actions.begin(by=by, kind=given["kind"], copy_of=copy_of, now=now)
    return desk.Done(address(request, "criteria-draft", draft_id=made.id))


@desk.page(Permission.CRITERIA_READ)
def version(request: HttpRequest, by: Actor, set_id: UUID) -> HttpResponse:
    """One version, whole; whoever approves can end it."""
    found = _own(by, set_id)
    sent = request.POST if request.POST.get("act") == "retire" else None
    form = LastDayForm(sent)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid():
        form.refuse(
            refusal, {"criteria_day_past": "last_day", "criteria_day_not_after": "last_day"}
        )
    return render(
        request,
        "criteria/set.html",
        {
            "set": found,
            **_stands(found, request, by),
            "kind": f"page_procedure_kind_{found.kind}",
            "rows": showing.rows(found.content),
            "mapping": showing.mapping(found.content),
            "others": [one for one in queries.versions(found.agency_id, found.kind)
                       if one.id != found.id],
            "may_retire": found.until is None
            and policies.allows(by, Permission.CRITERIA_APPROVE),
            "form": form,
        },
    )  # fmt: skip


@version.post("criteria.retire", Permission.CRITERIA_APPROVE, name="retire")
def retire(request: HttpRequest, by: Actor, now: datetime, set_id: UUID) -> desk.Done:
    """The version ends after the day."""
    given = LastDayForm(request.POST).checked()
    actions.retire(by=by, set_id=set_id, last_day=given["last_day"], now=now)
    return desk.Done(address(request, "criteria-set", set_id=set_id), say="done_criteria_retired")


@desk.page(Permission.CRITERIA_READ)
def compare(request: HttpRequest, by: Actor) -> HttpResponse:
    """Two versions or a version and a draft, criterion by criterion."""
    listed = [*queries.drafts(by), *queries.versions(by.organisation_id)]
    known = {str(one.id): one for one in listed}
    before = known.get(request.GET.get("before", ""))
    after = known.get(request.GET.get("after", ""))
    return render(
        request,
        "criteria/compare.html",
        {
            "listed": [(key, _named(one, request.language)) for key, one in known.items()],
            "before": before,
            "after": after,
            "differences": _differences(before, after),
        },
    )


def _differences(
    before: CriteriaSet | CriteriaDraft | None, after: CriteriaSet | CriteriaDraft | None
) -> list[dict[str, Any]]:
    if before is None or after is None:
        return []
    return [
        {
            "one": one,
            "kind": f"page_criteria_{one.kind}",
            "tone": {"added": "good", "removed": "bad", "changed": "warn"}.get(one.kind, "grey"),
            "shown": one.after or one.before,
            "lines": [
                {"code": f"page_criteria_member_{name}", "before": showing.member(one.before, name),
                 "after": showing.member(one.after, name), "texts": name in ("text", "evidence")}
                for name in one.changed if one.before and one.after
            ],
        }
        for one in rules.differences(before.content, after.content)
    ]  # fmt: skip


def _kinds(request: HttpRequest, by: Actor) -> list[dict[str, Any]]:
    found = queries.versions(by.organisation_id)
    today = _today(request, by)
    return [
        {
            "code": f"page_procedure_kind_{kind}",
            "versions": [
                {"row": one, **_stands(one, request, by)} for one in found if one.kind == kind
            ],
            "in_force": any(
                one.kind == kind and one.state_on(today) == "in_force" for one in found
            ),
        }
        for kind in CASE_KINDS
    ]


def _stands(one: CriteriaSet, request: HttpRequest, by: Actor) -> dict[str, Any]:
    state = one.state_on(_today(request, by))
    return {
        "state": f"page_criteria_{state}",
        "tone": _TONES[state],
        "last_day": one.until - timedelta(days=1) if one.until else None,
    }


def _today(request: HttpRequest, by: Actor) -> Any:
    return actions.nation_of(by, request.now).legal_day(request.now)


def _begin_form(request: HttpRequest, by: Actor) -> BeginForm:
    sent = request.POST if request.POST.get("act") == "begin" else None
    language = request.language
    copies = [(str(one.id), _named(one, language)) for one in queries.versions(by.organisation_id)]
    return BeginForm(
        sent,
        kinds=choices(CASE_KINDS, "page_procedure_kind_", language),
        versions=[("", sentence("page_criteria_empty", language)), *copies],
    )


def _named(one: CriteriaSet | CriteriaDraft, language: str) -> str:
    kind = sentence(f"page_procedure_kind_{one.kind}", language)
    title = choose(one.title, language)
    if isinstance(one, CriteriaDraft):
        return sentence("page_criteria_draft_named", language, {"kind": kind, "title": title})
    facts = {"kind": kind, "title": title, "number": one.number}
    return sentence("page_criteria_named", language, facts)


def _own(by: Actor, set_id: UUID) -> CriteriaSet:
    found = queries.by_id(set_id)
    if found.agency_id != by.organisation_id:
        raise NotFound("criteria_unknown")
    return found
