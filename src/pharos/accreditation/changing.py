"""What is right about changes of decisions: which may follow which, from when, with what.

Whether a suspension, a withdrawal or a prolongation has an effect on a day is asked of
`core.standing`; here is only what may be entered.
"""

from datetime import date, datetime
from typing import Final

from pharos.accreditation import rules
from pharos.accreditation.documents import NewChange
from pharos.catalogue.problems import Problem
from pharos.core import appeals
from pharos.core.standing import AppealOutcome, Change, ChangeKind, Decision

_WITH_END: Final = frozenset({ChangeKind.SUSPENDED, ChangeKind.LIMITED, ChangeKind.PROLONGED})
_REACHING_BACK: Final = frozenset(
    {ChangeKind.ANNULLED, ChangeKind.PROLONGED, ChangeKind.UNDER_APPEAL}
)
_OF_APPEALS: Final = frozenset({ChangeKind.UNDER_APPEAL, ChangeKind.APPEAL_CLOSED})


def change_problems(
    change: NewChange,
    decision: Decision,
    today: date,
    *,
    contested: datetime | None = None,
    prolongation: int | None = None,
) -> list[Problem]:
    """Why the change cannot happen to this decision, or nothing.

    `decision` carries the changes so far, `contested` is the entry of the change that an appeal
    is about; `prolongation` are the months of a prolongation where there is such a thing.
    """
    if change.kind not in list(ChangeKind):
        return [Problem("change_kind_unknown", "change", {"kind": change.kind})]
    if decision.outcome == rules.Outcome.REFUSED and not _is_of_appeal(change):
        return [Problem("refusal_has_no_term", "change")]
    problems = _member_problems(change)
    problems += _day_problems(change, decision, today)
    if not change.number.strip():
        problems.append(Problem("number_missing", "change"))
    problems += _sequence_problems(change, decision, contested)
    if change.kind == ChangeKind.PROLONGED:
        problems += _prolongation_problems(change, decision, prolongation)
    if change.scope is not None:
        problems += rules.scope_problems(change.scope)
    return problems + rules.link_problems(change.link)


def _member_problems(change: NewChange) -> list[Problem]:
    """Which members a kind of change may have, and must."""
    problems = []
    applicable = {
        "until": change.kind in _WITH_END,
        "teach_out_until": change.kind == ChangeKind.WITHDRAWN,
        "scope": change.kind == ChangeKind.LIMITED,
        "contests": change.kind in (ChangeKind.UNDER_APPEAL, ChangeKind.APPEAL_CLOSED),
        "suspensive": change.kind == ChangeKind.UNDER_APPEAL,
        "outcome": change.kind == ChangeKind.APPEAL_CLOSED,
        "applied_on": change.kind == ChangeKind.PROLONGED,
    }
    for name, is_applicable in applicable.items():
        if getattr(change, name) not in (None, False) and not is_applicable:
            problems.append(Problem("member_not_applicable", "change", {"member": name}))
    if change.kind == ChangeKind.LIMITED and change.scope is None:
        problems.append(Problem("scope_missing", "change"))
    if change.retroactive_from is not None:
        if change.kind != ChangeKind.WITHDRAWN or change.ground != rules.FRAUD:
            problems.append(Problem("retroactive_only_for_fraud", "change"))
        if change.teach_out_until is not None:
            problems.append(Problem("teach_out_after_fraud", "change"))
    return problems


def _day_problems(change: NewChange, decision: Decision, today: date) -> list[Problem]:
    problems = []
    if change.decided_on > today:
        problems.append(Problem("decided_in_future", "change", {"today": today}))
    # An annulment undoes from the beginning, a prolongation begins where the term ends and an
    # appeal when it was filed; everything else works from its decision on.
    if change.first_day < change.decided_on and change.kind not in _REACHING_BACK:
        facts = {"decided_on": change.decided_on}
        problems.append(Problem("change_before_its_decision", "change", facts))
    for end in (change.until, change.teach_out_until):
        if end is not None and end <= change.first_day:
            problems.append(Problem("period_empty", "change", {"field": "until"}))
    back = change.retroactive_from
    if back is not None and back >= change.first_day:
        problems.append(Problem("period_empty", "change", {"field": "retroactive_from"}))
    if not _in_term(change, decision):
        problems.append(Problem("change_outside_term", "change"))
    return problems


def _is_of_appeal(change: NewChange) -> bool:
    """A refusal has no term to change; what remains is the appeal against it."""
    annuls = change.kind == ChangeKind.ANNULLED and change.ground == rules.APPEAL
    return annuls or change.kind in _OF_APPEALS


def _in_term(change: NewChange, decision: Decision) -> bool:
    """An appeal is filed when it is; a prolongation begins on the day after the last one."""
    if change.kind in _OF_APPEALS:
        return True
    if change.kind == ChangeKind.PROLONGED:
        return change.first_day == decision.term.until
    # what was prolonged can be suspended or withdrawn as well
    end = rules.ends(decision)
    return decision.term.first_day <= change.first_day and (end is None or change.first_day < end)


def _sequence_problems(
    change: NewChange, decision: Decision, contested: datetime | None
) -> list[Problem]:
    """What must have happened before, and what must not."""
    so_far = rules.entered(decision)
    effective = appeals.in_effect(so_far, date.max)
    if change.kind in _OF_APPEALS:
        return _appeal_problems(change, so_far, contested)
    if change.kind == ChangeKind.LIFTED and not rules.is_suspended(effective):
        return [Problem("nothing_to_lift", "change")]
    if change.kind == ChangeKind.CONDITIONS_MET and not rules.has_open_conditions(decision):
        return [Problem("no_conditions_open", "change")]
    ended = any(one.ends_decision for one in effective)
    worsens = change.kind == ChangeKind.ANNULLED or change.retroactive_from is not None
    return [Problem("decision_ended_already", "change")] if ended and not worsens else []


def _appeal_problems(
    change: NewChange, so_far: list[Change], contested: datetime | None
) -> list[Problem]:
    """An appeal is begun once against the same act, and closed when it is open."""
    if change.contests is not None and contested is None:
        return [Problem("contested_unknown", "change")]
    is_open = any(one.contests == contested for one in appeals.open_appeals(so_far, date.max))
    if change.kind == ChangeKind.UNDER_APPEAL:
        return [Problem("appeal_open_already", "change")] if is_open else []
    if not is_open:
        return [Problem("no_appeal_open", "change")]
    if change.outcome not in list(AppealOutcome):
        return [Problem("appeal_outcome_missing", "change")]
    if change.outcome == AppealOutcome.ANNUL and contested is None:
        # the decision itself falls by an annulment on the ground of the appeal
        return [Problem("appeal_annuls_by_annulment", "change")]
    return []


def _prolongation_problems(
    change: NewChange, decision: Decision, months: int | None
) -> list[Problem]:
    """Applied for before the end, for so many months at most, where the nation allows it."""
    until = decision.term.until
    if months is None:
        return [Problem("prolongation_not_allowed", "change")]
    if until is None or change.until is None:
        return [Problem("term_missing", "change")]
    if change.applied_on is None or change.applied_on >= until:
        return [Problem("prolongation_too_late", "change", {"last": until})]
    last = months_later(until, months)
    if change.until > last:
        return [Problem("prolongation_too_long", "change", {"months": months})]
    return []


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the first of the next where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        years, month = divmod(day.month + months, 12)
        return date(day.year + years, month + 1, 1)
