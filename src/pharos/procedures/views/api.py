"""Which lists agencies stand on, for programs."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from ninja import Router

from pharos.organisations import door
from pharos.organisations import queries as organisations
from pharos.organisations.door import Answer
from pharos.procedures.models import AgencyListing
from pharos.procedures.queries import listed

router = Router(tags=["organisations"])


class ListingOut(Answer):
    """A stretch of an agency on the EQAR or as full member of ENQA; `until` is exclusive.

    Decisions that the agency took within a stretch on the EQAR, and that begin within it, are
    those of a registered agency.
    """

    list: str
    first_day: date
    until: date | None
    source: str


@router.get("/organisations/{slug}/listings", response=list[ListingOut], auth=None)
def listings(request: HttpRequest, slug: str) -> Sequence[AgencyListing]:
    """The stretches of an agency on the EQAR and in ENQA, by list, newest first."""
    with door.public():
        return listed.of_agency(organisations.organisation(slug).id)
