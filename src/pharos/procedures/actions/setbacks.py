"""What sends a case back: a panel that was bound after all, a decision remitted on appeal.

Nothing of what was made before is lost: it is set aside, by the step that names the reason, and
counts no more in any guard.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from pharos.accreditation.models import DecisionChange
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.common.ids import uuid7
from pharos.procedures import queries
from pharos.procedures.actions import acting, panels, telling
from pharos.procedures.models import (
    Case,
    CaseSubject,
    ConflictStatement,
    DraftReport,
    FactualCheck,
    Finding,
    Motion,
    PanelMember,
    Report,
    SiteVisit,
)
from pharos.procedures.rules import conflicts
from pharos.procedures.rules.words import Move, Side

_WRITTEN: Final = (Report, FactualCheck, DraftReport, Motion)
"""What is made anew when a matter goes back on appeal; what was found stays, and may change."""
_MADE: Final = (*_WRITTEN, Finding, SiteVisit)
"""What falls with the panel that made it."""


@transaction.atomic
def set_panel_aside(
    *, case_id: UUID, members: Sequence[UUID], reason: str, by: Actor, now: datetime
) -> Case:
    """The case before the composition of a panel again, since a member of it was bound (AUT-08).

    `members` are those of whom the agency found it out; who said so is known. Everything that
    the panel made is set aside, and the provider may object anew to whoever comes.
    Raises Invalid `case_member_unknown`, and what `case_cannot_move` names.
    """
    case = acting.locked(by, case_id)
    note = acting.text(reason, limit=acting.MAX_NOTE, code="case_reason_missing")
    role = queries.acting(by, case, Side.AGENCY)
    panel = list(PanelMember.objects.filter(case=case, removed_at=None))
    if not set(members) <= {one.id for one in panel}:
        raise Invalid("case_member_unknown")
    for one in panel:
        if one.id in members:
            _enter_conflict(case, one, note, by, role, now)
    facts = queries.facts_of(case, now)
    bound = {one.person for one in facts.panel if conflicts.is_conflicted(one, facts)}
    step_id = uuid7()
    changes = {"panel_accepted_at": None}
    moved = acting.move(
        case, Move.SET_PANEL_ASIDE, by, now, note=note, changes=changes, step_id=step_id
    )
    for one in panel:
        if str(one.person_id) in bound and one.id not in members:
            _enter_conflict(case, one, note, by, role, now)
        # the others leave with the panel; nothing is said of them
        panels.remove(one, note if str(one.person_id) in bound else "", by, role, now)
    _set_aside(case, _MADE, step_id)
    _reopen([one for one in _subjects(case) if queries.outcome_of(one) is None])
    telling.later(case, step_id)
    return moved


@transaction.atomic
def remit(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The case before its panel again, since an appeals body sent a decision of it back.

    The step names the appeal; the clock runs anew from today. What was not contested stays
    decided. Raises what `case_cannot_move` names.
    """
    case = acting.locked(by, case_id)
    found = [(one, queries.remittal_of(one)) for one in _subjects(case)]
    sent_back = {one: entry for one, entry in found if entry is not None}
    numbers = sorted({entry.number.removesuffix("/D") for entry in sent_back.values()})
    step_id = uuid7()
    changes = {"started_on": acting.today(case, now)}
    moved = acting.move(
        case, Move.REMIT, by, now, note=", ".join(numbers), changes=changes, step_id=step_id
    )
    _set_aside(case, _WRITTEN, step_id)
    _reopen(sent_back)
    telling.later(case, step_id)
    return moved


def remitted_in(change: DecisionChange) -> UUID | None:
    """The case whose decision an entry of an appeals body sends back, or None for another way."""
    contested = change.contests or change.decision
    subject = CaseSubject.objects.filter(proposal_id=contested.proposal_id).first()
    return None if subject is None else subject.case_id


def _subjects(case: Case) -> list[CaseSubject]:
    return list(CaseSubject.objects.filter(case=case).select_for_update(of=("self",)))


def _reopen(subjects: Any) -> None:
    """These wait for a decision again; what was decided of them stays in the register."""
    for one in subjects:
        one.outcome = one.proposal_id = None
        one.save(update_fields=["outcome", "proposal_id"])


def _set_aside(case: Case, tables: Sequence[type[models.Model]], step_id: UUID) -> None:
    for table in tables:
        table._default_manager.filter(case=case, set_aside=None).update(set_aside=step_id)


def _enter_conflict(
    case: Case, member: PanelMember, reason: str, by: Actor, role: str, now: datetime
) -> None:
    ConflictStatement.objects.create(
        **acting.internal(case, by, role, now), member=member, has_conflict=True, text=reason
    )
