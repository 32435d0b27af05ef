"""Terms in working days, stops of the clock, and what looks unlikely in an application."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from casefacts import PROCEDURES

from pharos.procedures.rules import clocks, flags
from pharos.procedures.rules.clocks import Span, Times
from pharos.procedures.rules.words import State

MONDAY = date(2026, 11, 23)


class Weekdays:
    """A calendar with weekends and without holidays."""

    def add(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.isoweekday() < 6
        return day

    def between(self, first: date, last: date) -> int:
        days = (last - first).days
        return sum((first + timedelta(days=n)).isoweekday() < 6 for n in range(1, days + 1))


CALENDAR = Weekdays()


def test_a_term_without_a_stop_is_so_many_working_days() -> None:
    assert clocks.due(CALENDAR, MONDAY, 10, [], MONDAY) == date(2026, 12, 7)


def test_a_stop_moves_what_is_due_by_the_working_days_that_it_lasted() -> None:
    stop = Span(date(2026, 11, 25), date(2026, 12, 2))
    assert clocks.due(CALENDAR, MONDAY, 10, [stop], date(2026, 12, 3)) == date(2026, 12, 14)


def test_a_stop_that_lasts_moves_it_every_day() -> None:
    stop = Span(date(2026, 11, 25))
    dues = [clocks.due(CALENDAR, MONDAY, 10, [stop], date(2026, 11, 25) + timedelta(days=n))
            for n in range(3)]  # fmt: skip
    assert dues == [date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9)]


def test_stops_that_overlap_count_once_and_those_before_the_start_not() -> None:
    one = Span(date(2026, 11, 25), date(2026, 12, 2))
    same = Span(date(2026, 11, 26), date(2026, 12, 1))
    before = Span(date(2026, 11, 2), date(2026, 11, 16))
    assert clocks.due(CALENDAR, MONDAY, 10, [one, same, before], MONDAY) == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (Times(State.DRAFT), []),
        (Times(State.SUBMITTED, submitted_on=MONDAY), [("completeness", 10)]),
        (Times(State.RETURNED, submitted_on=MONDAY, returned_on=MONDAY),
         [("application_mended", 20)]),
        (Times(State.REGISTERED, started_on=MONDAY), [("decision", 120)]),
        # the clock waits for the payment
        (Times(State.REGISTERED), []),
        (Times(State.PANEL_PROPOSED, started_on=MONDAY, panel_on=MONDAY),
         [("objections", 5), ("decision", 120)]),
        (Times(State.FACTUAL_CHECK, started_on=MONDAY, check_on=MONDAY),
         [("factual_check", 10), ("decision", 120)]),
        (Times(State.SUSPENDED, started_on=MONDAY, asked_on=MONDAY),
         [("missing_handed_in", 20), ("decision", 120)]),
        (Times(State.PUBLISHED, started_on=MONDAY), []),
    ],
    ids=lambda given: given.state.value if isinstance(given, Times) else "",
)  # fmt: skip
def test_everything_that_is_due_is_told(times: Times, expected: list[tuple[str, int]]) -> None:
    found = clocks.deadlines(CALENDAR, times, PROCEDURES, MONDAY)
    assert [(one.code, one.last_day) for one in found] == [
        (code, CALENDAR.add(MONDAY, days)) for code, days in expected
    ]


def look(**changes: object) -> flags.ProgrammeLook:
    given = {"title": "Data", "ects": Decimal(6), "clock_hours": Decimal(160), "level": 6,
             "outcomes": 5, "supervised": True}  # fmt: skip
    return flags.ProgrammeLook(**(given | changes))  # type: ignore[arg-type]


LONG = "The department keeps minutes of every meeting of its board, signed by its chair."


@pytest.mark.parametrize(
    ("programmes", "evidence", "codes"),
    [
        ([look()], [], []),
        ([look(outcomes=1)], [], ["flag_outcomes_number"]),
        ([look(outcomes=21)], [], ["flag_outcomes_number"]),
        ([look(clock_hours=Decimal(90))], [], ["flag_hours_per_credit"]),
        ([look(ects=Decimal(1), clock_hours=Decimal(25))], [], ["flag_many_outcomes_for_size"]),
        ([look(ects=None, clock_hours=None)], [], []),
        ([look(supervised=False)], [], ["flag_unsupervised"]),
        ([look(other_versions_open=1)], [], ["flag_other_case_open"]),
        ([look(), look()], [], ["flag_same_title"]),
        ([], [flags.EvidenceLook("1.1", "Yes.", None)], ["flag_evidence_short"]),
        ([], [flags.EvidenceLook("1.1", "", b"f")], []),
        ([], [flags.EvidenceLook(f"1.{n}", "", b"f") for n in range(3)], ["flag_same_file"]),
        ([], [flags.EvidenceLook("1.1", LONG, None), flags.EvidenceLook("1.2", LONG, None)],
         ["flag_same_text"]),
    ],
)  # fmt: skip
def test_what_looks_unlikely_is_flagged(
    programmes: list[flags.ProgrammeLook], evidence: list[flags.EvidenceLook], codes: list[str]
) -> None:
    assert [one.code for one in flags.flags(programmes, evidence)] == codes
