"""What an agency does with a notification: takes it in, asks, objects, signs, says yes.

Silence is an act of its own: `record_silence` is what the system does after the last day, for two
persons and by the nation's parameter, and the record says so.
"""

import json
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import quality, silence
from pharos.accreditation import queries as decisions
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Decision
from pharos.accreditation.rules import end_of_term
from pharos.catalogue import queries as catalogue
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.common.sentences import sentence
from pharos.lightroute import carving, facts, queries, rules
from pharos.lightroute.actions import common, objecting
from pharos.lightroute.models import Notification, Question, Record
from pharos.nations.model import Nation


@transaction.atomic
def take(*, notification_id: UUID, by: Actor, now: datetime) -> Notification:
    """An officer has the notification in hand; the clock does not wait for it."""
    policies.require(by, Permission.LIGHT_TAKE)
    found = common.open_at_agency(notification_id, by)
    if found.taken_by is not None:
        raise Conflict("light_taken_already")
    found.taken_by, found.taken_at = by.person_id, now
    found.save(update_fields=["taken_by", "taken_at"])
    return found


@transaction.atomic
def ask(*, notification_id: UUID, text: str, by: Actor, now: datetime) -> Question:
    """A question to the provider; the clock stands until it is answered."""
    policies.require(by, Permission.LIGHT_TAKE)
    found = common.open_at_agency(notification_id, by)
    if found.state == "asked":
        raise Conflict("light_question_open")
    nation = facts.nation_of(found.organisation_id, now)
    today = nation.legal_day(now)
    parameters = nation.light_route if found.kind == "light" else nation.carve_out
    until = facts.calendar(nation, today).add(today, parameters.answer_days)
    asked = Question.objects.create(
        notification=found,
        agency_id=found.agency_id,
        organisation_id=found.organisation_id,
        text=common.text(text, missing="light_question_missing"),
        asked_by=by.person_id,
        asked_at=now,
        asked_on=today,
        answer_until=until,
    )
    found.state = "asked"
    found.save(update_fields=["state"])
    common.look_again(found, until, nation)
    return asked


@transaction.atomic
def object_to(*, notification_id: UUID, text: str, by: Actor, now: datetime) -> Notification:
    """The agency objects: a case of the full procedure begins with everything carried over."""
    policies.require(by, Permission.LIGHT_TAKE)
    found = common.open_at_agency(notification_id, by)
    reason = common.text(text, missing="light_objection_missing")
    case = objecting.case_of(found, reason=reason, by=by, now=now)
    found.state, found.closed_at, found.closed_by = "objected", now, by.person_id
    found.closed_because, found.case_id = reason, case.id
    found.save(update_fields=["state", "closed_at", "closed_by", "closed_because", "case_id"])
    return found


@transaction.atomic
def sign(*, notification_id: UUID, digest: bytes, by: Actor, now: datetime) -> Notification:
    """A second person lets the notification run: silence will rest on the two of them.

    Raises Conflict `version_changed`, NotAllowed `second_person_needed` for who took it in.
    """
    policies.require(by, Permission.LIGHT_SIGN)
    found = _for_second(notification_id, digest, by)
    if found.signed_by is not None:
        raise Conflict("light_signed_already")
    found.signed_by, found.signed_at = by.person_id, now
    found.save(update_fields=["signed_by", "signed_at"])
    return found


@transaction.atomic
def agree(*, notification_id: UUID, digest: bytes, by: Actor, now: datetime) -> Decision:
    """A second person says yes before the last day: the decision is taken at once."""
    policies.require(by, Permission.LIGHT_SIGN)
    found = _for_second(notification_id, digest, by)
    nation = facts.nation_of(found.organisation_id, now)
    common.refuse(blocking(found, nation, now), "light_cannot_be_decided")
    assert found.taken_by is not None
    content = decision_of(found, nation, nation.legal_day(now), how="yes")
    decision = silence.agree(
        decision=content, case_id=found.id, proposed_by=found.taken_by, by=by, now=now
    )
    if found.signed_by is None:
        found.signed_by, found.signed_at = by.person_id, now
    return _settle(found, decision, nation, how="yes", rests_on="notification", now=now)


@transaction.atomic
def record_silence(
    *, notification_id: UUID, pair: rules.Pair, by: Actor, now: datetime
) -> Decision:
    """The decision that silence has taken, recorded by the system for two persons.

    Raises Conflict `light_not_over` while a day is left or a question is open, and Invalid
    `light_cannot_be_decided` when the provider or the programme has lost what opened the route.
    """
    if by.kind != "system":
        raise NotAllowed("permission_denied", permission="silence", roles="-")
    found = common.open_at_agency(notification_id, by)
    nation = facts.nation_of(found.organisation_id, now)
    today = nation.legal_day(now)
    if not rules.is_over(queries.due_on(found, nation), today):
        raise Conflict("light_not_over")
    common.refuse(blocking(found, nation, now), "light_cannot_be_decided")
    decision = silence.record(
        decision=decision_of(found, nation, today, how="silence"),
        case_id=found.id,
        proposed_by=pair.proposes,
        by=by,
        now=now,
    )
    return _settle(found, decision, nation, how="silence", rests_on=pair.rests_on, now=now)


