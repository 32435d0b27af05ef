"""Claims by result: an award that exists, checked by one person of the funder, paid by another."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import queries as awards
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.funding import queries
from pharos.funding.actions.common import nation_of, text
from pharos.funding.actions.telling import tell_later
from pharos.funding.models import Application, Claim


@transaction.atomic
def claim(*, application_id: UUID, award_id: UUID, by: Actor, now: datetime) -> Claim:
    """The provider claims a reserved place whose learner was awarded.

    Raises Conflict `application_not_reserved`, `claim_award_ended` or `claim_made_already`,
    Invalid `claim_award_of_other_programme` or `claim_award_before_place`.
    """
    policies.require(by, Permission.CLAIM_MAKE)
    found = queries.application_for(by, application_id, lock=True)
    if found.organisation_id != by.organisation_id:
        raise NotFound("application_unknown")
    if found.state != "reserved":
        raise Conflict("application_not_reserved")
    award = awards.award_for(by, award_id, lock=True)
    if catalogue.version(award.version_id).programme_id != found.programme_id:
        raise Invalid("claim_award_of_other_programme", field="award")
    if award.state != "confirmed":
        raise Conflict("claim_award_ended")
    nation = nation_of(found.scheme, now)
    if award.award_date < nation.legal_day(found.applied_at):
        raise Invalid("claim_award_before_place", field="award")
    try:
        with transaction.atomic():
            made: Claim = Claim.objects.create(
                organisation_id=found.organisation_id,
                funder_id=found.funder_id,
                application=found,
                award_id=award.id,
                awarded_on=award.award_date,
                amount=found.amount,
                made_by=by.person_id,
                made_at=now,
            )
    except IntegrityError as error:
        raise Conflict("claim_made_already") from error
    _move(found, "claimed")
    return made


@transaction.atomic
def check_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The first person of the funder found the claim to be in order."""
    policies.require(by, Permission.CLAIM_CHECK)
    found = _open_claim(by, claim_id)
    if found.checked_at is not None:
        raise Conflict("claim_decided")
    found.checked_by, found.checked_at = by.person_id, now
    found.save(update_fields=["checked_by", "checked_at"])
    return found


@transaction.atomic
def approve_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The claim is paid: what was promised is spent now.

    Raises Conflict `claim_not_checked`, NotAllowed `checker_approves`.
    """
    policies.require(by, Permission.CLAIM_APPROVE)
    found = _open_claim(by, claim_id)
    if found.checked_at is None:
        raise Conflict("claim_not_checked")
    if found.checked_by == by.person_id:
        raise NotAllowed("checker_approves")
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    place = _place(found)
    _move(place, "paid")
    tell_later(place, "paid")
    return found


@transaction.atomic
def refuse_claim(*, claim_id: UUID, reason: str, by: Actor, now: datetime) -> Claim:
    """The claim is not paid; the place is held on as long as it was reserved for."""
    policies.require(by, Permission.CLAIM_APPROVE)
    found = _open_claim(by, claim_id)
    found.refused_by, found.refused_at = by.person_id, now
    found.refused_reason = text(reason)
    found.save(update_fields=["refused_by", "refused_at", "refused_reason"])
    place = _place(found)
    until = place.reserved_until
    if until is not None and until > now:
        _move(place, "reserved")
        return found
    _move(place, "released")
    tell_later(place, "lapsed")
    return found


def _open_claim(by: Actor, claim_id: UUID) -> Claim:
    found = queries.claim_for(by, claim_id, lock=True)
    if found.approved_at is not None or found.refused_at is not None:
        raise Conflict("claim_decided")
    return found


def _place(found: Claim) -> Application:
    place: Application = Application.objects.select_for_update().get(id=found.application_id)
    return place


def _move(place: Application, state: str) -> None:
    # the account of the scheme moves with it, by the database
    place.state = state
    place.save(update_fields=["state"])
