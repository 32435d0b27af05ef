"""Funded places: applied for, reserved until a day, refused, kept waiting, released."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import jobs, personkeys, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.funding import persons, queries, rules
from pharos.funding.actions.common import UNDECIDED, nation_of, require_decider, save, text
from pharos.funding.actions.telling import tell_later
from pharos.funding.models import Application, Proof, Scheme

RELEASE, FORGET, FORGET_PROOF = (
    "funding.release", "funding.forget", "funding.forget_proof",
)  # fmt: skip
_REFUSALS: Final = {"catalogue_seats_enough": "offering_full"}
"""What the database refuses, by the name of its constraint; any other is the budget's."""


@transaction.atomic
def keep_proof(*, scheme: Scheme, application_id: UUID, told: persons.Told, now: datetime) -> bool:
    """Whether the applicant belongs to the scheme; what shows it is sealed for the funder.

    Done in the funder's scope by the system: the applicant has no account, and the provider
    learns the answer alone. Raises Invalid `application_malformed`.
    """
    note = rules.clean(told.note)
    if note is None:
        raise Invalid("application_malformed", field="note", limit=rules.MAX_TEXT)
    forget_at = _forget_at(scheme, now)
    key_id, cipher = personkeys.create()
    Proof.objects.create(
        organisation_id=scheme.organisation_id,
        scheme=scheme,
        application_id=application_id,
        person_key_id=key_id,
        box=persons.seal_proof(cipher, replace(told, note=note)),
        given_at=now,
        forget_at=forget_at,
    )
    by = tenancy.current()
    jobs.enqueue(FORGET_PROOF, actor=by, at=forget_at, application_id=application_id)
    return rules.covers_person(scheme, told.reader)


@transaction.atomic
def apply(
    *,
    scheme: Scheme,
    version: ProgrammeVersion,
    application_id: UUID,
    entitled: bool,
    contact: persons.Contact,
    now: datetime,
) -> Application:
    """The provider finds the application; done in its scope by the system.

    Raises Conflict `funding_not_needed` where there is nothing to pay.
    """
    price = queries.price_of(version, nation_of(scheme, now).legal_day(now))
    if price is None or price.amount == 0 or price.currency != scheme.currency:
        raise Conflict("funding_not_needed")
    name = rules.clean(contact.name, rules.MAX_TITLE)
    if not name:
        raise Invalid("application_malformed", field="name", limit=rules.MAX_TITLE)
    forget_at = _forget_at(scheme, now)
    key_id, cipher = personkeys.create()
    made = Application.objects.create(
        id=application_id,
        organisation_id=version.organisation_id,
        funder_id=scheme.organisation_id,
        scheme=scheme,
        programme_id=version.programme_id,
        version=version,
        offering_id=price.offering_id,
        entitled=entitled,
        price=price.amount,
        amount=rules.amount(scheme, price.amount),
        person_key_id=key_id,
        box=persons.seal_contact(cipher, replace(contact, name=name)),
        applied_at=now,
        forget_at=forget_at,
    )
    jobs.enqueue(FORGET, actor=tenancy.current(), at=forget_at, application_id=made.id)
    tell_later(made, "received")
    return made


@transaction.atomic
def decide(
    *, application_id: UUID, accept: bool, reason: str = "", by: Actor, now: datetime
) -> Application:
    """A place is reserved until its end, or refused with a reason, by whom the scheme names.

    Raises NotAllowed `funding_not_yours_to_decide`, Conflict `application_decided`,
    `scheme_not_open`, `application_not_entitled`, `budget_exhausted` or `offering_full`.
    """
    found = _undecided(application_id, by)
    found.decided_by, found.decided_at = by.person_id, now
    if not accept:
        found.state, found.ended_at, found.reason = "refused", now, text(reason)
        save(found)
        tell_later(found, "refused")
        return found
    if not found.entitled:
        raise Conflict("application_not_entitled")
    if not queries.is_in_force(found.scheme, nation_of(found.scheme, now).legal_day(now)):
        raise Conflict("scheme_not_open")
    found.state = "reserved"
    found.reserved_until = now + timedelta(days=found.scheme.hold_days)
    try:
        with transaction.atomic():
            save(found)
    except IntegrityError as error:
        raise Conflict(_REFUSALS.get(_constraint(error), "budget_exhausted")) from error
    jobs.enqueue(RELEASE, actor=by, at=found.reserved_until, application_id=found.id)
    tell_later(found, "reserved")
    return found


@transaction.atomic
def let_wait(*, application_id: UUID, by: Actor, now: datetime) -> Application:
    """The application stays for when a place falls free, and the applicant is told so.

    Raises Conflict `application_decided` or `application_not_entitled`.
    """
    found = _undecided(application_id, by)
    if found.state == "waiting":
        raise Conflict("application_decided")
    if not found.entitled:
        raise Conflict("application_not_entitled")
    found.state, found.decided_by, found.decided_at = "waiting", by.person_id, now
    save(found)
    tell_later(found, "waiting")
    return found


@transaction.atomic
def release(*, application_id: UUID, reason: str, by: Actor, now: datetime) -> Application:
    """A reserved place is given free before its end; its seat and its money are free again."""
    policies.require(by, Permission.FUNDING_DECIDE)
    found = queries.application_for(by, application_id, lock=True)
    require_decider(by, found)
    if found.state != "reserved":
        raise Conflict("application_decided")
    found.state, found.ended_at, found.reason = "released", now, text(reason)
    save(found)
    tell_later(found, "released")
    return found


@transaction.atomic
def release_late(*, application_id: UUID, now: datetime) -> bool:
    """A reserved place whose end has come is free again; a claimed one stays."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    until = found.reserved_until if found else None
    if found is None or found.state != "reserved" or until is None or until > now:
        return False
    found.state, found.ended_at = "released", now
    save(found)
    tell_later(found, "lapsed")
    return True


def _undecided(application_id: UUID, by: Actor) -> Application:
    policies.require(by, Permission.FUNDING_DECIDE)
    found = queries.application_for(by, application_id, lock=True)
    require_decider(by, found)
    if found.state not in UNDECIDED:
        raise Conflict("application_decided")
    return found


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint that the database kept."""
    told = getattr(error.__cause__, "diag", None)
    return str(getattr(told, "constraint_name", ""))


def _forget_at(scheme: Scheme, now: datetime) -> datetime:
    last = scheme.last_day + timedelta(days=rules.KEPT_DAYS)
    return nation_of(scheme, now).midnight(last)
