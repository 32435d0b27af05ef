"""A decision as PDF: the letter at the desks of both sides, the print for everybody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.procedures import letters as post
from pharos.procedures.letters import decisions
from pharos.procedures.views.letters import file, sealed_file


@desk.page(Permission.DECISION_READ)
def letter(request: HttpRequest, by: Actor, decision_id: UUID) -> desk.Afterwards:
    """The letter to the provider, for it and for the body that decided, with that body's seal."""
    found = accreditation.decision(decision_id)
    if by.organisation_id not in (found.agency_id, found.organisation_id):
        raise NotFound("decision_unknown")
    told, agency = decisions.letter_of(found), found.agency_id
    return desk.Afterwards(lambda: sealed_file(told, agency, request.now))


def printed(request: HttpRequest, language: str, decision_id: UUID) -> HttpResponse:
    """What everybody reads of the decision, in the state language and English."""
    with tenancy.scope(ANONYMOUS):
        told = decisions.printed(accreditation.decision(decision_id))
    return file(told, post.render(told))
