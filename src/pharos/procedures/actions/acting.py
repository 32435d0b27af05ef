"""What every act in a case does: lock it, ask who acts, ask the guards, write the step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.common.ids import uuid7
from pharos.procedures import queries
from pharos.procedures.models import Case, InternalStep, Step
from pharos.procedures.rules import transitions
from pharos.procedures.rules.words import Deed, Move, Side, State

MAX_NOTE = 4_000
MAX_TEXT = 20_000


def locked(by: Actor, case_id: UUID) -> Case:
    """The case for the actor, until the transaction ends nobody else's; raises NotFound."""
    if by.kind == "system":
        return queries.case_by_itself(by, case_id)
    return queries.case_for(by, case_id, lock=True)


def move(
    case: Case,
    which: Move,
    by: Actor,
    now: datetime,
    *,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    step_id: UUID | None = None,
) -> Case:
    """The case where the move leads, with its step; a reason is given by the note.

    Raises Conflict `case_not_there`, Invalid `case_cannot_move` with a problem each guard.
    """
    transition = transitions.TRANSITIONS[which]
    role = _role(case, transition, by)
    facts = queries.facts_of(case, now, is_reason_given=bool(note.strip()))
    refuse(transitions.problems(which, facts))
    to = transitions.target(which, facts)
    assert to is not None
    came_from = case.state
    for name, value in (changes or {}).items():
        setattr(case, name, value)
    case.resume_to = came_from if to is State.SUSPENDED else None
    case.state, case.moved_at = to.value, now
    case.save()
    Step.objects.create(
        **shared(case, by, role, now), act=which.value, from_state=came_from, to_state=to.value,
        note=note, id=step_id or uuid7(),
    )  # fmt: skip
    return case


def _role(case: Case, transition: transitions.Transition, by: Actor) -> str:
    """The role of who moves; nobody's where a term is over or another body decided."""
    if by.kind == "system" and transition.by_itself and by.organisation_id == case.agency_id:
        return ""
    return queries.acting(by, case, transition.side)


def refuse(problems: list[Any]) -> None:
    """Raise for what stops a move, or pass."""
    if not problems:
        return
    if problems[0].code == "case_not_there":
        raise Conflict("case_not_there", **problems[0].facts)
    raise Invalid("case_cannot_move", problems=[one.as_error() for one in problems])


def require_state(case: Case, *states: State) -> None:
    """Raise Conflict `case_not_there` unless the case is in one of these."""
    if case.where not in states:
        raise Conflict("case_not_there", state=case.state)


def shared(case: Case, by: Actor, role: str, now: datetime) -> dict[str, Any]:
    """The columns of a row that both sides see."""
    return {**internal(case, by, role, now), "organisation_id": case.organisation_id}


def internal(case: Case, by: Actor, role: str, now: datetime) -> dict[str, Any]:
    """The columns of a row of the agency alone."""
    return {
        "case": case,
        "agency_id": case.agency_id,
        "by": by.person_id,
        "role": role,
        "acted_in": by.organisation_id,
        "at": now,
    }


def deed(case: Case, which: Deed, by: Actor, side: Side, now: datetime, note: str = "") -> str:
    """The role in which a deed is done that both sides see; its step is written."""
    role = queries.acting(by, case, side)
    Step.objects.create(
        **shared(case, by, role, now), act=which.value, from_state=case.state,
        to_state=case.state, note=note,
    )  # fmt: skip
    return role


def inside(case: Case, which: Deed, by: Actor, side: Side, now: datetime, note: str = "") -> str:
    """The role in which a deed is done that only the agency sees; its step is written."""
    role = queries.acting(by, case, side)
    InternalStep.objects.create(
        **internal(case, by, role, now), act=which.value, state=case.state, note=note
    )
    return role


def text(given: str, *, limit: int = MAX_TEXT, code: str = "case_text_missing") -> str:
    """The text cleaned; raises Invalid with the code when nothing is left or it is too long."""
    return texts.kept(given, code="case_text_malformed", missing=code, limit=limit)


def optional(given: str, *, limit: int = MAX_TEXT) -> str:
    """The text cleaned, empty where nothing was given."""
    return texts.kept(given, code="case_text_malformed", limit=limit, may_be_empty=True)


def today(case: Case, now: datetime) -> date:
    """The legal day of the case."""
    return queries.today_of(case, now)
