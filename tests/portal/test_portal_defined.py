"""Which definition a programme's awards meet is told on its page, with each condition alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.test import Client
from moments import NOW

from pharos.portal.queries import defined

world_module = borrow("defined_awards", TESTS / "awards" / "conftest.py")
COURSE = "/programmes/lighthouse-demo-university/teacher-course/v1"
DAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world()


def states(told: Any, name: str = "conditions") -> dict[str, str]:
    return {one["code"]: one["state"].rpartition("condition_")[2] for one in told[name]}


def test_each_condition_of_an_award_is_told_alone(world: Any) -> None:
    told = defined.of_award(COURSE, nation="AM", on=DAY, accredited=True, registered=True, now=NOW)
    assert told is not None
    assert set(states(told).values()) == {"met"}
    assert told["state"] == "page_defined_met"
    waiting = defined.of_award(
        COURSE, nation="AM", on=DAY, accredited=True, registered=False, now=NOW
    )
    assert waiting is not None
    assert waiting["state"] == "page_defined_not_met"
    assert [code for code, state in states(waiting).items() if state == "not_met"] == [
        "predicate_registered"
    ]
    doubted = defined.of_award(
        COURSE, nation="AM", on=DAY, accredited=None, registered=None, now=NOW
    )
    assert doubted is not None
    assert doubted["state"] == "page_defined_open"
    assert states(doubted, "combining")["predicate_programme_accredited"] == "open"


def test_where_nothing_defines_it_nothing_is_told(world: Any) -> None:
    award = {"now": NOW, "on": DAY, "accredited": True, "registered": None}
    path = "/programmes/golden-fleece-demo-university/data-analysis/v1"
    assert defined.of_award(path, nation="GE", **award) is None
    assert defined.of_award(COURSE, nation="AM", **award | {"on": date(2020, 1, 1)}) is None
    assert defined.of_award("/elsewhere", nation="AM", **award) is None


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_the_page_of_a_programme_tells_it(world: Any, language: str) -> None:
    shown = Client().get(f"/{language}{COURSE}").content.decode()
    assert f"/{language}/standards/am#definition" in shown
    assert "page_defined" not in shown
    assert "predicate_" not in shown
    law = {"en": "Draft regime, not yet law", "hy": "Իրավական հիմք", "ka": "სამართლებრივი"}
    assert law[language] in shown
