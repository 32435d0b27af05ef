"""Days that a government moved: two persons enter them, and deadlines count with them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import transaction

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed
from pharos.standards import actions, days

world_module = borrow("days_awards", TESTS / "awards" / "conftest.py")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 12, 28)


@pytest.fixture(scope="module")
def module_world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    folder = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world(decisions=False)


@pytest.fixture
def world(module_world: Any) -> Any:
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


def propose(by: Actor, day: date = MONDAY, works: bool = False, source: str = "Decree 1") -> Any:
    return actions.days.propose(
        by=by, nation="AM", day=day, works=works, name="A bridge day", source=source, now=NOW
    )


def test_a_moved_day_counts_once_two_persons_entered_it(world: Any) -> None:
    """AUT-06: a day off is approved by another person than whoever entered it."""
    with tenancy.scope(world.actor("ministry-officer-am")) as officer:
        entered = propose(officer)
        before = days.calendar("AM", on=NOW.date())
        assert before.add(date(2026, 12, 25), 1) == MONDAY
        with pytest.raises(NotAllowed):
            actions.days.approve(by=officer, moved_id=entered.id, now=NOW)
    with tenancy.scope(world.actor("ministry-approver-am")) as approver:
        actions.days.approve(by=approver, moved_id=entered.id, now=NOW)
        after = days.calendar("AM", on=NOW.date())
        assert after.add(date(2026, 12, 25), 1) == date(2026, 12, 29)
        with pytest.raises(Conflict):
            actions.days.approve(by=approver, moved_id=entered.id, now=NOW)
        assert days.calendar("GE", on=NOW.date()).works(MONDAY)
        assert [one.day for one in days.moved("AM", year=2026)] == [MONDAY]


def test_what_cannot_be_entered_is_refused(world: Any) -> None:
    refused: dict[str, Any] = {
        "moved_day_past": (Invalid, {"day": NOW.date()}),
        "moved_day_unsourced": (Invalid, {"source": "  "}),
        "moved_day_same": (Conflict, {"works": True}),
    }
    with tenancy.scope(world.actor("ministry-officer-am")) as officer:
        for code, (kind, facts) in refused.items():
            with pytest.raises(kind) as error:
                propose(officer, **facts)
            assert error.value.code == code
    with (
        tenancy.scope(world.actor("agency-officer-ge")) as elsewhere,
        pytest.raises(DomainError) as error,
    ):
        propose(elsewhere)
    assert error.value.code == "not_a_standard_setter"


def test_a_proposal_is_given_up(world: Any) -> None:
    with tenancy.scope(world.actor("ministry-officer-am")) as officer:
        entered = propose(officer)
        actions.days.drop(by=officer, moved_id=entered.id, now=NOW)
        assert days.moved("AM", year=2026) == []
        with pytest.raises(Conflict) as error:
            actions.days.drop(by=officer, moved_id=entered.id, now=NOW)
        assert error.value.code == "moved_day_decided"
