"""One clock to ask, the database's for the register, and no signing when they differ."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.common import clock, i18n
from pharos.common.errors import Invalid, Unavailable
from pharos.common.ids import uuid7

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_the_databases_clock_is_aware_and_in_utc(db_world):
    assert clock.database_now().utcoffset() == timedelta(0)
    clock.check_skew(now=clock.now(), database=clock.database_now())


@pytest.mark.parametrize("minutes", [5, -5])
def test_a_clock_that_is_wrong_does_not_sign(minutes):
    """REL-08: five minutes ahead or behind: refused with clock_skew."""
    with pytest.raises(Unavailable) as refused:
        clock.check_skew(now=NOW + timedelta(minutes=minutes), database=NOW)
    assert (refused.value.code, refused.value.facts["seconds"]) == ("clock_skew", 300)


@pytest.mark.parametrize("seconds", [-5, 0, 5])
def test_five_seconds_are_still_accepted(seconds):
    """REL-08: the limit is five seconds."""
    clock.check_skew(now=NOW + timedelta(seconds=seconds), database=NOW)


def test_ids_grow():
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {id.version for id in made} == {7}


def test_a_text_is_chosen_in_the_readers_language():
    texts = {"hy": "Բարև", "ka": "გამარჯობა", "en": "Hello"}
    assert i18n.choose(texts, "ka") == "გამარჯობა"
    assert i18n.choose({"hy": "Բարև", "ka": ""}, "ka") == "Բարև"
    assert i18n.choose(texts, "fr") == "Hello"
    assert i18n.choose({}, "en") == ""


def test_missing_languages_are_named():
    i18n.require_languages({"hy": "x", "en": "y"}, "hy", "en", field="title")
    with pytest.raises(Invalid) as refused:
        i18n.require_languages({"hy": " "}, "hy", "en", field="title")
    assert refused.value.facts == {"field": "title", "languages": "hy, en"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ka", "ka"),
        ("hy-AM,hy;q=0.9,en;q=0.5", "hy"),
        ("fr, ka;q=0.4, en;q=0.7", "en"),
        ("KA-ge", "ka"),
        ("ka;q=0", "en"),
        ("ka;q=abc", "en"),
        ("de,fr", "en"),
    ],
)
def test_the_best_of_our_languages(header, language):
    assert i18n.reader_language(header) == language


@given(st.text(max_size=200))
def test_any_header_gives_a_language(header):
    assert i18n.reader_language(header) in i18n.LANGUAGES
