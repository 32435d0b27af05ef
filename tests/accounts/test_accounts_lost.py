"""Whoever lost a device, a mailbox or a whole way in; and forms that carry more than asked."""

import pytest
import signinworld as signing
from allauth.mfa.models import Authenticator
from django.test import Client

from pharos.accounts import actions, command
from pharos.accounts.models import Login, Person
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed, NotFound
from pharos.common.ids import uuid7


@pytest.fixture(autouse=True)
def _keyed(db_world: None) -> None:
    secretbox.ensure_keys()


def test_a_mailbox_alone_opens_no_account_that_has_a_second_factor() -> None:
    """ACC-07: whoever buys the domain reads the code and stands before the next door."""
    ani = signing.newcomer()
    signing.with_app(signing.signed_in(ani))
    buyer = signing.signed_in(ani)
    assert not signing.is_in(buyer)
    for path in ("account/", "account/app/remove", "account/email", "desk/"):
        answer = buyer.post(f"/en/{path}", {"email": "buyer@example.org"})
        assert answer["Location"].startswith("/en/sign-in")
    assert Login.objects.get(pk=ani.id).email == ani.email_folded


def test_the_operator_takes_lost_factors_off() -> None:
    """The person is told, every session ends, and the code by mail opens the account again."""
    ani = signing.newcomer()
    client = signing.signed_in(ani)
    signing.with_app(client)
    assert command.reset(ani.email.swapcase()) == 2
    assert not Authenticator.objects.filter(user_id=ani.id).exists()
    assert not signing.is_in(client)
    assert "taken off by the operator" in signing.mails(ani.email)[0].text
    assert signing.is_in(signing.signed_in(ani))


def test_only_the_system_takes_factors_off_unasked() -> None:
    ani = signing.newcomer()
    by = Actor(person_id=ani.id, organisation_id=None)
    with pytest.raises(NotAllowed), tenancy.scope(by):
        actions.remove_factors(by=by)
    with pytest.raises(NotFound):
        command.reset("nobody@example.org")


def test_a_form_changes_only_what_it_shows() -> None:
    """AUT-12: members that a page does not ask for are never stored."""
    ani, other = signing.newcomer(), uuid7()
    client = signing.signed_in(ani)
    client.post(
        "/en/account/",
        {
            "name": "Ani Example", "latin_name": "", "language": "ka", "id": str(other),
            "email": "else@example.org", "email_folded": "else@example.org", "is_active": "",
            "created_at": "2020-01-01", "is_staff": "1", "is_superuser": "1", "roles": "head",
        },
    )  # fmt: skip
    with tenancy.scope(Actor(person_id=ani.id, organisation_id=None)):
        kept = Person.objects.get(id=ani.id)
    assert (kept.language, kept.email, kept.created_at) == ("ka", ani.email, ani.created_at)
    assert Login.objects.get(pk=ani.id).is_active


@pytest.mark.parametrize(
    "email", ["a@b", "x\r\nBcc: y@example.org", "a b@example.org", "", "a" * 300]
)
def test_what_is_no_address_is_sent_nothing(email: str) -> None:
    """OUT-04: nothing that could end a header reaches the mail."""
    client = signing.signed_in(signing.newcomer())
    assert client.post("/en/account/email", {"email": email}).status_code == 200
    assert Client().post(signing.SIGN_IN, {"email": email}).status_code == 200
