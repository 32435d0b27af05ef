"""The agencies of the demonstration on European lists; one entry waits for a second person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pharos.common import clock, tenancy
from pharos.organisations import queries as organisations
from pharos.portal.demo.seeding import Seeding
from pharos.procedures.actions import listings
from pharos.procedures.models import AgencyListing, ListingProposal

REGISTER: Final = "https://register-demo.example.org"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which agency stands on which list since when, and whose two people tell it."""

    nation: str
    agency: str
    list: str
    first_day: date
    source: str


_GE, _AM = "demo-quality-agency-ge", "demo-quality-agency-am"
ENTERED: Final = (
    Stretch("ge", _GE, "eqar", date(2021, 3, 1), f"{REGISTER}/ge"),
    Stretch("ge", _GE, "enqa", date(2019, 10, 1), f"{REGISTER}/ge"),
)
WAITS: Final = Stretch("am", _AM, "enqa", date(2024, 4, 1), f"{REGISTER}/am")


def seed(seeding: Seeding) -> int:
    """How much was made now; nothing where the people of the agencies are not."""
    if "agency-officer-ge" not in seeding.world.people:
        return 0
    now = clock.now()
    made = sum(enter(seeding, one, now) for one in ENTERED)
    return made + propose(seeding, WAITS, now)


def enter(seeding: Seeding, one: Stretch, now: datetime) -> int:
    """Proposed by the officer and confirmed by the approver, unless it is there."""
    agency = organisations.organisation(one.agency)
    if AgencyListing.objects.filter(agency_id=agency.id, list=one.list).exists():
        return 0
    proposal = _proposed(seeding, one, now)
    seeding.act(f"agency-approver-{one.nation}", listings.approve, proposal_id=proposal.id, now=now)
    return 1


def propose(seeding: Seeding, one: Stretch, now: datetime) -> int:
    """Proposed, and left to the second person."""
    agency = organisations.organisation(one.agency)
    officer = seeding.actor(f"agency-officer-{one.nation}")
    with tenancy.scope(officer):
        if ListingProposal.objects.filter(agency_id=agency.id, list=one.list).exists():
            return 0
    _proposed(seeding, one, now)
    return 1


def _proposed(seeding: Seeding, one: Stretch, now: datetime) -> ListingProposal:
    made: ListingProposal = seeding.act(
        f"agency-officer-{one.nation}", listings.propose,
        agency_id=organisations.organisation(one.agency).id, list=one.list,
        first_day=one.first_day, source=one.source, now=now,
    )  # fmt: skip
    return made
