"""The desk of the quality office: what waits, and one version with its checklist."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.drafting import measuring, telling
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.http import digest_of
from pharos.nations.model import Nation
from pharos.organisations import desk
from pharos.review import actions, queries, rules
from pharos.review.forms import ChecklistForm, NoteForm
from pharos.review.models import InternalDecision
from pharos.standards import queries as standards

TONES = {
    "asked": "warn", "approved": "info", "confirmed": "good", "returned": "bad", "declined": "bad",
}  # fmt: skip


@desk.page(Permission.REVIEW_READ)
def queue(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for the office, what waits for the head, what was never sent, what was decided."""
    passages = queries.of_provider(by.organisation_id)
    newest: dict[UUID, InternalDecision] = {}
    for one in passages:
        newest.setdefault(one.version_id, one)
    groups: dict[str, list[dict[str, Any]]] = {
        "asked": [], "approved": [], "returned": [], "confirmed": [],
    }  # fmt: skip
    for one in newest.values():
        state = "returned" if one.state == "declined" else one.state
        groups[state].append(_line(one.version, one))
    unsent = [
        _line(one, None)
        for one in catalogue.published(organisation_id=by.organisation_id, limit=200)
        if one.id not in newest and _nation(one, request.now).review.is_required(one.kind)
    ]
    return render(request, "review/queue.html", {"groups": groups, "unsent": unsent})


@desk.page(Permission.REVIEW_READ)
def version(request: HttpRequest, by: Actor, version_id: UUID) -> HttpResponse:
    """One version: what it says, what changed, the checklist, what was decided before."""
    found = queries.version_for(by, version_id)
    last = queries.last(found.id)
    nation = _nation(found, request.now)
    sent = request.POST if request.method == "POST" else None
    is_mine = last is not None and by.person_id in (last.written_by, last.published_by)
    return render(request, "review/version.html", {
        "version": found,
        "title": found.descriptor.title,
        "address": catalogue.address(found),
        "told": telling.told(found.descriptor.to_dict(), nation, request.language),
        "compared": _compared(found, nation, request.language),
        "measure": measuring.measure(
            found.descriptor, nation, request.language, lambda section: "#content"
        ),
        "last": last,
        "state": last.state if last else "",
        "tone": TONES.get(last.state, "grey") if last else "grey",
        "digest": bytes(found.digest).hex(),
        "is_required": nation.review.is_required(found.kind),
        "form": _form(request, last, sent),
        "note": NoteForm(sent),
        "groups": _groups(_form(request, last, sent)) if last else (),
        "answers": _answers(last),
        "history": [_passage(one) for one in queries.history(found.id)],
        "can_ask": _can_ask(found, last) and policies.allows(by, Permission.REVIEW_ASK),
        "can_answer": last is not None and last.state == "asked" and not is_mine
        and policies.allows(by, Permission.REVIEW_ANSWER),
        "can_confirm": last is not None and last.state == "approved" and last.by != by.person_id
        and policies.allows(by, Permission.REVIEW_CONFIRM),
        "is_mine": is_mine,
    })  # fmt: skip


