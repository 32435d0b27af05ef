"""The authenticator app, recovery codes and the own address: what changes a way in."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from signinworld import (
    CODE,
    SECOND,
    app_code,
    asked,
    is_in,
    mailed_code,
    mails,
    newcomer,
    signed_in,
    with_app,
)

from pharos.accounts.models import Person
from pharos.common import clock, secretbox


@pytest.fixture(autouse=True)
def _keyed(db_world: None) -> None:
    secretbox.ensure_keys()


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step of the app's clock passes within a test."""
    at = time.time() // 30 * 30 + 10
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: at)


# --- the authenticator app ------------------------------------------------------------------


def test_the_app_is_asked_for_after_the_code() -> None:
    """L03: with an app the code by mail opens nothing alone."""
    ani = newcomer()
    secret = with_app(signed_in(ani))
    client = Client()
    asked(client, ani.email)
    answer = client.post(CODE, {"code": mailed_code(ani.email)})
    assert answer["Location"] == SECOND
    assert not is_in(client)
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/en/desk/"
    assert is_in(client)


@pytest.mark.parametrize(
    "again", [lambda c: c, lambda c: f" {c[:3]} {c[3:]} ", lambda c: f"{c[:3]}-{c[3:]}"]
)
def test_a_code_of_the_app_is_taken_once(again: Any) -> None:
    """ACC-02: not twice, not with blanks in it, by nobody else either."""
    ani = newcomer()
    secret = with_app(signed_in(ani))
    code = app_code(secret)
    assert _second(ani, code)
    assert not _second(ani, again(code))


def test_a_code_older_than_the_last_one_is_not_taken() -> None:
    """ACC-02: the step before the last that was used is over, though its time is not."""
    ani = newcomer()
    secret = with_app(signed_in(ani))
    assert _second(ani, app_code(secret, 1))
    assert not _second(ani, app_code(secret, 0))


def test_the_code_that_set_the_app_up_is_used_up() -> None:
    """ACC-02: seen over a shoulder, it opens nothing."""
    ani = newcomer()
    secret = with_app(signed_in(ani))
    assert not _second(ani, app_code(secret, -1))


def test_guesses_at_the_app_are_counted() -> None:
    """ACC-01: five in five minutes, whatever machine they come from."""
    ani = newcomer()
    with_app(signed_in(ani))
    client = Client()
    asked(client, ani.email)
    client.post(CODE, {"code": mailed_code(ani.email)})
    pages = [
        client.post(SECOND, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{n}").content.decode()
        for n in range(6)
    ]
    assert "Too many attempts" in pages[-1]
    assert "Too many attempts" not in pages[4]


def test_the_secret_of_the_app_rests_encrypted() -> None:
    """L06: not readable in the table."""
    ani = newcomer()
    secret = with_app(signed_in(ani))
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(data::text, ' ') from mfa_authenticator")
        kept = cursor.fetchone()[0]
    assert secret not in kept
    assert "secret" in kept


def test_recovery_codes_are_shown_once_and_taken_once() -> None:
    ani = newcomer()
    client = signed_in(ani)
    with_app(client)
    codes = re.findall(r"<code>(\d+)</code>", client.get("/en/account/codes").content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get("/en/account/codes").content.decode()
    assert _second(ani, codes[0])
    assert not _second(ani, codes[0])
    assert _second(ani, codes[1])


def test_a_changed_way_in_is_told_by_mail() -> None:
    ani = newcomer()
    client = signed_in(ani)
    with_app(client)
    assert "An authenticator app was set up" in mails(ani.email)[0].text
    client.post("/en/account/app/remove")
    assert "was removed" in mails(ani.email)[0].text


def test_factors_are_changed_only_after_they_were_shown_of_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ACC-05: an open session on a desk left alone changes nothing about the way in."""
    ani = newcomer()
    client = signed_in(ani)
    with_app(client)
    later = clock.now() + timedelta(minutes=20)
    monkeypatch.setattr("pharos.portal.middleware.clock.now", lambda: later)
    for path in ("app/remove", "passkeys/add", "codes/new", "email"):
        answer = client.post(f"/en/account/{path}", {"email": "x@example.org"})
        assert answer["Location"].startswith("/en/sign-in/again"), path


def _second(person: Person, code: str) -> bool:
    """Whether a fresh session gets in with this as its second factor."""
    cache.clear()
    client = Client()
    asked(client, person.email)
    client.post(CODE, {"code": mailed_code(person.email)})
    client.post(SECOND, {"code": code})
    return is_in(client)


# --- another address ------------------------------------------------------------------------


def test_an_address_changes_when_its_code_comes_back() -> None:
    ani = newcomer()
    client = signed_in(ani)
    client.post("/en/account/email", {"email": "new@example.org"})
    client.post("/en/account/email/code", {"code": "1"})
    answer = client.post("/en/account/email/code", {"code": mailed_code("new@example.org")})
    assert answer["Location"] == "/en/account/?done=done_account_email"
    assert "new@example.org" in client.get("/en/account/").content.decode()
    assert "last mail" in mails(ani.email)[0].text
    asked(Client(), "NEW@example.org")
    assert len(mails("new@example.org")) == 2


def test_nobody_learns_that_an_address_is_taken() -> None:
    """ACC-03: at a change of address the page is the same; the owner of it gets nothing."""
    ani, bela = newcomer(), newcomer()
    client = signed_in(ani)
    answer = client.post("/en/account/email", {"email": bela.email})
    assert answer["Location"] == "/en/account/email/code"
    assert mails(bela.email) == []


def test_the_profile_is_changed() -> None:
    client = signed_in(newcomer())
    fields = {"name": "Անի Օրինակյան", "latin_name": "Ani Orinakyan", "language": "hy"}
    assert (
        client.post("/en/account/", fields)["Location"] == "/hy/account/?done=done_account_profile"
    )
    assert "Անի Օրինակյան" in client.get("/hy/account/").content.decode()
    answer = client.post("/en/account/", {**fields, "name": "a\u202eb"})
    assert "hidden character" in answer.content.decode()
