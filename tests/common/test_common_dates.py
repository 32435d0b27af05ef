"""Days as people of each language write them, and which language letters belong to."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pharos.common.dates import day_text, instant_text
from pharos.common.scripts import script_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3 December 2026"),
        ("hy", "3 դեկտեմբերի, 2026 թ."),
        ("ka", "3 დეკემბერი, 2026"),
        ("fr", "3 December 2026"),
    ],
)
def test_the_day_comes_first(language, text):
    assert day_text(date(2026, 12, 3), language) == text


def test_an_instant_is_told_in_utc():
    instant = datetime(2026, 12, 4, 1, 5, tzinfo=timezone(timedelta(hours=4)))
    assert instant_text(instant, "en") == "3 December 2026, 21:05 UTC"
    assert instant_text(instant.astimezone(UTC), "hy") == "3 դեկտեմբերի, 2026 թ., 21:05 UTC"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Անի", "hy"), ("ნინო", "ka"), ("Анна", "ru"), ("Ani", ""), ("1 և 2", "hy"), ("", "")],
)
def test_letters_tell_the_language(text, language):
    assert script_language(text) == language
