"""Appeals against the end of a right to the light route, for whoever looks at them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from pharos.accounts.models import Person
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.lightroute.models import Appeal, AppealSeat, Listing


def listing_for(by: Actor, listing_id: UUID) -> Listing:
    """A right that ended, at its provider or its agency; raises NotFound for everybody else."""
    mine = Q(agency_id=by.organisation_id) | Q(organisation_id=by.organisation_id)
    found = Listing.objects.filter(mine, id=listing_id, ended_on__isnull=False).first()
    if found is None:
        raise NotFound("right_unknown")
    return found


def appeal_of(listing: Listing, *, lock: bool = False) -> Appeal | None:
    """The appeal against its end, if there is one."""
    rows = Appeal.objects.select_for_update() if lock else Appeal.objects
    found: Appeal | None = rows.filter(listing=listing).first()
    return found


def may_appeal(listing: Listing, today: date) -> bool:
    """Whether there is still time, and no appeal was filed."""
    is_open = listing.appeal_until is not None and today <= listing.appeal_until
    return is_open and appeal_of(listing) is None


def ended_of(organisation_id: UUID) -> Sequence[Listing]:
    """The rights of a provider that ended, newest first."""
    rows = Listing.objects.filter(organisation_id=organisation_id, ended_on__isnull=False)
    return list(rows.order_by("-ended_on", "-recorded_at"))


def open_at(agency_id: UUID) -> list[Appeal]:
    """The appeals that an agency has not decided, oldest first."""
    rows = Appeal.objects.filter(agency_id=agency_id, state="filed").select_related("listing")
    return list(rows.order_by("filed_at"))


def involved(listing: Listing) -> set[UUID | None]:
    """The two persons of the agency who ended the right."""
    return {listing.end_proposed_by, listing.end_approved_by}


def seats(appeal: Appeal) -> list[tuple[AppealSeat, str]]:
    """Who decides, with the names; the agency alone sees it."""
    found = list(appeal.seats.order_by("named_at", "id"))
    people = Person.objects.in_bulk([one.person_id for one in found])
    return [(one, people[one.person_id].name if one.person_id in people else "–") for one in found]
