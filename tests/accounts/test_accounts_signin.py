"""Signing in by the code that is mailed: who gets one, who gets in, and how often."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from signinworld import (
    CODE,
    SIGN_IN,
    asked,
    is_in,
    mailed_code,
    mails,
    newcomer,
    signed_in,
    with_app,
)

from pharos.accounts.models import Login
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.settings import settings


@pytest.fixture(autouse=True)
def _keyed(db_world: None) -> None:
    secretbox.ensure_keys()


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step of the app's clock passes within a test."""
    at = time.time() // 30 * 30 + 10
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: at)


# --- the code by mail -----------------------------------------------------------------------


def test_the_code_of_the_mail_signs_in() -> None:
    ani, client = newcomer(), Client()
    answer = asked(client, ani.email)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    answer = client.post(CODE, {"code": mailed_code(ani.email)})
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/")
    assert is_in(client)


def test_the_mail_speaks_the_language_of_the_person() -> None:
    ani = newcomer(language="hy")
    asked(Client(), ani.email)
    [mail] = mails(ani.email)
    assert "Ձեր կոդը" in mail.text
    assert f"{settings().origin}/hy/sign-in/code" in mail.text


def test_a_sign_in_leads_to_where_one_wanted_to_go() -> None:
    ani, client = newcomer(), Client()
    visit = client.get("/en/account/email")
    assert visit["Location"] == "/en/sign-in?next=%2Fen%2Faccount%2Femail"
    first = client.post(SIGN_IN, {"email": ani.email, "next": "/en/account/email"})
    answer = client.post(first["Location"], {"code": mailed_code(ani.email)})
    assert answer["Location"] == "/en/account/email"


def test_a_sign_in_leads_to_no_other_host() -> None:
    ani, client = newcomer(), Client()
    first = client.post(SIGN_IN, {"email": ani.email, "next": "https://evil.example/"})
    answer = client.post(
        first["Location"], {"code": mailed_code(ani.email), "next": "//evil.example/"}
    )
    assert answer["Location"] == "/en/desk/"


@pytest.mark.parametrize("spelled", [lambda e: e.upper(), lambda e: f" {e} "])
def test_an_address_is_known_however_it_is_spelled(spelled: Any) -> None:
    """UNI-06: letters' case and blanks around it make no other address."""
    ani = newcomer()
    asked(Client(), spelled(ani.email))
    assert len(mails(ani.email)) == 1


def test_a_code_is_taken_once() -> None:
    """ACC-02: the code of a mail signs in one session and no second time."""
    ani, client = newcomer(), Client()
    asked(client, ani.email)
    code = mailed_code(ani.email)
    client.post(CODE, {"code": code})
    client.post("/en/sign-out")
    client.post(CODE, {"code": code})
    assert not is_in(client)
    other = Client()
    asked(other, ani.email)
    other.post(CODE, {"code": code})
    assert not is_in(other)


def test_three_wrong_codes_end_the_attempt() -> None:
    """ACC-01: whoever guesses must have a new code sent, and these are counted."""
    ani, client = newcomer(), Client()
    asked(client, ani.email)
    code = mailed_code(ani.email)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    assert [client.post(CODE, {"code": wrong}).status_code for _ in range(2)] == [200, 200]
    assert client.post(CODE, {"code": wrong})["Location"] == "/en/sign-in?trouble=code_void"
    client.post(CODE, {"code": code})
    assert not is_in(client)


def test_a_code_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    ani, client = newcomer(), Client()
    asked(client, ani.email)
    code = mailed_code(ani.email)
    later = time.time() + django_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1
    monkeypatch.setattr("time.time", lambda: later)
    client.post(CODE, {"code": code})
    monkeypatch.undo()
    assert not is_in(client)


# --- throttles ------------------------------------------------------------------------------


def test_one_address_is_not_flooded_and_let_in_again() -> None:
    """ACC-01: many machines ask for one account; its owner waits five minutes at most."""
    ani = newcomer()
    answers = [asked(Client(REMOTE_ADDR=f"203.0.113.{n}"), ani.email) for n in range(7)]
    assert [one.status_code for one in answers] == [302] * 5 + [200] * 2
    assert "Too many attempts" in answers[-1].content.decode()
    assert len(mails(ani.email)) == 5
    with connection.cursor() as cursor:
        cursor.execute("select max(expires) - now() from accounts_cache")
        assert cursor.fetchone()[0] <= timedelta(minutes=15)
    # another person is not slowed down by this
    assert asked(Client(REMOTE_ADDR="203.0.113.1"), newcomer().email).status_code == 302


def test_one_machine_does_not_try_many_accounts() -> None:
    """ACC-01: twenty addresses a minute from one place, and no more."""
    stranger = {"REMOTE_ADDR": "198.51.100.7"}
    answers = [asked(Client(**stranger), f"{n}@example.org").status_code for n in range(22)]
    assert answers == [302] * 20 + [200] * 2


def test_a_passkey_is_not_kept_out_by_requests_for_codes() -> None:
    """ACC-01: a stranger who asks for codes does not lock the owner out."""
    ani = newcomer()
    for n in range(7):
        asked(Client(REMOTE_ADDR=f"203.0.113.{n}"), ani.email)
    options = Client().get("/en/sign-in/passkey", headers={"Accept": "application/json"})
    assert options.status_code == 200
    assert options.json()["request_options"]["publicKey"]["userVerification"] == "required"


