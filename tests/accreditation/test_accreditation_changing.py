"""Conditions met, prolongations and appeals: what may be entered, and how it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pharos.accreditation import changing, rules
from pharos.accreditation.documents import Foreign, NewChange, NewDecision
from pharos.core.standing import AppealOutcome, Change, ChangeKind, Decision, Term
from pharos.nations.model import Nation

TODAY = date(2026, 11, 22)
ENTERED = datetime(2026, 3, 1, tzinfo=UTC)
DECISION = Decision(
    "d", "institution", "academy", "conditional", Term(date(2025, 3, 1), date(2029, 3, 1)),
    datetime(2025, 2, 20, tzinfo=UTC),
)  # fmt: skip
MET = Change(ChangeKind.CONDITIONS_MET, date(2026, 11, 10), ENTERED)
WITHDRAWN = Change(ChangeKind.WITHDRAWN, date(2027, 3, 1), ENTERED)
APPEAL = Change(ChangeKind.UNDER_APPEAL, date(2026, 11, 1), ENTERED + timedelta(days=1))
AGAINST = replace(APPEAL, contests=ENTERED, suspensive=True)


def problems(
    members: dict[str, Any], *before: Change, decision: Decision = DECISION, **more: Any
) -> list[str]:
    given: dict[str, Any] = {
        "decision": "d", "number": "2-C", "decided_on": TODAY, "first_day": TODAY,
    }  # fmt: skip
    found = changing.change_problems(
        NewChange(**(given | members)), replace(decision, changes=before), TODAY, **more
    )
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("before", "expected"),
    [((), []), ((MET,), ["no_conditions_open"]), ((WITHDRAWN,), ["decision_ended_already"])],
)
def test_conditions_are_met_once(before: tuple[Change, ...], expected: list[str]) -> None:
    assert problems({"kind": "conditions_met"}, *before) == expected


def test_only_conditions_can_be_met() -> None:
    plain = replace(DECISION, outcome="accredited")
    assert problems({"kind": "conditions_met"}, decision=plain) == ["no_conditions_open"]


def test_scenario_9_a_conditional_decision_becomes_full_and_ends_on_the_same_day() -> None:
    """REFERENCE 9, scenario 9: 4 years from 2025-03-01, evidence accepted on 2026-11-10."""
    met = replace(DECISION, changes=(MET,))
    assert rules.stands(DECISION, TODAY) == ("conditional", None)
    assert rules.stands(met, TODAY) == ("conditions_met", None)
    assert rules.stands(met, date(2026, 11, 9)) == ("conditional", None)
    assert rules.stands(met, date(2029, 3, 1)) == ("ended", date(2029, 2, 28))
    assert (rules.state_of(met), rules.held_until(met)) == ("in_force", date(2029, 3, 1))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"until": date(2030, 3, 2)}, ["prolongation_too_long"]),
        ({"until": None}, ["term_missing"]),
        ({"applied_on": date(2029, 3, 1)}, ["prolongation_too_late"]),
        ({"applied_on": None}, ["prolongation_too_late"]),
        ({"first_day": TODAY}, ["change_outside_term"]),
    ],
)
def test_a_prolongation_is_applied_for_in_time_and_has_an_end(
    members: dict[str, Any], expected: list[str]
) -> None:
    """REFERENCE 4.3: at most twelve months after the term, where the nation has the switch on."""
    given = {
        "kind": "prolonged", "first_day": date(2029, 3, 1), "until": date(2030, 3, 1),
        "applied_on": date(2026, 11, 1),
    } | members  # fmt: skip
    assert problems(given, prolongation=12) == expected
    if not expected:
        assert problems(given) == ["prolongation_not_allowed"]


def test_what_was_prolonged_can_be_suspended_or_withdrawn_until_then() -> None:
    prolonged = Change(ChangeKind.PROLONGED, date(2029, 3, 1), ENTERED, until=date(2029, 9, 1))
    for kind in ("suspended", "withdrawn"):
        within = {"kind": kind, "first_day": date(2029, 8, 31)}
        assert problems(within) == ["change_outside_term"]
        assert problems(within, prolonged) == []
        after = {"kind": kind, "first_day": date(2029, 9, 1)}
        assert problems(after, prolonged) == ["change_outside_term"]


def test_months_later_is_the_same_day_or_the_first_of_the_next_month() -> None:
    assert changing.months_later(date(2028, 2, 29), 12) == date(2029, 3, 1)
    assert changing.months_later(date(2026, 8, 31), 6) == date(2027, 3, 1)
    assert changing.months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_a_prolongation_lasts_until_the_decision_on_the_renewal() -> None:
    prolonged = Change(ChangeKind.PROLONGED, date(2029, 3, 1), ENTERED, until=date(2030, 3, 1))
    old = replace(DECISION, changes=(prolonged,))
    renewal = replace(DECISION, id="r", outcome="accredited", renews="d",
                      term=Term(date(2029, 10, 1), date(2035, 10, 1)))  # fmt: skip
    refusal = replace(renewal, outcome="refused", term=Term(date(2029, 9, 15)))
    assert rules.held_until(old) == date(2030, 3, 1)
    assert rules.held_until(old, [renewal]) == date(2029, 10, 1)
    assert rules.held_until(old, [refusal]) == date(2029, 9, 15)
    assert rules.stands(old, date(2029, 9, 1)) == ("prolonged", None)
    assert rules.stands(old, date(2029, 9, 15), among=[refusal]) == ("ended", date(2029, 9, 14))
    assert rules.stands(old, date(2029, 10, 1), among=[renewal]) == (
        "superseded", date(2029, 10, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("members", "before", "expected"),
    [
        ({"kind": "under_appeal"}, (), []),
        ({"kind": "under_appeal", "suspensive": True}, (), []),
        ({"kind": "under_appeal"}, (APPEAL,), ["appeal_open_already"]),
        ({"kind": "under_appeal", "contests": "w"}, (WITHDRAWN, APPEAL), []),
        ({"kind": "under_appeal", "contests": "w"}, (WITHDRAWN, AGAINST), ["appeal_open_already"]),
        ({"kind": "under_appeal", "first_day": date(2026, 11, 1)}, (), []),
        ({"kind": "under_appeal", "outcome": "uphold"}, (), ["member_not_applicable"]),
        ({"kind": "appeal_closed", "outcome": "uphold"}, (), ["no_appeal_open"]),
        ({"kind": "appeal_closed", "outcome": "uphold"}, (APPEAL,), []),
        ({"kind": "appeal_closed", "outcome": "remit"}, (APPEAL,), []),
        ({"kind": "appeal_closed"}, (APPEAL,), ["appeal_outcome_missing"]),
        ({"kind": "appeal_closed", "outcome": "lost"}, (APPEAL,), ["appeal_outcome_missing"]),
        ({"kind": "appeal_closed", "outcome": "annul"}, (APPEAL,), ["appeal_annuls_by_annulment"]),
        ({"kind": "appeal_closed", "outcome": "annul", "contests": "w"}, (WITHDRAWN, AGAINST), []),
        ({"kind": "suspended", "suspensive": True}, (), ["member_not_applicable"]),
        ({"kind": "suspended", "contests": "w"}, (), ["member_not_applicable"]),
    ],
)
def test_an_appeal_is_begun_once_and_closed_once(
    members: dict[str, Any], before: tuple[Change, ...], expected: list[str]
) -> None:
    contested = ENTERED if members.get("contests") else None
    assert problems(members, *before, contested=contested) == expected


def test_an_appeal_names_a_change_of_this_decision() -> None:
    assert problems({"kind": "under_appeal", "contests": "x"}) == ["contested_unknown"]


def test_a_refusal_can_be_appealed_against_and_annulled_on_appeal_only() -> None:
    refusal = replace(DECISION, outcome="refused", term=Term(date(2025, 3, 1)))
    assert problems({"kind": "under_appeal"}, decision=refusal) == []
    assert problems({"kind": "annulled", "ground": "appeal"}, decision=refusal) == []
    assert problems({"kind": "annulled"}, decision=refusal) == ["refusal_has_no_term"]
    assert problems({"kind": "suspended"}, decision=refusal) == ["refusal_has_no_term"]


def test_biz_07_an_appeal_upheld_strikes_the_withdrawal_and_rewrites_nothing() -> None:
    """BIZ-07: before the outcome was entered it was withdrawn; now it never was; both are told."""
    day = date(2027, 6, 1)
    closed = Change(ChangeKind.APPEAL_CLOSED, date(2027, 5, 1), ENTERED + timedelta(days=9),
                    contests=ENTERED, outcome=AppealOutcome.ANNUL)  # fmt: skip
    plain = replace(AGAINST, suspensive=False)
    decision = replace(DECISION, changes=(WITHDRAWN, plain, closed))
    before = closed.recorded_at - timedelta(seconds=1)
    assert rules.stands(decision, day, known_at=before) == ("withdrawn", date(2027, 3, 1))
    assert rules.stands(decision, day) == ("conditional", None)
    assert rules.held_until(decision) == date(2029, 3, 1)
    upheld = replace(closed, outcome=AppealOutcome.UPHOLD)
    for appeal, inside in ((plain, "withdrawn"), (AGAINST, "conditional")):
        lost = replace(DECISION, changes=(WITHDRAWN, appeal, upheld))
        assert rules.stands(lost, date(2027, 4, 1))[0] == inside
        assert rules.stands(lost, day)[0] == "withdrawn"


def test_scenario_7_what_follows_another_is_projected_with_it() -> None:
    """REFERENCE 9, scenario 7: own end 2031-12-31, parent to 2029-06-30 and suspended."""
    rest = Change(ChangeKind.SUSPENDED, date(2028, 2, 1), ENTERED, until=date(2028, 5, 1))
    parent = replace(DECISION, id="p", outcome="accredited",
                     term=Term(date(2024, 7, 1), date(2029, 7, 1)))  # fmt: skip
    child = replace(parent, id="c", follows="p", term=Term(date(2027, 1, 15), date(2032, 1, 1)))
    assert rules.projected(child, [parent]) == ("in_force", date(2029, 7, 1))
    suspended = replace(parent, changes=(rest,))
    assert rules.projected(child, [suspended])[0] == "suspended"
    assert rules.stands(child, date(2028, 4, 30), among=[suspended])[0] == "parent_not_in_force"
    assert rules.stands(child, date(2028, 5, 1), among=[suspended])[0] == "in_force"
    # the parent's renewal does not renew the child
    renewal = replace(parent, id="r", renews="p", term=Term(date(2029, 7, 1), date(2035, 7, 1)))
    assert rules.stands(child, date(2029, 7, 1), among=[parent, renewal])[0] == (
        "parent_not_in_force"
    )


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"decided_on": date(2024, 12, 31)}, ["foreign_not_registered"]),
        ({"first_day": date(2028, 1, 1), "until": date(2031, 1, 1)}, ["foreign_not_registered"]),
        ({"until": None}, ["term_missing"]),
        ({"until": date(2026, 2, 1)}, ["period_empty"]),
    ],
)
def test_a_decision_of_abroad_lies_within_the_days_of_eqar(
    armenia: Nation, members: dict[str, Any], expected: list[str]
) -> None:
    """REFERENCE 4.5: the agency's days in EQAR bound the first day; the term is its own."""
    given: dict[str, Any] = {
        "kind": "institution", "organisation": "x", "outcome": "accredited", "number": "F-1",
        "decided_on": date(2026, 1, 15), "first_day": date(2026, 2, 1),
        "until": date(2031, 2, 1),
        "foreign": Foreign({"en": "An agency"}, "NL", date(2025, 1, 1), date(2028, 1, 1)),
    }  # fmt: skip
    new = NewDecision(**(given | members))
    assert [one.code for one in rules.decision_problems(new, armenia, TODAY)] == expected
    closed = replace(armenia, oversight=replace(armenia.oversight, foreign_accepted=False))
    found = [one.code for one in rules.decision_problems(new, closed, TODAY)]
    assert found == ["foreign_not_accepted"]


def test_documents_of_appeals_and_bonds_are_read_back_as_written() -> None:
    change = NewChange(decision="d", kind="under_appeal", number="1", decided_on=TODAY,
                       first_day=TODAY, contests="c", suspensive=True)  # fmt: skip
    assert NewChange.from_text(change.text) == change
    decision = NewDecision(
        kind="institution", organisation="x", outcome="accredited", number="1", decided_on=TODAY,
        follows="a", renews="b", foreign=Foreign({"en": "A"}, "NL", TODAY),
    )  # fmt: skip
    assert NewDecision.from_text(decision.text) == decision
