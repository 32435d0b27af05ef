"""The page of the demonstration's people: who there is, and signing in as one of them."""

import pytest
from django.test import Client

from pharos.accounts import actions as accounts
from pharos.common import clock, secretbox, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor, system
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries
from pharos.portal.demo import entrance
from pharos.portal.demo.world import world

PAGE = "/en/demo/people"


@pytest.fixture(autouse=True)
def _one_person(db_world: None) -> None:
    """Of all people of the described world one is entered, as registrar of the registry."""
    secretbox.ensure_keys()
    described = next(one for one in world().each("people") if one["key"] == "registrar-am")
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        accounts.register_person(
            by=by, name=described["name"]["hy"], email=described["email"], now=clock.now()
        )
    office = system(organisation_id=queries.platform_id())
    with tenancy.scope(office):
        platform = actions.ensure_platform(by=office, now=clock.now())
        actions.add_membership(
            by=office,
            organisation_id=platform.id,
            person_id=by.person_id,
            role="registrar",
            now=clock.now(),
        )


def test_it_lists_who_is_there_and_what_they_may_do() -> None:
    page = Client().get(PAGE).content.decode()
    assert "Noyemi Parosyan" in page
    assert "Registrar" in page
    assert "Matteos" not in page
    assert "Նոյեմի Փարոսյան" in Client().get("/hy/demo/people").content.decode()


def test_a_button_signs_in() -> None:
    client = Client()
    answer = client.post(PAGE, {"person": "registrar-am"})
    assert answer.status_code == 303
    link = answer["Location"]
    assert link.startswith("/en/sign-in/link/")
    assert client.get(link)["Location"] == "/en/desk/"
    assert client.get("/en/account/").status_code == 200
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("person", ["", "nobody", "head-am"])
def test_who_is_not_there_cannot_be_chosen(person: str) -> None:
    assert Client().post(PAGE, {"person": person}).status_code == 404


def test_a_form_of_another_site_signs_nobody_in() -> None:
    """ACC-06: nobody is signed in as somebody else by a page that he looks at."""
    client = Client(enforce_csrf_checks=True)
    assert client.post(PAGE, {"person": "registrar-am"}).status_code == 403


def test_production_has_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pharos_settings.settings().model_copy(update={"installation": "production"})
    monkeypatch.setattr("pharos.portal.views.people.settings", lambda: real)
    assert Client().get(PAGE).status_code == 404
    assert Client().post(PAGE, {"person": "registrar-am"}).status_code == 404


def test_the_terminal_gets_one_link_a_person() -> None:
    first, line = entrance.lines(world(), "ka")
    assert first.startswith("შესვლა")
    link = line.rpartition(": ")[2]
    path = link.removeprefix(pharos_settings.settings().origin)
    assert Client().get(path)["Location"] == "/ka/desk/"
