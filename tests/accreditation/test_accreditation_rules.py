"""Decisions: who may take them, for how long, what may follow, what the gate says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.accreditation import changing, rules
from pharos.accreditation.documents import Condition, NewChange, NewDecision, Scope
from pharos.core.standing import Change, ChangeKind, Decision, Subject, Term
from pharos.core.standing import Scope as CoreScope
from pharos.nations.model import Nation

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ENTERED = datetime(2026, 1, 1, tzinfo=UTC)


def _new(**members: Any) -> NewDecision:
    given: dict[str, Any] = {
        "kind": "institution",
        "organisation": "018f0000-0000-7000-8000-000000000001",
        "outcome": "accredited",
        "number": "12-A",
        "decided_on": date(2026, 1, 15),
        "first_day": date(2026, 2, 1),
        "until": date(2032, 2, 1),
    }
    return NewDecision(**(given | members))


def _codes(problems: list[Any]) -> list[str]:
    return [one.code for one in problems]


@pytest.mark.parametrize(
    ("first_day", "years", "until"),
    [
        (date(2026, 2, 1), 4, date(2030, 2, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2025, 9, 1), 6, date(2031, 9, 1)),
    ],
)
def test_a_term_ends_on_its_anniversary(first_day: date, years: int, until: date) -> None:
    assert rules.end_of_term(first_day, years) == until


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 20))
def test_terms_follow_each_other_without_gap(first_day: date, years: int) -> None:
    """BIZ-06: half-open terms of whole years touch and never overlap."""
    until = rules.end_of_term(first_day, years)
    first, second = Term(first_day, until), Term(until, rules.end_of_term(until, years))
    assert first.covers(until - timedelta(days=1))
    assert not first.covers(until)
    assert second.covers(until)


@pytest.mark.parametrize(
    ("kind", "body", "is_able"),
    [
        ("institution", rules.Body("AM", ("qa_agency",)), True),
        ("institution", rules.Body("AM", ("ministry",)), False),
        ("institution", rules.Body("GE", ("qa_agency",)), False),
        ("institution", rules.Body("AM", ()), False),
        ("licence", rules.Body("AM", ("ministry",)), True),
        ("licence", rules.Body("AM", ("qa_agency", "enic")), False),
        ("programme", rules.Body("AM", ("hei_private",)), False),
    ],
)
def test_a_body_decides_only_what_its_kind_may(
    kind: str, body: rules.Body, is_able: bool, armenia: Nation
) -> None:
    """AUT-01: the ministry takes no decision on quality, the agency no licence."""
    found = _codes(rules.decider_problems(kind, body, armenia))
    assert found == ([] if is_able else ["not_yours_to_decide"])


CONDITION = Condition({"en": "Mend it"}, date(2027, 6, 1))
SUBJECT_VERSION = {"version": "v", "version_digest": "d"}


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, []),
        ({"until": date(2030, 2, 1)}, []),
        ({"first_day": date(2015, 2, 1), "until": date(2021, 2, 1)}, []),
        ({"kind": "blessing"}, ["decision_kind_unknown"]),
        ({"outcome": "perhaps"}, ["decision_outcome_unknown"]),
        ({"number": " "}, ["number_missing"]),
        ({"decided_on": TODAY + timedelta(days=1)}, ["decided_in_future"]),
        ({"decided_on": TODAY}, []),
        ({"until": date(2031, 2, 1)}, ["term_not_in_national_scheme"]),
        ({"until": date(2032, 2, 2)}, ["term_not_in_national_scheme"]),
        ({"until": None}, ["term_not_in_national_scheme"]),
        ({"kind": "authorisation", "until": None}, []),
        ({"first_day": None, "until": None}, ["term_missing"]),
        ({"outcome": "refused", "first_day": None, "until": None}, []),
        ({"outcome": "refused"}, ["refusal_has_no_term"]),
        ({"kind": "programme", "until": date(2031, 2, 1)}, ["subject_missing"]),
        ({"kind": "programme", "until": date(2031, 2, 1)} | SUBJECT_VERSION, []),
        (SUBJECT_VERSION, ["subject_not_applicable"]),
        ({"kind": "format", "until": None}, ["subject_missing"]),
        ({"kind": "format", "until": None, "format": "f", "format_hash": "h"}, []),
        ({"conditions": (CONDITION,)}, ["conditions_not_applicable"]),
        ({"outcome": "conditional"}, ["term_not_in_national_scheme", "conditions_missing"]),
        (
            {
                "outcome": "conditional",
                "until": date(2030, 2, 1),
                "conditions": (replace(CONDITION, due=date(2028, 2, 1)),),
            },
            [],
        ),
        (
            {
                "outcome": "conditional",
                "until": date(2030, 2, 1),
                "conditions": (replace(CONDITION, due=date(2028, 2, 2)),),
            },
            ["condition_due_out_of_term"],
        ),
        (
            {
                "outcome": "conditional",
                "until": date(2030, 2, 1),
                "conditions": (replace(CONDITION, due=date(2026, 1, 31)),),
            },
            ["condition_due_out_of_term"],
        ),
        ({"scope": Scope(levels=(6, 7), fields=("01", "0113"), kinds=("non_formal",))}, []),
        ({"scope": Scope(levels=(9,))}, ["scope_unknown"]),
        ({"scope": Scope(fields=("0x",))}, ["scope_unknown"]),
        ({"scope": Scope(kinds=())}, ["scope_unknown"]),
    ],
)
def test_a_decision_fits_the_national_scheme(
    members: dict[str, Any], found: list[str], armenia: Nation
) -> None:
    assert _codes(rules.decision_problems(_new(**members), armenia, TODAY)) == found


def _decision(*changes: Change, **members: Any) -> Decision:
    given: dict[str, Any] = {
        "id": "d1",
        "kind": "programme",
        "holder": "academy",
        "programme": "v1",
        "outcome": "accredited",
        "term": Term(date(2026, 2, 1), date(2030, 2, 1)),
        "recorded_at": ENTERED,
        "changes": changes,
    }
    return Decision(**(given | members))


def _happened(kind: ChangeKind, day: date, minutes: int = 0, **members: Any) -> Change:
    return Change(kind, day, ENTERED + timedelta(minutes=minutes), **members)


def _change(**members: Any) -> NewChange:
    given: dict[str, Any] = {
        "decision": "d1",
        "kind": "withdrawn",
        "number": "7",
        "decided_on": TODAY,
        "first_day": date(2028, 3, 1),
    }
    return NewChange(**(given | members))


SUSPENDED = _happened(ChangeKind.SUSPENDED, date(2026, 12, 1), 1)
LIFTED = _happened(ChangeKind.LIFTED, date(2027, 1, 1), 2)
WITHDRAWN = _happened(ChangeKind.WITHDRAWN, date(2028, 1, 1), 3)


@pytest.mark.parametrize(
    ("members", "before", "found"),
    [
        ({}, (), []),
        ({"teach_out_until": date(2028, 6, 30)}, (), []),
        ({"teach_out_until": date(2028, 3, 1)}, (), ["period_empty"]),
        ({"retroactive_from": date(2027, 5, 1), "ground": "fraud"}, (), []),
        ({"retroactive_from": date(2027, 5, 1)}, (), ["retroactive_only_for_fraud"]),
        (
            {"retroactive_from": date(2027, 5, 1), "ground": "poor teaching"},
            (),
            ["retroactive_only_for_fraud"],
        ),
        (
            {"kind": "suspended", "retroactive_from": date(2027, 5, 1), "ground": "fraud"},
            (),
            ["retroactive_only_for_fraud"],
        ),
        (
            {
                "retroactive_from": date(2027, 5, 1),
                "ground": "fraud",
                "teach_out_until": date(2029, 1, 1),
            },
            (),
            ["teach_out_after_fraud"],
        ),
        (
            {"retroactive_from": date(2028, 3, 1), "ground": "fraud"},
            (),
            ["period_empty"],
        ),
        ({"kind": "vanished"}, (), ["change_kind_unknown"]),
        ({"number": ""}, (), ["number_missing"]),
        ({"decided_on": TODAY + timedelta(days=1)}, (), ["decided_in_future"]),
        ({"first_day": date(2026, 10, 1)}, (), ["change_before_its_decision"]),
        ({"first_day": date(2030, 2, 1)}, (), ["change_outside_term"]),
        ({"kind": "annulled", "first_day": date(2026, 2, 1)}, (), []),
        ({"kind": "suspended", "until": date(2028, 5, 1)}, (), []),
        ({"kind": "suspended", "until": date(2028, 3, 1)}, (), ["period_empty"]),
        ({"until": date(2029, 1, 1)}, (), ["member_not_applicable"]),
        ({"kind": "lifted"}, (), ["nothing_to_lift"]),
        ({"kind": "lifted"}, (SUSPENDED,), []),
        ({"kind": "lifted"}, (SUSPENDED, LIFTED), ["nothing_to_lift"]),
        ({"kind": "limited"}, (), ["scope_missing"]),
        ({"kind": "limited", "scope": Scope(levels=(6,))}, (), []),
        ({"kind": "limited", "scope": Scope(levels=(0,))}, (), ["scope_unknown"]),
        ({"scope": Scope(levels=(6,))}, (), ["member_not_applicable"]),
        ({"kind": "suspended"}, (WITHDRAWN,), ["decision_ended_already"]),
        ({"kind": "annulled"}, (WITHDRAWN,), []),
        ({"retroactive_from": date(2027, 5, 1), "ground": "fraud"}, (WITHDRAWN,), []),
    ],
)
def test_a_change_follows_the_rules_of_its_kind(
    members: dict[str, Any], before: tuple[Change, ...], found: list[str]
) -> None:
    assert _codes(changing.change_problems(_change(**members), _decision(*before), TODAY)) == found


def test_a_refusal_cannot_be_changed() -> None:
    found = changing.change_problems(_change(), _decision(outcome="refused"), TODAY)
    assert _codes(found) == ["refusal_has_no_term"]


@pytest.mark.parametrize(
    ("changes", "state", "until"),
    [
        ((), "in_force", date(2030, 2, 1)),
        ((SUSPENDED,), "suspended", date(2030, 2, 1)),
        ((SUSPENDED, LIFTED), "in_force", date(2030, 2, 1)),
        ((WITHDRAWN,), "withdrawn", date(2028, 1, 1)),
        (
            (WITHDRAWN, _happened(ChangeKind.ANNULLED, date(2026, 2, 1), 9)),
            "annulled",
            date(2026, 2, 1),
        ),
        (
            (_happened(ChangeKind.LIMITED, date(2027, 1, 1), scope=CoreScope()),),
            "limited",
            date(2030, 2, 1),
        ),
    ],
)
def test_the_projection_tells_state_and_end(
    changes: tuple[Change, ...], state: str, until: date
) -> None:
    decision = _decision(*changes)
    assert (rules.state_of(decision), rules.held_until(decision)) == (state, until)


def test_a_withdrawn_term_without_end_ends() -> None:
    open_ended = _decision(WITHDRAWN, term=Term(date(2026, 2, 1)))
    assert rules.held_until(open_ended) == date(2028, 1, 1)
    assert rules.held_until(_decision(term=Term(date(2026, 2, 1)))) is None
    conditional = _decision(outcome="conditional")
    assert rules.state_of(conditional) == "conditional"


# --- the gate -------------------------------------------------------------------------

SUBJECT = Subject("academy", "v1", "credit_bearing", 7, "0613")
INSTITUTION = _decision(
    id="i", kind="institution", programme=None, term=Term(date(2025, 9, 1), date(2031, 9, 1))
)
AUTHORISATION = replace(INSTITUTION, id="a", kind="authorisation")
PROGRAMME = _decision()


def _gate(
    nation: Nation, *decisions: Decision, on: date = date(2027, 5, 20), **more: Any
) -> list[str]:
    return _codes(
        rules.award_problems(
            nation=nation,
            subject=more.pop("subject", SUBJECT),
            decisions=decisions,
            awarded_on=on,
            known_at=more.pop("known_at", NOW),
            **more,
        )
    )


def test_everything_in_force_opens_the_gate(armenia: Nation) -> None:
    assert _gate(armenia, AUTHORISATION, INSTITUTION, PROGRAMME) == []


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ((INSTITUTION, PROGRAMME), ["provider_not_authorised"]),
        ((AUTHORISATION, PROGRAMME), ["institution_not_accredited"]),
        ((AUTHORISATION, INSTITUTION), ["programme_not_accredited"]),
        (
            (AUTHORISATION, INSTITUTION, replace(PROGRAMME, programme="v2")),
            ["programme_not_accredited"],
        ),
        (
            (AUTHORISATION, replace(INSTITUTION, outcome="refused"), PROGRAMME),
            ["institution_not_accredited"],
        ),
        (
            (AUTHORISATION, INSTITUTION, replace(PROGRAMME, scope=CoreScope(frozenset({6})))),
            ["out_of_scope"],
        ),
        (
            (),
            [
                "provider_not_authorised",
                "institution_not_accredited",
                "programme_not_accredited",
            ],
        ),
    ],
)
def test_each_missing_decision_has_its_code(
    held: tuple[Decision, ...], found: list[str], armenia: Nation
) -> None:
    assert _gate(armenia, *held) == found


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (_happened(ChangeKind.SUSPENDED, date(2027, 5, 20)), "decision_suspended"),
        (_happened(ChangeKind.WITHDRAWN, date(2027, 5, 20)), "decision_withdrawn"),
        (_happened(ChangeKind.ANNULLED, date(2025, 9, 1)), "decision_annulled"),
        (
            _happened(ChangeKind.WITHDRAWN, date(2028, 1, 1), retroactive_from=date(2027, 1, 1)),
            "decision_annulled",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["authorisation", "institution", "programme"])
def test_what_happened_to_a_decision_closes_the_gate(
    kind: str, change: Change, because: str, armenia: Nation
) -> None:
    """ISS-03: after the provider was suspended nothing is awarded; the reason is told."""
    held = [
        replace(one, changes=(change,)) if one.kind == kind else one
        for one in (AUTHORISATION, INSTITUTION, PROGRAMME)
    ]
    problems = rules.award_problems(
        nation=armenia,
        subject=SUBJECT,
        decisions=held,
        awarded_on=date(2027, 5, 20),
        known_at=NOW,
    )
    assert _codes(problems) == [rules.GATE_CODES[kind]]
    assert problems[0].facts["because"] == because
    # the day before is untouched, unless the change reaches back over it
    reaches_back = change.effective_from <= date(2026, 12, 31)
    assert (_gate(armenia, *held, on=date(2026, 12, 31)) == []) is not reaches_back


@pytest.mark.parametrize(
    ("instant", "found"),
    [
        # Yerevan is four hours ahead: local midnight of 1 February is 20:00 UTC before.
        (datetime(2026, 1, 31, 19, 59, tzinfo=UTC), ["programme_not_accredited"]),
        (datetime(2026, 1, 31, 20, 0, tzinfo=UTC), []),
        (datetime(2030, 1, 31, 19, 59, tzinfo=UTC), []),
        (datetime(2030, 1, 31, 20, 0, tzinfo=UTC), ["programme_not_accredited"]),
    ],
)
def test_a_minute_around_local_midnight_at_either_end(
    instant: datetime, found: list[str], armenia: Nation
) -> None:
    """BIZ-06: an instant becomes the legal day of the country's zone first."""
    day = armenia.legal_day(instant)
    assert _gate(armenia, AUTHORISATION, INSTITUTION, PROGRAMME, on=day) == found


