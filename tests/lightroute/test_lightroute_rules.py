"""The rules of the light route, each both ways: history, size, level, risk, clock, lot, hours."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pharos.lightroute import rules
from pharos.lightroute.rules import History, Pause, Programme
from pharos.nations.parameters.lightroute import LightRouteParameters

TODAY = date(2026, 11, 23)
LAW = LightRouteParameters(
    is_open=True, kinds=("credit_bearing",), full_decisions=2, history_years=5, clean_years=3,
    max_ects=Decimal(6), levels=(5, 7), excluded_fields=("0912", "011"), silence_days=15,
    answer_days=10, years=3, audit_percent=10, audit_days=90,
)  # fmt: skip
GOOD = History(
    is_authorised=True, is_institution_accredited=True, has_conditions=False,
    accredited_on=(date(2023, 1, 1), date(2025, 1, 1)), listed_since=date(2026, 1, 1),
)  # fmt: skip
SMALL = Programme(
    kind="credit_bearing", ects=Decimal(3), level=6, field="0613", is_reviewed=True,
    needs_review=True,
)  # fmt: skip


class Weekdays:
    """Monday to Friday."""

    def add(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.isoweekday() <= 5
        return day

    def between(self, first: date, last: date) -> int:
        days = (last - first).days
        return sum((first + timedelta(days=n)).isoweekday() <= 5 for n in range(1, days + 1))


def found(
    programme: Programme = SMALL, history: History = GOOD, law: LightRouteParameters = LAW
) -> list[str]:
    return [one.code for one in rules.problems(programme, history, law, TODAY)]


def test_a_trusted_provider_notifies_a_small_programme() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_authorised": False}, "light_not_authorised"),
        ({"is_institution_accredited": False}, "light_institution_not_accredited"),
        ({"has_conditions": True}, "light_institution_conditional"),
        ({"accredited_on": (date(2025, 1, 1),)}, "light_history_short"),
        ({"accredited_on": (date(2021, 11, 22), date(2025, 1, 1))}, "light_history_short"),
        ({"troubled_on": (date(2023, 11, 23),)}, "light_history_troubled"),
        ({"listed_since": None}, "light_not_listed"),
        ({"listed_since": None, "lost_on": date(2026, 5, 1)}, "light_right_lost"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_a_history_lacks(change: dict[str, object], code: str) -> None:
    assert found(history=replace(GOOD, **change)) == [code]


@pytest.mark.parametrize(
    "change",
    [
        {"accredited_on": (date(2021, 11, 23), date(2025, 1, 1))},
        {"troubled_on": (date(2023, 11, 22),)},
        {"troubled_on": (date(2027, 1, 1),)},
        {"lost_on": date(2026, 5, 1)},
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_a_history_may_have(change: dict[str, object]) -> None:
    """The edges of the years; a trouble that is to come; a right that was given back."""
    assert found(history=replace(GOOD, **change)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "regulated_30"}, "light_kind_not_open"),
        ({"ects": Decimal("6.5")}, "light_too_large"),
        ({"ects": None}, "light_too_large"),
        ({"level": 4}, "light_level_outside"),
        ({"level": 8}, "light_level_outside"),
        ({"level": None}, "light_level_outside"),
        ({"field": "0912"}, "light_field_regulated"),
        ({"field": "0113"}, "light_field_regulated"),
        ({"is_reviewed": False}, "light_not_reviewed"),
        ({"is_decided": True}, "light_decided_already"),
        ({"is_refused": True}, "light_refused_in_full"),
        ({"is_notified": True}, "light_notified_already"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_a_programme_may_not_be(change: dict[str, object], code: str) -> None:
    assert found(replace(SMALL, **change)) == [code]


@pytest.mark.parametrize(
    "change",
    [
        {"ects": Decimal(6)}, {"level": 5}, {"level": 7}, {"field": "0911"},
        {"is_reviewed": False, "needs_review": False},
    ],
    ids=lambda one: str(one)[:60],
)  # fmt: skip
def test_what_a_programme_may_be(change: dict[str, object]) -> None:
    assert found(replace(SMALL, **change)) == []


def test_a_closed_route_is_one_refusal_and_every_lack_is_told_at_once() -> None:
    assert found(law=replace(LAW, is_open=False)) == ["light_route_closed"]
    poor = replace(GOOD, is_authorised=False, listed_since=None)
    assert found(replace(SMALL, level=8), poor) == [
        "light_not_authorised", "light_not_listed", "light_level_outside",
    ]  # fmt: skip


MONDAY = date(2026, 11, 23)
CALENDAR = Weekdays()


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], date(2026, 12, 14)),
        ([Pause(date(2026, 11, 25))], None),
        # two days were used, thirteen are left from the answer on
        ([Pause(date(2026, 11, 25), date(2026, 12, 7))], date(2026, 12, 24)),
        # asked and answered on one day costs nothing
        ([Pause(date(2026, 11, 25), date(2026, 11, 25))], date(2026, 12, 14)),
        # asked after the last working day was used: the answer's day is the last
        ([Pause(date(2026, 12, 14), date(2026, 12, 20))], date(2026, 12, 20)),
        ([Pause(MONDAY, date(2026, 11, 30)), Pause(date(2026, 12, 2))], None),
    ],
    ids=["silent", "asked", "answered", "same day", "last day", "asked again"],
)
def test_the_clock_stands_for_a_question(pauses: list[Pause], due: date | None) -> None:
    assert rules.due_on(MONDAY, 15, pauses, CALENDAR) == due


@given(asked=some.integers(0, 30), waits=some.integers(0, 60), days=some.integers(1, 30))
def test_a_question_never_shortens_silence(asked: int, waits: int, days: int) -> None:
    """The working days in which nothing was asked are exactly those of the law."""
    plain = rules.due_on(MONDAY, days, [], CALENDAR)
    assert plain is not None
    question = min(MONDAY + timedelta(days=asked), plain)
    answer = question + timedelta(days=waits)
    due = rules.due_on(MONDAY, days, [Pause(question, answer)], CALENDAR)
    assert due is not None
    used = CALENDAR.between(MONDAY, question) + CALENDAR.between(answer, due)
    assert used == days
    assert due >= plain


def test_silence_is_over_the_day_after_the_last() -> None:
    assert not rules.is_over(TODAY, TODAY)
    assert rules.is_over(TODAY, TODAY + timedelta(days=1))
    assert not rules.is_over(None, TODAY)


ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))


def test_silence_rests_on_two_persons() -> None:
    own = rules.pair(taken_by=ONE, signed_by=TWO, earlier=(THREE, FOUR), ground="listing")
    assert (own.proposes, own.approves, own.rests_on) == (ONE, TWO, "notification")
    for taken, signed in ((None, None), (ONE, None)):
        listed = rules.pair(
            taken_by=taken, signed_by=signed, earlier=(THREE, FOUR), ground="listing"
        )
        assert (listed.proposes, listed.approves, listed.rests_on) == (THREE, FOUR, "listing")


@pytest.mark.parametrize(
    ("population", "percent", "count"),
    [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (100, 10, 10), (3, 100, 3), (5, 0, 0)],
)
def test_how_many_are_drawn(population: int, percent: int, count: int) -> None:
    assert rules.sample_size(population, percent) == count


def test_the_lot_is_what_its_rule_says() -> None:
    """Drawn again here without our code: SHA-256 of label, seed and id, each ended by a zero."""
    seed = bytes(range(32))
    ids = [f"decision-{number}" for number in range(20)]
    by_hand = sorted(
        ids,
        key=lambda one: hashlib.sha256(
            b"pharos-light-route-lot/1\x00" + seed + b"\x00" + one.encode() + b"\x00"
        ).digest(),
    )
    assert rules.lot(ids, seed, 4) == by_hand[:4]
    assert rules.lot(reversed(ids), seed, 4) == by_hand[:4]
    assert rules.lot([*ids, *ids], seed, 40) == by_hand
    assert rules.lot(ids, b"\x01" * 32, 4) != by_hand[:4]


@given(
    some.sets(some.text(min_size=1, max_size=8), max_size=30), some.binary(min_size=32, max_size=32)
)
def test_a_larger_sample_holds_the_smaller(ids: set[str], seed: bytes) -> None:
    whole = rules.lot(ids, seed, len(ids))
    assert sorted(whole) == sorted(ids)
    for count in range(len(ids)):
        assert rules.lot(ids, seed, count) == whole[:count]


def test_hours_of_few_cases_are_not_shown() -> None:
    few = rules.spent({"a": 60, "b": 90})
    assert (few.cases, few.median_hours) == (None, None)
    enough = rules.spent({"a": 60, "b": 90, "c": 600})
    assert (enough.cases, enough.median_hours) == (3, Decimal("1.5"))
    assert rules.spent({"a": 50, "b": 70, "c": 70, "d": 90}).median_hours == Decimal("1.2")
