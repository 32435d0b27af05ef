"""An agency's place on the EQAR and in ENQA: told by two persons, read by everybody (B19)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import deskworld
import pytest
from caseworld import CaseWorld
from django.test import Client
from moments import NOW, TODAY

from pharos.accounts.models import Login
from pharos.accreditation.models import Decision
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import DomainError
from pharos.procedures.actions import listings
from pharos.procedures.queries import listed
from pharos.procedures.rules.listings import Place, overlaps, place_of

FIRST = date(2020, 1, 1)
TOLD = {"list": "eqar", "first_day": FIRST, "source": "The page of the register"}


@dataclass(frozen=True)
class Stretch:
    list: str
    first_day: date
    until: date | None = None


HELD = Stretch("eqar", date(2020, 1, 1), date(2025, 1, 1))
AGAIN = Stretch("eqar", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("entries", "days", "place"),
    [
        ([], [date(2021, 1, 1)], None),
        ([Stretch("enqa", date(2020, 1, 1))], [date(2021, 1, 1)], None),
        ([HELD], [date(2020, 1, 1), date(2024, 12, 31)], Place.WITHIN),
        ([HELD], [date(2019, 12, 31), date(2020, 1, 1)], Place.OUTSIDE),
        ([HELD], [date(2024, 12, 31), date(2025, 1, 1)], Place.OUTSIDE),
        ([HELD, AGAIN], [date(2025, 1, 1)], Place.WITHIN),
    ],
)
def test_a_decision_lies_within_the_agencys_entry_or_outside(entries, days, place):
    """REFERENCE 4.5: the days of its entry in the EQAR bound what an agency decides."""
    assert place_of(entries, *days) is place


@pytest.mark.parametrize(
    ("first", "until", "shared"),
    [
        (date(2025, 1, 1), None, False),
        (date(2024, 12, 31), None, True),
        (date(2019, 1, 1), date(2020, 1, 1), False),
        (date(2019, 1, 1), date(2020, 1, 2), True),
    ],
)
def test_stretches_meet_only_where_they_have_a_day_in_common(first, until, shared):
    assert overlaps(HELD, first, until) is shared


def refused(code: str, world: CaseWorld, who: Any, act: Any, **facts: Any) -> None:
    with pytest.raises(DomainError) as caught:
        world.act(who, act, **facts)
    assert caught.value.code == code


def test_two_persons_enter_a_stretch_and_its_end(world: CaseWorld) -> None:
    """B19, BIZ: nobody confirms what was proposed by oneself; what ended does not end again."""
    told = TOLD | {"agency_id": world.agency.id}
    proposal = world.act(world.officer, listings.propose, **told)
    with tenancy.scope(ANONYMOUS):
        assert listed.of_agency(world.agency.id) == []
    refused("permission_denied", world, world.officer, listings.approve, proposal_id=proposal.id)
    both = world.bodies.person(world.agency, "officer", "approver")
    own = world.act(both, listings.propose, **told)
    refused("proposer_approves", world, both, listings.approve, proposal_id=own.id)
    row = world.act(world.approver, listings.approve, proposal_id=proposal.id)
    refused("listing_proposal_decided", world, world.approver, listings.approve,
            proposal_id=proposal.id)  # fmt: skip
    refused("listing_overlaps", world, world.approver, listings.approve, proposal_id=own.id)
    world.act(world.officer, listings.drop, proposal_id=own.id)
    with tenancy.scope(ANONYMOUS):
        assert [one.until for one in listed.of_agency(world.agency.id)] == [None]
    ends = {"listing_id": row.id, "until": TODAY, "source": "Its letter of today"}
    refused("case_listing_days", world, world.officer, listings.propose_end,
            **(ends | {"until": FIRST}))  # fmt: skip
    end = world.act(world.officer, listings.propose_end, **ends)
    refused("listing_end_waits", world, world.officer, listings.propose_end, **ends)
    world.act(world.approver, listings.approve, proposal_id=end.id)
    refused("case_listing_ended", world, world.officer, listings.propose_end, **ends)
    with tenancy.scope(ANONYMOUS):
        assert [one.until for one in listed.of_agency(world.agency.id)] == [TODAY]
    # renewed from the day on which it ended: no day in common
    world.act(world.officer, listings.propose, **(told | {"first_day": TODAY}))


def test_a_body_tells_of_itself_and_of_agencies_abroad_alone(world: CaseWorld) -> None:
    """AUT: an agency of the country tells nothing about another one, a provider nothing at all."""
    abroad = world.bodies.enter("abroad-agency", "qa_agency_foreign", nation="GE")
    neighbour = world.bodies.enter("other-agency", "qa_agency", nation="GE")
    ministry = world.bodies.enter("some-ministry", "ministry", nation="GE")
    of_ministry = world.bodies.person(ministry, "officer")
    for who in (world.officer, of_ministry):
        assert world.act(who, listings.propose, agency_id=abroad.id, **TOLD).until is None
        refused("listing_of_another", world, who, listings.propose, agency_id=neighbour.id, **TOLD)
    refused("listing_of_another", world, of_ministry, listings.propose, agency_id=ministry.id,
            **TOLD)  # fmt: skip
    provider = world.bodies.person(world.university, "officer")
    refused("listing_of_another", world, provider, listings.propose, agency_id=abroad.id, **TOLD)
    refused("permission_denied", world, world.quality, listings.propose, agency_id=abroad.id,
            **TOLD)  # fmt: skip
    refused("listing_in_future", world, world.officer, listings.propose, agency_id=abroad.id,
            **(TOLD | {"first_day": TODAY + timedelta(days=1)}))  # fmt: skip
    refused("case_listing_unknown", world, world.officer, listings.propose, agency_id=abroad.id,
            **(TOLD | {"list": "other"}))  # fmt: skip
    refused("listing_unsourced", world, world.officer, listings.propose, agency_id=abroad.id,
            **(TOLD | {"source": " "}))  # fmt: skip
    with tenancy.scope(of_ministry):
        names = [one.slug for one in listed.spoken_for(of_ministry, TODAY)]
    assert names == ["abroad-agency"]
    assert NOW.date() <= TODAY


def test_the_agencys_page_and_its_decisions_tell_it(world: CaseWorld) -> None:
    """B19: days on the public page and in the API, and of a decision whether it lies within."""
    told = TOLD | {"agency_id": world.agency.id, "first_day": TODAY - timedelta(days=1)}
    proposal = world.act(world.officer, listings.propose, **told)
    page, api = "/en/agencies/demo-agency", "/api/v1/organisations/demo-agency/listings"
    case = world.walk(world.open(), "scheduled")
    world.carry(case, world.subjects(case)[0])
    world.walk(world.decide(case), "published")
    with tenancy.scope(ANONYMOUS):
        decision = Decision.objects.get(agency_id=world.agency.id)
    reader = Client()
    assert "EQAR" not in reader.get(page).content.decode()
    world.act(world.approver, listings.approve, proposal_id=proposal.id)
    assert "European Quality Assurance Register (EQAR)" in reader.get(page).content.decode()
    assert [one["until"] for one in reader.get(api).json()] == [None]
    within = "Within the agency&#x27;s days in EQAR"
    assert within in reader.get(f"/en/decisions/{decision.id}").content.decode()
    assert within not in reader.get(page).content.decode()


def _at_desk(world: CaseWorld, one: Any, role: str, *, strong: bool = True) -> Client:
    """The person at the agency's desk."""
    world.join(one, world.agency, role)
    with tenancy.scope(Actor(person_id=one.person_id, organisation_id=None)):
        Login.objects.create(id=one.person_id, email=f"{one.person_id}@demo.invalid")
    client = Client()
    deskworld.sign_in(client, one.person_id, strong=strong)
    return client


