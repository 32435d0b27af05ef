"""The pages behind a learner's secret link, without account, script or telephone."""

import io
import json
import zipfile

import pytest
from deskworld import press, sign_in
from django.apps import apps as django_apps
from django.test import Client
from holderworld import NINO, issued, mails, own_mailbox, path_in
from moments import NOW

from pharos.accounts import actions as accounts
from pharos.common import clock, personkeys, tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.issuing import actions
from pharos.issuing.holders import queries, rules


@pytest.fixture
def issuers(committed_issuers, monkeypatch, tmp_path):
    own_mailbox(monkeypatch, tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return committed_issuers


@pytest.fixture
def rows(issuers):
    return issued(issuers, NINO, ("ani@example.org", "hy"), now=NOW)


@pytest.fixture
def link(rows):
    """The path of the first learner's page."""
    return path_in(mails()[0])


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def a_person(email="levan@example.org"):
    by = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(by):
        accounts.register_person(by=by, name="Levan", email=email, now=NOW)
    return by


def test_the_link_opens_the_record_and_leaves_no_cookie(client, link, rows):
    response = client.get(link)
    assert response.status_code == 200
    text = response.content.decode()
    assert f"/c/{rows[0].id}" in text
    assert f"/c/{rows[1].id}" not in text
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("change", ["first", "middle", "last", "short", "other"])
def test_a_changed_link_opens_nothing(client, link, rows, change):
    """PRV-03: the seal is 128 bits; every wrong link gets the same 404."""
    start, _, token = link.rpartition("/")
    changed = {
        "first": "A" + token[1:] if token[0] != "A" else "B" + token[1:],
        "middle": token[:24] + ("A" if token[24] != "A" else "B") + token[25:],
        "last": token[:-2] + ("AA" if token[-2:] != "AA" else "BA"),
        "short": token[:-4],
        "other": rules.token_text(b"x" * 32, rows[1].id, 0),
    }[change]
    assert client.get(f"{start}/{changed}").status_code == 404


def test_an_erasure_ends_the_link(client, link, rows, issuers):
    """PRV-01: with the person's key the link is gone too."""
    with tenancy.scope(issuers.worker("ge")):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
    assert client.get(link).status_code == 410


def test_the_holder_ends_earlier_links_and_gets_a_new_one(client, link):
    assert client.post(link).status_code == 200
    assert client.get(link).status_code == 410
    newest = path_in(mails()[-1])
    assert newest != link
    assert client.get(newest).status_code == 200


def test_a_revoked_award_says_why_and_is_shared_no_more(client, link, rows, issuers):
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        actions.revoke(credential_id=rows[0].id, reason="error_in_data", by=by, now=NOW)
    text = client.get(link.replace("/ka/", "/en/")).content.decode()
    assert "Revoked" in text
    assert "there is an error in its data" in text
    assert "linkedin.com" not in text


def test_known_and_unknown_addresses_get_the_same_answer(client, rows):
    """ACC-03: whether somebody has awards is not told by the page that sends links."""
    mails()
    answers = [
        client.post("/en/holder/", {"email": address})
        for address in ("nino@example.org", "nobody@example.org")
    ]
    assert answers[0].content == answers[1].content
    assert [one.to for one in mails()].count("nino@example.org") == 2
    assert client.post("/en/holder/", {"email": "no address"}).status_code == 422


def test_a_wish_reaches_the_provider_and_its_answer_the_learner(client, link, rows, issuers):
    here = f"{link}/correct/{rows[0].id}"
    assert client.post(here, {"wish": "x"}).status_code == 422
    assert client.post(here, {"wish": "The family name is wrong."}).status_code == 303
    again = client.post(here, {"wish": "Once more."})
    assert again.status_code == 409
    to_provider = mails()[-1]
    assert "/desk/golden-fleece-demo-university/requests" in path_in(to_provider)
    desk = Client()
    sign_in(desk, issuers.world.people["registrar-ge"])
    path = "/en/desk/golden-fleece-demo-university/requests"
    page = desk.get(path)
    assert "The family name is wrong." in page.content.decode()
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        [wish] = queries.wishes_for(by)
    fields = {"act": "answer", "wish": str(wish.id)}
    assert press(desk, path, **fields, outcome="done").status_code == 422
    done = press(desk, path, **fields, outcome="done", answer="A new award was made.")
    assert done.status_code == 303
    assert desk.get(done.headers["Location"]).status_code == 200
    assert mails()[-1].to == "nino@example.org"
    assert "A new award was made." in client.get(here).content.decode()


def test_another_provider_sees_no_wish(client, link, rows, issuers):
    client.post(f"{link}/correct/{rows[0].id}", {"wish": "The name is wrong."})
    with tenancy.scope(issuers.world.actor("registrar-am")) as by:
        assert queries.wishes_for(by) == []


def test_a_person_takes_the_record_and_another_cannot(link, rows):
    by, other = a_person(), a_person("tamar@example.org")
    token = link.rpartition("/")[2]
    first, second = Client(), Client()
    sign_in(first, by.person_id)
    sign_in(second, other.person_id)
    assert first.get(f"/en/me/claim/{token}").status_code == 200
    assert press(first, f"/en/me/claim/{token}").status_code == 303
    assert f"/c/{rows[0].id}" in first.get("/en/me/").content.decode()
    assert press(second, f"/en/me/claim/{token}").status_code == 409
    assert f"/c/{rows[0].id}" not in second.get("/en/me/").content.decode()
    with tenancy.scope(by):
        [mine] = queries.claims(by)
    assert press(first, "/en/me/", act="give_up", claim=str(mine.id)).status_code == 303
    assert press(second, f"/en/me/claim/{token}").status_code == 303


def test_somebody_without_an_account_makes_one(client, link):
    page = client.get(f"{link}/account")
    assert "nino@example.org" in page.content.decode()
    made = client.post(f"{link}/account", {"name": "Nino"})
    assert made.status_code == 303
    assert made.headers["Location"].startswith("/ka/sign-in?next=/ka/me/")
    assert client.post(f"{link}/account", {"name": "Nino"}).status_code == 409


def test_everything_can_be_taken_along(link, rows):
    """PRV-02: signed files, certificates, shares and wishes in one archive."""
    by = a_person()
    mine = Client()
    sign_in(mine, by.person_id)
    press(mine, f"/en/me/claim/{link.rpartition('/')[2]}")
    mine.post(f"{link}/share/{rows[0].id}", {"parts": ["name"], "days": "30"})
    mine.post(f"{link}/correct/{rows[0].id}", {"wish": "The name is wrong."})
    response = mine.get("/en/me/export")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        told = json.loads(archive.read("pharos.json"))
        document = json.loads(archive.read(f"{rows[0].id}.json"))
        assert archive.read(f"{rows[0].id}.pdf").startswith(b"%PDF")
    assert document["id"] == f"urn:uuid:{rows[0].id}"
    assert told["person"]["email"] == "levan@example.org"
    [record] = told["records"]
    assert record["credentials"][0]["state"] == "valid"
    assert record["shares"][0]["shows"] == ["name"]
    assert record["corrections"][0]["wish"] == "The name is wrong."
    assert record["visits"] == []


# What holds rows of a person's record: the member of the archive that tells them, or why none does.
KEPT_OF_A_PERSON = {
    "issuing.Credential": "credentials",
    "issuing.Document": "credentials",
    "issuing.Claim": "claimed_at",
    "issuing.Share": "shares",
    "issuing.ShareUse": "shares",
    "issuing.Correction": "corrections",
    "stateregister.Hit": "visits",
    "awards.Learner": "credentials",
    "awards.BatchRow": "-: a roster of the provider on its way to the award",
    "awards.Import": "-: a roster of the provider, under a key of the roster",
    "common.Mail": "-: sealed, and emptied once it is sent",
    "issuing.LinkSeries": "-: a number alone",
    "funding.Application": "-: under a key of its own, read by the link that its applicant has",
    "funding.Proof": "-: under a key of its own, forgotten after its days",
    "organisations.Enquiry": "-: under a key of its own, gone once it is answered",
}


def test_every_table_of_a_person_is_in_the_archive_or_says_why_not():
    """PRV-02: a new table with rows of a person is decided about before it is shipped."""
    found = {
        one._meta.label
        for one in django_apps.get_models()
        if any(field.name == "person_key_id" for field in one._meta.get_fields())
    }
    assert found == set(KEPT_OF_A_PERSON)


def test_an_undelivered_mail_is_shown_to_the_provider(rows, issuers):
    from pharos.common.models import Mail

    mails()
    with tenancy.scope(issuers.worker("ge")):
        found = Mail.objects.filter(kind="mail_issued").order_by("id").first()
        Mail.objects.filter(id=found.id).update(state="failed", last_code="mail_address_refused")
    desk = Client()
    sign_in(desk, issuers.world.people["registrar-ge"])
    text = desk.get("/en/desk/golden-fleece-demo-university/requests").content.decode()
    assert "nino@example.org" in text
    assert "The mail server does not know this address" in text
