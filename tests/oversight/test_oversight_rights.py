"""The right to the light route, lost by a failed audit: an appeal to other people gives it back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sharedworlds
from borrowed import borrow
from deskworld import sign_in
from django.test import Client
from lightworld import LightWorld

from pharos.accounts import actions as accounts
from pharos.common import clock, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.models import Mail
from pharos.lightroute import actions as light
from pharos.lightroute import facts, queries, telling
from pharos.lightroute.models import AppealSeat, Listing
from pharos.organisations.models import Membership
from pharos.oversight import letters, rights, todo
from pharos.oversight.actions import rights as actions

trust = borrow("trust_of_rights", Path(__file__).parents[1] / "lightroute/test_lightroute_trust.py")
NOW = trust.NEXT_YEAR
TODAY = (NOW + timedelta(hours=4)).date()


class RightWorld(LightWorld):
    """The trusted school and its agency with a committee of four."""

    def __init__(self) -> None:
        super().__init__()
        self.members = [self.join("committee") for _ in range(4)]
        self.judge = self.join("approver")
        self.member(self.quality, "quality", self.school.id)

    def join(self, role: str) -> Actor:
        by = self.bodies.person(self.agency, role)
        self.member(by, role, self.agency.id)
        return by

    def member(self, by: Actor, role: str, body: Any) -> None:
        own = Actor(person_id=by.person_id, organisation_id=None)
        with tenancy.scope(own):
            accounts.register_person(
                by=own, name="A person", email=f"{by.person_id}@example.org", now=trust.NOW
            )
        with tenancy.scope(by):
            Membership.objects.create(
                organisation_id=body, person_id=by.person_id, role=role,
                active_from=trust.NOW, appointed_in=body,
            )  # fmt: skip

    def act(self, by: Actor, act: Any, now: Any = NOW, **arguments: Any) -> Any:
        with tenancy.scope(by):
            return act(by=by, now=now, **arguments)


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[RightWorld]:
    with django_db_blocker.unblock(), sharedworlds.lent(RightWorld) as lent:
        yield lent


def refused(error: type[DomainError], act: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(error) as caught:
        act(*args, **facts)
    return caught.value.code


def lost(world: RightWorld, monkeypatch: pytest.MonkeyPatch) -> Listing:
    """The right after an audit that failed."""
    trust.decided(world, "short")
    found = trust.drawn(world, monkeypatch)
    trust.concluded(world, queries.audits(draw_id=found.id)[0], "failed")
    with tenancy.scope(world.quality):
        [ended] = rights.ended_of(world.school.id)
    assert ended.ended_because == "audit_failed"
    return ended


def filed(world: RightWorld, listing: Listing, **facts: Any) -> Any:
    return world.act(world.quality, actions.file_appeal, listing_id=listing.id,
                     grounds="The auditors read the older version.", **facts)  # fmt: skip


def named(world: RightWorld, listing: Listing, people: list[Actor]) -> None:
    world.act(world.judge, actions.name_body, listing_id=listing.id,
              person_ids=[one.person_id for one in people])  # fmt: skip


def voted(world: RightWorld, listing: Listing, choice: str) -> Any:
    """Two of three are enough."""
    named(world, listing, world.members[:3])
    for one in world.members[:2]:
        made = world.act(one, actions.vote, listing_id=listing.id, choice=choice, reason="So.")
    return made


def test_an_appeal_that_annuls_gives_the_right_back(
    world: RightWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ESG 2015, 2.7: by people who took no part; the provider may notify again that day."""
    listing = lost(world, monkeypatch)
    version = world.course("third")
    world.review(version)
    assert refused(Invalid, world.notify, version, NOW) == "light_not_open_to_you"
    appeal = filed(world, listing)
    assert appeal.number.startswith("GE-A-")
    assert refused(Conflict, filed, world, listing) == "appeal_filed_already"
    with tenancy.scope(world.judge) as by:
        assert "page_today_right" in [one.code for one in todo.of_body(by, NOW, TODAY)]
    done = voted(world, listing, "annul")
    assert (done.state, done.outcome) == ("decided", "annul")
    with tenancy.scope(world.quality):
        told = letters.of_right(rights.appeal_of(listing))
    assert told is not None
    assert told.closing[0][1] == "The right to the light route is given back to you."
    with tenancy.scope(world.quality):
        assert AppealSeat.objects.count() == 0  # the agency alone sees the votes
        again = facts.listing(world.school.id)
        assert again is not None
        assert (again.id, again.first_day) == (done.restored_id, TODAY)
        assert again.proposed_by != again.approved_by
    assert world.notify(version, NOW).listing_id == again.id
    vote = (world.act, world.members[2], actions.vote)
    assert refused(Conflict, *vote, listing_id=listing.id, choice="annul", reason="So.") == (
        "filing_state"
    )


