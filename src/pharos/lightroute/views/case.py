"""One notification, for both sides: what was sent, the clock, questions, what may be done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.catalogue import queries as catalogue
from pharos.catalogue.drafting import telling
from pharos.common import jobs
from pharos.common.actor import Actor, system
from pharos.common.http import digest_of
from pharos.lightroute import actions, carving, facts, queries, rules
from pharos.lightroute.actions.deciding import blocking
from pharos.lightroute.forms import MinutesForm, TextForm
from pharos.lightroute.models import Notification
from pharos.lightroute.views.provider import to_case
from pharos.lightroute.views.showing import TONES, said
from pharos.nations.model import Nation
from pharos.needs import queries as needs
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.review import rules as review

_TEXTS = {
    "ask": "field_light_question", "answer": "field_light_answer",
    "object": "field_light_objection",
}  # fmt: skip


@desk.page(Permission.LIGHT_READ)
def case(request: HttpRequest, by: Actor, notification_id: UUID) -> HttpResponse:
    """The notification with everything that the two sides need, on one page."""
    found = queries.notification_for(by, notification_id)
    nation = facts.nation_of(found.organisation_id, request.now)
    at_agency = found.agency_id == by.organisation_id
    against = blocking(found, nation, request.now) if found.is_open and at_agency else []
    clock = _clock(found, nation, request)
    return render(request, "lightroute/case.html", {
        **_sides(found),
        **_sent_along(found, nation, request),
        **clock,
        **_outcome(found, request),
        "at_agency": at_agency,
        "against": said(against, request.language),
        "questions": queries.questions(found),
        "minutes": queries.minutes_of(found.id) if at_agency else 0,
        "digest": bytes(found.digest).hex(),
        "forms": _forms(request),
        "minutes_form": MinutesForm(_sent(request, "spend")),
        "can": _can(found, by, at_agency=at_agency, is_over=clock["is_over"]),
        "needs_passkey": not by.strong,
    })  # fmt: skip


def _sides(found: Notification) -> dict[str, Any]:
    """What was notified, how it stands, who sent it and who has it."""
    return {
        "note": found,
        "state": f"page_light_state_{found.state}",
        "tone": TONES[found.state],
        "title": found.version.descriptor.title,
        "version": found.version,
        "address": catalogue.address(found.version),
        "provider": organisations.by_id(found.organisation_id),
        "agency": organisations.by_id(found.agency_id),
    }


def _sent_along(found: Notification, nation: Nation, request: HttpRequest) -> dict[str, Any]:
    """What the provider sent, and what else the register knows of the programme."""
    version = found.version
    return {
        "statement": found.content["statement"],
        "internal": _internal(found),
        "mapping": _mapping(found),
        "parent": _parent(found),
        "demand": needs.demand_for(
            organisation_id=found.organisation_id, slug=version.programme.slug
        ),
        "told": telling.told(version.descriptor.to_dict(), nation, request.language),
    }


def _clock(found: Notification, nation: Nation, request: HttpRequest) -> dict[str, Any]:
    """The last day of silence, the working days that are left, and whether it is over."""
    today = nation.legal_day(request.now)
    due = queries.due_on(found, nation) if found.is_open else None
    days = facts.calendar(nation, found.first_day).between(today, due) if due else 0
    return {"due_on": due, "left": max(0, days), "is_over": rules.is_over(due, today)}


def _outcome(found: Notification, request: HttpRequest) -> dict[str, Any]:
    """How the decision came about, and what of the parent has changed since."""
    record = queries.record(found.decision_id) if found.decision_id else None
    remap = said(facts.remapping(record), request.language) if record else []
    return {"record": record, "remap": remap}


@case.post("lightroute.take", Permission.LIGHT_TAKE, name="take")
def take(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """An officer has it in hand."""
    actions.take(notification_id=notification_id, by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_taken")


@case.post("lightroute.ask", Permission.LIGHT_TAKE, name="ask")
def ask(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """A question stops the clock."""
    actions.ask(notification_id=notification_id, text=_text(request, "ask"), by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_asked")


@case.post("lightroute.object", Permission.LIGHT_TAKE, name="object")
def object_to(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """An objection begins the full procedure."""
    text = _text(request, "object")
    actions.object_to(notification_id=notification_id, text=text, by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_objected")


@case.post("lightroute.sign", Permission.LIGHT_SIGN, name="sign")
def sign(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """A second person lets it run."""
    actions.sign(notification_id=notification_id, digest=_digest(request), by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_signed")


@case.post("lightroute.agree", Permission.LIGHT_SIGN, name="agree")
def agree(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """A second person says yes at once."""
    actions.agree(notification_id=notification_id, digest=_digest(request), by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_agreed")


@case.post("lightroute.again", Permission.LIGHT_TAKE, name="again")
def again(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """The system looks again at a notification whose last day is over."""
    found = queries.notification_for(by, notification_id)
    jobs.enqueue(
        "lightroute.settle",
        actor=system(organisation_id=found.agency_id),
        notification_id=found.id,
    )
    return desk.Done(to_case(request, notification_id), say="done_light_again")


@case.post("lightroute.spend", Permission.LIGHT_READ, name="spend")
def spend(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """Minutes are entered for the case."""
    if not policies.allows(by, Permission.LIGHT_TAKE):
        policies.require(by, Permission.LIGHT_SIGN)
    minutes = MinutesForm(request.POST).checked()["minutes"]
    actions.spend(notification_id=notification_id, minutes=minutes, by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_spent")


@case.post("lightroute.answer", Permission.LIGHT_NOTIFY, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """The provider answers; the clock goes on."""
    actions.answer(notification_id=notification_id, text=_text(request, "answer"), by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_answered")


@case.post("lightroute.withdraw", Permission.LIGHT_NOTIFY, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime, notification_id: UUID) -> desk.Done:
    """The provider takes it back."""
    actions.withdraw(notification_id=notification_id, by=by, now=now)
    return desk.Done(to_case(request, notification_id), say="done_light_withdrawn")


def _can(found: Notification, by: Actor, *, at_agency: bool, is_over: bool) -> dict[str, bool]:
    """Which acts this person is offered now."""
    takes = at_agency and policies.allows(by, Permission.LIGHT_TAKE)
    signs = at_agency and policies.allows(by, Permission.LIGHT_SIGN)
    sends = not at_agency and policies.allows(by, Permission.LIGHT_NOTIFY)
    is_open, is_asked = found.is_open, found.state == "asked"
    second = is_open and not is_asked and found.taken_by not in (None, by.person_id)
    return {
        "take": takes and is_open and found.taken_by is None,
        "ask": takes and is_open and not is_asked,
        "object": takes and is_open,
        "again": takes and is_open and is_over,
        "sign": signs and second and found.signed_by is None,
        "agree": signs and second,
        "spend": takes or signs,
        "answer": sends and is_open and is_asked,
        "withdraw": sends and is_open,
    }


def _forms(request: HttpRequest) -> dict[str, TextForm]:
    """A form for each act that takes words; an id of its own for each field."""
    return {
        act: TextForm(_sent(request, act), label=label, auto_id=f"{act}_%s")
        for act, label in _TEXTS.items()
    }


def _sent(request: HttpRequest, act: str) -> Any:
    is_this = request.method == "POST" and request.POST.get(desk.ACT_FIELD) == act
    return request.POST if is_this else None


def _text(request: HttpRequest, act: str) -> str:
    return str(TextForm(request.POST, label=_TEXTS[act]).checked()["text"])


def _digest(request: HttpRequest) -> bytes:
    return digest_of(request.POST.get("digest", ""))


def _internal(found: Notification) -> list[dict[str, str]]:
    """The provider's internal decision, as it was sent along."""
    told = found.content.get("review")
    if not told:
        return []
    answers = review.answers_of(told["answers"])
    return [
        {
            "code": f"page_review_item_{one.code}",
            "verdict": f"page_review_verdict_{answers[one.code].verdict}",
            "reason": answers[one.code].reason,
        }
        for one in review.checklist()
        if one.code in answers and answers[one.code].verdict
    ]


def _mapping(found: Notification) -> dict[str, Any] | None:
    """The mapping of a part in words: outcome beside outcome."""
    document, parent = found.content.get("mapping"), _parent(found)
    if not document or parent is None:
        return None
    mapping = carving.read(document)
    own = {one.id: one.text for one in found.version.descriptor.learning_outcomes}
    theirs = {one.id: one.text for one in parent.descriptor.learning_outcomes}
    return {
        "outcomes": [(own.get(a, {"en": a}), theirs.get(b, {"en": b}))
                     for a, b in mapping.outcomes.items()],
        "components": mapping.components,
        "ects": mapping.ects,
    }  # fmt: skip


def _parent(found: Notification) -> Any:
    if found.parent_decision_id is None:
        return None
    decision = accreditation.decision(found.parent_decision_id)
    return catalogue.version(decision.version_id) if decision.version_id else None
