"""One-time links: who they sign in, how often, and where there are none."""

from datetime import timedelta

import pytest
from django.test import Client

from pharos.accounts import actions
from pharos.accounts.models import Person
from pharos.common import clock, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7


def newcomer() -> Person:
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        return actions.register_person(
            by=by, name="Ani Example", email=f"{by.person_id}@example.org", now=clock.now()
        )


def link_of(person: Person, *, earlier: timedelta = timedelta(0)) -> str:
    with tenancy.scope(Actor(person_id=person.id, organisation_id=None)):
        return actions.one_time_link(person_id=person.id, now=clock.now() - earlier)


def test_a_link_signs_in_once(db_world: None) -> None:
    path = link_of(newcomer())
    first = Client().get(path)
    assert (first.status_code, first["Location"]) == (303, "/en/desk/")
    assert "sessionid" in first.cookies
    second = Client().get(path)
    assert second.status_code == 404
    assert "sessionid" not in second.cookies


def test_a_link_expires(db_world: None) -> None:
    path = link_of(newcomer(), earlier=actions.LINK_LIFE)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("change", [lambda p: p[:-2], lambda p: p[:-1] + "ä", lambda p: p + "A"])
def test_a_link_of_other_letters_is_none(db_world: None, change) -> None:
    assert Client().get(change(link_of(newcomer()))).status_code == 404


def test_a_look_ahead_uses_nothing_up(db_world: None) -> None:
    """What fetches only heads, as previews of links do, signs nobody in."""
    path = link_of(newcomer())
    assert Client().head(path).status_code == 405
    assert Client().get(path).status_code == 303


def test_there_are_none_in_production(db_world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    person = newcomer()
    path = link_of(person)
    real = pharos_settings.settings().model_copy(update={"installation": "production"})
    for module in ("pharos.accounts.views.links", "pharos.accounts.actions"):
        monkeypatch.setattr(f"{module}.settings", lambda: real)
    assert Client().get(path).status_code == 404
    with pytest.raises(NotAllowed) as refused:
        link_of(person)
    assert refused.value.code == "link_needs_demonstration"
