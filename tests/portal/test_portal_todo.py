"""Each source of Today, once both ways: who may act is told, and nobody else is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import amendmentworld
import criteriaworld
import demandworld
import fundingworld
import pytest
import sharedworlds
from borrowed import borrow
from moments import NOW, TODAY

from pharos.accreditation import actions as accreditation
from pharos.catalogue import actions as catalogue
from pharos.catalogue.claims import actions as claims
from pharos.common import clock, tenancy
from pharos.funding import actions as funding
from pharos.lightroute import actions as lightroute
from pharos.needs import actions as needs
from pharos.needs.rules import NewSector
from pharos.organisations import queries as organisations
from pharos.organisations.desk import Desk
from pharos.portal import todo
from pharos.portal.queries import ruling
from pharos.procedures.actions import listings
from pharos.standards import actions as standards
from pharos.standards.actions import consulting
from pharos.stateregister.exchange.models import Discrepancy

awards_world = borrow("todo_awards", Path(__file__).parents[1] / "awards" / "conftest.py")
SECTOR = NewSector(
    name={"hy": "Թվային", "en": "Digital"},
    document_title={"hy": "Ռազմավարություն", "en": "Strategy"},
    document_link="https://example.org/strategy", document_day=date(2025, 1, 10),
    fields=("06",), first_day=date(2025, 2, 1), last_day=date(2030, 12, 31),
)  # fmt: skip
OFFICER, APPROVER = "ministry-officer-am", "ministry-approver-am"


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any, monkeypatch: Any) -> Iterator[Any]:
    """The world of the examples, where nothing of this waits yet."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(awards_world.build_world) as lent:
        yield lent


def told(world: Any, key: str) -> set[str]:
    """The codes of what waits for this person at the own desk."""
    with tenancy.scope(world.actor(key)) as by:
        here = organisations.by_id(by.organisation_id)
        kinds = organisations.kinds_on(here.id, TODAY)
        desk = Desk(here.id, here.slug, here.name, here.nation or "", by, kinds)
        return {one.code for one in todo.items(by, desk, NOW)}


def _format(world: Any) -> None:
    world.in_scope("registrar-am", accreditation.submit_format, content_hash=b"f" * 32, now=NOW)


def _difference(world: Any) -> None:
    with tenancy.scope(world.actor("operator-one")) as by:
        Discrepancy.objects.create(organisation_id=by.organisation_id, nation="AM",
                                   kind="provider_only_here", key="1", found_at=NOW)  # fmt: skip


def _consulted(world: Any) -> Any:
    by = world.actor(OFFICER)
    return amendmentworld.consulted(by, amendmentworld.proposed(by, NOW), NOW)


def _commented(world: Any) -> None:
    world.in_scope("head-am", consulting.comment, consultation_id=_consulted(world).id,
                   clause=amendmentworld.PARAMETER, text="Why so?", now=NOW)  # fmt: skip


def _sector(world: Any) -> None:
    world.in_scope(OFFICER, needs.propose_sector, new=SECTOR, now=NOW)


def _moved_day(world: Any) -> None:
    world.in_scope(OFFICER, standards.days.propose, nation="AM", day=date(2027, 3, 5), works=False,
                   name="A day", source="Decree 1", now=NOW)  # fmt: skip


def _claimed(world: Any) -> Any:
    version = world.versions["teacher-course"]
    met = {one.id: version.level for one in version.descriptor.learning_outcomes}
    world.in_scope("registrar-am", claims.claim_level, version_id=version.id, matches=met, now=NOW)
    return version.id


def _confirmed(world: Any) -> None:
    version = _claimed(world)
    world.in_scope("agency-approver-am", claims.confirm_level, version_id=version, now=NOW)


def _named(world: Any) -> None:
    document = world.versions["data-analysis"].descriptor.to_dict()
    document.pop("version")
    document["recognised_by_others"] = [{"organisation": demandworld.APRICOT}]
    draft = world.in_scope(
        "registrar-ge", catalogue.draft, slug="data-analysis", document=document, now=NOW
    )
    world.in_scope("head-ge", catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
                   first_day=TODAY, now=NOW)  # fmt: skip


def _offered(world: Any) -> None:
    version = world.versions["teacher-course"].id
    demandworld.asked(world, NOW, by="registrar-am", version_id=version)


def _scheme(world: Any) -> None:
    new = fundingworld.new_scheme()
    world.in_scope("employer-partner-ge", funding.propose_scheme, new=new, now=NOW)


def _applied(world: Any) -> None:
    made = fundingworld.Funding(world)
    fundingworld.applied(world, made.scheme)


