"""The state register of the demonstration: two differences with the stand-in, one question."""

from pharos.accreditation.models import Decision
from pharos.common import clock, tenancy
from pharos.issuing.national.standin import StandIn
from pharos.portal.demo.seeding import Seeding
from pharos.stateregister import actions
from pharos.stateregister.exchange import actions as exchange
from pharos.stateregister.exchange import queries
from pharos.stateregister.models import Lookup

NATION = "AM"


def seed(seeding: Seeding) -> int:
    """One night's comparison and one official's question; how many rows there are new."""
    now = clock.now()
    there = StandIn()
    for licence in Decision.objects.filter(kind="licence"):
        # the clerk of the other side wrote another year
        there.list_entry(NATION, "licence", licence.number, first_day="2020-01-01")
    there.list_entry(NATION, "provider", "00000042", name="Mulberry Demonstration Institute")
    made = 0
    with tenancy.scope(seeding.actor("operator-one")) as by:
        if queries.last(NATION) is None:
            exchange.compare(NATION, by=by, now=now, registry=there)
            made += 1
    with tenancy.scope(seeding.actor("official-one")) as by:
        if not Lookup.objects.filter(organisation_id=by.organisation_id).exists():
            actions.look_up(
                identifier_kind="national_number", number="9064885071",
                ground="recognition_procedure", clause="Demonstration act, clause 1",
                case_number="DEMO-R-1", by=by, now=now,
            )  # fmt: skip
            made += 1
    return made
