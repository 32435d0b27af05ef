"""Needs, sectors, answers and partnerships on a real database, each side in its own scope."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bodies import Bodies
from borrowed import borrow
from demandworld import new_need
from django.db import DatabaseError, connection, transaction
from moments import NOW, TODAY
from shelf import Shelf

from pharos.accounts import actions as accounts
from pharos.accounts.models import Person
from pharos.catalogue import actions as catalogue
from pharos.common import outbox, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.models import Mail
from pharos.needs import actions, queries
from pharos.needs.models import Answer, Offer, Partnership, SkillNeed
from pharos.needs.rules import NewSector
from pharos.organisations.models import Membership

pytestmark = pytest.mark.django_db
courses = borrow("needs_courses", Path(__file__).parents[1] / "catalogue" / "conftest.py")
SECTOR = NewSector(
    name={"hy": "Թվային", "en": "Digital"},
    document_title={"hy": "Ռազմավարություն", "en": "Strategy"},
    document_link="https://example.org/strategy",
    document_day=date(2025, 1, 10),
    fields=("06",),
    first_day=date(2025, 2, 1),
    last_day=TODAY + timedelta(days=800),
)


class World:
    """An employer, a ministry, a university, and an agency that looks on."""

    def __init__(self) -> None:
        bodies = Bodies()
        self.shelf = Shelf(bodies, courses._of_kind)
        self.employer = bodies.enter("demo-employer", "employer")
        self.ministry = bodies.enter("demo-ministry", "ministry")
        self.agency = bodies.enter("demo-agency", "qa_agency")
        self.partner = bodies.person(self.employer, "partner")
        self.signer = bodies.person(self.employer, "head")
        self.officer = bodies.person(self.ministry, "officer")
        self.approver = bodies.person(self.ministry, "approver")
        self.registrar = bodies.person(self.shelf.university, "registrar")
        self.watcher = bodies.person(self.agency, "officer")

    def act(self, by: Actor, action: Any, **facts: Any) -> Any:
        with tenancy.scope(by):
            return action(by=by, now=NOW, **facts)

    def need(self, **replaced: Any) -> SkillNeed:
        new = new_need(until_day=TODAY + timedelta(days=30), **replaced)
        found: SkillNeed = self.act(self.partner, actions.file_need, new=new, sector_id=None)
        return found

    def refused(self, error: type[DomainError], by: Actor, action: Any, **facts: Any) -> str:
        with pytest.raises(error) as caught:
            self.act(by, action, **facts)
        return caught.value.code

    def demand(self, by: Actor, slug: str) -> queries.Demand:
        with tenancy.scope(by):
            return queries.demand_for(organisation_id=self.shelf.university.id, slug=slug)


@pytest.fixture
def world() -> World:
    return World()


def test_a_need_is_read_by_everybody_and_withdrawn_by_its_own_body(world: World) -> None:
    """AUT-02: no other body ends what an employer filed."""
    need = world.need()
    with tenancy.scope(ANONYMOUS):
        assert queries.open_needs(TODAY) == [need]
        assert queries.open_needs(need.until_day) == [need]
        assert queries.open_needs(need.until_day + timedelta(days=1)) == []
        assert queries.open_needs(TODAY, nation="AM", field="06", region="AM-ER") == [need]
        assert queries.open_needs(TODAY, region="AM-AG") == []
        (figure,) = queries.figures("AM", TODAY)
        assert (figure.field, figure.region, figure.needs, figure.people) == (
            "0612",
            "AM-ER",
            1,
            40,
        )
    ending = {"need_id": need.id, "reason": "filled"}
    assert world.refused(NotFound, world.officer, actions.withdraw_need, **ending) == "need_unknown"
    world.act(world.partner, actions.withdraw_need, **ending)
    assert world.refused(Conflict, world.partner, actions.withdraw_need, **ending)
    with tenancy.scope(ANONYMOUS):
        assert queries.open_needs(TODAY) == []
        assert queries.need(need.id).withdrawn_reason == "filled"


def test_who_files_is_an_employer_or_a_ministry(world: World) -> None:
    filing = {"new": new_need(), "sector_id": None}
    head = world.shelf.head
    assert world.refused(NotAllowed, head, actions.file_need, **filing) == "needs_not_yours"
    broken = {"new": new_need(people=0), "sector_id": None}
    assert world.refused(Invalid, world.officer, actions.file_need, **broken)
    assert world.act(world.officer, actions.file_need, **filing).nation == "AM"


def test_a_sector_takes_two_people_and_tags_needs_of_its_fields(world: World) -> None:
    """AUT-06: who proposed a sector never approves it, whatever roles that person has."""
    made = world.act(world.officer, actions.propose_sector, new=SECTOR)
    tagged = {"sector_id": made.id, "new": new_need()}
    assert world.refused(Invalid, world.partner, actions.file_need, **tagged)
    ask = {"sector_id": made.id, "digest": bytes(made.digest)}
    both = replace(world.officer, roles=frozenset({"officer", "approver"}))
    assert world.refused(NotAllowed, both, actions.approve_sector, **ask) == "proposer_approves"
    stale = {**ask, "digest": b"x" * 32}
    assert world.refused(Conflict, world.approver, actions.approve_sector, **stale)
    world.act(world.approver, actions.approve_sector, **ask)
    assert world.act(world.partner, actions.file_need, **tagged).sector_id == made.id
    other = {"sector_id": made.id, "new": new_need(isced_f="0113")}
    assert world.refused(Invalid, world.partner, actions.file_need, **other)
    assert world.refused(NotAllowed, world.partner, actions.propose_sector, new=SECTOR)


def test_an_answer_is_public_once_its_programme_is_published(world: World) -> None:
    """AUT-02: what a provider prepares is seen by whoever asked for it, and by nobody else."""
    first, second = world.need(), world.need(people=3)
    document = courses._of_kind("credit_bearing") | {"title": {"hy": "Տվյալներ", "en": "Data"}}
    world.act(world.registrar, catalogue.draft, slug="data", document=document)
    both = {"need_ids": [first.id, second.id], "slug": "data"}
    assert world.refused(NotFound, world.registrar, actions.answer, need_ids=[first.id], slug="no")
    world.act(world.registrar, actions.answer, **both)
    assert world.refused(Conflict, world.registrar, actions.answer, **both) == "need_answered"
    for reader, seen in ((world.registrar, 2), (world.partner, 2), (world.watcher, 0)):
        assert len(world.demand(reader, "data").needs) == seen
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    demand = world.demand(world.watcher, "data")
    assert [one.employer.slug for one in demand.needs] == ["demo-employer"] * 2
    assert (demand.people, demand.partners, version.number) == (43, (), 1)
    with tenancy.scope(ANONYMOUS):
        answer = Answer.objects.filter(need=second)[0]
    world.act(world.registrar, actions.withdraw_answer, answer_id=answer.id)
    assert len(world.demand(ANONYMOUS, "data").needs) == 1
    world.act(world.partner, actions.withdraw_need, need_id=second.id, reason="over")
    late = {"need_ids": [second.id], "slug": "data"}
    assert world.refused(Conflict, world.registrar, actions.answer, **late) == "need_closed"


def test_nobody_stands_behind_a_programme_before_its_head_signed(world: World) -> None:
    """AUT-02, field O: an offer is invisible, and only the employer itself can sign it."""
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    asking = {"version_id": version.id, "employer_id": world.employer.id, "role": "co_design"}
    offer = world.act(world.registrar, actions.offer, **asking)
    assert world.refused(Conflict, world.registrar, actions.offer, **asking) == "partner_asked"
    with tenancy.scope(ANONYMOUS):
        assert not Offer.objects.exists()
        assert queries.partners([version.id]) == []
    words = {"offer_id": offer.id, "digest": bytes(version.digest), "recognises": True}
    assert world.refused(NotAllowed, world.partner, actions.sign, **words) == "permission_denied"
    own = replace(world.registrar, roles=frozenset({"head"}))
    assert world.refused(NotFound, own, actions.sign, **words) == "offer_unknown"
    stale = {**words, "digest": b"x" * 32}
    assert world.refused(Conflict, world.signer, actions.sign, **stale) == "version_changed"
    made = world.act(world.signer, actions.sign, **words)
    assert world.refused(Conflict, world.signer, actions.sign, **words) == "offer_closed"
    assert world.refused(Conflict, world.registrar, actions.take_back, offer_id=offer.id)
    (partner,) = world.demand(world.watcher, "data").partners
    assert (partner.role, partner.name, partner.partnership) == (
        "co_design", world.employer.name, made,
    )  # fmt: skip
    with tenancy.scope(ANONYMOUS):
        (seen,) = queries.partners([version.id])
        assert (seen.employer.slug, seen.partnership.recognises) == ("demo-employer", True)


def test_a_signed_statement_is_frozen_and_can_be_revoked_with_a_reason(world: World) -> None:
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    offer = world.act(
        world.registrar, actions.offer, version_id=version.id,
        employer_id=world.employer.id, role="endorse",
    )  # fmt: skip
    words = {"offer_id": offer.id, "digest": bytes(version.digest), "recognises": False}
    made = world.act(world.signer, actions.sign, **words)
    with tenancy.scope(world.signer), pytest.raises(DatabaseError), transaction.atomic():
        Partnership.objects.filter(id=made.id).update(statement="{}")
    with tenancy.scope(world.registrar), transaction.atomic():
        # the provider's own hand moves nothing of the employer's
        assert Partnership.objects.filter(id=made.id).update(revoked_reason="x") == 0
    ending = {"offer_id": offer.id, "reason": "The programme changed."}
    assert world.refused(Invalid, world.signer, actions.revoke, **{**ending, "reason": " "})
    world.act(world.signer, actions.revoke, **ending)
    assert world.refused(Conflict, world.signer, actions.revoke, **ending) == "partnership_revoked"
    assert world.demand(world.watcher, "data").partners == ()
    with tenancy.scope(ANONYMOUS):
        assert Partnership.objects.get(id=made.id).revoked_reason == "The programme changed."


def test_a_partner_is_another_body_and_may_decline(world: World) -> None:
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    for employer in (world.agency, world.ministry, world.shelf.university):
        asking = {"version_id": version.id, "employer_id": employer.id, "role": "endorse"}
        assert world.refused(Invalid, world.registrar, actions.offer, **asking) == "partner_unfit"
    asking = {"version_id": version.id, "employer_id": world.employer.id, "role": "assess"}
    offer = world.act(world.registrar, actions.offer, **asking)
    world.act(world.signer, actions.decline, offer_id=offer.id, reason="Not our field.")
    again = world.act(world.registrar, actions.offer, **asking)
    assert world.act(world.registrar, actions.take_back, offer_id=again.id).withdrawn_at == NOW


def _mail(organisation: Any, action: Any, **facts: Any) -> list[outbox.Letter]:
    """What a job writes to the people of a body when it runs; done twice, written once."""
    by = system(organisation_id=organisation.id)
    with tenancy.scope(by):
        before = set(Mail.objects.values_list("id", flat=True))
        assert action(by=by, now=NOW, **facts) == Mail.objects.exclude(id__in=before).count()
        assert action(by=by, now=NOW, **facts) == 0
        written = Mail.objects.exclude(id__in=before)
        return [letter for mail in written if (letter := outbox.opened(mail)) is not None]


def _member(by: Actor, role: str, language: str = "en") -> None:
    """The actor as a person who gets mail in the body."""
    who = Actor(person_id=by.person_id, organisation_id=None)
    with tenancy.scope(who):
        email = f"{role}.{by.person_id}@example.org"
        accounts.register_person(by=who, name="Ani", email=email, now=NOW)
        Person.objects.filter(id=by.person_id).update(language=language)
    with tenancy.scope(by):
        Membership.objects.create(
            organisation_id=by.organisation_id, person_id=by.person_id, role=role,
            active_from=NOW, appointed_in=by.organisation_id,
        )  # fmt: skip


def _jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, coalesce(scheduled_at::text, '') from procrastinate_jobs"
            " where task_name like 'needs.%' order by id"
        )
        return list(cursor.fetchall())


def test_whoever_waits_is_told(world: World) -> None:
    """An answer and the end of a need, an offer with one reminder, what became of it."""
    _member(world.partner, "partner", "hy")
    _member(world.signer, "head")
    _member(world.registrar, "registrar")
    need = world.need()
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    (answer,) = world.act(world.registrar, actions.answer, need_ids=[need.id], slug="data")
    asking = {"version_id": version.id, "employer_id": world.employer.id, "role": "assess"}
    offer = world.act(world.registrar, actions.offer, **asking)
    assert [name for name, _ in _jobs()] == [
        "needs.end_need", "needs.tell_answer", "needs.tell_offer", "needs.tell_offer",
    ]  # fmt: skip
    assert [bool(at) for _, at in _jobs()] == [True, False, False, True]
    letters = _mail(world.employer, actions.tell_answer, answer_id=answer.id)
    (told,) = [one for one in letters if one.language == "hy"]
    assert len(letters) == 2
    assert (told.facts["need"], told.facts["title"]) == ("Տվյալների վերլուծաբաններ", "Տվյալներ")
    assert told.link == f"/hy/desk/demo-employer/needs/{need.id}"
    ended = _mail(world.employer, actions.tell_end, need_id=need.id)
    assert [one.facts["count"] for one in ended] == [1, 1]
    ours = {"offer_id": offer.id}
    (asked,) = _mail(world.employer, actions.tell_offer, news="asked", **ours)
    assert asked.facts["provider"] == world.shelf.university.name["en"]
    assert len(_mail(world.employer, actions.tell_offer, news="reminded", **ours)) == 1
    world.act(world.signer, actions.decline, reason="Not our\nfield.", **ours)
    (declined,) = _mail(world.shelf.university, actions.tell_offer, news="declined", **ours)
    assert declined.facts["reason"] == "Not our field."


def test_nobody_is_told_of_what_is_over(world: World) -> None:
    _member(world.partner, "partner")
    _member(world.signer, "head")
    need = world.need()
    version = world.shelf.publish("data", "Տվյալներ", "Data")
    (answer,) = world.act(world.registrar, actions.answer, need_ids=[need.id], slug="data")
    world.act(world.registrar, actions.withdraw_answer, answer_id=answer.id)
    world.act(world.partner, actions.withdraw_need, need_id=need.id, reason="filled")
    assert _mail(world.employer, actions.tell_answer, answer_id=answer.id) == []
    assert _mail(world.employer, actions.tell_end, need_id=need.id) == []
    asking = {"version_id": version.id, "employer_id": world.employer.id, "role": "assess"}
    offer = world.act(world.registrar, actions.offer, **asking)
    words = {"digest": bytes(version.digest), "recognises": True}
    world.act(world.signer, actions.sign, offer_id=offer.id, **words)
    assert _mail(world.employer, actions.tell_offer, offer_id=offer.id, news="reminded") == []
