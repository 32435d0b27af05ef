"""Days as people of each language write them, and which language letters belong to."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pharos.common.dates import day_text, instant_text, zone_text
from pharos.common.scripts import script_language
from pharos.nations.zones import zone_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3 December 2026"),
        ("hy", "3 դեկտեմբերի, 2026\u00a0թ."),
        ("ka", "3 დეკემბერი, 2026"),
        ("fr", "3 December 2026"),
    ],
)
def test_the_day_comes_first(language, text):
    assert day_text(date(2026, 12, 3), language) == text


def test_an_instant_is_told_in_utc():
    instant = datetime(2026, 12, 4, 1, 5, tzinfo=timezone(timedelta(hours=4)))
    assert instant_text(instant, "en") == "3 December 2026, 21:05 UTC"
    assert instant_text(instant.astimezone(UTC), "hy") == "3 դեկտեմբերի, 2026\u00a0թ., 21:05 UTC"


@pytest.mark.parametrize(
    ("nation", "language", "text", "place"),
    [
        ("AM", "en", "4 December 2026, 01:05", "Yerevan, UTC+4"),
        ("AM", "hy", "4 դեկտեմբերի, 2026\u00a0թ., 01:05", "Երևան, UTC+4"),
        ("GE", "ka", "4 დეკემბერი, 2026, 01:05", "თბილისი, UTC+4"),
    ],
)
def test_a_zone_is_told_beside_its_instants(nation, language, text, place):
    """The day is the local one; what the clock is ahead by is told with the place."""
    instant, zone = datetime(2026, 12, 3, 21, 5, tzinfo=UTC), zone_of(nation)
    assert instant_text(instant, language, zone) == text
    assert zone_text(zone, instant, language) == place


def test_a_zone_may_be_behind_and_by_half_an_hour():
    instant = datetime(2026, 12, 3, 21, 5, tzinfo=UTC)
    assert zone_text(ZoneInfo("America/St_Johns"), instant, "en").endswith("UTC-3:30")
    assert (zone_of("XD"), zone_of("")) == (None, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Անի", "hy"), ("ნინო", "ka"), ("Анна", "ru"), ("Ani", ""), ("1 և 2", "hy"), ("", "")],
)
def test_letters_tell_the_language(text, language):
    assert script_language(text) == language
