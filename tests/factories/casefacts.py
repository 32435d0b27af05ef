"""A case that may move: facts in which every guard of a move holds, and what breaks each guard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pharos.catalogue.carving import Difference
from pharos.nations.model import Nation
from pharos.nations.parameters.procedures import Procedures
from pharos.nations.parameters.tariffs import Tariffs
from pharos.procedures.rules.facts import (
    CaseFacts,
    Charge,
    Check,
    Member,
    Motion,
    Session,
    Tie,
    Visit,
)
from pharos.procedures.rules.transitions import TRANSITIONS
from pharos.procedures.rules.words import Capacity, Choice, Move, State, TieKind
from pharos.standards import queries as standards

TODAY = date(2026, 11, 23)
PROCEDURES = Procedures(
    kinds=("institution", "programme", "cluster", "joint", "carve_out", "follow_up"),
    cluster_maximum=8, panel_minimum=3, panel_students=1, panel_employers=1,
    panel_internationals=1, conflict_years=5, objections_a_member=1, objection_days=5,
    completeness_days=10, answer_days=20, factual_check_days=10, decision_days=120,
    quorum_percent=60, quorum_minimum=3,
    preconditions={"programme": ("institution",)},
    documents={"programme": ("application", "self_evaluation"), "cluster": ("application",)},
)  # fmt: skip
TARIFFS = Tariffs("GEL", True, True, ("public_body",), {})
PANEL = (
    Member("chair", Capacity.ACADEMIC, is_international=True, has_stated=True),
    Member("student", Capacity.STUDENT, has_stated=True),
    Member("employer", Capacity.EMPLOYER, has_stated=True),
)
SEATS = frozenset({"c1", "c2", "c3", "c4", "c5"})
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
CARRIED = Motion("s1", "accredited", tuple((one, FOR) for one in sorted(SEATS)))
READY = CaseFacts(
    kind="programme", state=State.DRAFT, today=TODAY, procedures=PROCEDURES, tariffs=TARIFFS,
    provider="provider", subjects=("s1",), programmes=1, is_reason_given=True,
    documents=frozenset({"application", "self_evaluation"}), criteria=frozenset({"1.1", "1.2"}),
    evidenced=frozenset({"1.1", "1.2"}), charge=Charge(TODAY, TODAY), panel=PANEL,
    is_panel_accepted=True, visit=Visit("physical", TODAY, TODAY), found=frozenset({"1.1", "1.2"}),
    has_draft=True, check=Check(TODAY, has_answered=True, has_comments=True, is_responded=True),
    report_digest=b"d", session=Session(TODAY, SEATS), motions=(CARRIED,),
    in_force=frozenset({"institution"}),
    decided=frozenset({"s1"}), is_pause_answered=True, answer_until=TODAY,
)  # fmt: skip


def ready(move: Move, **changes: Any) -> CaseFacts:
    """Facts in which the move is possible, from the first state that it starts in."""
    state = TRANSITIONS[move].sources[0]
    facts = replace(READY, state=state)
    if state is State.SUSPENDED or move is Move.RESUME:
        facts = replace(facts, state=State.SUSPENDED, resume_to=State.REGISTERED)
    if move is Move.SET_PANEL_ASIDE:
        bound = replace(PANEL[0], has_conflict=True)
        facts = replace(facts, panel=(bound, *PANEL[1:]))
    if move is Move.REMIT:
        facts = replace(facts, remitted=frozenset({"s1"}))
    if move is Move.LAPSE:
        facts = replace(facts, is_pause_answered=False, answer_until=TODAY - timedelta(days=1))
    return replace(facts, **changes)


def _member(place: int, **changes: Any) -> Callable[[CaseFacts], CaseFacts]:
    def broken(facts: CaseFacts) -> CaseFacts:
        panel = list(facts.panel)
        panel[place] = replace(panel[place], **changes)
        return replace(facts, panel=tuple(panel))

    return broken


def _with(**changes: Any) -> Callable[[CaseFacts], CaseFacts]:
    return lambda facts: replace(facts, **changes)


def _votes(*choices: Choice, subject: str = "s1") -> tuple[Motion, ...]:
    return (Motion(subject, "accredited", tuple(zip(sorted(SEATS), choices, strict=False))),)


BREAKS: dict[str, list[Callable[[CaseFacts], CaseFacts]]] = {
    "case_kind_not_offered": [_with(kind="authorisation", programmes=0)],
    "case_subjects_unfit": [
        _with(programmes=0, subjects=()),
        _with(kind="institution"),
        _with(kind="cluster"),
        _with(kind="follow_up"),
        _with(kind="joint", programmes=2, subjects=("s1", "s2")),
    ],
    "case_cluster_too_large": [
        _with(kind="cluster", programmes=9, subjects=tuple(f"s{n}" for n in range(9))),
    ],
    "case_partners_missing": [_with(kind="joint"), _with(kind="joint", partners=("provider",))],
    "case_partner_not_agreed": [_with(kind="joint", partners=("other",))],
    "case_internal_decision_missing": [_with(is_approved_inside=False)],
    "case_precondition_missing": [_with(in_force=frozenset({"authorisation"}))],
    "case_parent_not_in_force": [_with(is_parent_in_force=False)],
    "case_carve_out_closed": [_with(carved=(Difference(),), is_carving_open=False)],
    "case_parent_unknown": [_with(carved=(Difference(), Difference(is_known=False)))],
    "case_parent_outcomes_differ": [_with(carved=(Difference(outcomes=("plan",)),))],
    "case_parent_level_differs": [_with(carved=(Difference(level=7),))],
    "case_parent_too_small": [_with(carved=(Difference(ects=Decimal(6)),))],
    "case_reason_missing": [_with(is_reason_given=False)],
    "case_documents_missing": [_with(documents=frozenset({"application"}))],
    "case_evidence_missing": [_with(evidenced=frozenset({"1.1"}))],
    "case_contract_missing": [_with(charge=Charge(None, TODAY))],
    "case_payment_missing": [_with(charge=Charge(TODAY, None))],
    "case_panel_too_small": [lambda facts: replace(facts, panel=facts.panel[:2])],
    "case_panel_without_student": [_member(1, capacity=Capacity.QUALITY)],
    "case_panel_without_employer": [_member(2, capacity=Capacity.QUALITY)],
    "case_panel_without_international": [_member(0, is_international=False)],
    "case_statement_missing": [_member(0, has_stated=False)],
    "case_conflict_of_interest": [
        _member(0, has_conflict=True),
        _member(2, ties=(Tie("provider", TieKind.EMPLOYED),)),
        _member(2, ties=(Tie("provider", TieKind.CONTRACTED, date(2021, 11, 24)),)),
        lambda facts: _member(1, ties=(Tie("other", TieKind.CONTRACTED),))(
            replace(facts, partners=("other",), agreed=frozenset({"other"}))
        ),
    ],
    "case_objection_open": [_member(1, objection="open")],
    "case_objection_time_runs": [
        _with(is_panel_accepted=False, objection_until=TODAY),
        _with(is_panel_accepted=False, objection_until=None),
    ],
    "case_visit_missing": [_with(visit=None)],
    "case_visit_not_held": [
        _with(visit=Visit("online", TODAY)),
        _with(visit=Visit("physical", TODAY, TODAY + timedelta(days=1))),
        _with(visit=None),
    ],
    "case_findings_missing": [_with(found=frozenset({"1.2"}))],
    "case_draft_missing": [_with(has_draft=False)],
    "case_factual_check_runs": [_with(check=Check(TODAY)), _with(check=None)],
    "case_comments_unanswered": [_with(check=Check(TODAY, True, True, False))],
    "case_final_report_missing": [_with(report_digest=None)],
    "case_session_missing": [_with(session=None)],
    "case_session_without_quorum": [
        _with(session=Session(TODAY, SEATS, frozenset({"c1", "c2", "c3"}))),
        _with(session=Session(TODAY, frozenset({"chair", "student", "c1", "c2"}))),
    ],
    "case_session_not_held": [_with(session=Session(TODAY + timedelta(days=1), SEATS))],
    "case_quorum_missing": [
        _with(motions=_votes(FOR, FOR)),
        _with(motions=()),
        # nobody voted on the one of two that an appeal sent back
        _with(subjects=("s1", "s2"), settled=frozenset({"s1"})),
        _with(settled=frozenset({"s1"})),
        # three voted, one of them bound to the provider: two are no quorum
        _with(session=Session(TODAY, SEATS, frozenset({"c1"})), motions=_votes(FOR, FOR, FOR)),
    ],
    "case_majority_missing": [
        _with(motions=_votes(FOR, FOR, AGAINST, AGAINST, ABSTAIN)),
        _with(motions=_votes(AGAINST, AGAINST, AGAINST)),
        _with(motions=(CARRIED, replace(CARRIED, outcome="refused"))),
        # the member with a tie would have turned the vote
        _with(session=Session(TODAY, SEATS, frozenset({"c1"})),
              motions=_votes(FOR, FOR, FOR, AGAINST, AGAINST)),
    ],
    "case_panel_unconflicted": [
        _with(panel=PANEL), _with(panel=()), _member(0, has_conflict=False),
    ],
    "case_decision_stands": [_with(proposed=frozenset({"s1"}))],
    "case_not_remitted": [_with(remitted=frozenset())],
    "case_decision_not_approved": [_with(decided=frozenset())],
    "case_answer_missing": [_with(is_pause_answered=False)],
    "case_answer_time_runs": [
        _with(answer_until=TODAY), _with(answer_until=None), _with(is_pause_answered=True),
    ],
}  # fmt: skip


def georgia() -> Nation:
    """The shipped Georgian nation of today."""
    return standards.history("GE")[-1]
