"""Signing in by the code that is mailed: who gets one, who gets in, and how often."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from pharos.accounts import actions
from pharos.accounts.models import Login, Person
from pharos.common import clock, jobs, mailbox, secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7

SIGN_IN, CODE = "/en/sign-in", "/en/sign-in/code"


@pytest.fixture
def keyed(db_world: None) -> None:
    secretbox.ensure_keys()


def newcomer(email: str = "", language: str = "en") -> Person:
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        return actions.register_person(
            by=by,
            name="Ani Example",
            email=email or f"{by.person_id}@example.org",
            language=language,
            now=clock.now(),
        )


def mailed_code(to: str) -> str:
    """The newest code that the local mailbox holds for this address."""
    jobs.drain()
    text = next(one.text for one in mailbox.newest() if one.to == to)
    return re.search(r"\d{4}-\d{4}", text).group()


def asked(client: Client, email: str):
    return client.post(SIGN_IN, {"email": email})


def test_the_code_of_the_mail_signs_in(keyed: None) -> None:
    ani, client = newcomer(), Client()
    answer = asked(client, ani.email)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    answer = client.post(CODE, {"code": mailed_code(ani.email)})
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/")
    assert client.get("/en/account/").status_code == 200