@transaction.atomic
def let_lapse(*, notification_id: UUID, by: Actor, now: datetime) -> Notification:
    """The provider left a question unanswered beyond its day: nothing is decided."""
    found = common.open_at_agency(notification_id, by)
    nation = facts.nation_of(found.organisation_id, now)
    asked = found.questions.filter(answer=None).first()
    if asked is None or asked.answer_until >= nation.legal_day(now):
        raise Conflict("light_not_over")
    found.state, found.closed_at = "lapsed", now
    found.save(update_fields=["state", "closed_at"])
    return found


def blocking(found: Notification, nation: Nation, now: datetime) -> list[Problem]:
    """What stands against a decision today, though nobody objected: the ground fell away."""
    today = nation.legal_day(now)
    past = facts.history(found.organisation_id, nation, today=today)
    if found.kind == "light":
        parameters = nation.light_route
        problems = rules.history_problems(past, parameters, today) + rules.listing_problems(past)
    else:
        parent = decisions.decision(found.parent_decision_id) if found.parent_decision_id else None
        version = catalogue.version(parent.version_id) if parent and parent.version_id else None
        assert version is not None  # a part names its parent
        standing = facts.parent_standing(version, today)
        problems = carving.parent_problems(standing, nation.carve_out)
    if facts.is_decided(found.version, today):
        problems = [*problems, Problem("light_decided_already", "state")]
    if facts.is_refused(found.version):
        problems = [*problems, Problem("light_refused_in_full", "state")]
    return problems + quality.light_problems(found.version.kind, nation, today)


def decision_of(found: Notification, nation: Nation, today: date, *, how: str) -> NewDecision:
    """The decision that this notification ends in, word for word."""
    first, until, parent = today, None, None
    if found.kind == "light":
        until = end_of_term(first, nation.light_route.years)
    else:
        assert found.parent_decision_id is not None
        parent = decisions.decision(found.parent_decision_id)
        until = end_of_term(first, nation.carve_out.years)
        until = min(until, parent.until) if parent.until else until
    told = {"number": found.number, "days": found.days}
    code = f"light_reason_{how}" if found.kind == "light" else f"carve_reason_{how}"
    return NewDecision(
        kind="programme",
        organisation=str(found.organisation_id),
        outcome="accredited",
        number=found.number,
        decided_on=today,
        version=str(found.version_id),
        version_digest=str(found.content["version_digest"]),
        first_day=first,
        until=until,
        follows=str(parent.id) if parent else None,
        renews=_renewed(found, today) if parent else None,
        reasons={one: sentence(code, one, told) for one in _languages(nation)},
    )


def _renewed(found: Notification, today: date) -> str | None:
    """The part's own earlier decision that has days left, though its parent closed it."""
    for one in decisions.about(found.organisation_id, version_id=found.version_id):
        if one.kind == "programme" and one.first_day is not None:
            return str(one.id) if one.until is None or one.until > today else None
    return None


def _languages(nation: Nation) -> list[str]:
    return [one for one in nation.required_languages if one in ("hy", "ka", "en")]


def _settle(
    found: Notification,
    decision: Decision,
    nation: Nation,
    *,
    how: str,
    rests_on: str,
    now: datetime,
) -> Decision:
    """The notification is closed and the record of how it ended is there for everybody."""
    found.state, found.closed_at, found.decision_id = "decided", now, decision.id
    found.save(update_fields=["state", "closed_at", "decision_id", "signed_by", "signed_at"])
    mapping = found.content.get("mapping")
    Record.objects.create(
        decision_id=decision.id,
        notification_id=found.id,
        number=found.number,
        kind=found.kind,
        agency_id=found.agency_id,
        organisation_id=found.organisation_id,
        version_id=found.version_id,
        how=how,
        regime=nation.regime,
        days=found.days,
        first_day=found.first_day,
        due_on=found.due_on,
        decided_on=decision.decided_on,
        rests_on=rests_on,
        listing=found.listing,
        parent_decision_id=found.parent_decision_id,
        mapping=json.dumps(mapping, ensure_ascii=False) if mapping else None,
    )
    return decision


def _for_second(notification_id: UUID, digest: bytes, by: Actor) -> Notification:
    found = common.open_at_agency(notification_id, by)
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    if found.taken_by is None:
        raise Invalid("light_not_taken")
    if found.state == "asked":
        raise Conflict("light_question_open")
    if by.person_id is None or by.person_id == found.taken_by:
        raise NotAllowed("second_person_needed")
    return found