def test_an_appeal_that_is_upheld_leaves_the_right_lost(
    world: RightWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = lost(world, monkeypatch)
    filed(world, listing)
    done = voted(world, listing, "uphold")
    assert (done.outcome, done.restored_id) == ("uphold", None)
    with tenancy.scope(world.quality):
        assert facts.listing(world.school.id) is None


def ended(world: RightWorld) -> Listing:
    """The right ended for a reason of the agency's: as well a decision against the provider."""
    proposal = world.act(world.officer, light.propose_end, organisation_id=world.school.id,
                         reason="Complaints.")  # fmt: skip
    made = world.act(world.approver, light.approve, proposal_id=proposal.id)
    assert isinstance(made, Listing)
    return made


def test_who_ended_the_right_decides_nothing_and_strangers_see_nothing(world: RightWorld) -> None:
    listing = ended(world)
    naming = (world.act, world.judge, actions.name_body)
    people = [one.person_id for one in world.members[:3]]
    assert refused(Conflict, *naming, listing_id=listing.id, person_ids=people) == "filing_state"
    with tenancy.scope(world.stranger) as by:
        assert refused(NotFound, rights.listing_for, by, listing.id) == "right_unknown"
    late = NOW + timedelta(days=40)
    assert refused(Invalid, filed, world, listing, now=late) == "appeal_too_late"
    filed(world, listing)
    dismiss = (world.act, world.approver, actions.dismiss)
    assert refused(NotAllowed, *dismiss, listing_id=listing.id, reason="No.") == (
        "appeal_member_involved"
    )
    assert refused(Invalid, *naming, listing_id=listing.id, person_ids=people[:2]) == (
        "appeal_body_breaks_rules"
    )
    world.member(world.approver, "committee", world.agency.id)
    signed = [*people, world.approver.person_id]
    assert refused(Invalid, *naming, listing_id=listing.id, person_ids=signed) == (
        "appeal_body_breaks_rules"
    )
    named(world, listing, world.members[:3])
    vote = {"listing_id": listing.id, "choice": "annul", "reason": "So."}
    assert refused(NotAllowed, world.act, world.members[3], actions.vote, **vote) == (
        "appeal_not_member"
    )
    done = world.act(world.judge, actions.dismiss, listing_id=listing.id, reason="Too vague.")
    assert (done.state, done.restored_id) == ("inadmissible", None)


def test_by_page_and_by_mail(world: RightWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    listing = ended(world)
    own = system(organisation_id=world.school.id)
    with tenancy.scope(own):
        assert telling.tell(listing.id, telling.LOST, by=own, now=NOW) == 1
        assert Mail.objects.get().kind == "mail_light_lost"
    provider, judge = Client(), Client()
    sign_in(provider, world.quality.person_id)
    sign_in(judge, world.judge.person_id)
    path = f"/{{}}/desk/{{}}/oversight/right/{listing.id}"
    mine = path.format("ka", "trusted-school")
    assert mine in provider.get("/ka/desk/trusted-school/oversight").content.decode()
    assert 'value="file"' in provider.get(mine).content.decode()
    empty = provider.post(mine, {"form_key": uuid4().hex, "act": "file", "text": ""})
    assert empty.status_code == 422
    sent = provider.post(mine, {"form_key": uuid4().hex, "act": "file", "text": "It is wrong."})
    assert sent.status_code == 303
    desk = judge.get("/en/desk/demo-agency/oversight").content.decode()
    assert path.format("en", "demo-agency") in desk
    page = judge.get(path.format("en", "demo-agency")).content.decode()
    assert 'value="body"' in page
    assert 'value="vote"' not in page
    assert "It is wrong." in page
    world.act(world.judge, actions.dismiss, listing_id=listing.id, reason="Too vague.")
    with tenancy.scope(own):
        assert telling.tell(listing.id, telling.DECIDED, by=own, now=NOW) == 1
    assert "Too vague." in provider.get(mine).content.decode()