# --- unknown and disabled -------------------------------------------------------------------


def test_nobody_learns_which_address_is_known() -> None:
    """ACC-03: unknown, known and disabled accounts get the same answers, word for word."""
    known, disabled = newcomer(), newcomer()
    with tenancy.scope(Actor(person_id=disabled.id, organisation_id=None)):
        Login.objects.filter(id=disabled.id).update(is_active=False)
    told = set()
    for email in (known.email, disabled.email, "nobody@example.org"):
        client = Client()
        first = asked(client, email)
        second = client.get(CODE)
        page = re.sub(r'value="[^"]+"', "", second.content.decode()).replace(email, "")
        wrong = client.post(CODE, {"code": "12"})
        told.add((first.status_code, first["Location"], second.status_code, page,
                  wrong.status_code))  # fmt: skip
    assert len(told) == 1
    assert mails(disabled.email) == mails("nobody@example.org") == []


def test_an_unknown_address_costs_the_same_work() -> None:
    """ACC-03: the same rows are written, so that the time of the answer tells nothing."""
    known, counted = newcomer(), []
    for email in (known.email, "nobody.at.all@example.org"):
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            asked(Client(), email)
        writes = [q["sql"].split()[:3] for q in seen if q["sql"].lower().startswith("insert")]
        counted.append(sorted(writes))
    assert counted[0] == counted[1]
    assert len(counted[0]) > 1


def test_a_disabled_login_ends_its_sessions() -> None:
    """ACC-05: at the next request."""
    ani = newcomer()
    client = signed_in(ani)
    with tenancy.scope(Actor(person_id=ani.id, organisation_id=None)):
        Login.objects.filter(id=ani.id).update(is_active=False)
    assert not is_in(client)


# --- sessions -------------------------------------------------------------------------------


def test_a_session_gets_a_new_key_at_sign_in() -> None:
    """ACC-05: a key that a stranger planted before is worth nothing afterwards."""
    ani, client = newcomer(), Client()
    asked(client, ani.email)
    before = client.cookies["sessionid"].value
    client.post(CODE, {"code": mailed_code(ani.email)})
    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not is_in(planted)


def test_a_new_factor_renews_the_session_and_ends_the_others() -> None:
    """ACC-05: a privilege that grows gets a new key; sessions from before it end."""
    ani = newcomer()
    here, elsewhere = signed_in(ani), signed_in(ani)
    before = here.cookies["sessionid"].value
    with_app(here)
    assert here.cookies["sessionid"].value != before
    assert is_in(here)
    assert not is_in(elsewhere)


def test_all_other_sessions_are_ended() -> None:
    """ACC-05: by one button; this one goes on."""
    ani = newcomer()
    here, elsewhere = signed_in(ani), signed_in(ani)
    here.post("/en/account/sessions", {"session": "others"})
    assert is_in(here)
    assert not is_in(elsewhere)


def test_one_session_is_ended() -> None:
    """ACC-05: the one that its person points at, never somebody else's."""
    ani, bela = newcomer(), newcomer()
    here, elsewhere = signed_in(ani), signed_in(ani, HTTP_USER_AGENT="Firefox/1 Linux")
    stranger = signed_in(bela)
    page = here.get("/en/account/").content.decode()
    assert "Firefox, Linux" in page
    [row] = re.findall(r'name="session" value="(\d+)"', page)
    stranger.post("/en/account/sessions", {"session": row})
    assert is_in(elsewhere)
    here.post("/en/account/sessions", {"session": row})
    assert not is_in(elsewhere)


def test_a_sign_out_ends_the_session_itself() -> None:
    """ACC-05: the key of the cookie opens nothing any more."""
    client = signed_in(newcomer())
    key = client.cookies["sessionid"].value
    assert client.get("/en/sign-out").status_code == 200
    assert is_in(client)
    client.post("/en/sign-out")
    client.cookies["sessionid"] = key
    assert not is_in(client)


def test_a_form_of_another_site_changes_nothing() -> None:
    """ACC-06: neither signs out nor takes a factor off."""
    client = signed_in(newcomer(), enforce_csrf_checks=False)
    with_app(client)
    client.handler.enforce_csrf_checks = True
    for path in ("/en/sign-out", "/en/account/app/remove", "/en/account/sessions", "/en/account/"):
        assert client.post(path, {"session": "others"}).status_code == 403
    assert is_in(client)


def test_what_lies_in_a_session_is_sealed() -> None:
    """L06: who reads the table finds neither the code nor the secret of an app."""
    ani, client = newcomer(), Client()
    asked(client, ani.email)
    code = mailed_code(ani.email)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(session_data, ' ') from django_session")
        kept = cursor.fetchone()[0]
    from base64 import b64decode

    assert code.encode() not in b64decode(kept.split()[0])
    assert ani.email not in kept


# --- hosts ----------------------------------------------------------------------------------


def test_a_mail_leads_to_the_host_of_the_settings() -> None:
    """ACC-08: whatever the request calls us; other hosts are not even answered."""
    ani = newcomer()
    answer = asked(Client(), ani.email, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    with override_settings(ALLOWED_HOSTS=["*"]):
        asked(
            Client(), ani.email,
            headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        )  # fmt: skip
    [mail] = mails(ani.email)
    assert "evil.example" not in mail.text + mail.html
    assert settings().origin in mail.text