@version.post("review.ask", Permission.REVIEW_ASK, name="ask")
def ask(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The version is sent to the office."""
    actions.ask(
        version_id=version_id, note=NoteForm(request.POST).checked()["note"], by=by, now=now
    )
    return _back(request, version_id, "done_review_asked")


@version.post("review.keep", Permission.REVIEW_ANSWER, name="keep")
def keep(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """What was answered so far is kept."""
    last = _last(by, version_id)
    form = _form(request, last, request.POST)
    form.checked()
    actions.keep(decision_id=last.id, answers=form.answers, by=by)
    return _back(request, version_id, "done_review_kept")


@version.post("review.approve", Permission.REVIEW_ANSWER, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The office approves; the head confirms."""
    return _decide(request, by, now, version_id, "approved")


@version.post("review.return", Permission.REVIEW_ANSWER, name="return")
def send_back(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The office returns the version with remarks."""
    return _decide(request, by, now, version_id, "returned")


@version.post("review.confirm", Permission.REVIEW_CONFIRM, name="confirm")
def confirm(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The head confirms what the office approved."""
    actions.confirm(decision_id=_last(by, version_id).id, digest=_digest(request), by=by, now=now)
    return _back(request, version_id, "done_review_confirmed")


@version.post("review.decline", Permission.REVIEW_CONFIRM, name="decline")
def decline(request: HttpRequest, by: Actor, now: datetime, version_id: UUID) -> desk.Done:
    """The head does not confirm."""
    note = NoteForm(request.POST).checked()["note"]
    actions.decline(decision_id=_last(by, version_id).id, note=note, by=by, now=now)
    return _back(request, version_id, "done_review_declined")


def _decide(
    request: HttpRequest, by: Actor, now: datetime, version_id: UUID, outcome: str
) -> desk.Done:
    last = _last(by, version_id)
    form = _form(request, last, request.POST)
    told = form.checked()
    actions.answer(
        decision_id=last.id,
        digest=_digest(request),
        outcome=outcome,
        answers=form.answers,
        reason=told["whole"],
        by=by,
        now=now,
    )
    return _back(request, version_id, f"done_review_{outcome}")


def _last(by: Actor, version_id: UUID) -> InternalDecision:
    last = queries.last(queries.version_for(by, version_id).id)
    if last is None:
        raise NotFound("review_unknown")
    return last


def _digest(request: HttpRequest) -> bytes:
    return digest_of(request.POST.get("digest", ""))


def _back(request: HttpRequest, version_id: UUID, say: str) -> desk.Done:
    where = {"language": request.language, "slug": request.desk.slug, "version_id": version_id}
    return desk.Done(reverse("review-version", kwargs=where), say=say)


def _can_ask(found: ProgrammeVersion, last: InternalDecision | None) -> bool:
    is_open = found.state == ProgrammeVersion.State.PUBLISHED
    return is_open and (last is None or last.state in ("returned", "declined"))


def _form(request: HttpRequest, last: InternalDecision | None, sent: Any) -> ChecklistForm:
    is_answer = sent is not None and sent.get(desk.ACT_FIELD) in ("keep", "approve", "return")
    told = last.told if last is not None else {}
    return ChecklistForm(sent if is_answer else None, language=request.language, told=told)


def _groups(form: ChecklistForm) -> list[dict[str, Any]]:
    """The items by their source, each with its two fields."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in rules.checklist():
        groups.setdefault(one.source, []).append({
            "code": one.code,
            "clause": one.clause,
            "verdict": form[f"verdict_{one.code}"],
            "reason": form[f"reason_{one.code}"],
        })  # fmt: skip
    return [{"source": f"page_review_source_{name}", "items": items}
            for name, items in groups.items()]  # fmt: skip


def _answers(last: InternalDecision | None) -> list[dict[str, str]]:
    if last is None or last.answers is None:
        return []
    told = last.told
    return [
        {
            "code": f"page_review_item_{one.code}",
            "clause": one.clause,
            "verdict": f"page_review_verdict_{told[one.code].verdict or 'open'}",
            "reason": told[one.code].reason,
        }
        for one in rules.checklist()
        if one.code in told
    ]


def _passage(one: InternalDecision) -> dict[str, Any]:
    return {
        "state": one.state,
        "tone": TONES.get(one.state, "grey"),
        "asked_at": one.asked_at,
        "asked_by": names.one(one.asked_by),
        "note": one.note,
        "at": one.at,
        "by": names.one(one.by) if one.by else None,
        "reason": one.reason,
        "ended_at": one.confirmed_at or one.declined_at,
        "ended_by": names.one(one.confirmed_by or one.declined_by)
        if one.confirmed_by or one.declined_by
        else None,
        "ended_note": one.declined_note,
    }


def _compared(found: ProgrammeVersion, nation: Nation, language: str) -> dict[str, Any] | None:
    """The fields that the last version said otherwise, in words."""
    made = queries.compared(found)
    if made is None:
        return None
    before = telling.told(_only(made, "before"), nation, language)
    after = telling.told(_only(made, "after"), nation, language)
    return {"number": made.before.number, "before": before, "after": after,
            "count": len(made.differences)}  # fmt: skip


def _only(made: queries.Compared, side: str) -> dict[str, Any]:
    found = {one.field: getattr(one, side) for one in made.differences}
    told: dict[str, Any] = json.loads(json.dumps(found))
    return told


def _line(version: ProgrammeVersion, last: InternalDecision | None) -> dict[str, Any]:
    return {
        "version": version,
        "title": version.descriptor.title,
        "at": last.asked_at if last else version.published_at,
        "state": last.state if last else "",
        "tone": TONES.get(last.state, "grey") if last else "grey",
    }


def _nation(version: ProgrammeVersion, now: datetime) -> Nation:
    day = standards.history(version.nation)[-1].legal_day(now)
    return standards.nation(version.nation, on=day, known_at=now)
