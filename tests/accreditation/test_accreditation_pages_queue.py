"""The desk of a deciding body: from the queue to a public decision, by two persons."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import deskworld
import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import transaction
from django.test import Client

from pharos.accreditation.models import Decision, Proposal
from pharos.accreditation.rules import end_of_term
from pharos.common import tenancy
from pharos.common.models import Event

world_module = borrow("desk_awards", TESTS / "awards" / "conftest.py")
AGENCY = "demo-quality-agency-ge"
PAGES = f"/en/desk/{AGENCY}"


class Desk:
    """People of one body before its pages."""

    def __init__(self, world: Any) -> None:
        self.world = world

    def client(self, key: str, *, strong: bool = True) -> Client:
        client = Client(raise_request_exception=True)
        deskworld.sign_in(client, self.world.people[key], strong=strong)
        return client

    def newcomer(self, slug: str, role: str) -> Client:
        actor = world_module._newcomer(self.world.organisations[slug].id, role)
        client = Client()
        deskworld.sign_in(client, actor.person_id)
        return client


@pytest.fixture(scope="module")
def bare(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Desk]:
    """The examples without decisions, for every test of the module."""
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield Desk(world_module.build_world(decisions=False))


@pytest.fixture
def desk(bare: Desk) -> Iterator[Desk]:
    point = transaction.savepoint()
    yield Desk(bare.world)
    transaction.savepoint_rollback(point)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def case(desk: Desk, kind: str = "programme") -> str:
    version = desk.world.versions["data-analysis"]
    subject = version.id if kind == "programme" else version.organisation_id
    return f"{PAGES}/decisions/new/{kind}/{subject}"


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "outcome": "accredited", "number": "GE-77", "decided_on": "15.01.2026",
        "first_day": "01.02.2026", "years": "7", "levels": ["6"], "fields": "05",
    } | changes  # fmt: skip


def proposed(desk: Desk, **changes: Any) -> UUID:
    officer = desk.client("agency-officer-ge")
    answer = deskworld.press(officer, case(desk), act="propose", **filled(**changes))
    assert answer.status_code == 303, text(answer)
    found = re.search(r"/proposals/([0-9a-f-]{36})", answer.headers["Location"])
    assert found
    return UUID(found[1])


def digest_of(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_the_queue_tells_what_is_missing(desk: Desk) -> None:
    page = text(desk.client("agency-officer-ge").get(f"{PAGES}/queue"))
    assert "Decisions that are missing or end soon" in page
    assert "never decided" in page
    assert f'href="{case(desk)}"' in page
    assert f'href="{case(desk, "authorisation")}"' in page


def test_the_filter_stands_in_the_address(desk: Desk) -> None:
    officer = desk.client("agency-officer-ge")
    page = text(officer.get(f"{PAGES}/queue?show=decisions&kind=authorisation"))
    assert case(desk, "authorisation") in page
    assert case(desk) not in page
    none = text(officer.get(f"{PAGES}/queue?q=nobody-is-called-so"))
    assert "Nothing is missing." in none


def test_no_duration_is_chosen_before(desk: Desk) -> None:
    page = text(desk.client("agency-officer-ge").get(case(desk)))
    years = re.search(r'<select name="years".*?</select>', page, re.S)
    assert years
    assert "selected" not in years[0].replace('<option value="" selected>', "")
    assert re.findall(r'<option value="(\w*)"', years[0]) == ["", "1", "2", "3", "5", "7"]
    assert "2 years, only with conditions" in years[0]


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_a_preview_speaks_three_languages_and_keeps_nothing(desk: Desk, language: str) -> None:
    officer = desk.client("agency-officer-ge")
    before = Proposal.objects.count()
    path = case(desk).replace("/en/", f"/{language}/")
    answer = deskworld.press(officer, path, act="preview", **filled())
    assert answer.status_code == 200
    for words in ("Accreditation of the programme", "1 February 2026 to 31 January 2033", "GE-77",
                  "1 თებერვალი, 2026", "1 փետրվարի, 2026"):  # fmt: skip
        assert words in text(answer)
    assert Proposal.objects.count() == before


def test_two_persons_decide_and_everybody_reads_it_at_once(desk: Desk) -> None:
    proposal = proposed(desk, reasons_en="It meets the standards.", reasons_ka="აკმაყოფილებს.",
                        link="https://agency.example.org/reports/77")  # fmt: skip
    approver = desk.client("agency-approver-ge")
    page = text(approver.get(f"{PAGES}/proposals/{proposal}"))
    assert "It meets the standards." in page
    answer = deskworld.press(
        approver, f"{PAGES}/proposals/{proposal}", act="approve", digest=digest_of(page)
    )
    assert answer.status_code == 303, text(answer)
    made = Decision.objects.get(number="GE-77")
    assert str(made.id) in answer.headers["Location"]
    assert made.until == end_of_term(made.first_day, 7)
    for language, words in (
        ("en", "Accreditation of the programme"),
        ("hy", "GE-77"),
        ("ka", "GE-77"),
    ):
        public = text(Client().get(f"/{language}/decisions/{made.id}"))
        assert words in public
        assert "agency.example.org" in public
    shown = text(approver.get(answer.headers["Location"]))
    assert "The decision is taken and public." in shown


def test_the_proposer_sees_no_button_and_is_refused(desk: Desk) -> None:
    """AUT-06: whoever proposes never approves, by page as by any door; the attempt is on record."""
    proposal = proposed(desk)
    actor = desk.world.actor("agency-officer-ge")
    world_id = desk.world.organisations[AGENCY].id
    with tenancy.scope(world_module.actors.system(organisation_id=world_id)) as by:
        world_module.organisation_actions.add_membership(
            by=by, organisation_id=world_id, person_id=actor.person_id, role="approver",
            now=world_module.NOW,
        )  # fmt: skip
    officer = desk.client("agency-officer-ge")
    page = text(officer.get(f"{PAGES}/proposals/{proposal}"))
    assert 'value="approve"' not in page
    assert "a colleague approves it" in page
    digest = _digest(desk, proposal)
    answer = deskworld.press(officer, f"{PAGES}/proposals/{proposal}", act="approve", digest=digest)
    assert answer.status_code == 403
    with tenancy.scope(desk.world.actor("agency-approver-ge")):
        assert Event.objects.filter(act="accreditation.approve", entity="refusal").exists()
    assert not Decision.objects.filter(number="GE-77").exists()


def _digest(desk: Desk, proposal: UUID) -> str:
    with tenancy.scope(desk.world.actor("agency-approver-ge")):
        return bytes(Proposal.objects.get(id=proposal).digest).hex()


def test_what_was_mended_meanwhile_is_not_approved(desk: Desk) -> None:
    """AUT-07: an approval binds to the digest of what was looked at."""
    proposal = proposed(desk)
    approver, officer = desk.client("agency-approver-ge"), desk.client("agency-officer-ge")
    digest = digest_of(text(approver.get(f"{PAGES}/proposals/{proposal}")))
    mend = f"{PAGES}/proposals/{proposal}/mend"
    assert 'value="GE-77"' in text(officer.get(mend))
    answer = deskworld.press(officer, mend, act="propose", **filled(years="5"))
    assert answer.status_code == 303, text(answer)
    late = deskworld.press(approver, f"{PAGES}/proposals/{proposal}", act="approve", digest=digest)
    assert late.status_code == 409
    assert "31 January 2031" in text(late)
    assert not Decision.objects.filter(number="GE-77").exists()


def test_whoever_acts_for_the_provider_takes_no_part(desk: Desk) -> None:
    """AUT-08: a person with a role at the applicant neither proposes nor approves about it."""
    proposal = proposed(desk)
    holder = desk.world.organisations["golden-fleece-demo-university"].id
    approver = desk.world.actor("agency-approver-ge")
    with tenancy.scope(world_module.actors.system(organisation_id=holder)) as by:
        world_module.organisation_actions.add_membership(
            by=by, organisation_id=holder, person_id=approver.person_id, role="auditor",
            now=world_module.NOW,
        )  # fmt: skip
    client = desk.client("agency-approver-ge")
    page = client.get(f"{PAGES}/proposals/{proposal}")
    assert "You act or acted for the organisation" in text(page)
    answer = deskworld.press(client, f"{PAGES}/proposals/{proposal}", act="approve",
                             digest=digest_of(text(page)))  # fmt: skip
    assert answer.status_code == 422
    assert not Decision.objects.filter(number="GE-77").exists()


def test_a_refusal_has_reasons_and_no_term(desk: Desk) -> None:
    officer = desk.client("agency-officer-ge")
    refusal = filled(outcome="refused", first_day="", years="")
    answer = deskworld.press(officer, case(desk), act="propose", **refusal)
    assert answer.status_code == 422
    assert text(answer).count("Fill this in.") >= 2
    proposal = proposed(desk, outcome="refused", first_day="", years="",
                        reasons_en="No assessment.", reasons_ka="შეფასება არ არის.")  # fmt: skip
    approver = desk.client("agency-approver-ge")
    page = text(approver.get(f"{PAGES}/proposals/{proposal}"))
    done = deskworld.press(
        approver, f"{PAGES}/proposals/{proposal}", act="approve", digest=digest_of(page)
    )
    assert done.status_code == 303
    public = text(Client().get(f"/en/decisions/{Decision.objects.get(number='GE-77').id}"))
    assert "No assessment." in public
    assert "Refused" in public
    assert "No regime in force" in public


def test_conditions_are_published_with_their_days(desk: Desk) -> None:
    with_conditions = {
        "outcome": "conditional", "years": "2", "condition_1_en": "Train the assessors.",
        "condition_1_ka": "გადაამზადეთ შემფასებლები.", "due_1": "31.12.2026",
    }  # fmt: skip
    late = filled(**with_conditions | {"due_1": "31.12.2030"})
    answer = deskworld.press(desk.client("agency-officer-ge"), case(desk), act="propose", **late)
    assert answer.status_code == 422
    assert "The last day for a condition lies from" in text(answer)
    assert "Train the assessors." in text(answer)
    proposal = proposed(desk, **with_conditions)
    page = text(desk.client("agency-approver-ge").get(f"{PAGES}/proposals/{proposal}"))
    assert "Train the assessors. (until 31 December 2026)" in page
    assert "გადაამზადეთ შემფასებლები." in page


def test_what_is_sent_back_returns_to_the_proposer(desk: Desk) -> None:
    proposal = proposed(desk)
    approver, officer = desk.client("agency-approver-ge"), desk.client("agency-officer-ge")
    answer = deskworld.press(
        approver, f"{PAGES}/proposals/{proposal}", act="return", note="The number is wrong."
    )
    assert answer.status_code == 303
    assert "The number is wrong." in text(officer.get(f"{PAGES}/queue"))
    again = text(officer.get(f"{case(desk)}?from={proposal}"))
    assert 'value="GE-77"' in again
    assert 'value="01.02.2026"' in again


def test_a_decision_is_suspended_and_lifted_by_two(desk: Desk) -> None:
    proposal = proposed(desk)
    approver, officer = desk.client("agency-approver-ge"), desk.client("agency-officer-ge")
    page = text(approver.get(f"{PAGES}/proposals/{proposal}"))
    deskworld.press(approver, f"{PAGES}/proposals/{proposal}", act="approve",
                    digest=digest_of(page))  # fmt: skip
    made = Decision.objects.get(number="GE-77")
    form = {
        "number": "GE-78", "decided_on": f"{world_module.NOW:%d.%m.%Y}",
        "first_day": f"{world_module.NOW:%d.%m.%Y}", "reasons_en": "An inquiry is open.",
        "reasons_ka": "მოკვლევა მიმდინარეობს.",
    }  # fmt: skip
    change = f"{PAGES}/decisions/{made.id}/suspended"
    shown = deskworld.press(officer, change, act="preview", **form)
    assert shown.status_code == 200
    assert "An inquiry is open." in text(shown)
    answer = deskworld.press(officer, change, act="propose", **form)
    assert answer.status_code == 303, text(answer)
    where = answer.headers["Location"].partition("?")[0]
    done = deskworld.press(approver, where, act="approve", digest=digest_of(
        text(approver.get(where))))  # fmt: skip
    assert done.status_code == 303, text(done)
    own = text(officer.get(f"{PAGES}/decisions/{made.id}"))
    assert "Suspended" in own
    assert "Lift the suspension" in own
    assert "Suspended" in text(Client().get(f"/en/decisions/{made.id}"))


def test_an_auditor_sees_everything_and_no_button(desk: Desk) -> None:
    """AUT-03: an auditor reads the queue, cases and proposals; every act is refused."""
    proposal = proposed(desk)
    auditor = desk.newcomer(AGENCY, "auditor")
    for path in (f"{PAGES}/queue", case(desk), f"{PAGES}/decisions",
                 f"{PAGES}/proposals/{proposal}", f"{PAGES}/decisions/new?q=Golden"):  # fmt: skip
        answer = auditor.get(path)
        assert answer.status_code == 200
        assert 'method="post"' not in text(answer)
    assert "Officer" in text(auditor.get(case(desk)))
    answer = deskworld.press(auditor, case(desk), act="propose", **filled())
    assert answer.status_code == 403


def test_another_body_finds_no_proposal(desk: Desk) -> None:
    """AUT-02: the proposal of another body is as unknown."""
    proposal = proposed(desk)
    other = desk.client("agency-officer-am")
    assert other.get(f"/en/desk/demo-quality-agency-am/proposals/{proposal}").status_code == 404


def test_a_decision_is_taken_with_a_passkey_alone(desk: Desk) -> None:
    """ACC-04: whoever signed in without a passkey approves no decision by page."""
    proposal = proposed(desk)
    weak = desk.client("agency-approver-ge", strong=False)
    page = text(weak.get(f"{PAGES}/proposals/{proposal}"))
    assert "Approving needs a passkey" in page
    answer = deskworld.press(
        weak, f"{PAGES}/proposals/{proposal}", act="approve", digest=digest_of(page)
    )
    assert answer.status_code == 403
    assert not Decision.objects.filter(number="GE-77").exists()


def test_a_link_that_is_no_https_address_is_refused(desk: Desk) -> None:
    """OUT-06: no decision leads its readers to anything but an https address."""
    for link in ("javascript:alert(1)", "http://agency.example.org/", "data:text/html,x"):
        answer = deskworld.press(
            desk.client("agency-officer-ge"), case(desk), act="propose", **filled(link=link)
        )
        assert answer.status_code == 422
        assert "begins with https://" in text(answer)
