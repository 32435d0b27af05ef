"""Random procedures, judged once by the table of moves and once by plain counting."""

from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Any

from casefacts import PROCEDURES, READY, SEATS, TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pharos.procedures.rules.facts import CaseFacts, Check, Member, Motion, Session, Tie, Visit
from pharos.procedures.rules.transitions import possible, problems, target
from pharos.procedures.rules.words import Capacity, Choice, Move, Side, State, TieKind

PEOPLE = ["c1", "c2", "c3", "c4", "c5", "chair", "student", "employer", "other"]
DAYS = st.integers(-2500, 30).map(lambda days: TODAY + timedelta(days=days))
TIES = st.lists(
    st.builds(Tie, st.sampled_from(["provider", "partner", "elsewhere"]), st.sampled_from(TieKind),
              st.none() | DAYS), max_size=1,
).map(tuple)  # fmt: skip
MEMBER = st.builds(
    Member,
    person=st.sampled_from(PEOPLE),
    capacity=st.sampled_from(Capacity),
    is_international=st.booleans(),
    has_stated=st.sampled_from([True, True, True, False]),
    has_conflict=st.sampled_from([False, False, False, True]),
    ties=st.just(()) | TIES,
    objection=st.sampled_from([None, None, "upheld", "open"]),
)
VOTES = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(Choice), max_size=7)
MOTION = st.builds(
    Motion, st.sampled_from(["s1", "s2"]), st.sampled_from(["accredited", "refused"]),
    VOTES.map(lambda votes: tuple(votes.items())),
)  # fmt: skip
SESSION = st.none() | st.builds(
    Session, DAYS, st.frozensets(st.sampled_from(PEOPLE), min_size=3).map(lambda one: one | SEATS),
    st.frozensets(st.sampled_from(PEOPLE), max_size=2),
)  # fmt: skip
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "panel": st.lists(MEMBER, max_size=5, unique_by=lambda one: one.person).map(tuple),
    "motions": st.lists(MOTION, max_size=3).map(tuple),
    "session": SESSION,
    "report_digest": st.none() | st.just(b"d"),
    "subjects": st.sampled_from([("s1",), ("s1", "s2")]),
    "decided": st.frozensets(st.sampled_from(["s1", "s2"])),
    "found": st.frozensets(st.sampled_from(["1.1", "1.2"])),
    "has_draft": st.booleans(),
    "check": st.none() | st.builds(Check, DAYS, st.booleans(), st.booleans(), st.booleans()),
    "visit": st.none() | st.builds(Visit, st.sampled_from(["desk", "online"]), DAYS),
    "partners": st.sampled_from([(), ("partner",)]),
    "is_pause_answered": st.booleans(),
    "settled": st.frozensets(st.sampled_from(["s1", "s2"])),
    "proposed": st.frozensets(st.sampled_from(["s1", "s2"])),
    "remitted": st.frozensets(st.sampled_from(["s1", "s2"])),
}
CHANGE = st.one_of([st.tuples(st.just(name), values) for name, values in CHANGES.items()])
# whether the case is whole again first, what is changed in it, and the move that is tried: one
# that starts here, so that the walk gets on, or any at all, so that none slips in
ACT = st.tuples(
    st.booleans(), st.none() | CHANGE, st.integers(0, 4) | st.integers(0, 4) | st.sampled_from(Move)
)
STARTS = st.sampled_from(
    [
        State.DRAFT,
        State.PANEL_PROPOSED,
        State.FACTUAL_CHECK,
        State.FINAL_REPORT,
        State.SCHEDULED,
        State.PUBLISHED,
    ]
)
# what comes between going back and the next decision, whatever else happens
ANEW = {
    Move.REMIT: {Move.SEND_FACTUAL_CHECK, Move.FINISH_REPORT, Move.SCHEDULE},
    Move.SET_PANEL_ASIDE: {
        Move.PROPOSE_PANEL,
        Move.CONFIRM_PANEL,
        Move.BEGIN_REPORT,
        Move.SEND_FACTUAL_CHECK,
        Move.FINISH_REPORT,
        Move.SCHEDULE,
    },
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STARTS, st.lists(ACT, min_size=4, max_size=40))
def test_no_random_procedure_is_decided_wrongly(start: State, acts: list[Any]) -> None:
    """Never without final report, quorum and complete panel; never twice for one subject.

    What went back comes to a decision through report and sitting again, and through a panel.
    """
    facts = replace(READY, state=start)
    decisions, owed = int(start is State.PUBLISHED), set()
    for is_whole, change, tried in acts:
        if is_whole:
            facts = replace(READY, state=facts.state, resume_to=facts.resume_to)
        if change is not None:
            facts = replace(facts, **{change[0]: change[1]})
        here = [one for side in Side for one in possible(facts, side)
                if one not in (Move.WITHDRAW, Move.LAPSE)]  # fmt: skip
        if not here:
            break
        act = here[tried % len(here)] if isinstance(tried, int) else tried
        if problems(act, facts):
            continue
        to = target(act, facts)
        assert to is not None
        owed = set(ANEW.get(act, owed - {act}))
        if act in ANEW:
            assert act is not Move.REMIT or facts.remitted
            assert act is Move.REMIT or not facts.proposed
            decisions = 0
        if to is State.DECIDED:
            assert not owed
            decisions += 1
            _check_decision(facts)
        if to is State.PUBLISHED:
            assert facts.report_digest is not None
            assert set(facts.subjects) <= facts.decided
            assert decisions == 1
        back = facts.state if to is State.SUSPENDED else None
        facts = replace(facts, state=to, resume_to=back)
    assert decisions <= 1


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=CHANGES))
def test_a_decision_on_any_facts_is_one_that_plain_counting_allows(changes: Any) -> None:
    facts = replace(READY, state=State.SCHEDULED, **changes)
    if problems(Move.DECIDE, facts):
        return
    _check_decision(facts)


def _check_decision(facts: CaseFacts) -> None:
    """The same once more, counted by hand and without the rules' own functions."""
    assert facts.report_digest is not None
    assert facts.session is not None
    assert facts.session.day <= TODAY
    panel = {one.person: one for one in facts.panel}
    assert len(panel) >= 3
    assert any(one.capacity == "student" for one in panel.values())
    assert any(one.capacity == "employer" for one in panel.values())
    assert any(one.is_international for one in panel.values())
    long_ago = TODAY.replace(year=TODAY.year - 5)
    for one in panel.values():
        assert one.has_stated
        assert not one.has_conflict
        assert one.objection != "open"
        for tie in one.ties:
            near = tie.organisation == "provider" or tie.organisation in facts.partners
            assert not near or (tie.until is not None and tie.until <= long_ago)
    able = {one for one in facts.session.seats
            if one not in panel and one not in facts.session.conflicted}  # fmt: skip
    assert set(facts.subjects) - facts.settled
    for subject in set(facts.subjects) - facts.settled:
        winners = 0
        for motion in facts.motions:
            votes = [choice for person, choice in motion.votes if person in able]
            enough = len(votes) >= max(3, ceil(len(able) * PROCEDURES.quorum_percent / 100))
            more = votes.count(Choice.FOR) > votes.count(Choice.AGAINST)
            winners += motion.subject == subject and enough and more
        assert winners == 1
