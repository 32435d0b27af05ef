"""Which session opens a desk, and which one approves there."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from borrowed import borrow
from deskworld import press, sign_in
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from pharos.accounts.policies import Permission
from pharos.accounts.signin import SignedIn
from pharos.common import clock, secretbox
from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.portal.urls import urlpatterns as ours

TESTS = Path(__file__).parents[1]
DONE: list[bool] = []


@desk.page(Permission.MANDATE_READ)
def shown(request: HttpRequest, by: Actor) -> HttpResponse:
    refusal = getattr(request, "refusal", None)
    return HttpResponse(refusal.code if refusal else "-")


@shown.post("test.approve", Permission.MANDATE_APPROVE)
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    DONE.append(by.strong)
    return desk.Done(to="/")


urlpatterns = [path("<language:language>/desk/<slug:slug>/strong", shown), *ours]
ADDRESS = "/en/desk/lighthouse-demo-university/strong"


@pytest.fixture
def head(db_world: None) -> Any:
    DONE.clear()
    secretbox.ensure_keys()
    examples = borrow("strong_examples", TESTS / "awards" / "conftest.py")
    examples.NOW = clock.now() - timedelta(minutes=5)
    world = examples.build_world(decisions=False)
    with override_settings(ROOT_URLCONF=__name__):
        yield world.actor("head-am").person_id


def _client(person_id: UUID, *, strong: bool) -> Client:
    client = Client()
    sign_in(client, person_id, strong=strong)
    return client


def test_an_approval_by_page_needs_a_passkey(head: UUID) -> None:
    """ACC-04: looking is free, the act is refused with the way out, and goes on record."""
    weak = _client(head, strong=False)
    assert weak.get(ADDRESS).status_code == 200
    answer = press(weak, ADDRESS)
    assert (answer.status_code, answer.content) == (403, b"stronger_factor_needed")
    assert DONE == []
    assert press(_client(head, strong=True), ADDRESS).status_code == 303
    assert DONE == [True]


def test_a_code_by_mail_alone_opens_no_desk(head: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """L03: a session without a second factor is led to where one is set up."""
    one_factor = SignedIn(head, strong=False, second=False)
    monkeypatch.setattr("pharos.organisations.desk.signed_in", lambda request: one_factor)
    for send in (Client().get, Client().post):
        answer = send(ADDRESS)
        assert (answer.status_code, answer["Location"]) == (303, "/en/account/?need=factor")
    assert DONE == []
