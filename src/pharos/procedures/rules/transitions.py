"""The one table of moves: from where, to where, by whom, and what must hold (REFERENCE 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pharos.catalogue.problems import Problem
from pharos.procedures.rules.facts import CaseFacts
from pharos.procedures.rules.guards import GUARDS
from pharos.procedures.rules.words import IN_CLOCK, JUDGED, Move, Side, State


@dataclass(frozen=True, slots=True)
class Transition:
    """One move; `to` is None where the case goes back to where it was stopped.

    What needs nobody's judgement happens `by_itself` too: a term is over, an appeal was decided.
    """

    move: Move
    sources: tuple[State, ...]
    to: State | None
    side: Side
    guards: tuple[str, ...] = ()
    by_itself: bool = False


_APPLICATION = ("case_kind_not_offered", "case_subjects_unfit", "case_cluster_too_large",
                "case_partners_missing")  # fmt: skip
# asked when it is handed in, when it is registered, and once more when it is decided
_PARENT = ("case_carve_out_closed", "case_parent_unknown", "case_parent_not_in_force",
           "case_parent_outcomes_differ", "case_parent_level_differs",
           "case_parent_too_small")  # fmt: skip
_PANEL = ("case_panel_too_small", "case_panel_without_student", "case_panel_without_employer",
          "case_panel_without_international")  # fmt: skip
# asked again at each later step, so that a case never goes on with a panel that broke
_WHOLE_PANEL = (*_PANEL, "case_statement_missing", "case_conflict_of_interest",
                "case_objection_open")  # fmt: skip

_TABLE: Final = (
    Transition(Move.SUBMIT, (State.DRAFT, State.RETURNED), State.SUBMITTED, Side.PROVIDER,
               (*_APPLICATION, *_PARENT, "case_internal_decision_missing")),
    Transition(Move.BEGIN_CHECK, (State.SUBMITTED,), State.COMPLETENESS_CHECK, Side.AGENCY),
    Transition(Move.RETURN, (State.COMPLETENESS_CHECK,), State.RETURNED, Side.AGENCY,
               ("case_reason_missing",)),
    Transition(Move.REGISTER, (State.COMPLETENESS_CHECK,), State.REGISTERED, Side.AGENCY,
               (*_APPLICATION, *_PARENT, "case_partner_not_agreed", "case_documents_missing",
                "case_precondition_missing")),
    Transition(Move.ACCEPT_SELF_EVALUATION, (State.REGISTERED,), State.SELF_EVALUATION_ACCEPTED,
               Side.AGENCY,
               ("case_evidence_missing", "case_contract_missing", "case_payment_missing")),
    Transition(Move.PROPOSE_PANEL, (State.SELF_EVALUATION_ACCEPTED,), State.PANEL_PROPOSED,
               Side.AGENCY, _PANEL),
    Transition(Move.CONFIRM_PANEL, (State.PANEL_PROPOSED,), State.PANEL_CONFIRMED, Side.AGENCY,
               (*_WHOLE_PANEL, "case_objection_time_runs")),
    Transition(Move.PLAN_VISIT, (State.PANEL_CONFIRMED,), State.SITE_VISIT, Side.AGENCY,
               (*_WHOLE_PANEL, "case_visit_missing")),
    Transition(Move.BEGIN_REPORT, (State.SITE_VISIT,), State.DRAFT_REPORT, Side.AGENCY,
               ("case_visit_not_held",)),
    Transition(Move.SEND_FACTUAL_CHECK, (State.DRAFT_REPORT,), State.FACTUAL_CHECK, Side.AGENCY,
               (*_WHOLE_PANEL, "case_findings_missing", "case_draft_missing")),
    Transition(Move.FINISH_REPORT, (State.FACTUAL_CHECK,), State.FINAL_REPORT, Side.AGENCY,
               (*_WHOLE_PANEL, "case_findings_missing", "case_draft_missing",
                "case_factual_check_runs", "case_comments_unanswered")),
    # a sitting without quorum or majority is followed by another
    Transition(Move.SCHEDULE, (State.FINAL_REPORT, State.SCHEDULED), State.SCHEDULED, Side.AGENCY,
               ("case_final_report_missing", "case_session_missing",
                "case_session_without_quorum")),
    Transition(Move.DECIDE, (State.SCHEDULED,), State.DECIDED, Side.AGENCY,
               (*_WHOLE_PANEL, *_PARENT, "case_final_report_missing", "case_session_not_held",
                "case_quorum_missing", "case_majority_missing")),
    Transition(Move.PUBLISH, (State.DECIDED,), State.PUBLISHED, Side.AGENCY,
               ("case_final_report_missing", "case_decision_not_approved")),
    Transition(Move.SUSPEND, IN_CLOCK, State.SUSPENDED, Side.AGENCY, ("case_reason_missing",)),
    Transition(Move.RESUME, (State.SUSPENDED,), None, Side.AGENCY, ("case_answer_missing",)),
    Transition(Move.LAPSE, (State.RETURNED, State.SUSPENDED), State.LAPSED, Side.AGENCY,
               ("case_answer_time_runs",), by_itself=True),
    # a panel that was bound: what it made falls, and another is composed
    Transition(Move.SET_PANEL_ASIDE, JUDGED, State.SELF_EVALUATION_ACCEPTED, Side.AGENCY,
               ("case_reason_missing", "case_panel_unconflicted", "case_decision_stands")),
    # the matter goes back on appeal: report, check of facts, sitting and vote come anew
    Transition(Move.REMIT, (State.PUBLISHED,), State.DRAFT_REPORT, Side.AGENCY,
               ("case_not_remitted",), by_itself=True),
    Transition(Move.WITHDRAW,
               (State.DRAFT, State.SUBMITTED, State.COMPLETENESS_CHECK, State.RETURNED, *IN_CLOCK,
                State.SUSPENDED), State.WITHDRAWN, Side.PROVIDER),
)  # fmt: skip

TRANSITIONS: Final[Mapping[Move, Transition]] = MappingProxyType({one.move: one for one in _TABLE})


def target(move: Move, case: CaseFacts) -> State | None:
    """Where the move would lead from here, or None when it does not start here."""
    transition = TRANSITIONS[move]
    if case.state not in transition.sources:
        return None
    return transition.to or case.resume_to


def problems(move: Move, case: CaseFacts) -> list[Problem]:
    """Why the case cannot move so now, or nothing."""
    if target(move, case) is None:
        return [Problem("case_not_there", move, {"state": case.state.value})]
    found = []
    for code in TRANSITIONS[move].guards:
        facts = GUARDS[code](case)
        if facts is not None:
            found.append(Problem(code, move, facts))
    return found


def possible(case: CaseFacts, side: Side) -> list[Move]:
    """The moves that start here for this side, whether their guards hold or not yet."""
    return [one.move for one in _TABLE if one.side is side and target(one.move, case) is not None]


def completeness(case: CaseFacts) -> list[Problem]:
    """What an application still lacks: what the officer's check asks, before anybody asks it."""
    asked = (*TRANSITIONS[Move.SUBMIT].guards, *TRANSITIONS[Move.REGISTER].guards,
             "case_evidence_missing")  # fmt: skip
    found = []
    for code in dict.fromkeys(asked):
        facts = GUARDS[code](case)
        if facts is not None:
            found.append(Problem(code, "completeness", facts))
    return found
