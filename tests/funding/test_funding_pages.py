"""Free or funded without an account, an application from its form to its erasure, over HTTP."""

import fundingworld
import pytest
from django.db import connection
from django.test import Client
from fundingworld import Funding

from pharos.catalogue.offerings import actions as offerings
from pharos.common import tenancy
from pharos.common.models import PersonKey
from pharos.funding.models import Application, Proof
from pharos.funding.views import public

FORM = {"name": "ეკა საცდელი", "email": "eka@example.org", "group": "unemployed",
        "region": "GE-TB", "note": "Certificate."}  # fmt: skip
WRITES = ("insert", "update", "delete")


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_looking_for_a_funded_place_leaves_nothing(funding: Funding, visitor: Client) -> None:
    """PRV-06: no cookie, no row, no copy on the way; the explanation names scheme and amount."""
    statements: list[str] = []

    def noted(execute, sql, params, many, context):
        statements.append(str(sql).lower().lstrip())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        answer = visitor.get("/en/funded?group=unemployed&country=GE&region=GE-TB&age=30")
    page = answer.content.decode()
    assert "Harbour grant" in page
    assert "pays 480 GEL, you pay 120 GEL" in page
    assert not visitor.cookies
    assert [one for one in statements if one.startswith(WRITES)] == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert f"/apply/{funding.world.versions['data-analysis'].id}?group=unemployed&amp;" in page
    assert "Next start: 1 March 2030" in page
    assert "more scheme" not in page
    assert "1 more scheme may pay for you" in visitor.get("/en/funded").content.decode()
    teacher = visitor.get("/en/funded?group=teacher").content.decode()
    assert "Harbour grant" not in teacher
    assert "more scheme" not in teacher


def test_an_application_comes_and_goes_without_an_account(
    funding: Funding, visitor: Client
) -> None:
    """PRV-01: what names the person is there for both sides, and gone when the person leaves."""
    version = funding.world.versions["data-analysis"]
    path = f"/en/funding/{funding.scheme.id}/apply/{version.id}"
    chosen = visitor.get(f"{path}?group=unemployed&region=GE-TB").content.decode()
    assert '<option value="unemployed" selected>' in chosen
    assert visitor.post(path, {**FORM, "email": "no address"}).status_code == 422
    sent = visitor.post(path, FORM)
    assert sent.status_code == 303
    mine = sent.headers["Location"].partition("?")[0]
    page = visitor.get(mine).content.decode()
    assert "Waits for a decision" in page
    assert FORM["name"] not in page
    assert visitor.post(mine).status_code == 303
    for key, model in (("registrar-ge", Application), ("employer-partner-ge", Proof)):
        with tenancy.scope(funding.world.actor(key)):
            (row,) = model.objects.all()
            assert row.box is None
            assert PersonKey.objects.get(id=row.person_key_id).wrapped is None
    assert "Withdrawn" in visitor.get(mine).content.decode()
    assert visitor.get(mine[:-4] + "0000").status_code == 404
    assert not visitor.cookies


def test_a_full_offering_is_told_where_people_look(funding: Funding, visitor: Client) -> None:
    """Page, API and the form of an application say it; one can still apply and wait."""
    funding.act("registrar-ge", offerings.close, offering_id=funding.offering.id)
    last = fundingworld.priced(funding.world, fundingworld.EARLY, seats=1)
    assert funding.reserved().offering_id == last.id
    version = funding.world.versions["data-analysis"]
    slug = funding.world.organisations["golden-fleece-demo-university"].slug
    page = visitor.get(f"/en/programmes/{slug}/data-analysis").content.decode()
    assert "All places are taken" in page
    found = visitor.get(f"/api/v1/versions/{version.id}/offerings").json()["items"]
    told = next(one for one in found if one["id"] == str(last.id))
    assert (told["seats"], told["seats_taken"]) == (1, 1)
    form = visitor.get(f"/en/funding/{funding.scheme.id}/apply/{version.id}").content.decode()
    assert "All seats of the next offering are taken" in form


def test_nobody_is_flooded_with_mail_through_the_form(
    funding: Funding, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each application mails its address, so one address applies some times a minute."""
    monkeypatch.setattr(public, "_ASKS_A_MINUTE", 1)
    path = f"/en/funding/{funding.scheme.id}/apply/{funding.world.versions['data-analysis'].id}"
    form = {**FORM, "email": "often@example.org"}
    assert visitor.post(path, form).status_code == 303
    again = visitor.post(path, {**form, "email": "Often@example.org"})
    assert again.status_code == 429
    assert "too often" in again.content.decode()
    assert visitor.post(path, {**form, "email": "other@example.org"}).status_code == 303
