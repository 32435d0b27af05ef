"""Whom and what a scheme covers, and how much it pays: exact, and pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fundingworld import new_scheme
from hypothesis import given
from hypothesis import strategies as st

from pharos.funding import rules
from pharos.funding.rules import Reader
from pharos.nations import files

TODAY = date(2026, 11, 22)
HIDDEN = "a\u200bb"
GEORGIA = files.history("GE")[-1]


def test_a_sound_scheme_has_no_problems() -> None:
    assert rules.scheme_problems(new_scheme(), GEORGIA, TODAY) == []


@pytest.mark.parametrize(
    ("replaced", "problem"),
    [
        ({"name": {"en": "Grant"}}, ("scheme_text_missing", "name_ka")),
        ({"description": {"ka": "ა", "en": HIDDEN}}, ("scheme_text_malformed", "description_en")),
        ({"groups": ()}, ("scheme_groups_missing", "groups")),
        ({"groups": ("rich",)}, ("scheme_word_unknown", "groups")),
        ({"regions": ("AM-ER",)}, ("scheme_word_unknown", "regions")),
        ({"fields": ("1199",)}, ("scheme_word_unknown", "fields")),
        ({"kinds": ("foreign",)}, ("scheme_word_unknown", "kinds")),
        ({"levels": (9,)}, ("scheme_word_unknown", "levels")),
        ({"currency": "XAU"}, ("scheme_word_unknown", "currency")),
        ({"share": Decimal(0)}, ("scheme_share_out_of_range", "share")),
        ({"share": Decimal("100.01")}, ("scheme_share_out_of_range", "share")),
        ({"share": Decimal("33.333")}, ("scheme_share_out_of_range", "share")),
        ({"budget": Decimal("0.001")}, ("scheme_amount_malformed", "budget")),
        ({"budget": Decimal("10"), "cap": Decimal("20")}, ("scheme_cap_above_budget", "cap")),
        ({"last_day": date(2024, 12, 31)}, ("scheme_days_empty", "last_day")),
        ({"hold_days": 0}, ("scheme_hold_out_of_range", "hold_days")),
        ({"age_from": 40, "age_to": 30}, ("scheme_ages_reversed", "age_to")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(
    replaced: dict[str, Any], problem: tuple[str, str]
) -> None:
    found = rules.scheme_problems(new_scheme(**replaced), GEORGIA, TODAY)
    assert problem in {(one.code, one.place) for one in found}


@pytest.mark.parametrize(
    ("replaced", "reader", "covers"),
    [
        ({}, Reader("unemployed", "GE-TB"), True),
        ({}, Reader("unemployed", "GE-IM"), False),
        ({}, Reader("unemployed"), False),
        ({"regions": ()}, Reader("unemployed"), True),
        ({}, Reader("teacher", "GE-TB"), False),
        ({"groups": ("everybody",)}, Reader("", "GE-TB"), True),
        ({"age_from": 18, "age_to": 29}, Reader("youth", "GE-TB", 18), True),
        ({"age_from": 18, "age_to": 29}, Reader("youth", "GE-TB", 29), True),
        ({"age_from": 18, "age_to": 29}, Reader("youth", "GE-TB", 30), False),
        ({"age_from": 18}, Reader("youth", "GE-TB"), False),
    ],
)
def test_whom_a_scheme_covers(replaced: dict[str, Any], reader: Reader, covers: bool) -> None:
    """What a reader did not tell opens no scheme that asks for it."""
    assert rules.covers_person(new_scheme(**replaced), reader) is covers


@pytest.mark.parametrize(
    ("replaced", "reader", "may"),
    [
        ({}, Reader(), True),
        ({}, Reader("unemployed"), True),
        ({}, Reader("teacher"), False),
        ({}, Reader("unemployed", "GE-IM"), False),
        ({"age_from": 18, "age_to": 29}, Reader(region="GE-TB"), True),
        ({"age_to": 29}, Reader("youth", "GE-TB", 30), False),
        ({"age_from": 0}, Reader("youth", "GE-TB"), True),
    ],
)
def test_for_whom_it_is_worth_telling_more(
    replaced: dict[str, Any], reader: Reader, may: bool
) -> None:
    assert rules.may_cover(new_scheme(**replaced), reader) is may


@pytest.mark.parametrize(
    ("replaced", "named", "covers"),
    [
        ({}, [], True),
        ({"fields": ("06",)}, [], False),
        ({"fields": (), "levels": (5,)}, [], False),
        ({"fields": (), "kinds": ("non_formal",)}, [], False),
        ({"fields": (), "kinds": ("credit_bearing",), "levels": (6,)}, [], True),
        # one that names programmes pays for those alone, whatever else it says
        ({"fields": ("06",)}, ["this"], True),
        ({}, ["another"], False),
    ],
)
def test_which_programmes_a_scheme_covers(
    replaced: dict[str, Any], named: list[str], covers: bool
) -> None:
    found = rules.covers_programme(
        new_scheme(**replaced), programme="this", named=named, isced_f="0542", level=6,
        kind="credit_bearing",
    )  # fmt: skip
    assert found is covers


@pytest.mark.parametrize(
    ("price", "share", "cap", "pays"),
    [
        ("600.00", "80.00", "500.00", "480.00"),
        ("700.00", "80.00", "500.00", "500.00"),
        ("0.01", "50.00", None, "0.00"),
        ("100.00", "33.33", None, "33.33"),
        ("99.99", "100.00", None, "99.99"),
    ],
)
def test_what_is_paid_is_exact(price: str, share: str, cap: str | None, pays: str) -> None:
    terms = new_scheme(share=Decimal(share), cap=Decimal(cap) if cap else None)
    assert rules.amount(terms, Decimal(price)) == Decimal(pays)


@given(
    price=st.decimals(0, 10_000_000, places=2),
    share=st.decimals("0.01", 100, places=2),
    cap=st.none() | st.decimals("0.01", 100_000, places=2),
)
def test_never_more_than_the_price_or_the_cap(
    price: Decimal, share: Decimal, cap: Decimal | None
) -> None:
    """BIZ: exact decimals, never rounded up, never above price, share or cap."""
    pays = rules.amount(replace(new_scheme(), share=share, cap=cap), price)
    assert 0 <= pays <= price
    assert pays * 100 <= price * share
    assert cap is None or pays <= cap
    assert pays == pays.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}),
        ({"a": 9, "b": 0}, {"a": 9, "b": 0}),
        # one cell alone could be worked out from the total: the next smallest goes with it
        ({"a": 9, "b": 7, "c": 2}, {"a": 9, "b": None, "c": None}),
        ({"a": 3, "b": 2}, {"a": None, "b": None}),
        ({"a": 4}, {"a": None}),
    ],
)
def test_small_figures_speak_of_nobody(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    """PRV: a report is silent where a figure is below the smallest one."""
    assert rules.cells(counts) == shown
