"""Appeals, reports, reminders, substantive changes: what is right, as pure functions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pharos.catalogue.descriptors import Descriptor
from pharos.common.errors import Invalid
from pharos.core.standing import Decision, Term
from pharos.nations import files
from pharos.nations.fields import NationError
from pharos.nations.parameters import oversight
from pharos.nations.parameters.oversight import OversightParameters
from pharos.oversight.actions.common import link
from pharos.oversight.rules import appeals, monitoring, substantive
from pharos.oversight.rules.words import Choice, Stage

PARAMETERS: OversightParameters = files.history("AM")[-1].oversight
FOR, BACK, DOWN = Choice.UPHOLD, Choice.REMIT, Choice.ANNUL


@pytest.mark.parametrize(
    ("today", "codes"),
    [(date(2026, 11, 22), []), (date(2026, 12, 1), []), (date(2026, 12, 2), ["appeal_too_late"])],
)
def test_an_appeal_has_its_last_day(today: date, codes: list[str]) -> None:
    found = appeals.time_problems(date(2026, 11, 1), today, PARAMETERS)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        (["a", "b", "c"], []),
        (["a", "b"], ["appeal_body_too_small"]),
        (["a", "b", "b"], ["appeal_body_too_small"]),
        (["a", "b", "panel"], ["appeal_member_involved"]),
        (["panel"], ["appeal_body_too_small", "appeal_member_involved"]),
    ],
)
def test_nobody_of_panel_or_committee_decides_an_appeal(named: list[str], codes: list[str]) -> None:
    """ESG 2015, 2.7: other people than those who took part in what is contested."""
    found = appeals.body_problems(named, {"panel", "vote"}, PARAMETERS)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ([FOR, FOR, None], FOR),
        ([BACK, BACK, None], BACK),
        ([DOWN, None, None], None),
        ([DOWN, BACK, None], None),
        ([DOWN, BACK, FOR], FOR),
        ([DOWN, DOWN, BACK, BACK], FOR),
        ([DOWN, DOWN, DOWN, None, None], DOWN),
    ],
)
def test_more_than_half_decide_and_else_it_stands(
    votes: list[Choice | None], outcome: Choice | None
) -> None:
    assert appeals.outcome(votes) == outcome


def test_biz_07_an_annulment_on_appeal_reaches_back_only_for_kinds_that_a_nation_names() -> None:
    """BIZ-07: what was awarded in between stays accredited, or not: a rule per decision kind."""
    term = Term(date(2026, 2, 1), date(2031, 2, 1))
    entered = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision("d", "programme", "x", "accredited", term, entered)
    day = date(2026, 11, 22)
    assert appeals.annulled_from(decision, day, PARAMETERS) == day
    back = replace(PARAMETERS, annulment_reaches_back=("programme",))
    assert appeals.annulled_from(decision, day, back) == date(2026, 2, 1)
    refusal = replace(decision, outcome="refused")
    assert appeals.annulled_from(refusal, day, PARAMETERS) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("today", "year", "stage"),
    [
        (date(2026, 11, 15), 2025, Stage.SUSPENSION),
        (date(2026, 11, 16), 2026, Stage.DUE_SOON),
        (date(2026, 11, 30), 2026, Stage.DUE_SOON),
        (date(2026, 12, 1), 2026, Stage.REMINDER),
        (date(2026, 12, 30), 2026, Stage.REMINDER),
        (date(2026, 12, 31), 2026, Stage.WARNING),
        (date(2027, 1, 29), 2026, Stage.WARNING),
        (date(2027, 1, 30), 2026, Stage.SUSPENSION),
    ],
)
def test_a_missed_report_is_reminded_warned_and_then_proposed(
    today: date, year: int, stage: Stage
) -> None:
    """REFERENCE 4.3: missed report, reminder, warning, proposal of a suspension; in that order."""
    assert monitoring.report_year(date(2024, 2, 1), today, PARAMETERS) == year
    assert monitoring.report_stage(year, today, PARAMETERS) is stage


def test_the_first_report_is_of_the_year_after_the_decision() -> None:
    assert monitoring.report_year(date(2026, 2, 1), date(2026, 12, 31), PARAMETERS) is None
    assert monitoring.report_year(date(2026, 2, 1), date(2027, 11, 30), PARAMETERS) == 2027


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 7, 4), None),
        (date(2026, 7, 5), 180),
        (date(2026, 11, 1), 180),
        (date(2026, 11, 2), 60),
        (date(2026, 12, 17), 60),
        (date(2026, 12, 18), 14),
        (date(2027, 1, 1), 14),
        (date(2027, 1, 2), None),
    ],
)
def test_reminders_come_at_180_60_and_14_days(today: date, days: int | None) -> None:
    """The last day is 2027-01-01, so that the term ends before 2027-01-02."""
    assert monitoring.reminder(date(2027, 1, 2), today, PARAMETERS) == days
    assert monitoring.reminder(None, today, PARAMETERS) is None


def test_conditions_that_are_over_and_decisions_told_in_time() -> None:
    """REFERENCE 0.10: the agency is told of a decision abroad within five calendar days."""
    dues = [date(2027, 3, 1), date(2026, 3, 1)]
    assert monitoring.overdue(dues, date(2026, 11, 22)) == [date(2026, 3, 1)]
    assert monitoring.overdue(dues, date(2026, 3, 1)) == []
    day = date(2026, 11, 1)
    assert monitoring.told_in_time(day, date(2026, 11, 6), PARAMETERS)
    assert not monitoring.told_in_time(day, date(2026, 11, 7), PARAMETERS)
    free = replace(PARAMETERS, foreign_notice_days=0)
    assert monitoring.told_in_time(day, date(2027, 11, 7), free)


COURSE = Descriptor.from_dict({
    "provider": "a", "awarding_body": ["a"], "nqf_level": 6, "ects": "10",
    "learning_outcomes": [{"id": "1", "text": {"en": "One"}, "type": "knowledge"},
                          {"id": "2", "text": {"en": "Two"}, "type": "skill"}],
    "languages": ["ka"], "form_of_participation": ["online"], "supervision": "none",
    "assessment": [{"type": "project", "weight": "100", "outcomes": ["1", "2"], "mode": "online"}],
})  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"title": {"en": "Another"}, "objective": {"en": "Another"}}, []),
        ({"learning_outcomes": COURSE.learning_outcomes[::-1]}, []),
        ({"learning_outcomes": COURSE.learning_outcomes[:1]}, ["outcomes"]),
        ({"nqf_level": 7}, ["level"]),
        ({"ects": Decimal(11)}, []),
        ({"ects": Decimal("11.5")}, ["ects"]),
        ({"ects": Decimal(9)}, []),
        ({"ects": Decimal("8.5")}, ["ects"]),
        ({"ects": None}, ["ects"]),
        ({"supervision": "onsite"}, ["assessment"]),
        ({"languages": ("ka", "en")}, ["language"]),
        ({"form_of_participation": ("onsite",)}, ["delivery"]),
        ({"awarding_body": ("a", "b")}, ["partner"]),
        ({"nqf_level": 7, "languages": ("en",), "provider": "b"},
         ["level", "language", "partner"]),
    ],
)  # fmt: skip
def test_substantive_changes_are_found_by_comparing(
    changes: dict[str, object], found: list[str]
) -> None:
    """REFERENCE 4.3: outcomes, level, ECTS +-10 %, assessment, language, form, partner."""
    after = replace(COURSE, **changes)  # type: ignore[arg-type]
    assert substantive.differences(COURSE, after, 10) == found


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"appeal_days": 0}, "o.appeal_days"),
        ({"report_month": 2, "report_day": 29}, "o.report_day"),
        ({"report_warning_days": 60}, "o.report_warning_days"),
        ({"reminder_days": [14, 60]}, "o.reminder_days"),
        ({"reminder_days": [60, 60]}, "o.reminder_days"),
        ({"annulment_reaches_back": ["nothing"]}, "o.annulment_reaches_back[0]"),
        ({"surprise": 1}, "o.surprise"),
    ],
)
def test_parameters_are_read_strictly(changes: dict[str, object], path: str) -> None:
    table = {name: getattr(PARAMETERS, name) for name in PARAMETERS.__slots__}
    plain = {name: list(one) if isinstance(one, tuple) else one for name, one in table.items()}
    assert oversight.read("o", plain) == PARAMETERS
    with pytest.raises(NationError) as caught:
        oversight.read("o", plain | changes)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "given", ["javascript:alert(1)", "data:text/html,x", "http://example.org", "https://a b", "//x"]
)
def test_a_filing_leads_its_readers_to_https_alone(given: str) -> None:
    """OUT-06: no other address is kept with a filing; an empty one is none."""
    with pytest.raises(Invalid):
        link(given)
    assert link(" https://example.org/report ") == "https://example.org/report"
    assert link(" ") == ""
