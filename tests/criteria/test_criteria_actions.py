"""A set is written by one person, put in force by another, and never changes then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import DatabaseError, transaction

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import DomainError, NotAllowed
from pharos.criteria import actions, queries
from pharos.criteria.models import CriteriaDraft, CriteriaSet

world_module = borrow("criteria_awards", TESTS / "awards" / "conftest.py")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
FIRST = {
    "code": "1.1",
    "text": {"en": "The policy is published.", "ka": "პოლიტიკა გამოქვეყნებულია."},
    "esg": ["1.8", "1.1"],
    "clause": "Article 5",
    "evidence": {"en": "The policy"},
}


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world(decisions=False)


@pytest.fixture
def world(module_world: Any) -> Iterator[Any]:
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


def written(by: Any, criterion: Any = FIRST) -> CriteriaDraft:
    made = actions.begin(by=by, kind="programme", now=NOW)
    title = {"en": "Programmes", "ka": "პროგრამები"}
    actions.name(by=by, draft_id=made.id, title=title, source="Own", now=NOW)
    return actions.put(by=by, draft_id=made.id, criterion=criterion, now=NOW)


def in_force(world: Any, first_day: date = TODAY) -> CriteriaSet:
    with tenancy.scope(world.actor("agency-officer-ge")) as officer:
        draft = written(officer)
    with tenancy.scope(world.actor("agency-approver-ge")) as approver:
        return actions.approve(
            by=approver, draft_id=draft.id, digest=bytes(draft.digest), first_day=first_day, now=NOW
        )


def refused(code: str, work: Any) -> None:
    with pytest.raises(DomainError) as error:
        work()
    assert error.value.code == code


def test_two_persons_put_a_set_in_force_and_everybody_reads_it(world: Any) -> None:
    """AUT-06: whoever wrote a set last does not approve it."""
    made = in_force(world)
    with tenancy.scope(ANONYMOUS):
        found = queries.in_force(made.agency_id, "programme", TODAY)
        assert found.id == made.id
        assert found.criteria[0].esg == ("1.1", "1.8")
        before = TODAY - timedelta(days=1)
        refused(
            "criteria_none_in_force",
            lambda: queries.in_force(made.agency_id, "programme", before),
        )
        refused("criteria_none_in_force", lambda: queries.in_force(made.agency_id, "joint", TODAY))


def test_whoever_wrote_it_last_does_not_approve_it(world: Any) -> None:
    with tenancy.scope(world.actor("agency-officer-ge")) as officer:
        draft = written(officer)
        with pytest.raises(NotAllowed):
            actions.approve(by=officer, draft_id=draft.id, digest=bytes(draft.digest),
                            first_day=TODAY, now=NOW)  # fmt: skip
    with tenancy.scope(world.actor("agency-approver-ge")) as approver:
        refused(
            "version_changed",
            lambda: actions.approve(by=approver, draft_id=draft.id, digest=b"0" * 32,
                                    first_day=TODAY, now=NOW),
        )  # fmt: skip
        refused(
            "criteria_day_past",
            lambda: actions.approve(by=approver, draft_id=draft.id, digest=bytes(draft.digest),
                                    first_day=date(2026, 1, 1), now=NOW),
        )  # fmt: skip


def test_a_version_follows_another_and_never_changes(world: Any) -> None:
    first = in_force(world)
    second = in_force(world, TODAY + timedelta(days=30))
    with tenancy.scope(world.actor("agency-officer-ge")) as officer:
        old = queries.by_id(first.id)
        assert old.until == second.first_day
        assert (old.number, second.number) == (1, 2)
        assert [one.state_on(TODAY) for one in (old, second)] == ["in_force", "coming"]
        assert old.state_on(second.first_day) == "retired"
        copied = actions.begin(by=officer, kind="programme", copy_of=first.id, now=NOW)
        assert copied.content == first.content
        with pytest.raises(DatabaseError), transaction.atomic():
            CriteriaSet.objects.filter(id=first.id).update(document="{}")


def test_a_set_is_retired_on_a_day(world: Any) -> None:
    made = in_force(world)
    with tenancy.scope(world.actor("agency-approver-ge")) as approver:
        last = TODAY + timedelta(days=10)
        actions.retire(by=approver, set_id=made.id, last_day=last, now=NOW)
        assert queries.in_force(made.agency_id, "programme", last).id == made.id
        refused(
            "criteria_none_in_force",
            lambda: queries.in_force(made.agency_id, "programme", last + timedelta(days=1)),
        )
        refused(
            "criteria_retired",
            lambda: actions.retire(by=approver, set_id=made.id, last_day=last, now=NOW),
        )


def test_what_is_wrong_with_a_draft_is_refused(world: Any) -> None:
    with tenancy.scope(world.actor("agency-officer-ge")) as officer:
        draft = written(officer)

        def put(**changes: Any) -> Any:
            return actions.put(by=officer, draft_id=draft.id, criterion=FIRST | changes, now=NOW)

        refused("criteria_code_twice", put)
        refused("criteria_code_malformed", lambda: put(code="a b"))
        refused("criteria_esg_unknown", lambda: put(code="2", esg=["9.9"]))
        refused("criteria_text_unreadable", lambda: put(code="2", clause="\u202e"))
        put(code="2", text={"en": "Only English"})
    with tenancy.scope(world.actor("agency-approver-ge")) as approver:
        newest = queries.draft(approver, draft.id)
        refused(
            "criteria_incomplete",
            lambda: actions.approve(by=approver, draft_id=draft.id, digest=bytes(newest.digest),
                                    first_day=TODAY, now=NOW),
        )  # fmt: skip
    with tenancy.scope(world.actor("agency-officer-am")) as elsewhere:
        refused("criteria_unknown", lambda: queries.draft(elsewhere, draft.id))
        assert queries.drafts(elsewhere) == []
    with tenancy.scope(world.actor("agency-officer-ge")) as officer:
        actions.drop(by=officer, draft_id=draft.id, now=NOW)
        refused("criteria_draft_ended", lambda: put(code="3"))


def test_a_provider_writes_no_criteria(world: Any) -> None:
    with tenancy.scope(world.actor("registrar-ge")) as by, pytest.raises(NotAllowed):
        actions.begin(by=by, kind="programme", now=NOW)
