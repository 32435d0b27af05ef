"""Scenario 3: a school picks its settlement and a date and gets yes or no."""

from collections.abc import Callable
from datetime import date

import pytest

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.entitlements import entitled


@pytest.mark.parametrize(
    ("occupation", "settlement", "on", "code"),
    [
        ("teacher", "goris", date(2022, 9, 1), "entitled"),
        ("teacher", "goris", date(2040, 1, 1), "entitled"),
        ("teacher", "goris", date(2022, 8, 31), "entitlement_not_yet"),
        ("teacher", "berd", date(2025, 12, 31), "entitled"),
        ("teacher", "berd", date(2026, 1, 1), "entitlement_ended"),
        ("teacher", "yerevan", date(2025, 1, 1), "entitlement_settlement_not_listed"),
        ("head_teacher", "goris", date(2025, 1, 1), "entitlement_other_occupation"),
    ],
)
def test_where_and_when_the_award_entitles(
    occupation: str, settlement: str, on: date, code: str, descriptor: Callable[..., Descriptor]
) -> None:
    course = descriptor("regulated_30")
    answer = entitled(course, occupation=occupation, settlement=settlement, on=on)
    assert answer.code == code
    assert answer.is_entitled is (code == "entitled")


def test_the_end_is_told_as_the_last_day(descriptor: Callable[..., Descriptor]) -> None:
    course = descriptor("regulated_30")
    answer = entitled(course, occupation="teacher", settlement="berd", on=date(2026, 6, 1))
    assert answer.facts["last_day"] == date(2025, 12, 31)


def test_other_courses_entitle_to_nothing(descriptor: Callable[..., Descriptor]) -> None:
    answer = entitled(descriptor(), occupation="teacher", settlement="goris", on=date(2025, 1, 1))
    assert (answer.is_entitled, answer.code) == (False, "entitlement_none")
