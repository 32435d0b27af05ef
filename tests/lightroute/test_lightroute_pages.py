"""The light route through its pages: at most four for the provider and two for the agency."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sharedworlds
from deskworld import press, sign_in
from django.test import Client
from django.urls import resolve
from lightworld import LightWorld
from moments import NOW

from pharos.accounts import actions as accounts
from pharos.common import clock, secretbox, tenancy
from pharos.common.actor import Actor, system
from pharos.common.ids import uuid7
from pharos.common.sentences import LANGUAGES, sentence
from pharos.lightroute import facts, queries, tasks
from pharos.lightroute.models import Notification
from pharos.organisations import actions as organisations
from pharos.review import rules as review

SCHOOL, AGENCY = "trusted-school", "demo-agency"


class Desks(LightWorld):
    """The same world with people who can sign in."""

    def __init__(self) -> None:
        secretbox.ensure_keys()
        super().__init__()
        for name in ("registrar", "head", "quality", "officer", "approver"):
            by: Actor = getattr(self, name)
            assert by.organisation_id is not None
            _register(by, name)


def _register(by: Actor, role: str) -> None:
    own = Actor(person_id=by.person_id, organisation_id=None)
    with tenancy.scope(own):
        accounts.register_person(
            by=own, name=f"Example {role}", email=f"{uuid7()}@example.org", now=NOW
        )
    office = system(organisation_id=by.organisation_id)
    with tenancy.scope(office):
        organisations.add_membership(
            by=office, organisation_id=by.organisation_id, person_id=by.person_id, role=role,
            now=NOW,
        )  # fmt: skip


@pytest.fixture
def desks(
    django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desks]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(Desks) as lent:
        yield lent


class Walk:
    """Somebody at a desk, and the names of the pages that were looked at."""

    def __init__(self, by: Actor, slug: str) -> None:
        self.client, self.slug = Client(), slug
        self.pages: list[str] = []
        assert by.person_id is not None
        sign_in(self.client, by.person_id)

    def look(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        self.pages.append(str(resolve(path).url_name))
        return str(answer.content.decode())

    def desk(self, rest: str) -> str:
        return self.look(f"/en/desk/{self.slug}/{rest}")

    def follow(self, page: str, pattern: str) -> tuple[str, str]:
        found = re.search(rf'href="(/en/desk/{self.slug}/{pattern})"', page)
        assert found is not None, pattern
        return found[1], self.look(found[1])

    def press(self, path: str, **fields: Any) -> str:
        answer = press(self.client, path, **fields)
        assert answer.status_code == 303, answer.content.decode()[:2000]
        return str(answer.headers["Location"].partition("?")[0])


def digest_of(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_three_ects_by_the_light_route(desks: Desks) -> None:
    """Shows 2: at most 4 pages for the provider, 2 for each person of the agency."""
    version = desks.course("short")
    desks.review(version)
    provider = Walk(desks.quality, SCHOOL)
    form, page = provider.follow(provider.desk("light"), f"light/new/{version.id}")
    case = provider.press(
        form, act="notify", digest=digest_of(page), statement="Employers asked for it."
    )
    assert "15" in provider.look(case)
    assert len(set(provider.pages)) <= 4
    number = case.rpartition("/")[2]
    for by, act in ((desks.officer, "take"), (desks.approver, "sign")):
        agency = Walk(by, AGENCY)
        path, page = agency.follow(agency.desk("light-queue"), f"light/{number}")
        sent = {"digest": digest_of(page)} if act == "sign" else {}
        agency.press(path, act=act, **sent)
        assert len(set(agency.pages)) <= 2
    with tenancy.scope(desks.quality):
        note = queries.notification_for(desks.quality, Notification.objects.get().id)
    decision = tasks.settle_now(desks.agency.id, note.id, now=desks.after(note))
    assert decision is not None
    for language in LANGUAGES:
        told = Client().get(f"/{language}/light-route/{decision.id}").content.decode()
        assert note.number in told
        assert sentence("page_light_rests_notification", language) in told
        assert sentence("page_light_audit_never", language) in told
    entry = Client().get(f"/en/decisions/{decision.id}").content.decode()
    assert f"/en/light-route/{decision.id}" in entry
    letter = f"/en/desk/{SCHOOL}/decisions/{decision.id}.pdf"
    assert letter in provider.look(case)
    assert provider.client.get(letter).content.startswith(b"%PDF-")


def test_the_quality_office_and_the_head_at_their_desk(desks: Desks) -> None:
    version = desks.course("short")
    path = f"/en/desk/{SCHOOL}/quality/{version.id}"
    Walk(desks.registrar, SCHOOL).press(path, act="ask", note="For the spring.")
    office = Walk(desks.quality, SCHOOL)
    _, page = office.follow(office.desk("quality"), f"quality/{version.id}")
    assert "For the spring." in page
    told = {f"verdict_{one.code}": "met" for one in review.checklist()}
    office.press(path, act="keep", verdict_esg_1_1="met")
    refused = press(
        office.client, path, act="approve", digest=digest_of(page), verdict_esg_1_1="met"
    )
    assert refused.status_code == 422
    assert "19 points of the checklist" in refused.content.decode()
    office.press(path, act="approve", digest=digest_of(page), whole="In order.", **told)
    head = Walk(desks.head, SCHOOL)
    page = head.look(path)
    assert "In order." in page
    head.press(path, act="confirm", digest=digest_of(page))
    assert f"/light/new/{version.id}" in office.look(path)


def test_what_is_missing_is_said_before_anything_is_filled_in(desks: Desks) -> None:
    version = desks.course("short", nqf_level=8, eqf_level=8, qf_ehea_cycle="third")
    page = Walk(desks.quality, SCHOOL).desk(f"light/new/{version.id}")
    assert "takes levels 5 to 7; this programme is at level 8" in page
    assert "The internal decision is missing" in page
    assert 'value="notify"' not in page


def test_a_question_by_page_stops_the_clock(desks: Desks) -> None:
    version = desks.course("short")
    desks.review(version)
    note = desks.notify(version)
    officer, provider = Walk(desks.officer, AGENCY), Walk(desks.quality, SCHOOL)
    officer.press(f"/en/desk/{AGENCY}/light/{note.id}", act="ask", text="Who teaches?")
    mine = f"/en/desk/{SCHOOL}/light/{note.id}"
    assert "Who teaches?" in provider.look(mine)
    provider.press(mine, act="answer", text="Two of us.")
    assert "Two of us." in officer.desk(f"light/{note.id}")
    officer.press(f"/en/desk/{AGENCY}/light/{note.id}", act="spend", minutes="25")
    officer.press(f"/en/desk/{AGENCY}/light/{note.id}", act="object", text="Too large a step.")
    assert "A case of the full procedure has begun" in provider.look(mine)
    assert "too few" in officer.desk("light-queue/hours")


def test_a_provider_is_listed_by_two_persons_at_their_desks(desks: Desks) -> None:
    officer, approver = Walk(desks.officer, AGENCY), Walk(desks.approver, AGENCY)
    path = f"/en/desk/{AGENCY}/light-queue/providers"
    page = officer.look(path)
    assert "Take off the list" in page
    officer.press(path, act="end", organisation=str(desks.school.id), text="At its own wish.")
    waiting = re.search(r'name="proposal" value="([^"]+)"', approver.look(path))
    assert waiting is not None
    approver.press(path, act="approve", proposal=waiting[1])
    with tenancy.scope(desks.officer):
        assert facts.listing(desks.school.id) is None
    assert "Ended by the agency" in approver.look(path)
