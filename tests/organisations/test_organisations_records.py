"""B27: who keeps the records of a closed provider, and what learners and verifiers ask there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import deskworld
import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import transaction
from django.test import Client
from moments import NOW

from pharos.common import tenancy
from pharos.common.models import Mail, PersonKey
from pharos.organisations import queries
from pharos.organisations.actions import closing
from pharos.organisations.models import Enquiry, Organisation
from pharos.organisations.records import enquiries
from pharos.organisations.views import records

world_module = borrow("records_awards", TESTS / "awards" / "conftest.py")
SLUG = "golden-fleece-demo-university"
DESK, ASK = f"/en/desk/{SLUG}", f"/en/providers/{SLUG}/records"
NUMBER = "urn:uuid:0192f0c0-0000-7000-8000-000000000001"
ASKED = {"kind": "duplicate", "number": NUMBER, "email": "ani@example.org", "message": "Lost."}


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        world = world_module.build_world(decisions=False)
        office = world_module._newcomer(world.organisations["registry"].id, "approver")
        with tenancy.scope(office):
            closing.close(
                by=office, organisation_id=world.organisations[SLUG].id, reason="Dissolved.",
                act="DEMO 12", day=date(2026, 11, 1), contact="records@example.org", now=NOW,
                successor_id=world.organisations["lighthouse-demo-university"].id,
            )  # fmt: skip
        yield world


@pytest.fixture
def world(module_world: Any) -> Iterator[Any]:
    records._asks.forget()
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


@pytest.fixture
def keeper(world: Any) -> Client:
    return signed_in(world, "registrar-am")


def signed_in(world: Any, key: str) -> Client:
    client = Client()
    deskworld.sign_in(client, world.people[key])
    return client


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def rows(world: Any) -> list[Enquiry]:
    owner = world.organisations[SLUG].id
    with tenancy.scope(world_module.actors.system(organisation_id=owner)):
        return list(Enquiry.objects.all())


@pytest.mark.parametrize("language", ["hy", "ka", "en"])
def test_the_public_page_says_who_keeps_its_records_and_what_it_became(
    world: Any, language: str
) -> None:
    """B23: the old page leads to the successor and says since when; the name stays."""
    page = text(Client().get(f"/{language}/providers/{SLUG}"))
    assert f'href="/{language}/providers/lighthouse-demo-university"' in page
    assert "records@example.org" in page
    assert f'href="/{language}/providers/{SLUG}/records"' in page


def test_an_enquiry_is_answered_by_mail_and_then_gone(world: Any, keeper: Client) -> None:
    """PRV: what was asked is sealed, and read by nobody after the answer."""
    sent = Client().post(ASK, ASKED)
    assert sent.status_code == 200
    (row,) = rows(world)
    assert NUMBER.encode() not in bytes(row.box)
    page = text(keeper.get(f"{DESK}/enquiries"))
    assert NUMBER in page
    assert "ani@example.org" in page
    given = {"act": "answer", "enquiry": str(row.id), "answer": "It is on its way."}
    assert deskworld.press(keeper, f"{DESK}/enquiries", **given).status_code == 303
    assert deskworld.press(keeper, f"{DESK}/enquiries", **given).status_code == 404
    assert NUMBER not in text(keeper.get(f"{DESK}/enquiries"))
    owner = world.organisations[SLUG].id
    with tenancy.scope(world_module.actors.system(organisation_id=owner)):
        assert Mail.objects.filter(kind="mail_enquiry").count() == 1
        assert PersonKey.objects.get(id=row.person_key_id).wrapped is None


def test_the_answer_is_the_same_for_every_number(world: Any) -> None:
    """PRV-03: nobody learns here whether a certificate exists; who asks often is not heard."""
    pages = {
        text(Client().post(ASK, ASKED | {"number": number})) for number in (NUMBER, "x", "y", "z")
    }
    assert len(pages) == 1
    assert len(rows(world)) == 2


def test_a_form_that_lacks_something_keeps_what_was_typed(world: Any) -> None:
    answer = Client().post(ASK, ASKED | {"email": "nobody"})
    assert answer.status_code == 422
    assert NUMBER in text(answer)
    assert rows(world) == []


def test_nobody_is_asked_about_a_provider_that_is_there(world: Any) -> None:
    assert Client().get("/en/providers/lighthouse-demo-university/records").status_code == 404


def test_who_keeps_records_does_nothing_else(world: Any, keeper: Client) -> None:
    """AUT-04: no programmes, no batches, no people; and the people of before are out."""
    assert keeper.get(f"{DESK}/").status_code == 200
    for page in ("awards", "learners", "requests", "enquiries"):
        assert keeper.get(f"{DESK}/{page}").status_code == 200, page
    for page in ("programmes", "batches", "team", "keys", "offerings"):
        assert keeper.get(f"{DESK}/{page}").status_code == 403, page
    assert signed_in(world, "head-ge").get(f"{DESK}/enquiries").status_code == 403
    assert signed_in(world, "registrar-am").get("/en/desk/").status_code == 200


def test_the_chooser_names_the_closed_body(world: Any, keeper: Client) -> None:
    assert f'href="{DESK}/"' in text(keeper.get("/en/desk/"))
    with tenancy.scope(world_module.Actor(person_id=world.people["registrar-am"],
                                          organisation_id=None)):  # fmt: skip
        places = queries.places_of(world.people["registrar-am"], now=NOW)
    assert [(one.slug, roles) for one, roles in places] == [
        ("lighthouse-demo-university", ("registrar",)), (SLUG, ("custodian",))
    ]  # fmt: skip
    assert Organisation.objects.get(slug=SLUG).state == "closed"
    assert enquiries.closed_body(SLUG).slug == SLUG
