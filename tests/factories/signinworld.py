"""Somebody who signs in by the code that is mailed, and with an authenticator app."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from pharos.accounts import actions
from pharos.accounts.models import Person
from pharos.common import clock, jobs, mailbox, tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7

SIGN_IN, CODE, SECOND = "/en/sign-in", "/en/sign-in/code", "/en/sign-in/second"


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


def mails(to: str) -> list[Any]:
    jobs.drain()
    return [one for one in mailbox.newest() if one.to == to]


def mailed_code(to: str) -> str:
    """The newest code that the local mailbox holds for this address."""
    return re.search(r"\d{4}-\d{4}", mails(to)[0].text).group()


def asked(client: Client, email: str, **more: Any) -> Any:
    return client.post(SIGN_IN, {"email": email}, **more)


def signed_in(person: Person, **more: Any) -> Client:
    client = Client(**more)
    asked(client, person.email)
    client.post(CODE, {"code": mailed_code(person.email)})
    return client


def is_in(client: Client) -> bool:
    return client.get("/en/account/").status_code == 200


def with_app(client: Client) -> str:
    """Set an authenticator app up; its secret."""
    page = client.get("/en/account/app").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page).group(1)
    answer = client.post("/en/account/app", {"code": app_code(secret, -1)})
    assert answer.status_code == 302
    return secret


def app_code(secret: str, step: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step))
