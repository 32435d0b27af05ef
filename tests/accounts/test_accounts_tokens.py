"""A member's own token: made for oneself alone, found by its secret, without rights of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pharos.accounts import actions, queries, rules
from pharos.accounts.models import PersonToken
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def member(db: None) -> Actor:
    """A person who acts in some organisation."""
    secretbox.ensure_keys()
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        actions.register_person(by=by, name="Ani Example", email=f"{uuid4()}@a.org", now=NOW)
    return Actor(person_id=by.person_id, organisation_id=uuid7())


def create(by: Actor, **changes: Any) -> tuple[PersonToken, str]:
    with tenancy.scope(by):
        facts: dict[str, Any] = {"name": "laptop", "lifetime": DAY, "now": NOW}
        return actions.create_person_token(by=by, **(facts | changes))


def test_a_token_leads_to_its_person_and_organisation(member: Actor) -> None:
    _, token = create(member)
    assert queries.holder_of(token, now=NOW) == (member.person_id, member.organisation_id)


def test_its_secret_is_not_kept(member: Actor) -> None:
    row, token = create(member)
    parts = rules.read_person_token(token)
    assert parts is not None
    assert parts[1] not in bytes(row.token_hash)


def test_nobody_else_sees_a_token(member: Actor) -> None:
    create(member)
    with tenancy.scope(Actor(person_id=uuid7(), organisation_id=member.organisation_id)) as other:
        assert queries.person_tokens(member.person_id) == []  # type: ignore[arg-type]
        assert other.person_id != member.person_id


def test_every_wrong_token_is_refused_alike(member: Actor) -> None:
    row, token = create(member)
    wrong = rules.person_token_of(row.id, bytes(32))
    for bad in (wrong, rules.person_token_of(uuid4(), bytes(32)), token[:-2], "", "x" * 500):
        with pytest.raises(NotAllowed) as refused:
            queries.holder_of(bad, now=NOW)
        assert refused.value.code == "token_refused"


def test_a_token_ends_by_its_time_or_by_its_holder(member: Actor) -> None:
    row, token = create(member)
    with pytest.raises(NotAllowed, match="token_ended"):
        queries.holder_of(token, now=NOW + DAY)
    with tenancy.scope(member):
        actions.end_person_token(by=member, token_id=row.id, now=NOW)
    with pytest.raises(NotAllowed, match="token_ended"):
        queries.holder_of(token, now=NOW)


def test_nobody_ends_the_token_of_another(member: Actor) -> None:
    row, _ = create(member)
    other = Actor(person_id=uuid7(), organisation_id=member.organisation_id)
    with tenancy.scope(other), pytest.raises(NotFound, match="token_unknown"):
        actions.end_person_token(by=other, token_id=row.id, now=NOW)


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=32), timedelta(days=-1)])
def test_a_token_does_not_live_for_ever(member: Actor, lifetime: timedelta) -> None:
    with pytest.raises(Invalid, match="lifetime_out_of_range"):
        create(member, lifetime=lifetime)


def test_a_machine_makes_no_token_of_a_person(member: Actor) -> None:
    """A client acts under its sponsor's id; it cannot become its sponsor."""
    client = Actor(member.person_id, member.organisation_id, kind="client")
    with pytest.raises(NotAllowed, match="person_missing"):
        create(client)
