"""The first page of a desk: what waits for whom, how pressing it is, the last batches."""

from datetime import timedelta
from pathlib import Path

import pytest
import sharedworlds
from borrowed import borrow
from deskworld import press, sign_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from moments import NOW

from pharos.awards import actions as awards
from pharos.common import clock, dates, tenancy
from pharos.common.sentences import LANGUAGES, sentence
from pharos.nations.zones import zone_of
from pharos.organisations import actions as organisations

TESTS = Path(__file__).parents[1]
issuing = borrow("today_issuers", TESTS / "issuing" / "conftest.py")
GE = "golden-fleece-demo-university"
DESKS = {
    "registrar-ge": GE,
    "head-ge": GE,
    "registrar-am": "lighthouse-demo-university",
    "head-am": "lighthouse-demo-university",
    "agency-approver-ge": "demo-quality-agency-ge",
    "ministry-officer-am": "demo-ministry-am",
}


@pytest.fixture
def issuers(django_db_setup, django_db_blocker, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(issuing.build_issuers) as issuers:
        yield issuers


def at_desk(issuers, key):
    client = Client()
    sign_in(client, issuers.world.people[key])
    return client


def today(issuers, key, language="en"):
    answer = at_desk(issuers, key).get(f"/{language}/desk/{DESKS[key]}/")
    assert answer.status_code == 200
    return answer.content.decode()


def imported(issuers):
    report = issuers.world.in_scope(
        "registrar-ge",
        awards.import_roster,
        raw=issuers.world.roster("data-analysts.csv"),
        version_id=issuers.world.versions["data-analysis"].id,
        now=NOW,
    )
    return report.batch


def test_a_batch_waits_for_the_one_who_can_act(issuers):
    batch = imported(issuers)
    assert "Propose a batch that was checked" in today(issuers, "registrar-ge")
    assert "Confirm a batch" not in today(issuers, "head-ge")
    issuers.world.in_scope("registrar-ge", awards.propose_batch, batch_id=batch, now=NOW)
    shown = today(issuers, "head-ge")
    assert "Confirm a batch with" in shown
    assert f'href="/en/desk/{GE}/batches/{batch}"' in shown
    assert "Confirm a batch" not in today(issuers, "registrar-ge")


@pytest.mark.parametrize("language", LANGUAGES)
def test_instants_are_told_by_the_clock_of_the_desk(issuers, language):
    """The zone stands once at the end of the page, and with no instant."""
    batch = imported(issuers)
    page = f"/{language}/desk/{GE}/batches/{batch}"
    shown = at_desk(issuers, "registrar-ge").get(page).content.decode()
    zone = zone_of("GE")
    assert dates.instant_text(NOW, language, zone) in shown
    note = sentence("page_frame_clock", language, {"zone": dates.zone_text(zone, NOW, language)})
    assert shown.count(note) == 1
    assert " UTC<" not in shown


def test_what_two_persons_do_waits_for_the_other(issuers):
    credential = issuers.issued()[0]
    registrar = at_desk(issuers, "registrar-ge")
    page = f"/en/desk/{GE}/awards/{credential.award_id}"
    press(registrar, page, act="suspend", **{"suspend-reason": "error_suspected"})
    press(registrar, page, act="reinstate", **{"reinstate-reason": "cleared"})
    assert "Decide whether a suspension ends" in today(issuers, "head-ge")
    assert "suspension" not in today(issuers, "registrar-ge")
    assert "certificates were issued." in today(issuers, "head-ge")


def test_a_mandate_and_a_key_that_lack_are_told_first(issuers, monkeypatch):
    assert "nothing can be issued" not in today(issuers, "registrar-ge")
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        found = organisations_mandate(by.organisation_id)
        organisations.revoke_mandate(by=by, mandate_id=found.id, reason="ended", now=NOW)
    assert "No mandate is in force" in today(issuers, "registrar-ge")


def organisations_mandate(organisation_id):
    from pharos.organisations.models import Mandate

    return Mandate.objects.get(organisation_id=organisation_id)


def test_an_ending_term_is_told_and_grows_pressing(issuers, monkeypatch):
    # the institution's accreditation of the Georgian provider ends on the last of August 2030
    last = NOW.replace(year=2030, month=8, day=31)
    tones = {200: "", 179: "info", 59: "warn", 13: "bad", -10: "bad"}
    for days, tone in tones.items():
        monkeypatch.setattr(clock, "now", lambda left=days: last - timedelta(days=left))
        shown = today(issuers, "registrar-ge")
        code = "accreditation of the institution"
        told = [part for part in shown.split("<li>") if code in part and "31 August 2030" in part]
        assert bool(told) is bool(tone), days
        if tone:
            assert f'class="status {tone}"' in told[0], days


def test_every_desk_has_its_first_page_in_each_language(issuers):
    for key in DESKS:
        for language in ("en", "hy", "ka"):
            shown = today(issuers, key, language)
            assert "page_" not in shown, (key, language)
            assert "menu_" not in shown, (key, language)


def test_it_asks_no_more_of_a_full_desk_than_of_an_empty_one(issuers):
    client = at_desk(issuers, "head-ge")
    page = f"/en/desk/{GE}/"
    client.get(page)
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    issuers.issued()
    with CaptureQueriesContext(connection) as after:
        client.get(page)
    assert len(after) <= len(before) + 2
    assert len(after) < 60
