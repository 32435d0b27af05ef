"""What is right about decisions on quality: who may take them, for how long, what may follow.

The terms are half-open ranges of legal days. Whether a decision was in force on a day, as
known at an instant, is asked of `core.standing` and of nothing else: `award_problems` only
puts the answer into codes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pharos.accreditation.documents import Condition, NewChange, NewDecision, Scope
from pharos.catalogue.problems import Problem
from pharos.core import standing, strict
from pharos.core.errors import CoreError
from pharos.core.standing import ChangeKind, Decision, Reason, Standing, Subject
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS, PROGRAMME_KINDS

ABOUT_VERSION: Final = frozenset({"programme", "licence"})
FRAUD: Final = "fraud"
MAX_YEARS: Final = 50
GATE_CODES: Final = MappingProxyType(
    {
        "authorisation": "provider_not_authorised",
        "institution": "institution_not_accredited",
        "programme": "programme_not_accredited",
        "licence": "programme_not_licensed",
        "format": "format_not_approved",
    }
)


class Outcome(StrEnum):
    """What a deciding body says; a refusal has no term."""

    ACCREDITED = "accredited"
    CONDITIONAL = "conditional"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Body:
    """The body that decides, as the register knows it on the day of the act."""

    nation: str
    kinds: tuple[str, ...]


def end_of_term(first_day: date, years: int) -> date:
    """The day after the last one of a term of whole years."""
    # 29 February has no anniversary in most years: such a term ends before 1 March.
    try:
        return first_day.replace(year=first_day.year + years)
    except ValueError:
        return date(first_day.year + years, 3, 1)


def decider_problems(kind: str, body: Body, nation: Nation) -> list[Problem]:
    """Why this body may not decide on that kind here (ESG 2015, 3.3: independence)."""
    able = nation.deciders.get(kind, ())
    if body.nation == nation.code and set(body.kinds).intersection(able):
        return []
    return [Problem("not_yours_to_decide", "deciders", {"kind": kind, "bodies": ", ".join(able)})]


def decision_problems(decision: NewDecision, nation: Nation, today: date) -> list[Problem]:
    """Why the decision cannot be taken this way, or nothing."""
    if decision.kind not in DECISION_KINDS:
        return [Problem("decision_kind_unknown", "decision", {"kind": decision.kind})]
    if decision.outcome not in list(Outcome):
        return [Problem("decision_outcome_unknown", "decision", {"outcome": decision.outcome})]
    problems = _subject_problems(decision)
    if not decision.number.strip():
        problems.append(Problem("number_missing", "decision"))
    if decision.decided_on > today:
        problems.append(Problem("decided_in_future", "decision", {"today": today}))
    problems += _term_problems(decision, nation)
    problems += _condition_problems(decision, nation)
    problems += _link_problems(decision.link)
    return problems + scope_problems(decision.scope)


def _link_problems(link: str | None) -> list[Problem]:
    """Everybody follows this link from a public page: https, and a host with a name."""
    if link is None:
        return []
    try:
        strict.parse_https_url(link)
    except CoreError:
        return [Problem("link_malformed", "decision")]
    return []


def _subject_problems(decision: NewDecision) -> list[Problem]:
    needs = {"version": decision.kind in ABOUT_VERSION, "format": decision.kind == "format"}
    given = {
        "version": decision.version is not None and decision.version_digest is not None,
        "format": decision.format is not None and decision.format_hash is not None,
    }
    return [
        Problem("subject_missing" if needs[name] else "subject_not_applicable", "decision",
                {"subject": name})
        for name in needs
        if needs[name] != given[name]
    ]  # fmt: skip


def _term_problems(decision: NewDecision, nation: Nation) -> list[Problem]:
    first, until = decision.first_day, decision.until
    if decision.outcome == Outcome.REFUSED:
        if first is not None or until is not None:
            return [Problem("refusal_has_no_term", "term")]
        return []
    if first is None:
        return [Problem("term_missing", "term")]
    is_conditional = decision.outcome == Outcome.CONDITIONAL
    years = nation.allowed_years(decision.kind, conditional=is_conditional)
    if until is None:
        is_open_allowed = decision.kind in nation.open_ended and not is_conditional
        return [] if is_open_allowed else [_wrong_duration(years)]
    if until not in [end_of_term(first, one) for one in years]:
        return [_wrong_duration(years)]
    return []


def _wrong_duration(years: Iterable[int]) -> Problem:
    return Problem("term_not_in_national_scheme", "term", {"years": ", ".join(map(str, years))})


def _condition_problems(decision: NewDecision, nation: Nation) -> list[Problem]:
    is_conditional = decision.outcome == Outcome.CONDITIONAL
    if is_conditional and not decision.conditions:
        return [Problem("conditions_missing", "conditions")]
    if not is_conditional and decision.conditions:
        return [Problem("conditions_not_applicable", "conditions")]
    return [one for each in decision.conditions for one in _due_problems(each, decision, nation)]


def _due_problems(condition: Condition, decision: NewDecision, nation: Nation) -> list[Problem]:
    first, until = decision.first_day, decision.until
    if first is None or until is None:
        return []  # told by the rules of the term
    limit = until
    if years := nation.conditions_deadline.get(decision.kind):
        limit = min(limit, end_of_term(first, years) + timedelta(days=1))
    if first <= condition.due < limit:
        return []
    last = limit - timedelta(days=1)
    return [Problem("condition_due_out_of_term", "conditions", {"first_day": first, "last": last})]


def scope_problems(scope: Scope) -> list[Problem]:
    """Words of a scope that no list knows; an empty list would cover nothing."""
    problems = []
    lists: tuple[tuple[str, Sequence[object] | None, Iterable[object]], ...] = (
        ("levels", scope.levels, range(1, 9)),
        ("fields", scope.fields, codes.fields_of_education()),
        ("kinds", scope.kinds, PROGRAMME_KINDS),
    )
    for name, given, known in lists:
        if given is None:
            continue
        unknown = [one for one in given if one not in known]
        if unknown or not given:
            value = str(unknown[0]) if unknown else "-"
            problems.append(Problem("scope_unknown", "scope", {"part": name, "value": value}))
    return problems


def change_problems(change: NewChange, decision: Decision, today: date) -> list[Problem]:
    """Why the change cannot happen to this decision, or nothing.

    `decision` carries the changes so far.
    """
    if change.kind not in list(ChangeKind):
        return [Problem("change_kind_unknown", "change", {"kind": change.kind})]
    if decision.outcome == Outcome.REFUSED:
        return [Problem("refusal_has_no_term", "change")]
    problems = _member_problems(change)
    problems += _day_problems(change, decision, today)
    if not change.number.strip():
        problems.append(Problem("number_missing", "change"))
    if change.kind == ChangeKind.LIFTED and not _is_suspended(decision):
        problems.append(Problem("nothing_to_lift", "change"))
    ended = any(one.ends_decision for one in decision.changes)
    worsens = change.kind == ChangeKind.ANNULLED or change.retroactive_from is not None
    if ended and not worsens:
        problems.append(Problem("decision_ended_already", "change"))
    if change.scope is not None:
        problems += scope_problems(change.scope)
    return problems + _link_problems(change.link)


def _member_problems(change: NewChange) -> list[Problem]:
    """Which members a kind of change may have, and must."""
    problems = []
    applicable = {
        "until": change.kind in (ChangeKind.SUSPENDED, ChangeKind.LIMITED),
        "teach_out_until": change.kind == ChangeKind.WITHDRAWN,
        "scope": change.kind == ChangeKind.LIMITED,
    }
    for name, is_applicable in applicable.items():
        if getattr(change, name) is not None and not is_applicable:
            problems.append(Problem("member_not_applicable", "change", {"member": name}))
    if change.kind == ChangeKind.LIMITED and change.scope is None:
        problems.append(Problem("scope_missing", "change"))
    if change.retroactive_from is not None:
        if change.kind != ChangeKind.WITHDRAWN or change.ground != FRAUD:
            problems.append(Problem("retroactive_only_for_fraud", "change"))
        if change.teach_out_until is not None:
            problems.append(Problem("teach_out_after_fraud", "change"))
    return problems


def _day_problems(change: NewChange, decision: Decision, today: date) -> list[Problem]:
    problems = []
    if change.decided_on > today:
        problems.append(Problem("decided_in_future", "change", {"today": today}))
    # An annulment undoes from the beginning; everything else works from its decision on.
    if change.first_day < change.decided_on and change.kind != ChangeKind.ANNULLED:
        facts = {"decided_on": change.decided_on}
        problems.append(Problem("change_before_its_decision", "change", facts))
    for end in (change.until, change.teach_out_until):
        if end is not None and end <= change.first_day:
            problems.append(Problem("period_empty", "change", {"field": "until"}))
    back = change.retroactive_from
    if back is not None and back >= change.first_day:
        problems.append(Problem("period_empty", "change", {"field": "retroactive_from"}))
    if not decision.term.covers(change.first_day):
        problems.append(Problem("change_outside_term", "change"))
    return problems


def _is_suspended(decision: Decision) -> bool:
    kinds = [one.kind for one in sorted(decision.changes, key=lambda one: one.recorded_at)]
    relevant = [one for one in kinds if one in (ChangeKind.SUSPENDED, ChangeKind.LIFTED)]
    return bool(relevant) and relevant[-1] is ChangeKind.SUSPENDED


def state_of(decision: Decision) -> str:
    """The state of a decision after all its changes, in the words of the projection."""
    kinds = {one.kind for one in decision.changes}
    if ChangeKind.ANNULLED in kinds:
        return "annulled"
    if ChangeKind.WITHDRAWN in kinds:
        return "withdrawn"
    if _is_suspended(decision):
        return "suspended"
    if ChangeKind.LIMITED in kinds:
        return "limited"
    return "conditional" if decision.outcome == Outcome.CONDITIONAL else "in_force"


def held_until(decision: Decision) -> date | None:
    """The end of the time that the decision holds its place, after all its changes.

    Never before the first day: a decision annulled altogether holds an empty range.
    """
    ends = [one.effective_from for one in decision.changes if one.ends_decision]
    if decision.term.until is not None:
        ends.append(decision.term.until)
    return max(decision.term.first_day, min(ends)) if ends else None


def award_problems(
    *,
    nation: Nation,
    subject: Subject,
    decisions: Sequence[Decision],
    awarded_on: date,
    known_at: datetime,
    enrolled_on: date | None = None,
    format_decisions: Sequence[Decision] | None = None,
    issued_on: date | None = None,
) -> list[Problem]:
    """Why nobody may award this on that legal day, as known at `known_at`; the gate's answer.

    `nation` is the regime of the award date. Formats are judged on the day of issue, and
    only where `format_decisions` is given (the regime of that day asks for approval).
    """
    missing = standing.missing(
        nation.decisions_required.get(subject.kind, ()),
        decisions,
        subject=subject,
        on=awarded_on,
        known_at=known_at,
        enrolled_on=enrolled_on,
    )
    if format_decisions is not None:
        missing += standing.missing(
            ("format",), format_decisions, subject=subject,
            on=issued_on or awarded_on, known_at=known_at,
        )  # fmt: skip
    return [_gate_problem(one, awarded_on) for one in missing]


def _gate_problem(found: Standing, day: date) -> Problem:
    """One missing decision with its code; `because` is a code with a sentence of its own."""
    reason = found.reason or Reason.NONE
    is_scope = reason is Reason.OUT_OF_SCOPE
    facts: dict[str, object] = {
        "kind": found.kind,
        "day": day,
        "because": f"decision_{reason.value}",
    }
    if found.decision is not None:
        facts["decision"] = found.decision.id
        facts["first_day"] = found.decision.term.first_day
        until = found.decision.term.until
        if until is not None:
            facts["last_day"] = until - timedelta(days=1)
    if found.change is not None:
        facts["since"] = found.change.effective_from
    return Problem("out_of_scope" if is_scope else GATE_CODES[found.kind], "gate", facts)
