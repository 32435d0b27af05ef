"""The rules of a country by page: read by whoever decides, amended by two of its ministry."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import deskworld
import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import transaction
from django.test import Client

from pharos.standards import queries

world_module = borrow("rules_awards", TESTS / "awards" / "conftest.py")
PAGE = "/en/desk/demo-ministry-am/standards"
CHANGES = {"ects": {"max": "30"}}


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world(decisions=False)


@pytest.fixture
def world(module_world: Any) -> Iterator[Any]:
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


def client(world: Any, key: str) -> Client:
    made = Client()
    deskworld.sign_in(made, world.people[key])
    return made


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def amendment(**changes: str) -> dict[str, str]:
    return {
        "nation": "AM", "first_day": "01.01.2028", "changes": json.dumps(CHANGES),
        "reason": "A smaller ceiling.", "evidence": "Draft act, article 4.",
    } | changes  # fmt: skip


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_whoever_decides_reads_the_rules(world: Any, language: str) -> None:
    page = f"/{language}/desk/demo-quality-agency-ge/standards"
    shown = text(client(world, "agency-officer-ge").get(page))
    assert "page_rules" not in shown
    assert 'value="propose"' not in shown


def test_two_persons_of_the_ministry_amend(world: Any) -> None:
    """AUT-06: an amendment is approved by another person than its proposer, by page too."""
    officer, approver = client(world, "ministry-officer-am"), client(world, "ministry-approver-am")
    answer = deskworld.press(officer, PAGE, act="propose", **amendment())
    assert answer.status_code == 303, text(answer)
    own = text(officer.get(PAGE))
    assert 'value="approve"' not in own
    assert "a colleague approves it" in own
    page = text(approver.get(PAGE))
    found = re.search(r'name="amendment" value="([^"]+)".*?name="digest" value="(\w+)"', page, re.S)
    assert found
    facts = {"amendment": found[1], "digest": found[2]}
    wrong = deskworld.press(approver, PAGE, act="approve", **facts | {"digest": "00" * 32})
    assert wrong.status_code == 409
    assert deskworld.press(officer, PAGE, act="approve", **facts).status_code == 403
    assert deskworld.press(approver, PAGE, act="approve", **facts).status_code == 303
    assert str(queries.history("AM")[-1].ects.max) == "30"


def test_what_cannot_be_laid_over_the_rules_is_told(world: Any) -> None:
    officer = client(world, "ministry-officer-am")
    for changes in ("{", "[]", json.dumps({"ects": {"max": "many"}}), '{"code": "GE"}'):
        answer = deskworld.press(officer, PAGE, act="propose", **amendment(changes=changes))
        assert answer.status_code == 422, changes
    early = deskworld.press(officer, PAGE, act="propose", **amendment(first_day="01.01.2020"))
    assert early.status_code == 422
    assert "A smaller ceiling." in text(early)


def test_the_rules_of_another_country_are_not_amended(world: Any) -> None:
    officer = client(world, "ministry-officer-am")
    answer = deskworld.press(officer, PAGE, act="propose", **amendment(nation="GE"))
    assert answer.status_code == 403
