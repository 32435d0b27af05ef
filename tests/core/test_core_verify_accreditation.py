"""The verifier and quality: decisions in force on the legal day of the award, and today."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, World, outcome

from pharos.core.standing import Change, ChangeKind, Scope, Term, UnreadChange
from pharos.core.verify import (
    Report,
    Verdict,
)


def awarded(world: World, day: str) -> Report:
    return world.verify(world.issue(rw.document() | {"awardedDate": f"{day}T00:00:00+04:00"}))


@pytest.mark.parametrize(
    ("day", "verdict", "code"),
    [
        ("2025-12-31", INVALID, "not_accredited_at_award"),
        ("2026-01-01", VALID, "accredited_at_award"),
        ("2026-11-19", VALID, "accredited_at_award"),
        ("2026-11-20", INVALID, "not_accredited_at_award"),
    ],
)
def test_the_award_day_decides_at_both_ends_of_a_term(
    day: str, verdict: Verdict, code: str
) -> None:
    """VER-18: accredited today is no answer for the award date, nor the other way round."""
    world = World()
    world.change_decision("programme", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    report = awarded(world, day)
    assert report.verdict is verdict
    assert report.check("accredited_at_award").code == code
    assert outcome(report, "accredited_now") == ("failed", "not_accredited_now")


@pytest.mark.parametrize(
    ("instant", "code"),
    [
        ("2026-11-19T23:59:00+04:00", "accredited_at_award"),
        ("2026-11-20T00:01:00+04:00", "not_accredited_at_award"),
        ("2026-11-19T19:59:00Z", "accredited_at_award"),
        ("2026-11-19T20:01:00Z", "not_accredited_at_award"),
    ],
)
def test_an_instant_becomes_the_legal_day_of_the_nation_first(instant: str, code: str) -> None:
    """BIZ-06: a minute before and after local midnight."""
    world = World()
    world.change_decision("programme", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    report = world.verify(world.issue(rw.document() | {"awardedDate": instant}))
    assert report.check("accredited_at_award").code == code


def test_now_never_changes_the_verdict() -> None:
    world = World()
    issued = world.issue()
    ended = Change(ChangeKind.WITHDRAWN, date(2026, 11, 21), rw.EARLY)
    world.change_decision("institution", changes=(ended,))
    report = world.verify(issued)
    assert report.verdict is VALID
    assert outcome(report, "accredited_now") == ("failed", "not_accredited_now")
    [missing] = report.check("accredited_now").facts["missing"]  # type: ignore[misc]
    assert (missing["kind"], missing["reason"]) == ("institution", "withdrawn")


@pytest.mark.parametrize("kind", ["authorisation", "institution", "programme"])
def test_every_decision_that_the_regime_asks_is_needed(kind: str) -> None:
    world = World()
    issued = world.issue()
    world.decisions = [one for one in world.decisions if one.decision.kind != kind]
    report = world.verify(issued)
    assert report.verdict is INVALID
    [missing] = report.check("accredited_at_award").facts["missing"]  # type: ignore[misc]
    assert (missing["kind"], missing["reason"]) == (kind, "none")


def test_scope_suspension_and_annulment_of_the_award_day_are_named() -> None:
    world = World()
    issued = world.issue()
    reasons = []
    for changes in (
        {"scope": Scope(levels=frozenset({7}))},
        {"changes": (Change(ChangeKind.SUSPENDED, date(2026, 11, 1), rw.EARLY),)},
        {"changes": (Change(ChangeKind.WITHDRAWN, date(2026, 11, 21), rw.NOW,
                            retroactive_from=date(2026, 11, 1)),)},
        {"outcome": "refused"},
    ):  # fmt: skip
        world = World()
        world.change_decision("programme", **changes)
        facts = (
            world.verify(issued, trust=world.trust(checkpoint=_head()))
            .check("accredited_at_award")
            .facts
        )
        reasons.append(facts["missing"][0]["reason"])  # type: ignore[index]
    assert reasons == ["out_of_scope", "suspended", "annulled", "refused"]


def _head() -> str:
    return World().log.checkpoint(rw.NOW)


def test_a_teach_out_is_said_to_be_one() -> None:
    world = World()
    issued = world.issue()
    change = Change(
        ChangeKind.WITHDRAWN, date(2026, 11, 1), rw.EARLY, teach_out_until=date(2026, 12, 1)
    )
    world.change_decision("programme", changes=(change,))
    report = world.verify(issued)
    assert report.verdict is VALID
    assert outcome(report, "accredited_at_award") == ("passed", "accredited_teach_out")
    assert outcome(report, "accredited_now")[0] == "failed"


def test_a_decision_entered_later_than_at_is_not_yet_known() -> None:
    world = World()
    issued = world.issue()
    world.change_decision("programme", recorded_at=rw.NOW - timedelta(minutes=30))
    then = rw.NOW - timedelta(minutes=31)
    assert outcome(world.verify(issued), "accredited_at_award")[0] == "passed"
    assert outcome(world.verify(issued, at=then), "accredited_at_award")[0] == "failed"


def test_non_formal_programmes_need_no_accreditation() -> None:
    world = World()
    world.programme = replace(world.programme, kind="non_formal")
    world.decisions = []
    report = world.verify(world.issue())
    assert report.verdict is VALID
    for id in ("accredited_at_award", "accredited_now"):
        assert outcome(report, id) == ("not_applicable", "accreditation_not_required")


def test_what_the_bundle_does_not_know_stays_unknown() -> None:
    cases: list[tuple[Callable[[World], None], str, str]] = [
        (lambda w: setattr(w, "programme", replace(w.programme, id="urn:other")),
         "accredited_at_award", "programme_not_listed"),
        (lambda w: setattr(w, "programme", replace(w.programme, kind="new_kind")),
         "accredited_at_award", "regime_unknown"),
        (lambda w: setattr(w, "programme", replace(w.programme, nation="XX")),
         "accredited_at_award", "regime_unknown"),
        (lambda w: setattr(w, "programme", replace(w.programme, nation="XX")),
         "registered", "regime_unknown"),
    ]  # fmt: skip
    for change, id, code in cases:
        world = World()
        change(world)
        report = world.verify(world.issue())
        assert report.verdict is INDETERMINATE
        assert outcome(report, id) == ("unknown", code)
    unsigned = rw.document()
    del unsigned["awardedDate"]
    report = World().verify(World().issue(unsigned))
    assert outcome(report, "accredited_at_award") == ("unknown", "award_date_missing")


def test_a_programme_of_another_provider_is_not_awarded() -> None:
    world = World()
    world.programme = replace(world.programme, issuer=rw.COLLEGE)
    report = world.verify(world.issue())
    assert report.verdict is INVALID
    assert outcome(report, "accredited_at_award") == ("failed", "programme_of_another")


def test_what_cannot_be_read_is_no_answer_and_never_in_force() -> None:
    """A bundle of tomorrow: a change of an unknown kind is "cannot say", from its entry on."""
    issued = World().issue()
    world = World()
    entered = rw.NOW - timedelta(minutes=30)
    unread = UnreadChange(0, entered, {"kind": "twinned", "recorded_at": "2026-11-22T09:30:00Z"})
    world.change_decision("institution", unread=(unread,))
    trust = world.trust(checkpoint=_head())
    report = world.verify(issued, trust=trust)
    assert report.verdict is INDETERMINATE
    for id in ("accredited_at_award", "accredited_now"):
        assert outcome(report, id) == ("unknown", "decision_unclear")
    then = world.verify(issued, trust=trust, at=entered - timedelta(minutes=1))
    assert outcome(then, "accredited_at_award") == ("passed", "accredited_at_award")
    # what is missing for sure stays a no
    world.decisions = [one for one in world.decisions if one.decision.kind != "programme"]
    report = world.verify(issued, trust=world.trust(checkpoint=_head()))
    assert outcome(report, "accredited_at_award") == ("failed", "not_accredited_at_award")


def test_scenario_7_a_decision_that_follows_another_holds_only_while_that_does() -> None:
    """REFERENCE 9, scenario 7: the child ends and rests with its parent, of whatever holder."""
    issued = World().issue()
    parent = replace(World().decision("programme", "accredited", holder=rw.COLLEGE), number="P")
    for changes, ends, expected in (
        ((), date(2029, 7, 1), ("passed", "accredited_at_award")),
        ((Change(ChangeKind.SUSPENDED, date(2026, 11, 1), rw.EARLY),), date(2029, 7, 1),
         ("failed", "not_accredited_at_award")),
        ((), date(2026, 11, 20), ("failed", "not_accredited_at_award")),
    ):  # fmt: skip
        world = World()
        world.change_decision("programme", follows=parent.decision.id)
        held = replace(parent.decision, term=Term(date(2026, 1, 1), ends), changes=changes)
        world.decisions.append(replace(parent, decision=held))
        report = world.verify(issued, trust=world.trust(checkpoint=_head()))
        assert outcome(report, "accredited_at_award") == expected
        facts = report.check("accredited_at_award").facts
        told = [*facts["decisions"], *facts["missing"]]  # type: ignore[misc]
        [programme] = [one for one in told if one["kind"] == "programme"]
        assert programme["until"] == ends.isoformat()
    world.decisions.pop()
    report = world.verify(issued, trust=world.trust(checkpoint=_head()))
    assert outcome(report, "accredited_at_award") == ("unknown", "decision_unclear")


def test_an_appeal_is_told_and_has_no_effect_of_its_own() -> None:
    issued = World().issue()
    world = World()
    appeal = Change(ChangeKind.UNDER_APPEAL, date(2026, 11, 10), rw.EARLY)
    world.change_decision("programme", changes=(appeal,))
    report = world.verify(issued, trust=world.trust(checkpoint=_head()))
    assert report.verdict is VALID
    told = report.check("accredited_at_award").facts["decisions"]
    assert [one.get("under_appeal", False) for one in told] == [False, False, True]  # type: ignore[attr-defined]