def test_teach_out_counts_for_those_enrolled_before(armenia: Nation) -> None:
    """Scenario 1: Bela's award after the withdrawal, with and without a teach-out."""
    end = _happened(ChangeKind.WITHDRAWN, date(2028, 3, 1), teach_out_until=date(2028, 6, 30))
    held = (AUTHORISATION, INSTITUTION, replace(PROGRAMME, changes=(end,)))
    day = date(2028, 3, 10)
    assert _gate(armenia, *held, on=day) == ["programme_not_accredited"]
    assert _gate(armenia, *held, on=day, enrolled_on=date(2028, 2, 1)) == []
    late = _gate(armenia, *held, on=day, enrolled_on=date(2028, 3, 1))
    assert late == ["programme_not_accredited"]


def test_only_what_was_known_counts(armenia: Nation) -> None:
    held = (AUTHORISATION, INSTITUTION, replace(PROGRAMME, recorded_at=NOW))
    assert _gate(armenia, *held) == []
    earlier = NOW - timedelta(microseconds=1)
    assert _gate(armenia, *held, known_at=earlier) == ["programme_not_accredited"]


def test_the_format_is_judged_on_the_day_of_issue(armenia: Nation) -> None:
    held = (AUTHORISATION, INSTITUTION, PROGRAMME)
    format_ = replace(
        INSTITUTION, id="f", kind="format", term=Term(date(2027, 6, 1), date(2028, 6, 1))
    )
    assert _gate(armenia, *held, format_decisions=None) == []
    assert _gate(armenia, *held, format_decisions=()) == ["format_not_approved"]
    on_day = {"format_decisions": (format_,), "issued_on": date(2027, 6, 1)}
    assert _gate(armenia, *held, **on_day) == []
    before = {"format_decisions": (format_,), "issued_on": date(2027, 5, 31)}
    assert _gate(armenia, *held, **before) == ["format_not_approved"]


def test_the_regulated_course_needs_its_licence(armenia: Nation) -> None:
    subject = replace(SUBJECT, kind="regulated_30", level=6, field="0113")
    held = (AUTHORISATION, INSTITUTION)
    assert _gate(armenia, *held, subject=subject) == ["programme_not_licensed"]
    licence = replace(PROGRAMME, id="l", kind="licence")
    assert _gate(armenia, *held, licence, subject=subject) == []


def test_a_kind_that_needs_nothing_passes(armenia: Nation) -> None:
    assert _gate(armenia, subject=replace(SUBJECT, kind="non_formal")) == []


def test_documents_read_back_as_written() -> None:
    decision = _new(
        outcome="conditional",
        conditions=(CONDITION,),
        scope=Scope(levels=(6,), fields=(), kinds=None),
    )
    assert NewDecision.from_text(decision.text) == decision
    change = _change(scope=Scope(kinds=("non_formal",)))
    assert NewChange.from_text(change.text) == change
    assert decision.digest != replace(decision, number="12-B").digest