def test_by_page_a_colleague_confirms_with_a_passkey(
    world: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B19, ACC-04: what is wrong is told beside its field, and the words are kept."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    page = "/hy/desk/demo-agency/listings"
    officer = _at_desk(world, world.officer, "officer")
    approver = _at_desk(world, world.approver, "approver")
    filled = {"act": "propose", "do": "propose", "agency": world.agency.id, "list": "eqar",
              "first_day": "1.5.2020", "source": "Նամակ 5"}  # fmt: skip
    early = deskworld.press(officer, page, **(filled | {"last_day": "1.4.2020"}))
    assert early.status_code == 422
    assert "Նամակ 5" in early.content.decode()
    assert deskworld.press(officer, page, **filled).status_code == 303
    assert 'value="approve"' not in officer.get(page).content.decode()
    assert 'value="approve"' in approver.get(page).content.decode()
    with tenancy.scope(world.officer):
        (proposal,) = listed.waiting(world.agency.id)
    weak = Client()
    deskworld.sign_in(weak, world.approver.person_id, strong=False)
    press = {"act": "approve", "proposal": proposal.id}
    assert deskworld.press(weak, page, **press).status_code in (303, 403)
    assert listed.of_agency(world.agency.id) == []
    assert deskworld.press(approver, page, **press).status_code == 303
    (row,) = listed.of_agency(world.agency.id)
    end = {"act": "end", "do": "end", "listing": row.id, "last_day": "31.12.2025", "source": "5"}
    assert deskworld.press(officer, page, **end).status_code == 303
    with tenancy.scope(world.officer):
        (ending,) = listed.waiting(world.agency.id)
    assert ending.until == date(2026, 1, 1)
    assert deskworld.press(officer, page, act="drop", proposal=ending.id).status_code == 303
    for language in ("en", "hy", "ka"):
        shown = officer.get(page.replace("/hy/", f"/{language}/")).content.decode()
        assert "page_listing" not in shown
        assert "field_listing" not in shown
