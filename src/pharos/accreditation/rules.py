"""What is right about decisions on quality: who may take them, for how long, what may follow.

The terms are half-open ranges of legal days. Whether a decision was in force on a day, as
known at an instant, is asked of `core.standing` and of nothing else: `award_problems` only
puts the answer into codes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pharos.accreditation.documents import Condition, Foreign, NewDecision, Scope
from pharos.catalogue.problems import Problem
from pharos.core import appeals, standing, strict
from pharos.core.errors import CoreError
from pharos.core.standing import Change, ChangeKind, Decision, Reason, Standing, Subject
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS, PROGRAMME_KINDS

ABOUT_VERSION: Final = frozenset({"programme", "licence"})
FRAUD: Final = "fraud"
APPEAL: Final = "appeal"
MAX_YEARS: Final = 50
_EVER: Final = datetime.max.replace(tzinfo=UTC)
_SUSPENDING: Final = frozenset({ChangeKind.SUSPENDED, ChangeKind.LIFTED})
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


POSITIVE: Final = frozenset({Outcome.ACCREDITED, Outcome.CONDITIONAL})


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
    problems += link_problems(decision.link)
    return problems + scope_problems(decision.scope)


def link_problems(link: str | None) -> list[Problem]:
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
    if decision.foreign is not None:
        return _foreign_problems(decision, decision.foreign, nation)
    is_conditional = decision.outcome == Outcome.CONDITIONAL
    years = nation.allowed_years(decision.kind, conditional=is_conditional)
    if until is None:
        is_open_allowed = decision.kind in nation.open_ended and not is_conditional
        return [] if is_open_allowed else [_wrong_duration(years)]
    if decision.follows is not None and years:
        # a part ends with its parent, on whatever day that is
        is_within = first < until <= end_of_term(first, max(years))
        return [] if is_within else [_wrong_duration(years)]
    if until not in [end_of_term(first, one) for one in years]:
        return [_wrong_duration(years)]
    return []


def _foreign_problems(decision: NewDecision, foreign: Foreign, nation: Nation) -> list[Problem]:
    """A decision of abroad has the term that it was given, within the days of its body's entry.

    The body is registered in EQAR on the first day and on the day of the decision; the nation
    accepts such decisions at all.
    """
    if not nation.oversight.foreign_accepted:
        return [Problem("foreign_not_accepted", "decision")]
    first, until = decision.first_day, decision.until
    if first is None or until is None:
        return [Problem("term_missing", "term")]
    if until <= first:
        return [Problem("period_empty", "term", {"field": "until"})]
    last = foreign.register_until
    for day in (first, decision.decided_on):
        if day < foreign.register_from or (last is not None and day >= last):
            facts = {"first_day": foreign.register_from,
                     "last": last - timedelta(days=1) if last else "–"}  # fmt: skip
            return [Problem("foreign_not_registered", "term", facts)]
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
    # a body abroad sets its own last days, within the term that it gave
    years = nation.conditions_deadline.get(decision.kind) if decision.foreign is None else None
    if years:
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


def state_of(decision: Decision) -> str:
    """The state of a decision after all its changes, in the words of the projection."""
    changes = appeals.in_effect(entered(decision), date.max)
    kinds = {one.kind for one in changes}
    if ChangeKind.ANNULLED in kinds:
        return "annulled"
    if ChangeKind.WITHDRAWN in kinds:
        return "withdrawn"
    if is_suspended(changes):
        return "suspended"
    if ChangeKind.LIMITED in kinds:
        return "limited"
    if decision.outcome == Outcome.CONDITIONAL and ChangeKind.CONDITIONS_MET not in kinds:
        return "conditional"
    return "in_force"


def has_open_conditions(decision: Decision) -> bool:
    """Whether the decision was taken with conditions, and nobody entered that they are met."""
    effective = appeals.in_effect(entered(decision), date.max)
    is_met = any(one.kind is ChangeKind.CONDITIONS_MET for one in effective)
    return decision.outcome == Outcome.CONDITIONAL and not is_met


def entered(decision: Decision) -> list[Change]:
    """All changes of a decision, in the order of their entry."""
    return sorted(decision.changes, key=lambda one: one.recorded_at)


def is_suspended(changes: Sequence[Change]) -> bool:
    """Whether the newest entry about a suspension is one that was not lifted."""
    relevant = [one.kind for one in changes if one.kind in _SUSPENDING]
    return bool(relevant) and relevant[-1] is ChangeKind.SUSPENDED


def stands(
    decision: Decision, day: date, *, among: Iterable[Decision] = (), known_at: datetime = _EVER
) -> tuple[str, date | None]:
    """How a decision stands on a day, in one word, and since when where something happened.

    `ended` comes with the last day, `superseded` with the first day of the renewal.
    """
    related = list(among)
    held = standing.of_decision(decision, on=day, known_at=known_at, among=related)
    end = standing.end_of_term(decision, known_at=known_at, among=related)
    if held.reason is None:
        return _word_in_force(decision, day, known_at), None
    if held.change is not None and held.reason is not Reason.PARENT:
        kind = held.change.kind if held.change.ends_decision else "suspended"
        return str(kind), held.change.effective_from
    if held.reason is Reason.ENDED and end is not None:
        return "ended", end - timedelta(days=1)
    return str(held.reason), end if held.reason is Reason.SUPERSEDED else None


def _word_in_force(decision: Decision, day: date, known_at: datetime) -> str:
    effective = appeals.in_effect(decision.known(known_at), day)
    kinds = {one.kind for one in effective if one.covers(day)}
    if decision.term.until is not None and day >= decision.term.until:
        return "prolonged"
    if ChangeKind.LIMITED in kinds:
        return "limited"
    if decision.outcome != Outcome.CONDITIONAL:
        return "in_force"
    return "conditions_met" if ChangeKind.CONDITIONS_MET in kinds else "conditional"


def ends(decision: Decision, among: Iterable[Decision] = ()) -> date | None:
    """The day before which a decision ends by itself, by everything that was entered."""
    return standing.end_of_term(decision, known_at=_EVER, among=among)


def projected(decision: Decision, among: Sequence[Decision]) -> tuple[str, date | None]:
    """State and end for the catalogue; whatever follows another ends and rests with it."""
    state, until = state_of(decision), held_until(decision, among)
    parent = next((one for one in among if one.id == decision.follows), None)
    if parent is None:
        return state, until
    above, above_until = projected(parent, [one for one in among if one.id != decision.id])
    days = [day for day in (until, above_until) if day is not None]
    if above == "suspended" and state in ("in_force", "conditional", "limited"):
        state = above
    return state, max(decision.term.first_day, min(days)) if days else None


def held_until(decision: Decision, among: Iterable[Decision] = ()) -> date | None:
    """The end of the time that the decision holds its place, after all its changes.

    `among` are those that renew it and those that it follows. Never before the first day: a
    decision annulled altogether holds an empty range.
    """
    changes = appeals.in_effect(entered(decision), date.max)
    found = [one.effective_from for one in changes if one.ends_decision]
    until = ends(decision, among)
    if until is not None:
        found.append(until)
    return max(decision.term.first_day, min(found)) if found else None


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
    held = [*decisions, *(format_decisions or ())]
    return [_gate_problem(one, awarded_on, known_at, held) for one in missing]


def _gate_problem(
    found: Standing, day: date, known_at: datetime, decisions: Sequence[Decision]
) -> Problem:
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
        until = standing.end_of_term(found.decision, known_at=known_at, among=decisions)
        if until is not None:
            facts["last_day"] = until - timedelta(days=1)
    if found.change is not None:
        facts["since"] = found.change.effective_from
    return Problem("out_of_scope" if is_scope else GATE_CODES[found.kind], "gate", facts)
