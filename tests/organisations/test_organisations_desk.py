"""The door of the pages: who comes in, what is done once, what is shown after a refusal."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from borrowed import borrow
from deskworld import press, sign_in
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from pharos.accounts.policies import Permission
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict
from pharos.organisations import desk
from pharos.portal.urls import urlpatterns as ours

TESTS = Path(__file__).parents[1]

DONE_BY: list[UUID | None] = []


@desk.page(Permission.BATCH_READ)
def shown(request: HttpRequest, by: Actor) -> HttpResponse:
    refusal = getattr(request, "refusal", None)
    tenant = tenancy.current().organisation_id
    return HttpResponse(f"{tenant} {refusal.code if refusal else '-'}")


@shown.post("test.act")
def act(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    DONE_BY.append(by.person_id)
    return desk.Done(to="/en/somewhere?x=1#y", say="done_something")


@shown.post("test.refuse", name="refuse")
def refuse(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    raise Conflict("membership_ended")


@shown.post("test.confirm", Permission.BATCH_CONFIRM, name="confirm")
def confirm(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    DONE_BY.append(by.person_id)
    return desk.Done(to="/")


urlpatterns = [path("<language:language>/desk/<slug:slug>/test", shown), *ours]
ADDRESS = "/en/desk/lighthouse-demo-university/test"


@pytest.fixture
def at_door(db_world):
    DONE_BY.clear()
    examples = borrow("desk_examples", TESTS / "awards" / "conftest.py")
    examples.NOW = clock.now() - timedelta(minutes=5)
    with override_settings(ROOT_URLCONF=__name__):
        yield examples.build_world()


def _client(world, key: str) -> Client:
    client = Client()
    sign_in(client, world.actor(key).person_id)
    return client


def test_a_visitor_is_led_to_the_sign_in(at_door) -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/en/sign-in?next=%2Fen%2Fdesk%2F")


def test_a_member_sees_the_own_organisation(at_door) -> None:
    answer = _client(at_door, "registrar-am").get(ADDRESS)
    slug = "lighthouse-demo-university"
    assert answer.content.decode() == f"{at_door.organisations[slug].id} -"
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_does_not_come_in(at_door) -> None:
    """AUT-02: another organisation's desk is closed, whatever one may do at home."""
    assert _client(at_door, "registrar-ge").get(ADDRESS).status_code == 403


def test_an_act_is_done_once_for_its_key(at_door) -> None:
    client, key = _client(at_door, "registrar-am"), uuid4().hex
    answers = [press(client, ADDRESS, key=key) for _ in range(3)]
    assert [one.status_code for one in answers] == [303, 303, 303]
    assert {one["Location"] for one in answers} == {"/en/somewhere?x=1&done=done_something#y"}
    assert len(DONE_BY) == 1


def test_a_form_without_its_key_does_nothing(at_door) -> None:
    answer = _client(at_door, "registrar-am").post(ADDRESS, {})
    assert answer.status_code == 400
    assert not DONE_BY


def test_a_refusal_shows_the_page_again(at_door) -> None:
    answer = press(_client(at_door, "registrar-am"), ADDRESS, act="refuse")
    assert answer.status_code == 409
    assert answer.content.decode().endswith(" membership_ended")


def test_an_act_asks_its_own_permission(at_door) -> None:
    """AUT-01: seeing the page is not enough for every button on it."""
    answer = press(_client(at_door, "registrar-am"), ADDRESS, act="confirm")
    assert answer.status_code == 403
    assert not DONE_BY


def test_an_unknown_act_is_refused(at_door) -> None:
    assert press(_client(at_door, "registrar-am"), ADDRESS, act="all").status_code == 400


def test_a_form_of_another_site_does_nothing(at_door) -> None:
    """ACC-06: without the token of our own form nothing is done."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, at_door.actor("registrar-am").person_id)
    assert press(client, ADDRESS).status_code == 403
    assert not DONE_BY
