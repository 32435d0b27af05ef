"""Every move from every state, with every guard tested both ways, out of the one table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from casefacts import (
    ABSTAIN,
    AGAINST,
    BREAKS,
    FOR,
    PANEL,
    PROCEDURES,
    READY,
    SEATS,
    TARIFFS,
    TODAY,
    ready,
)

from pharos.procedures.queries.cases import PERMISSIONS
from pharos.procedures.rules import conflicts
from pharos.procedures.rules.facts import CaseFacts, Charge, Motion, Session, Tie, Visit
from pharos.procedures.rules.guards import GUARDS
from pharos.procedures.rules.transitions import (
    TRANSITIONS,
    completeness,
    possible,
    problems,
    target,
)
from pharos.procedures.rules.words import ENDED, Move, Side, State, TieKind

BREAKING = [
    (move, guard, number, broken)
    for move, transition in TRANSITIONS.items()
    for guard in transition.guards
    for number, broken in enumerate(BREAKS.get(guard, [None]))
]


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_a_move_starts_where_the_table_says_and_nowhere_else(move: Move, state: State) -> None:
    facts = replace(ready(move), state=state)
    if state in TRANSITIONS[move].sources:
        assert problems(move, facts) == []
        assert target(move, facts) == (TRANSITIONS[move].to or facts.resume_to)
    else:
        assert [one.code for one in problems(move, facts)] == ["case_not_there"]


@pytest.mark.parametrize(
    ("move", "guard", "number", "broken"),
    BREAKING,
    ids=[f"{move}-{guard}-{number}" for move, guard, number, _ in BREAKING],
)
def test_each_guard_stops_each_move_that_names_it(
    move: Move, guard: str, number: int, broken: Callable[[CaseFacts], CaseFacts] | None
) -> None:
    """AUT-08: among them that a member of the panel who worked for the provider is refused."""
    assert broken is not None, f"{guard} has no row in BREAKS: say what breaks it"
    facts = ready(move)
    assert guard not in [one.code for one in problems(move, facts)]
    assert guard in [one.code for one in problems(move, broken(facts))]


def test_the_tables_name_the_same_moves_guards_and_sides() -> None:
    assert set(TRANSITIONS) == set(Move)
    used = {guard for one in TRANSITIONS.values() for guard in one.guards}
    assert used == set(GUARDS) == set(BREAKS)
    assert {one.side for one in TRANSITIONS.values()} <= set(PERMISSIONS)
    reached = {one.to for one in TRANSITIONS.values()} - {None}
    assert reached == set(State) - {State.DRAFT}
    # what was published is opened by an appeals body alone
    after = [one.move for one in TRANSITIONS.values() if ENDED & set(one.sources)]
    assert after == [Move.REMIT]
    by_itself = {one.move for one in TRANSITIONS.values() if one.by_itself}
    assert by_itself == {Move.LAPSE, Move.REMIT}


def test_nothing_but_withdrawal_and_application_is_the_providers_to_move() -> None:
    assert {one.move for one in TRANSITIONS.values() if one.side is Side.PROVIDER} == {
        Move.SUBMIT, Move.WITHDRAW,
    }  # fmt: skip
    decided = replace(READY, state=State.DECIDED)
    assert possible(decided, Side.PROVIDER) == []
    assert possible(decided, Side.AGENCY) == [Move.PUBLISH, Move.SET_PANEL_ASIDE]


def test_of_a_cluster_only_what_an_appeal_sent_back_is_decided_anew() -> None:
    facts = replace(ready(Move.DECIDE), kind="cluster", subjects=("s0", "s1"), programmes=2)
    found = [one.code for one in problems(Move.DECIDE, facts)]
    assert found == ["case_quorum_missing", "case_majority_missing"]
    assert problems(Move.DECIDE, replace(facts, settled=frozenset({"s0"}))) == []


def test_a_cluster_of_nine_is_incomplete_and_one_of_eight_is_not() -> None:
    """REFERENCE, scenario 8."""
    facts = replace(READY, kind="cluster", programmes=9, subjects=tuple("abcdefghi"))
    assert [one.code for one in completeness(facts)] == ["case_cluster_too_large"]
    assert completeness(replace(facts, programmes=8, subjects=tuple("abcdefgh"))) == []


def test_a_desk_review_needs_no_visit_to_have_been_held() -> None:
    facts = ready(Move.BEGIN_REPORT, visit=Visit("desk", TODAY + timedelta(days=9)))
    assert problems(Move.BEGIN_REPORT, facts) == []


def test_whoever_is_exempt_needs_neither_contract_nor_payment() -> None:
    move = Move.ACCEPT_SELF_EVALUATION
    assert problems(move, ready(move, charge=Charge(is_exempt=True))) == []
    free = replace(TARIFFS, contract_required=False, clock_starts_on_payment=False)
    assert problems(move, ready(move, charge=Charge(), tariffs=free)) == []


@pytest.mark.parametrize(
    ("until", "bound"),
    [(None, True), (date(2021, 11, 24), True), (date(2021, 11, 23), False)],
    ids=["still", "within five years", "five years ago"],
)
def test_a_tie_of_the_last_five_years_binds(until: date | None, bound: bool) -> None:
    tie = Tie("provider", TieKind.CONTRACTED, until)
    assert conflicts.binds(tie, frozenset({"provider"}), TODAY, 5) is bound
    assert not conflicts.binds(tie, frozenset({"another"}), TODAY, 5)


def test_five_years_before_the_29th_of_february() -> None:
    assert conflicts.years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)


def test_a_conflicted_member_is_neither_counted_nor_asked_for() -> None:
    """With one of five conflicted, three of four are a quorum, and the fifth vote is no vote."""
    session = Session(TODAY, SEATS, frozenset({"c5"}))
    votes = (("c1", FOR), ("c2", FOR), ("c3", AGAINST), ("c5", AGAINST))
    motion = Motion("s1", "accredited", votes)
    facts = replace(READY, session=session, motions=(motion,))
    assert conflicts.entitled(session, PANEL) == frozenset({"c1", "c2", "c3", "c4"})
    assert conflicts.has_quorum(motion, facts)
    assert conflicts.is_carried(motion, facts)
    tied = replace(motion, votes=(*votes[:2], ("c3", AGAINST), ("c4", AGAINST)))
    assert not conflicts.is_carried(tied, facts)


def test_a_member_of_the_panel_has_no_vote_in_the_committee() -> None:
    session = Session(TODAY, SEATS | {"chair"})
    assert "chair" not in conflicts.entitled(session, PANEL)


@pytest.mark.parametrize(("voters", "needed"), [(0, 3), (3, 3), (5, 3), (6, 4), (10, 6), (11, 7)])
def test_the_quorum_is_a_share_and_never_fewer_than_the_least(voters: int, needed: int) -> None:
    assert conflicts.quorum(voters, PROCEDURES.quorum_percent, PROCEDURES.quorum_minimum) == needed


def test_abstentions_are_votes_given_but_decide_nothing() -> None:
    motion = Motion("s1", "accredited", (("c1", FOR), ("c2", ABSTAIN), ("c3", ABSTAIN)))
    facts = replace(READY, motions=(motion,))
    assert conflicts.has_quorum(motion, facts)
    assert conflicts.is_carried(motion, facts)
