"""Mandates and signatories by page: proposed by one, approved by another with a passkey, ended."""

from pathlib import Path

import pytest
import sharedworlds
from borrowed import borrow
from deskworld import press, sign_in
from django.test import Client
from moments import NOW

from pharos.common import clock, tenancy
from pharos.organisations.models import Mandate, Signatory

TESTS = Path(__file__).parents[1]
examples = borrow("signing_examples", TESTS / "awards" / "conftest.py")
DESK = "/en/desk/golden-fleece-demo-university"
ACT = {
    "legal_act": "Order of the Rector 7/2026",
    "act_day": "20.11.2026",
    "first_day": "21.11.2026",
    "last_day": "20.11.2030",
}


@pytest.fixture
def world(django_db_setup, django_db_blocker, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(examples.build_world) as world:
        yield world


def at_desk(world, key, strong=True):
    client = Client()
    sign_in(client, world.people[key], strong=strong)
    return client


def proposed(world):
    answer = press(at_desk(world, "registrar-ge"), f"{DESK}/mandates", **ACT)
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"].partition("?")[0]


def content(client, page):
    return client.get(page).content.decode().partition('name="content" value="')[2][:64]


def test_a_mandate_takes_two_persons_and_a_passkey(world):
    """ACC-04: a mandate is approved by another person with a passkey, as it was read."""
    page = proposed(world)
    registrar, head = at_desk(world, "registrar-ge"), at_desk(world, "head-ge")
    assert "You proposed this mandate" in registrar.get(page).content.decode()
    asked = {"act": "approve", "content": content(head, page)}
    assert press(registrar, page, **asked).status_code == 403
    weak = press(at_desk(world, "head-ge", strong=False), page, **asked)
    assert weak.status_code == 403
    stale = press(head, page, act="approve", content="0" * 64)
    assert stale.status_code == 409
    assert press(head, page, **asked).status_code == 303
    shown = head.get(page).content.decode()
    assert "In force" in shown
    assert "20 November 2030" in shown
    assert shown.count("Ani Example") == 2
    with tenancy.scope(world.actor("head-ge")):
        assert Mandate.objects.get().until_day.isoformat() == "2030-11-21"


def test_a_mandate_is_revoked_with_a_reason(world):
    page = proposed(world)
    head = at_desk(world, "head-ge")
    press(head, page, act="approve", content=content(head, page))
    assert press(head, page, act="revoke").status_code == 422
    assert press(head, page, act="revoke", reason="The act was annulled.").status_code == 303
    shown = head.get(page).content.decode()
    assert "The act was annulled." in shown
    assert 'value="revoke"' not in shown
    assert "No mandate is in force" in head.get(f"{DESK}/mandates").content.decode()


def test_a_signatory_is_named_and_ended(world):
    head = at_desk(world, "head-ge")
    page = f"{DESK}/signatories"
    assert press(head, page, first_day="01.12.2026").status_code == 422
    named = press(head, page, name_ka="ბესიკ მაგალითაძე", name_en="Besik Magalitadze",
                  office_ka="რექტორი", office_en="Rector", first_day="01.11.2026")  # fmt: skip
    assert named.status_code == 303, named.content.decode()
    assert "Besik Magalitadze" in head.get(page).content.decode()
    with tenancy.scope(world.actor("head-ge")):
        one = Signatory.objects.get()
    ended = press(head, page, act="end", signatory=str(one.id), ended_on="30.11.2026")
    assert ended.status_code == 303, ended.content.decode()
    with tenancy.scope(world.actor("head-ge")):
        one.refresh_from_db()
    assert one.until_day.isoformat() == "2026-12-01"
    assert press(at_desk(world, "registrar-ge"), page, first_day="01.12.2026").status_code == 403


def test_another_organisation_is_closed(world):
    """AUT-02: the mandate of another organisation is none."""
    page = proposed(world)
    stranger = at_desk(world, "head-am")
    assert stranger.get(page).status_code == 403
    own = page.replace("golden-fleece-demo-university", "lighthouse-demo-university")
    assert stranger.get(own).status_code == 404
    assert press(stranger, own, act="revoke", reason="mine").status_code == 404


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_every_page_is_shown_in_each_language(world, language):
    page = proposed(world)
    head = at_desk(world, "head-ge")
    for path in (f"{DESK}/mandates", page, f"{DESK}/signatories"):
        answer = head.get(path.replace("/en/", f"/{language}/"))
        assert answer.status_code == 200, path
        assert 'class="trouble"' not in answer.content.decode(), path
        assert "page_" not in answer.content.decode(), path


def test_what_a_form_does_not_ask_is_not_taken(world):
    """AUT-12: who approved, for whom and since when is nobody's to send."""
    press(
        at_desk(world, "registrar-ge"), f"{DESK}/mandates", **ACT,
        approved_by=str(world.people["head-ge"]), approved_at="2026-01-01T00:00:00Z",
        organisation_id=str(world.organisations["lighthouse-demo-university"].id),
    )  # fmt: skip
    with tenancy.scope(world.actor("head-ge")):
        (made,) = Mandate.objects.all()
    assert (made.approved_by, made.approved_at) == (None, None)
    assert made.organisation_id == world.organisations["golden-fleece-demo-university"].id
