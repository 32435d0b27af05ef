"""Keys by page: asked for by one person, approved by another with a passkey, retired, doubted."""

from hashlib import sha256
from pathlib import Path

import pytest
import sharedworlds
from borrowed import borrow
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from deskworld import press, sign_in
from django.test import Client
from moments import NOW

from pharos.common import clock, tenancy
from pharos.core import p256
from pharos.core.multibase import encode_p256
from pharos.core.signing import MemorySigner
from pharos.registry.models import IssuerKey
from pharos.registry.rules import possession_message

TESTS = Path(__file__).parents[1]
examples = borrow("keys_examples", TESTS / "awards" / "conftest.py")
PAGE = "/en/desk/golden-fleece-demo-university/keys"


class Signer:
    """A signer in memory, in the place of the process."""

    def __init__(self) -> None:
        self.inner = MemorySigner()
        self.made = 0

    def create_key(self, algorithm: str) -> str:
        self.made += 1
        if algorithm == "P-256":
            self.key = derive_private_key(self.made, SECP256R1())
            return encode_p256(p256.compressed(self.key.public_key()))
        self.key = None
        self.inner.add("newest", sha256(str(self.made).encode()).digest())
        return self.inner.multikey("newest")

    def prove_possession(self, public: str, challenge: bytes) -> bytes:
        message = possession_message(challenge)
        if self.key is not None:
            return p256.sign(message, self.key)
        [proof] = self.inner.sign_many([message], key_id="newest", intent=b"")
        return proof


@pytest.fixture
def world(django_db_setup, django_db_blocker, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    signer = Signer()
    monkeypatch.setattr("pharos.registry.views.keys_pages.SignerClient", lambda: signer)
    with django_db_blocker.unblock(), sharedworlds.lent(examples.build_world) as world:
        yield world


def at_desk(world, key, strong=True):
    client = Client()
    sign_in(client, world.people[key], strong=strong)
    return client


def keys(world):
    with tenancy.scope(world.actor("head-ge")):
        return list(IssuerKey.objects.order_by("id"))


def test_a_key_takes_two_persons_and_a_passkey(world):
    """ACC-04: without a passkey nobody approves a key, and nobody the own one."""
    registrar, head = at_desk(world, "registrar-ge"), at_desk(world, "head-ge")
    assert "No key signs" in head.get(PAGE).content.decode()
    assert press(registrar, PAGE, act="propose", purpose="credentials").status_code == 303
    (key,) = keys(world)
    assert "You asked for this key" in registrar.get(PAGE).content.decode()
    asked = {"act": "approve", "key_id": key.key_id}
    assert press(registrar, PAGE, **asked).status_code == 403
    assert press(at_desk(world, "head-ge", strong=False), PAGE, **asked).status_code == 403
    assert 'value="approve"' in head.get(PAGE).content.decode()
    assert press(head, PAGE, **asked).status_code == 303
    assert [one.state for one in keys(world)] == ["active"]
    assert press(head, PAGE, **asked).status_code == 409


def test_the_next_key_retires_the_one_before_and_a_retired_one_can_be_doubted(world, monkeypatch):
    registrar, head = at_desk(world, "registrar-ge"), at_desk(world, "head-ge")
    for minute in range(2):
        later = NOW.replace(minute=NOW.minute + minute)
        monkeypatch.setattr(clock, "now", lambda at=later: at)
        press(registrar, PAGE, act="propose", purpose="credentials")
        press(head, PAGE, act="approve", key_id=keys(world)[-1].key_id)
    first, second = keys(world)
    assert (first.state, second.state) == ("retired", "active")
    assert press(head, PAGE, act="compromised", key_id=first.key_id).status_code == 422
    doubted = press(head, PAGE, act="compromised", key_id=first.key_id, since="20.11.2026")
    assert doubted.status_code == 303, doubted.content.decode()
    assert keys(world)[0].compromised_at is None
    agreed = {"act": "agree", "key_id": first.key_id, "key_act": "compromised"}
    assert press(head, PAGE, **agreed).status_code == 403
    assert press(registrar, PAGE, act="withdraw", key_id=first.key_id,
                 key_act="compromised").status_code == 303  # fmt: skip
    press(registrar, PAGE, act="compromised", key_id=first.key_id, since="20.11.2026")
    assert "Proposed: the key was in other hands" in head.get(PAGE).content.decode()
    assert press(head, PAGE, **agreed).status_code == 303
    assert keys(world)[0].compromised_at.isoformat() == "2026-11-19T10:00:00+00:00"
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(minute=NOW.minute + 5))
    assert press(head, PAGE, act="retire", key_id=second.key_id).status_code == 303
    assert "No key signs" in head.get(PAGE).content.decode()


def test_one_person_blocks_and_two_lift(world):
    registrar, head = at_desk(world, "registrar-ge"), at_desk(world, "head-ge")
    press(registrar, PAGE, act="propose", purpose="seal")
    press(head, PAGE, act="approve", key_id=keys(world)[0].key_id)
    (key,) = keys(world)
    assert key.purpose == "seal"
    assert press(registrar, PAGE, act="block", key_id=key.key_id).status_code == 303
    assert keys(world)[0].state == "blocked"
    assert press(registrar, PAGE, act="unblock", key_id=key.key_id).status_code == 303
    agreed = {"act": "agree", "key_id": key.key_id, "key_act": "unblock"}
    assert press(registrar, PAGE, **agreed).status_code == 403
    assert press(at_desk(world, "head-ge", strong=False), PAGE, **agreed).status_code == 403
    assert press(head, PAGE, **agreed).status_code == 303
    assert keys(world)[0].state == "active"


def test_a_key_is_asked_for_what_there_are_keys_for(world):
    registrar = at_desk(world, "registrar-ge")
    for purpose in ("log", "root", "", "other"):
        assert press(registrar, PAGE, act="propose", purpose=purpose).status_code == 422
    assert keys(world) == []


def test_nobody_touches_the_key_of_another(world):
    """AUT-02: the key of another organisation is none."""
    press(at_desk(world, "registrar-ge"), PAGE, act="propose", purpose="credentials")
    (key,) = keys(world)
    stranger = at_desk(world, "head-am")
    own = PAGE.replace("golden-fleece-demo-university", "lighthouse-demo-university")
    assert press(stranger, own, act="approve", key_id=key.key_id).status_code == 404
    assert key.public not in stranger.get(own).content.decode()


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_the_page_is_shown_in_each_language(world, language):
    press(at_desk(world, "registrar-ge"), PAGE, act="propose", purpose="credentials")
    answer = at_desk(world, "head-ge").get(PAGE.replace("/en/", f"/{language}/"))
    assert answer.status_code == 200
    assert "page_" not in answer.content.decode()


def test_a_form_of_another_site_does_nothing(world):
    """ACC-06: without the token of our own page, or as JSON in plain text, no key is touched."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, world.people["registrar-ge"])
    assert press(client, PAGE, act="propose", purpose="credentials").status_code == 403
    body = '{"act": "propose", "form_key": "1"}'
    assert client.post(PAGE, body, content_type="text/plain").status_code == 403
    assert keys(world) == []
