"""E21: entries have an owner's last word; what nobody confirms leaves the lists, never the page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bodies import Bodies
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from shelf import Shelf

from pharos.accounts.actions import register_person
from pharos.accounts.models import Person
from pharos.catalogue import tasks
from pharos.catalogue.confirming import actions, queries, rules
from pharos.catalogue.confirming.rules import State
from pharos.catalogue.search import Asked, find
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.common.models import Mail
from pharos.nations.parameters.confirmation import ConfirmationParameters
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership

YEARLY = ConfirmationParameters(every_months=12, reminder_days=(30, 7), grace_days=30)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 1, 31), State.CONFIRMED),
        (date(2027, 1, 1), State.SOON),
        (date(2027, 1, 30), State.SOON),
        (date(2027, 1, 31), State.OVERDUE),
        (date(2027, 3, 1), State.OVERDUE),
        (date(2027, 3, 2), State.LEFT),
    ],
)
def test_an_entry_goes_from_confirmed_to_unlisted(today: date, state: State) -> None:
    assert rules.freshness(date(2026, 1, 31), today, YEARLY).state is state


def test_a_month_without_that_day_ends_with_its_last() -> None:
    assert rules.months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert rules.months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


@given(
    st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    st.integers(1, 36),
    st.integers(1, 90),
)
def test_the_oldest_day_that_is_listed_is_the_first_that_did_not_leave(
    today: date, months: int, grace: int
) -> None:
    asked = ConfirmationParameters(every_months=months, reminder_days=(7,), grace_days=grace)
    oldest = rules.oldest_listed(today, asked)
    assert rules.freshness(oldest, today, asked).state is not State.LEFT
    before = rules.freshness(oldest - timedelta(days=1), today, asked)
    assert before.state is State.LEFT


def test_owners_are_reminded_before_on_the_day_and_when_it_leaves() -> None:
    assert rules.reminders(date(2027, 1, 31), YEARLY) == [
        date(2027, 1, 1), date(2027, 1, 24), date(2027, 1, 31), date(2027, 3, 2),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_owner_confirms_and_nobody_else(shelf: Shelf, bodies: Bodies) -> None:
    """AUT-02: an entry of another organisation is unknown here, and officers confirm nothing."""
    shelf.publish("data", "Տվյալներ", "Data")
    shelf.publish("more-data", "Ավելի շատ տվյալներ", "More data")
    later = NOW + timedelta(days=500)
    officer = bodies.person(bodies.enter("demo-agency", "qa_agency"), "officer")
    with tenancy.scope(shelf.head) as by:
        own = organisations.by_id(by.organisation_id)
        entries = queries.entries(own, now=later)
        programmes = [one for one in entries if one.subject == "programme"]
        assert [one.freshness.state for one in programmes] == [State.LEFT, State.LEFT]
        assert queries.waiting(own, now=later) == 3
        assert find(Asked(), on=later.date()).total == 0
        assert find(Asked(), on=NOW.date()).total == 2
        with pytest.raises(Invalid, match="entries_none_chosen"):
            actions.confirm(subjects=[], by=by, now=later)
        with pytest.raises(NotFound):
            actions.confirm(subjects=[uuid7()], by=by, now=later)
        chosen = [programmes[0].subject_id, own.id]
        assert actions.confirm(subjects=chosen, by=by, now=later) == 2
        assert actions.confirm(subjects=chosen, by=by, now=later) == 0
        assert queries.owner_spoke(own.id)
        assert queries.waiting(own, now=later) == 1
        assert find(Asked(), on=later.date()).total == 1
    with tenancy.scope(officer), pytest.raises(NotAllowed):
        actions.confirm(subjects=[own.id], by=officer, now=later)


@pytest.mark.django_db
def test_owners_are_mailed_on_the_days_of_reminding_alone(shelf: Shelf) -> None:
    _member(shelf.head, "head")
    _member(shelf.head, "auditor")
    with tenancy.scope(shelf.head) as by:
        own = organisations.by_id(by.organisation_id)
        actions.confirm(subjects=[own.id], by=by, now=NOW)
        due = queries.of_organisation(own, now=NOW).due
        at = datetime(due.year, due.month, due.day, 6, tzinfo=UTC)
        assert actions.remind(organisation_id=own.id, by=by, now=at - timedelta(days=45)) == 0
        assert actions.remind(organisation_id=own.id, by=by, now=at) == 1
        assert [one.kind for one in Mail.objects.filter(tenant=own.id)] == [actions.MAIL]


def _member(by: Actor, role: str) -> Person:
    """Somebody who has the role in the organisation of `by`."""
    newcomer = Actor(person_id=uuid7(), organisation_id=by.organisation_id)
    with tenancy.scope(newcomer):
        person = register_person(
            by=newcomer, name="Օրինակ Օրինակյան", email=f"{role}@demo.invalid", now=NOW
        )
    with tenancy.scope(by):
        Membership.objects.create(
            organisation_id=by.organisation_id, person=person, role=role, active_from=NOW,
            appointed_in=by.organisation_id,
        )  # fmt: skip
    return person


@pytest.mark.django_db
def test_what_nobody_ever_confirmed_is_reminded_of_from_its_publication(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E21: no job was set before the first confirmation; the hourly look finds the owner."""
    _member(shelf.head, "head")
    shelf.publish("data", "Տվյալներ", "Data")
    with tenancy.scope(shelf.head) as by:
        own = organisations.by_id(by.organisation_id)
        assert not queries.owner_spoke(own.id)
        [entry] = [one for one in queries.entries(own, now=NOW) if one.subject == "programme"]
    due = entry.freshness.due
    assert due > NOW.date() + timedelta(days=360)
    at = datetime(due.year, due.month, due.day, 6, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at - timedelta(days=45))
    assert tasks.remind_all() == 0
    monkeypatch.setattr(clock, "now", lambda: at)
    assert tasks.remind_all() == 1
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(hours=1))
    assert tasks.remind_all() == 0  # once a day
