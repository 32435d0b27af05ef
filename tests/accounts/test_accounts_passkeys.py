"""Passkeys: made, shown, taken off; what is strong, and what needs it."""

import html
import json
import re
from typing import Any
from uuid import UUID

import pytest
import signinworld as signing
from allauth.mfa.models import Authenticator
from django.test import Client
from passkeys import SoftKey

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import secretbox
from pharos.common.actor import Actor, system
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7
from pharos.common.settings import settings

ADD, LOGIN = "/en/account/passkeys/add", "/en/sign-in/passkey"


@pytest.fixture(autouse=True)
def _keyed(db_world: None) -> None:
    secretbox.ensure_keys()


def options_of(page: str) -> dict[str, Any]:
    """What the script of a page hands to the browser."""
    return json.loads(html.unescape(re.search(r'data-options="([^"]*)"', page).group(1)))


def with_passkey(client: Client, key: SoftKey, name: str = "blue key") -> Any:
    options = options_of(client.get(ADD).content.decode())
    fields = {"name": name, "credential": key.created(options), "passwordless": "on"}
    return client.post(ADD, fields)


def shown(client: Client, key: SoftKey) -> Any:
    asked = client.get(LOGIN, headers={"Accept": "application/json"}).json()
    return client.post(LOGIN, {"credential": key.shown(asked["request_options"])})


def own_key() -> SoftKey:
    return SoftKey(settings().origin)


def strength(client: Client) -> tuple[bool, bool]:
    """Whether the client's session is strong, and whether it has a second factor."""
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from pharos.accounts.sessions import SessionStore
    from pharos.accounts.signin import signed_in

    request = HttpRequest()
    request.user = AnonymousUser()
    request.session = SessionStore(client.cookies["sessionid"].value)
    found = signed_in(request)
    return found.strong, found.second


def test_a_passkey_signs_in_alone_and_is_strong() -> None:
    """ACC-04: it cannot be phished, so it is enough for everything."""
    ani, key = signing.newcomer(), own_key()
    client = signing.signed_in(ani)
    assert strength(client) == (False, False)
    assert with_passkey(client, key)["Location"] == "/en/account/codes"
    assert strength(client) == (True, True)
    fresh = Client()
    assert shown(fresh, key)["Location"] == "/en/desk/"
    assert strength(fresh) == (True, True)


def test_the_app_is_a_second_factor_and_not_strong() -> None:
    """ACC-04: a code can be typed into a wrong page."""
    client = signing.signed_in(signing.newcomer())
    signing.with_app(client)
    assert strength(client) == (False, True)


def test_a_passkey_is_asked_for_after_the_code() -> None:
    """L03: as any second factor is."""
    ani, key = signing.newcomer(), own_key()
    with_passkey(signing.signed_in(ani), key)
    client = Client()
    signing.asked(client, ani.email)
    client.post(signing.CODE, {"code": signing.mailed_code(ani.email)})
    assert not signing.is_in(client)
    options = options_of(client.get(signing.SECOND).content.decode())
    client.post(signing.SECOND, {"credential": key.shown(options)})
    assert strength(client) == (True, True)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example"])
def test_a_passkey_of_another_origin_is_refused(origin: str) -> None:
    """ACC-04: what was shown to another page is worth nothing here."""
    ani, key = signing.newcomer(), own_key()
    with_passkey(signing.signed_in(ani), key)
    key.origin = origin
    client = Client()
    assert shown(client, key)["Location"] == "/en/sign-in?trouble=passkey_unknown"
    assert not signing.is_in(client)


def test_a_passkey_is_shown_to_one_challenge_once() -> None:
    """ACC-02: what was signed for one attempt opens no second one."""
    ani, key = signing.newcomer(), own_key()
    with_passkey(signing.signed_in(ani), key)
    client = Client()
    asked = client.get(LOGIN, headers={"Accept": "application/json"}).json()
    credential = key.shown(asked["request_options"])
    other = Client()
    other.get(LOGIN, headers={"Accept": "application/json"})
    other.post(LOGIN, {"credential": credential})
    assert not signing.is_in(other)
    client.post(LOGIN, {"credential": credential})
    assert signing.is_in(client)
    client.post("/en/sign-out")
    client.post(LOGIN, {"credential": credential})
    assert not signing.is_in(client)


def test_a_passkey_that_asked_nobody_is_not_enough_alone() -> None:
    """ACC-04: found on a table, without finger or PIN, it does not sign in."""
    ani = signing.newcomer()
    key = SoftKey(settings().origin, verified=False)
    client = signing.signed_in(ani)
    assert with_passkey(client, key).status_code == 200
    assert not Authenticator.objects.filter(user_id=ani.id).exists()


EMPTY = '{"id": "", "rawId": "", "type": "public-key", "response": {}}'


