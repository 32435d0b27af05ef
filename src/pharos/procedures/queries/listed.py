"""Which lists agencies stand on, what waits for a second person, whom a body may speak for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.procedures.models import AgencyListing
from pharos.procedures.models.listings import ListingProposal
from pharos.procedures.rules.listings import Place, place_of
from pharos.standards import queries as standards

ABROAD = "qa_agency_foreign"
HERE = "qa_agency"
# bodies of a country that have to know an agency abroad: the agency, and the ministry above it
KNOWING = frozenset({HERE, "ministry"})


def of_agencies(agency_ids: Collection[UUID]) -> Mapping[UUID, list[AgencyListing]]:
    """The entries of each agency, by list, the newest first; by one statement."""
    found: dict[UUID, list[AgencyListing]] = {one: [] for one in agency_ids}
    if found:
        # the EQAR before ENQA: its days bound what is decided
        rows = AgencyListing.objects.filter(agency_id__in=found).order_by("-list", "-first_day")
        for row in rows:
            found[row.agency_id].append(row)
    return found


def of_agency(agency_id: UUID) -> list[AgencyListing]:
    """The entries of one agency."""
    return list(of_agencies([agency_id])[agency_id])


def place(decision: Decision, entries: Iterable[AgencyListing]) -> Place | None:
    """Where a decision lies in its agency's entry in the EQAR; None for what was taken abroad.

    Of that, the decision itself holds the days of the agency that took it.
    """
    begins = decision.first_day or decision.decided_on
    found = place_of(entries, decision.decided_on, begins)
    return found if found is None or decision.content.foreign is None else None


def told_of(decision: Decision) -> Iterator[str]:
    """The sentence about this for the page of the decision."""
    found = place(decision, of_agency(decision.agency_id))
    if found is not None:
        yield f"page_listing_{found}"


def waiting(keeper_id: UUID) -> list[ListingProposal]:
    """What was proposed at a body and neither confirmed nor given up."""
    rows = ListingProposal.objects.filter(keeper_id=keeper_id, approved_at=None, dropped_at=None)
    return list(rows.select_related("listing"))


def proposal_for(by: Actor, proposal_id: UUID, *, lock: bool = False) -> ListingProposal:
    """A proposal of the actor's body; raises NotFound."""
    rows = ListingProposal.objects.select_for_update() if lock else ListingProposal.objects
    found: ListingProposal | None = rows.filter(
        id=proposal_id, keeper_id=by.organisation_id
    ).first()
    if found is None:
        raise NotFound("listing_proposal_unknown")
    return found


def today_of(by: Actor, now: datetime) -> date:
    """The legal day of the actor's body; that of the instant for an agency abroad."""
    code = organisations.by_id(by.organisation_id).nation
    if code not in standards.all_codes():
        return now.date()
    return standards.history(code)[-1].legal_day(now)


def spoken_for(by: Actor, today: date) -> list[Organisation]:
    """The agencies whose entry the actor's body may tell: itself, and those abroad."""
    assert by.organisation_id is not None
    kinds = organisations.kinds_on(by.organisation_id, today)
    own = [organisations.by_id(by.organisation_id)] if kinds & {HERE, ABROAD} else []
    if not kinds & KNOWING:
        return own
    abroad = organisations.listing(nation=None, kind=ABROAD, on=today)
    return own + [one for one in abroad if one.id != by.organisation_id]


def may_speak(by: Actor, agency_id: UUID, today: date) -> bool:
    """Whether the actor's body may tell which lists an agency is on."""
    assert by.organisation_id is not None
    kinds = organisations.kinds_on(by.organisation_id, today)
    if agency_id == by.organisation_id:
        return bool(kinds & {HERE, ABROAD})
    return bool(kinds & KNOWING) and ABROAD in organisations.kinds_on(agency_id, today)
