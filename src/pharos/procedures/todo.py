"""What waits at a desk in procedures: counted, how pressing, and where it is done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.procedures import queries, showing
from pharos.procedures.models import Case, ConflictStatement, Motion, Vote
from pharos.procedures.rules.words import ENDED, Side, State

MOST: Final = 20
_WRITING: Final = (State.SITE_VISIT, State.DRAFT_REPORT)
_ORDER: Final = ("info", "warn", "bad")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: the sentence that counts it, the page, how many, how pressing."""

    code: str
    page: str
    count: int = 1
    tone: str = "info"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


def waiting(by: Actor, now: datetime) -> Iterator[Waiting]:
    """Everything that waits for this person in procedures."""
    if policies.allows(by, Permission.CASE_APPLY):
        yield from _of_provider(by, now)
    if policies.allows(by, Permission.CASE_MANAGE):
        yield from _of_agency(by, now)
    if policies.allows(by, Permission.PANEL_SERVE):
        yield from _of_panel(by)
    if policies.allows(by, Permission.SESSION_VOTE):
        yield from _of_committee(by)


def _of_provider(by: Actor, now: datetime) -> Iterator[Waiting]:
    """What the agency waits for, each with its day; drafts are counted."""
    own = queries.of_provider(by).filter(organisation_id=by.organisation_id)
    drafts = own.filter(state=State.DRAFT).count()
    for one in own.exclude(state__in=[State.DRAFT, *ENDED])[:MOST]:
        owed = [due for due in showing.dues(one, now) if due.side is Side.PROVIDER]
        if owed:
            facts = {"number": one.number, "last_day": owed[0].last_day}
            yield Waiting("page_today_case_owed", "case", 1, owed[0].tone, {"case_id": one.id},
                          facts)  # fmt: skip
    if drafts:
        yield Waiting("page_today_case_drafts", "cases", drafts)


def _of_agency(by: Actor, now: datetime) -> Iterator[Waiting]:
    """The cases whose next move is the agency's, as pressing as the nearest day."""
    found = [one for one in queries.of_agency(by)[:MOST] if _is_ours(one)]
    if found:
        dues = [due for one in found for due in showing.dues(one, now) if due.side is Side.AGENCY]
        yield Waiting(
            "page_today_case_agency", "cases", len(found), _worst(one.tone for one in dues)
        )


def _is_ours(case: Case) -> bool:
    if case.where is State.SUSPENDED:
        pause = queries.open_pause(case)
        return pause is not None and pause.answered_at is not None
    if case.where is State.SCHEDULED:
        # the committee votes on what its office put before it
        return not Motion.objects.filter(
            case=case, session=queries.session_of(case), set_aside=None
        ).exists()
    return showing.waits_for(case) is Side.AGENCY


def _of_panel(by: Actor) -> Iterator[Waiting]:
    """Statements that are owed, then reports that are written."""
    stated = set(
        ConflictStatement.objects.filter(by=by.person_id).values_list("case_id", flat=True)
    )
    writing = 0
    for one in queries.of_panel(by).exclude(state__in=ENDED)[:MOST]:
        if one.id not in stated:
            yield Waiting("page_today_case_state", "case-panel", 1, "warn", {"case_id": one.id},
                          {"number": one.number})  # fmt: skip
        elif one.where in _WRITING:
            writing += 1
    if writing:
        yield Waiting("page_today_case_write", "cases", writing)


def _of_committee(by: Actor) -> Iterator[Waiting]:
    """Cases before a sitting in which this person has not voted."""
    voted = set(
        Vote.objects.filter(by=by.person_id, motion__result=None).values_list("case_id", flat=True)
    )
    for one in queries.of_committee(by).filter(state=State.SCHEDULED)[:MOST]:
        if one.id not in voted:
            yield Waiting("page_today_case_vote", "case-sitting", 1, "warn", {"case_id": one.id},
                          {"number": one.number})  # fmt: skip


def _worst(tones: Iterable[str]) -> str:
    return max(tones, key=_ORDER.index, default="info")
