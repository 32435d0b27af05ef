"""What happens to cases by itself: a term that is over ends a case, an appeal opens it again.

Asked as often as one likes: what was done is not done again.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pharos.accreditation.models import DecisionChange
from pharos.common.actor import Actor
from pharos.core.standing import AppealOutcome, ChangeKind
from pharos.organisations import queries as organisations
from pharos.procedures import queries
from pharos.procedures.actions import checking, setbacks
from pharos.procedures.models import Case
from pharos.procedures.rules import transitions
from pharos.procedures.rules.words import Move, State

_BODIES: Final = ("qa_agency", "ministry")
_OWED: Final = (State.RETURNED, State.SUSPENDED, State.PANEL_PROPOSED, State.FACTUAL_CHECK)
"""The states in which a provider owes something by a last day."""


def agencies(now: datetime) -> list[UUID]:
    """The bodies before which cases can lie."""
    found = [one for kind in _BODIES
             for one in organisations.listing(kind=kind, on=now.date())]  # fmt: skip
    return sorted({one.id for one in found})


def due(by: Actor, now: datetime) -> list[tuple[Move, UUID]]:
    """What is to happen now in the cases of the actor's agency, each with its case."""
    found = [(Move.LAPSE, one) for one in _over(by, now)]
    return found + [(Move.REMIT, one) for one in _remitted(by, now)]


def happen(*, move: Move, case_id: UUID, by: Actor, now: datetime) -> Case:
    """A case that lapses, or is taken up again, by itself."""
    act = checking.lapse if move is Move.LAPSE else setbacks.remit
    return act(case_id=case_id, by=by, now=now)


def owing(by: Actor) -> list[UUID]:
    """The providers that owe the actor's agency something by a last day."""
    found = Case.objects.filter(agency_id=by.organisation_id, state__in=_OWED)
    return sorted(set(found.values_list("organisation_id", flat=True)))


def _over(by: Actor, now: datetime) -> list[UUID]:
    """The cases that nobody answered in their days."""
    waiting = Case.objects.filter(
        agency_id=by.organisation_id, state__in=transitions.TRANSITIONS[Move.LAPSE].sources
    )
    return [one.id for one in waiting.order_by("id") if _can(Move.LAPSE, one, now)]


def _remitted(by: Actor, now: datetime) -> list[UUID]:
    """The cases that an appeals body sent back and nobody took up yet."""
    entries = DecisionChange.objects.filter(
        agency_id=by.organisation_id, kind=ChangeKind.APPEAL_CLOSED, outcome=AppealOutcome.REMIT
    ).select_related("decision", "contests")
    named = {setbacks.remitted_in(one) for one in entries} - {None}
    found = Case.objects.filter(id__in=named, state=State.PUBLISHED).order_by("id")
    return [one.id for one in found if _can(Move.REMIT, one, now)]


def _can(move: Move, case: Case, now: datetime) -> bool:
    return not transitions.problems(move, queries.facts_of(case, now))
