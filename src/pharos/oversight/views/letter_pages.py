"""The letters that end an appeal or a complaint, as PDF for both sides."""

from uuid import UUID

from django.http import HttpRequest

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.oversight import letters, queries, rights
from pharos.procedures.letters import Letter
from pharos.procedures.views.letters import sealed_file


@desk.page(Permission.OVERSIGHT_READ)
def filing(request: HttpRequest, by: Actor, filing_id: UUID) -> desk.Afterwards:
    """The outcome of an appeal or the answer to a complaint, with the agency's seal."""
    found = queries.filing_for(by, filing_id)
    return _sent(request, letters.of_filing(found), found.agency_id)


@desk.page(Permission.OVERSIGHT_READ)
def right(request: HttpRequest, by: Actor, listing_id: UUID) -> desk.Afterwards:
    """The outcome of an appeal against the end of a right, with the agency's seal."""
    listing = rights.listing_for(by, listing_id)
    appeal = rights.appeal_of(listing)
    return _sent(request, letters.of_right(appeal) if appeal else None, listing.agency_id)


def _sent(request: HttpRequest, letter: Letter | None, agency: UUID) -> desk.Afterwards:
    if letter is None:
        raise NotFound("filing_letter_none")
    return desk.Afterwards(lambda: sealed_file(letter, agency, request.now))
