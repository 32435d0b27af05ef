"""A right that was lost is given back where an appeal annulled its end."""

from datetime import datetime
from uuid import UUID

from pharos.common import jobs
from pharos.common.actor import Actor, system
from pharos.common.errors import NotAllowed
from pharos.lightroute import facts, queries
from pharos.lightroute.models import Appeal, Listing


def restore(appeal: Appeal, *, seconded_by: UUID, by: Actor, now: datetime) -> Listing | None:
    """The provider's new place on the list, by two of those who decided; from today on.

    None where the agency had listed it again already. The failed audit stays on record and
    counts no more: whoever is listed after it has made it good.
    """
    if by.person_id is None or by.person_id == seconded_by:
        raise NotAllowed("second_person_needed")
    if queries.listed_here(appeal.organisation_id, appeal.agency_id) is not None:
        return None
    nation = facts.nation_of(appeal.organisation_id, now)
    return Listing.objects.create(
        agency_id=appeal.agency_id,
        organisation_id=appeal.organisation_id,
        first_day=nation.legal_day(now),
        reason=appeal.number,
        proposed_by=seconded_by,
        approved_by=by.person_id,
    )


def tell_later(organisation_id: UUID, news: str, listing_id: UUID) -> None:
    """The provider is told by mail of a right that ended, or of what its appeal ended in."""
    by = system(organisation_id=organisation_id)
    jobs.enqueue(f"lightroute.tell_{news}", actor=by, listing_id=listing_id)
