"""Questions and replies, remarks inside the agency, and hours."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.procedures import queries
from pharos.procedures.actions import acting
from pharos.procedures.models import Case, Question, Remark, Reply, WorkTime
from pharos.procedures.rules.words import ENDED, Deed, Side, State

_DAY = 1_440
# who works on cases at an agency: officers, those who approve, panels and committees
_WORKS = (Permission.CASE_MANAGE, Permission.DECISION_CHANGE_APPROVE, Permission.PANEL_SERVE,
          Permission.SESSION_VOTE)  # fmt: skip


@transaction.atomic
def ask(
    *,
    case_id: UUID,
    text: str,
    by: Actor,
    now: datetime,
    criterion: str = "",
    due_on: date | None = None,
) -> Question:
    """A question to the other side: of agency or panel to the provider, or the other way."""
    case = acting.locked(by, case_id)
    _refuse_ended(case)
    side = _side(by, case)
    if criterion and criterion not in case.criteria:
        raise Invalid("case_criterion_unknown", criterion=criterion[:20])
    cleaned = acting.text(text, limit=acting.MAX_NOTE)
    role = acting.deed(case, Deed.ASK, by, side, now, criterion)
    return Question.objects.create(
        **acting.shared(case, by, role, now), criterion=criterion, text=cleaned, due_on=due_on
    )


@transaction.atomic
def reply(*, question_id: UUID, case_id: UUID, text: str, by: Actor, now: datetime) -> Reply:
    """An answer in a thread, of either side."""
    case = acting.locked(by, case_id)
    _refuse_ended(case)
    question = _question(case, question_id)
    cleaned = acting.text(text, limit=acting.MAX_NOTE)
    role = acting.deed(case, Deed.REPLY, by, _side(by, case), now)
    return Reply.objects.create(
        **acting.shared(case, by, role, now), question=question, text=cleaned
    )


@transaction.atomic
def close_question(*, question_id: UUID, case_id: UUID, by: Actor, now: datetime) -> Question:
    """The thread is over, says the side that asked."""
    case = acting.locked(by, case_id)
    question = _question(case, question_id)
    _side(by, case)
    if question.acted_in != by.organisation_id:
        raise NotAllowed("case_not_yours")
    question.closed_at = now
    question.save(update_fields=["closed_at"])
    return question


@transaction.atomic
def remark(*, case_id: UUID, text: str, by: Actor, now: datetime, criterion: str = "") -> Remark:
    """Something that only the agency and its panel read."""
    case = acting.locked(by, case_id)
    side = _side(by, case)
    if side is Side.PROVIDER:
        raise NotAllowed("case_not_yours")
    role = queries.acting(by, case, side)
    cleaned = acting.text(text, limit=acting.MAX_NOTE)
    return Remark.objects.create(
        **acting.internal(case, by, role, now), criterion=criterion[:20], text=cleaned
    )


@transaction.atomic
def record_hours(
    *,
    case_id: UUID,
    minutes: int,
    day: date,
    by: Actor,
    now: datetime,
    route: str = "procedure",
    what: str = "",
    agency_id: UUID | None = None,
) -> WorkTime:
    """Minutes of work on a case, of this route or the light one, for their comparison (B09)."""
    permission = next((one for one in _WORKS if policies.allows(by, one)), Permission.CASE_MANAGE)
    policies.require(by, permission)
    if route == "procedure":
        case = queries.case_for(by, case_id)
        agency_id = case.agency_id
    if agency_id not in (None, by.organisation_id):
        raise NotAllowed("case_not_yours")
    if not 1 <= minutes <= _DAY:
        raise Invalid("case_minutes_malformed", limit=_DAY)
    return WorkTime.objects.create(
        agency_id=by.organisation_id, case_id=case_id, route=route, day=day, minutes=minutes,
        what=acting.optional(what, limit=200), by=by.person_id,
        role=queries.role_for(by, permission), at=now,
    )  # fmt: skip


def _side(by: Actor, case: Case) -> Side:
    """The part in which the actor speaks: agency before panel, else provider."""
    sides = queries.sides_of(by, case)
    if by.organisation_id == case.agency_id:
        if Side.AGENCY in sides and policies.allows(by, Permission.CASE_MANAGE):
            return Side.AGENCY
        return Side.PANEL
    return Side.PROVIDER


def _question(case: Case, question_id: UUID) -> Question:
    found = Question.objects.filter(case=case, id=question_id).first()
    if found is None:
        raise NotFound("case_question_unknown")
    return found


def _refuse_ended(case: Case) -> None:
    if case.where in ENDED or case.where is State.DRAFT:
        raise Conflict("case_not_there", state=case.state)