@pytest.mark.parametrize("sent", ["", "{}", "[]", '{"id": 1}', "null", "no json", EMPTY])
def test_what_is_no_credential_is_refused(sent: str) -> None:
    client = Client()
    client.get(LOGIN, headers={"Accept": "application/json"})
    assert client.post(LOGIN, {"credential": sent}).status_code == 302
    assert not signing.is_in(client)


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject", "authenticatorData"])
@pytest.mark.parametrize("value", ["", "AAAA", "no base64!", None, 7])
def test_a_credential_that_was_cut_is_refused(part: str, value: Any) -> None:
    """No answer of a passkey, however broken, is a fault of ours."""
    ani, key = signing.newcomer(), own_key()
    client = signing.signed_in(ani)
    options = options_of(client.get(ADD).content.decode())
    credential = json.loads(key.created(options))
    credential["response"][part] = value
    sent = {"name": "x", "credential": json.dumps(credential), "passwordless": "on"}
    if part != "authenticatorData":
        assert client.post(ADD, sent).status_code == 200
    with_passkey(client, key)
    fresh = Client()
    asked = fresh.get(LOGIN, headers={"Accept": "application/json"}).json()
    shown_key = json.loads(key.shown(asked["request_options"]))
    shown_key["response"][part] = value
    fresh.post(LOGIN, {"credential": json.dumps(shown_key)})
    assert signing.is_in(fresh) is (part == "attestationObject")


def test_an_unknown_passkey_is_told_as_such() -> None:
    client, key = Client(), own_key()
    key.user = UUID(int=7).hex.encode()
    answer = shown(client, key)
    page = client.get(answer["Location"]).content.decode()
    assert "This passkey is not known here" in page


def test_a_passkey_is_named_and_taken_off() -> None:
    ani, key = signing.newcomer(), own_key()
    client = signing.signed_in(ani)
    with_passkey(client, key, "blue key")
    row = Authenticator.objects.get(user_id=ani.id, type="webauthn")
    assert "blue key" in client.get("/en/account/").content.decode()
    client.post(f"/en/account/passkeys/{row.pk}/name", {"name": "red key"})
    assert "red key" in client.get("/en/account/").content.decode()
    client.post(f"/en/account/passkeys/{row.pk}/remove")
    assert "red key" not in client.get("/en/account/").content.decode()
    fresh = Client()
    shown(fresh, key)
    assert not signing.is_in(fresh)


def test_nobody_touches_the_passkey_of_somebody_else() -> None:
    """AUT-02: its address is as unknown as one that never was."""
    ani, bela, key = signing.newcomer(), signing.newcomer(), own_key()
    with_passkey(signing.signed_in(ani), key)
    row = Authenticator.objects.get(user_id=ani.id, type="webauthn")
    stranger = signing.signed_in(bela)
    for what in ("name", "remove"):
        assert (
            stranger.post(f"/en/account/passkeys/{row.pk}/{what}", {"name": "x"}).status_code == 404
        )
    assert Authenticator.objects.filter(pk=row.pk).exists()


# --- what needs one -------------------------------------------------------------------------

STRONG = sorted(policies.matrix().strong)


@pytest.mark.parametrize("permission", STRONG)
def test_approvals_need_a_passkey(permission: Permission) -> None:
    """ACC-04: of decisions, formats, keys, mandates, amendments and entries."""
    weak = Actor(person_id=uuid7(), organisation_id=uuid7())
    with pytest.raises(NotAllowed) as refused:
        policies.require_strong(weak, permission)
    assert refused.value.code == "stronger_factor_needed"
    policies.require_strong(Actor(weak.person_id, weak.organisation_id, strong=True), permission)
    policies.require_strong(system(), permission)


def test_every_approval_is_among_them() -> None:
    """ACC-04: an approval that is added later is not forgotten; erasure is no decision."""
    approvals = {one for one in Permission if one.value.endswith(":approve")}
    assert approvals - set(STRONG) == {Permission.ERASURE_APPROVE}


def test_production_believes_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """ACC-04: a session that a link of a demonstration opened has one factor elsewhere."""
    from deskworld import sign_in

    client = Client()
    sign_in(client, signing.newcomer().id)
    assert strength(client) == (True, True)
    real = settings().model_copy(update={"installation": "production"})
    monkeypatch.setattr("pharos.accounts.signin.settings", lambda: real)
    assert strength(client) == (False, False)


def test_old_sessions_go_by_themselves() -> None:
    """ACC-05: with the counters of attempts and the lists of places."""
    from datetime import timedelta

    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from pharos.common import clock, jobs

    here, gone = signing.signed_in(signing.newcomer()), signing.signed_in(signing.newcomer())
    key = gone.cookies["sessionid"].value
    Session.objects.filter(pk=key).update(expire_date=clock.now() - timedelta(seconds=1))
    jobs.tidy()
    assert not Session.objects.filter(pk=key).exists()
    assert not UserSession.objects.filter(session_key=key).exists()
    assert signing.is_in(here)
