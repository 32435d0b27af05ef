"""Working days are counted as the offices of each country count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.common.workingdays import Calendar
from pharos.nations.parameters.working_days import WorkingDays

ARMENIA = Calendar(WorkingDays(weekend=(6, 7), holidays="AM"))
GEORGIA = Calendar(WorkingDays(weekend=(6, 7), holidays="GE"))
NEITHER = Calendar(WorkingDays(weekend=(6, 7), holidays=None))


def test_ten_working_days_over_the_orthodox_easter_of_georgia() -> None:
    # Good Friday to Easter Monday 2026 are 10 to 13 April; 9 April is a holiday of its own
    assert GEORGIA.add(date(2026, 4, 8), 1) == date(2026, 4, 14)
    assert GEORGIA.add(date(2026, 4, 1), 10) == date(2026, 4, 20)


@pytest.mark.parametrize("easter", [date(2025, 4, 20), date(2026, 4, 12), date(2027, 5, 2)])
def test_the_orthodox_easter_moves_every_year(easter: date) -> None:
    friday, monday = easter - timedelta(days=2), easter + timedelta(days=1)
    assert not GEORGIA.works(friday)
    assert not GEORGIA.works(monday)
    assert GEORGIA.works(easter - timedelta(days=12))
    assert not GEORGIA.works(easter)


def test_armenian_holidays_are_not_georgian_ones() -> None:
    assert not ARMENIA.works(date(2026, 1, 6))
    assert not GEORGIA.works(date(2026, 1, 7))
    assert ARMENIA.works(date(2026, 1, 7))
    assert ARMENIA.holidays(2026)[date(2026, 9, 21)]["hy"]
    assert GEORGIA.holidays(2026)[date(2026, 5, 26)].keys() == {"ka", "en"}


def test_a_country_without_a_calendar_keeps_its_weekends_only() -> None:
    assert NEITHER.holidays(2026) == {}
    assert NEITHER.add(date(2026, 1, 1), 5) == date(2026, 1, 8)


def test_a_moved_day_counts_the_other_way() -> None:
    # Friday is given free, the Saturday after the next is worked on instead
    free, worked = date(2026, 5, 29), date(2026, 6, 6)
    moved = Calendar(ARMENIA.parameters, {free: False, worked: True})
    assert ARMENIA.add(date(2026, 5, 27), 1) == free  # 28 May is Republic Day
    assert moved.add(date(2026, 5, 27), 1) == date(2026, 6, 1)
    assert moved.add(date(2026, 6, 5), 1) == worked
    assert moved.between(date(2026, 5, 25), date(2026, 6, 8)) == ARMENIA.between(
        date(2026, 5, 25), date(2026, 6, 8)
    )


def test_a_holiday_can_be_made_a_working_day() -> None:
    day = date(2026, 9, 21)
    assert not ARMENIA.works(day)
    assert Calendar(ARMENIA.parameters, {day: True}).works(day)


def test_what_nobody_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        ARMENIA.add(date(2026, 1, 1), -1)
    never = Calendar(WorkingDays(weekend=(1, 2, 3, 4, 5, 6, 7), holidays=None))
    with pytest.raises(ValueError, match="near"):
        never.add(date(2026, 1, 1), 1)


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@settings(deadline=None, max_examples=60)
@given(day=DAYS, count=st.integers(0, 60))
def test_what_is_added_lies_between(day: date, count: int) -> None:
    for calendar in (ARMENIA, GEORGIA, NEITHER):
        end = calendar.add(day, count)
        assert calendar.between(day, end) == count
        assert calendar.between(end, day) == -count
        assert count == 0 or calendar.works(end)