def _kept_waiting(world: Any) -> None:
    made = fundingworld.Funding(world)
    place = fundingworld.applied(world, made.scheme)
    made.act("registrar-ge", funding.let_wait, application_id=place.id)


def _result(world: Any) -> Any:
    made = fundingworld.Funding(world)
    place = made.reserved()
    award = fundingworld.awarded(world, NOW)
    later = fundingworld.LATER
    return made.act("registrar-ge", funding.claim, later, application_id=place.id, award_id=award)


def _checked(world: Any) -> None:
    claim = _result(world)
    world.in_scope("employer-partner-ge", funding.check_claim, claim_id=claim.id, now=NOW)


def _listed(world: Any) -> None:
    own = world.organisations["demo-quality-agency-ge"].id
    world.in_scope("agency-officer-ge", listings.propose, agency_id=own, list="eqar",
                   first_day=date(2020, 1, 1), source="Its register", now=NOW)  # fmt: skip


def _guideline(world: Any) -> None:
    words = dict.fromkeys(("en", "hy", "ka"), "Words")
    world.in_scope(OFFICER, standards.guidelines.propose, nation="AM", title=words, text=words,
                   source="Order 1", first_day=date(2027, 1, 1), now=NOW)  # fmt: skip


def _trusted(world: Any) -> None:
    golden = world.organisations["golden-fleece-demo-university"].id
    world.in_scope("agency-officer-ge", lightroute.propose_listing, organisation_id=golden,
                   reason="It keeps its word.", now=NOW)  # fmt: skip


SOURCES: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "page_today_format": (_format, OFFICER, APPROVER),
    "page_today_exchange": (_difference, "operator-one", "agency-officer-am"),
    "page_today_exchange_read": (_difference, OFFICER, "agency-officer-am"),
    "page_today_amendment_answer": (_commented, OFFICER, APPROVER),
    "page_today_sector": (_sector, APPROVER, OFFICER),
    "page_today_moved_day": (_moved_day, APPROVER, "agency-approver-am"),
    "page_today_guideline": (_guideline, APPROVER, OFFICER),
    "page_today_consultation": (_consulted, "head-am", "head-ge"),
    "page_today_light_trust": (_trusted, "agency-approver-ge", "agency-officer-ge"),
    "page_today_level": (_claimed, "agency-approver-am", APPROVER),
    "page_today_level_enter": (_confirmed, APPROVER, "agency-approver-am"),
    "page_today_recognition": (_named, "employer-partner-am", "employer-partner-ge"),
    "page_today_partner": (_offered, "employer-head-am", "employer-partner-am"),
    "page_today_scheme": (_scheme, "employer-head-ge", "employer-head-am"),
    "page_today_place": (_applied, "registrar-ge", "employer-partner-ge"),
    "page_today_place_waiting": (_kept_waiting, "registrar-ge", "employer-partner-ge"),
    "page_today_claim_check": (_result, "employer-partner-ge", "employer-head-ge"),
    "page_today_claim_pay": (_checked, "employer-head-ge", "employer-partner-ge"),
    "page_today_criteria": (
        lambda world: criteriaworld.put_in_force(world, NOW), "agency-approver-ge",
        "agency-officer-ge",
    ),
    "page_today_listing": (_listed, "agency-approver-ge", "agency-approver-am"),
}  # fmt: skip


@pytest.mark.parametrize("code", SOURCES)
def test_what_waits_is_told_to_whoever_may_act(world: Any, code: str) -> None:
    """And no more once it is done: before, nothing of it was there."""
    make, who, other = SOURCES[code]
    assert code not in told(world, who)
    make(world)
    assert code in told(world, who)
    assert code not in told(world, other)


@dataclass(frozen=True)
class _Asked:
    is_unanswered: bool = False
    last_day: date = TODAY
    closed_at: Any = None


@pytest.mark.parametrize(
    ("asked", "days", "act"),
    [
        (None, 21, "page_today_amendment_consult"),
        (None, 0, "page_today_amendment_approve"),
        (_Asked(), 21, ""),
        (_Asked(is_unanswered=True), 21, "page_today_amendment_answer"),
        (_Asked(last_day=TODAY - timedelta(days=1)), 21, "page_today_amendment_close"),
        (_Asked(closed_at=NOW), 21, "page_today_amendment_approve"),
    ],
)
def test_an_amendment_waits_for_its_next_act(asked: Any, days: int, act: str) -> None:
    assert ruling._next_act(asked, days, TODAY) == act
