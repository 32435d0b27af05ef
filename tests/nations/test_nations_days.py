"""Legal days are local days; instants are UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.nations.files import all_codes, history

armenia = history("AM")[-1]


@given(
    code=st.sampled_from(all_codes()),
    day=st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)),
)
def test_a_day_begins_at_its_midnight(code: str, day: date) -> None:
    nation = history(code)[-1]
    midnight = nation.midnight(day)
    assert nation.legal_day(midnight) == day
    assert nation.legal_day(midnight - timedelta(seconds=1)) == day - timedelta(days=1)


def test_midnight_that_clocks_jumped_over_is_the_instant_of_the_jump() -> None:
    # Tbilisi put its clocks forward at midnight in the spring of 2003.
    georgia = history("GE")[-1]
    assert georgia.midnight(date(2003, 3, 30)) == datetime(2003, 3, 29, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2028, 6, 30, 19, 59, 59, tzinfo=UTC), date(2028, 6, 30)),
        (datetime(2028, 6, 30, 20, 0, 0, tzinfo=UTC), date(2028, 7, 1)),
        (datetime(2028, 7, 1, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")), date(2028, 6, 30)),
        # Yerevan had summer time until 2011.
        (datetime(2010, 7, 1, 19, 30, tzinfo=UTC), date(2010, 7, 2)),
    ],
)
def test_the_legal_day_of_an_instant(instant: datetime, day: date) -> None:
    assert armenia.legal_day(instant) == day


def test_an_instant_without_offset_has_no_legal_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        armenia.legal_day(datetime(2028, 6, 30, 12))


def test_awarded_date_is_local_midnight_with_offset() -> None:
    assert armenia.awarded_date(date(2027, 5, 20)) == "2027-05-20T00:00:00+04:00"
    assert armenia.awarded_date(date(2010, 7, 2)) == "2010-07-02T00:00:00+05:00"
    assert history("XD")[-1].awarded_date(date(2027, 5, 20)) == "2027-05-20T00:00:00+00:00"
