"""People enter themselves; tokens are read strictly."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.accounts import actions, queries, rules
from pharos.accounts.models import Person
from pharos.common import secretbox, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def register(email: str = "ani@example.org", name: str = "Անի Օրինակյան", **more: str) -> Person:
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        return actions.register_person(by=by, name=name, email=email, now=NOW, **more)


def test_a_person_sees_itself_alone(db: None) -> None:
    """AUT-09: with another person or none in the scope there is no row."""
    ani, bela = register(), register("bela@example.org")
    with tenancy.scope(Actor(person_id=ani.id, organisation_id=None)):
        assert queries.person(ani.id).name == "Անի Օրինակյան"
        with pytest.raises(NotFound) as refused:
            queries.person(bela.id)
        assert refused.value.code == "person_unknown"
    with tenancy.scope(ANONYMOUS):
        assert not Person.objects.exists()


@pytest.mark.parametrize("email", ["Ani@Example.ORG", "ａｎｉ@example.org", "ANI@EXAMPLE.org"])
def test_one_address_is_one_person(db: None, email: str) -> None:
    """UNI-06: addresses that differ by case or by compatibility letters are the same."""
    register()
    with pytest.raises(Conflict) as refused:
        register(email)
    assert refused.value.code == "email_taken"


@pytest.mark.parametrize(
    "email", ["", "ani", "ani@", "@example.org", "a@b", "a b@example.org", "a@b..c", "a" * 255]
)
def test_what_is_no_address(db: None, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(email)
    assert refused.value.code == "email_malformed"


@pytest.mark.parametrize("name", ["", "a\u202eb", "=1+1", "\ud800"])
def test_what_is_no_name(db: None, name: str) -> None:
    """UNI-03: hidden characters are refused in people's names too."""
    with pytest.raises(Invalid) as refused:
        register(name=name)
    assert refused.value.code == "name_malformed"


@pytest.mark.parametrize("name", ["Ի", "Նա" * 50, "O’Brien-Ծատուրյան", "Սուկարնո"])
def test_unusual_names_are_names(db: None, name: str) -> None:
    """UNI-08: one letter, a hundred, apostrophes, no family name, no Latin spelling."""
    assert register(name=name).latin_name == ""


def test_nobody_in_particular_enters_nobody(db: None) -> None:
    with tenancy.scope(ANONYMOUS), pytest.raises(NotAllowed):
        actions.register_person(by=ANONYMOUS, name="A", email="a@example.org", now=NOW)


def test_a_token_says_whose_it_is() -> None:
    client, secret = uuid4(), rules.new_secret()
    token = rules.token_of(client, secret)
    assert token.startswith("pharos_")
    assert rules.read_token(token) == (client, secret)


@given(st.text(max_size=200))
def test_any_text_is_a_token_or_none(text: str) -> None:
    assert rules.read_token(text) is None
    read = rules.read_token("pharos_client_" + text)
    assert read is None or rules.token_of(*read) == "pharos_client_" + text


@pytest.mark.parametrize(
    "token", ["", "pharos_", "pharos_client_AAAA", rules.token_of(UUID(int=7), bytes(32))]
)
def test_a_foreign_token_is_refused_alike(db: None, token: str) -> None:
    secretbox.ensure_keys()
    with pytest.raises(NotAllowed) as refused:
        queries.actor_for_token(token, now=NOW)
    assert refused.value.code == "token_refused"
