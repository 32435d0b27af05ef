"""Standing behind a programme: offered by its provider, signed by the employer's own head."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.core import strict
from pharos.nations import zones
from pharos.needs import queries, rules
from pharos.needs.actions.common import own_body, text
from pharos.needs.actions.telling import offer_later, remind_later
from pharos.needs.models import ROLES, Offer, Partnership
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry


@transaction.atomic
def offer(
    *, version_id: UUID, employer_id: UUID, role: str, note: str = "", by: Actor, now: datetime
) -> Offer:
    """The employer is asked to stand behind this very version in this role.

    Raises NotFound `programme_version_unknown`, Invalid `partner_unfit` or
    `partner_role_unknown`, Conflict `version_withdrawn` or `partner_asked`.
    """
    policies.require(by, Permission.PARTNERSHIP_OFFER)
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    if version.state != ProgrammeVersion.State.PUBLISHED:
        raise Conflict("version_withdrawn")
    if role not in ROLES:
        raise Invalid("partner_role_unknown", field="role")
    _require_partner(employer_id, by, now)
    try:
        with transaction.atomic():
            made: Offer = Offer.objects.create(
                organisation_id=by.organisation_id,
                employer_id=employer_id,
                version=version,
                version_digest=bytes(version.digest),
                role=role,
                note=text(note, required=False),
                offered_by=by.person_id,
                offered_at=now,
            )
    except IntegrityError as error:
        raise Conflict("partner_asked") from error
    offer_later(made, "asked")
    remind_later(made, now + timedelta(days=rules.REMIND_DAYS))
    return made


@transaction.atomic
def take_back(*, offer_id: UUID, by: Actor, now: datetime) -> Offer:
    """The provider asks no more; what was signed already cannot be taken back by it."""
    policies.require(by, Permission.PARTNERSHIP_OFFER)
    found = _open_offer(by, offer_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("offer_unknown")
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return found


@transaction.atomic
def decline(*, offer_id: UUID, reason: str, by: Actor, now: datetime) -> Offer:
    """The employer does not stand behind it, and says why."""
    policies.require(by, Permission.PARTNERSHIP_SIGN)
    found = _offer_to(by, offer_id)
    found.declined_by, found.declined_at = by.person_id, now
    found.declined_reason = text(reason)
    found.save(update_fields=["declined_by", "declined_at", "declined_reason"])
    offer_later(found, "declined")
    return found


@transaction.atomic
def sign(
    *, offer_id: UUID, digest: bytes, recognises: bool, by: Actor, now: datetime
) -> Partnership:
    """The employer's statement about the version it read, frozen with its digest.

    `digest` is that of the version as the signer saw it. Raises Conflict `version_changed`,
    `offer_closed`, `version_withdrawn`.
    """
    policies.require(by, Permission.PARTNERSHIP_SIGN)
    found = _offer_to(by, offer_id)
    body, _ = own_body(by, now, rules.PARTNER_KINDS, "partner_unfit")
    version = found.version
    if bytes(version.digest) != digest or bytes(found.version_digest) != digest:
        raise Conflict("version_changed", slug=version.programme.slug)
    if version.state != ProgrammeVersion.State.PUBLISHED:
        raise Conflict("version_withdrawn")
    statement = _statement(body, found, recognises=recognises, now=now)
    made: Partnership = Partnership.objects.create(
        offer=found,
        organisation_id=found.organisation_id,
        employer_id=body.id,
        version=version,
        role=found.role,
        recognises=recognises,
        statement=statement,
        digest=hashlib.sha256(statement.encode("utf-8")).digest(),
        signed_by=by.person_id,
        signed_at=now,
    )
    offer_later(found, "signed")
    return made


@transaction.atomic
def revoke(*, offer_id: UUID, reason: str, by: Actor, now: datetime) -> Partnership:
    """The employer stands behind it no more; the statement stays readable as revoked."""
    policies.require(by, Permission.PARTNERSHIP_SIGN)
    found = (
        Partnership.objects.select_for_update()
        .filter(offer_id=offer_id, employer_id=by.organisation_id)
        .first()
    )
    if found is None:
        raise NotFound("offer_unknown")
    if found.revoked_at is not None:
        raise Conflict("partnership_revoked")
    found.revoked_by, found.revoked_at = by.person_id, now
    found.revoked_reason = text(reason)
    found.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
    offer_later(found.offer, "revoked")
    return found


def _require_partner(employer_id: UUID, by: Actor, now: datetime) -> None:
    body = organisations.by_id(employer_id)
    kinds = organisations.kinds_on(body.id, zones.legal_day(body.nation, now))
    # nobody vouches for itself, whatever kinds it has
    if body.id == by.organisation_id or body.state != "listed" or not kinds & rules.PARTNER_KINDS:
        raise Invalid("partner_unfit", field="employer")


def _statement(body: Organisation, found: Offer, *, recognises: bool, now: datetime) -> str:
    return rules.statement(
        employer=registry.did_of(body),
        employer_name=body.name,
        programme=catalogue.address(found.version),
        version_digest=bytes(found.version_digest),
        role=found.role,
        recognises=recognises,
        signed_at=strict.format_instant(now),
    )


def _offer_to(by: Actor, offer_id: UUID) -> Offer:
    found = _open_offer(by, offer_id)
    if found.employer_id != by.organisation_id:
        raise NotFound("offer_unknown")
    return found


def _open_offer(by: Actor, offer_id: UUID) -> Offer:
    found = queries.offer_for(by, offer_id, lock=True)
    closed = found.withdrawn_at is not None or found.declined_at is not None
    if closed or queries.partnership_of(found.id) is not None:
        raise Conflict("offer_closed")
    return found
