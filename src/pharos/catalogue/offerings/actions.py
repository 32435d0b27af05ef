"""What can happen to offerings: announced, changed, suspended for a cause, closed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import queries, rules
from pharos.catalogue.offerings.models import Offering
from pharos.catalogue.offerings.rules import Terms
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards


@transaction.atomic
def announce(*, version_id: UUID, terms: Terms, by: Actor, now: datetime) -> Offering:
    """An open offering of the actor's own published version.

    Raises Invalid `offering_incomplete` with everything that is wrong.
    """
    policies.require(by, Permission.OFFERING_KEEP)
    version = _own_version(version_id, by)
    _refuse_wrong(version, terms, now)
    return Offering.objects.create(
        organisation_id=version.organisation_id,
        version=version,
        written_by=by.person_id,
        written_at=now,
        **asdict(terms),
    )


@transaction.atomic
def change(*, offering_id: UUID, terms: Terms, by: Actor, now: datetime) -> Offering:
    """The offering says something else; one that was closed stays as it was (Conflict).

    Raises Invalid `offering_incomplete` with everything that is wrong, also fewer seats than
    funded places have taken.
    """
    policies.require(by, Permission.OFFERING_KEEP)
    offering = _not_closed(offering_id, by)
    _refuse_wrong(offering.version, terms, now)
    for name, value in asdict(terms).items():
        setattr(offering, name, value)
    try:
        with transaction.atomic():
            return _written(offering, by, now)
    except IntegrityError as error:
        taken = Problem("offering_seats_taken", "A28", {"field": "seats"})
        raise Invalid("offering_incomplete", problems=[taken.as_error()]) from error


@transaction.atomic
def close(*, offering_id: UUID, by: Actor, now: datetime) -> Offering:
    """Nobody can apply any more, for good."""
    policies.require(by, Permission.OFFERING_KEEP)
    offering = _not_closed(offering_id, by)
    offering.state, offering.causes = Offering.State.CLOSED, []
    return _written(offering, by, now)


@transaction.atomic
def suspend(*, offering_id: UUID, by: Actor, now: datetime) -> Offering:
    """The provider itself takes the offering off its pages for a while."""
    policies.require(by, Permission.OFFERING_KEEP)
    offering = _not_closed(offering_id, by)
    if "by_provider" in offering.causes:
        raise Conflict("offering_suspended_already")
    offering.causes = [*offering.causes, "by_provider"]
    offering.state = Offering.State.SUSPENDED
    return _written(offering, by, now)


@transaction.atomic
def resume(*, offering_id: UUID, by: Actor, now: datetime) -> Offering:
    """The provider's own reason is lifted; others (a suspended provider) hold on."""
    policies.require(by, Permission.OFFERING_KEEP)
    offering = _not_closed(offering_id, by)
    if "by_provider" not in offering.causes:
        raise Conflict("offering_not_suspended")
    return _lift(offering, "by_provider", by, now)


@transaction.atomic
def suspend_all(
    organisation_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    version_ids: Sequence[UUID] | None = None,
) -> int:
    """Every offering of a provider, or of these versions, is suspended for a cause; how many.

    For the cascade of a provider's suspension (B21): called by the system in the scope of that
    provider. Repeating it changes nothing.
    """
    policies.require(by, Permission.OFFERING_SUSPEND)
    _require_cause(reason)
    found = _of(organisation_id, version_ids).exclude(state=Offering.State.CLOSED)
    changed = 0
    for one in found.exclude(causes__contains=[reason]):
        one.causes, one.state = [*one.causes, reason], Offering.State.SUSPENDED
        _written(one, by, now)
        changed += 1
    return changed


@transaction.atomic
def resume_all(
    organisation_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    version_ids: Sequence[UUID] | None = None,
) -> int:
    """The cause is lifted from every offering that it holds; how many."""
    policies.require(by, Permission.OFFERING_SUSPEND)
    _require_cause(reason)
    found = list(_of(organisation_id, version_ids).filter(causes__contains=[reason]))
    for one in found:
        _lift(one, reason, by, now)
    return len(found)


def _lift(offering: Offering, cause: str, by: Actor, now: datetime) -> Offering:
    offering.causes = [one for one in offering.causes if one != cause]
    if not offering.causes:
        offering.state = Offering.State.OPEN
    return _written(offering, by, now)


def _of(organisation_id: UUID, version_ids: Sequence[UUID] | None) -> QuerySet[Offering]:
    found = Offering.objects.select_for_update().filter(organisation_id=organisation_id)
    return found if version_ids is None else found.filter(version_id__in=version_ids)


def _require_cause(reason: str) -> None:
    if reason not in rules.CAUSES:
        raise Invalid("code_unknown", field="reason", value=reason[:60])


def _not_closed(offering_id: UUID, by: Actor) -> Offering:
    offering = queries.offering_for(by, offering_id, lock=True)
    if offering.state == Offering.State.CLOSED:
        raise Conflict("offering_closed_already")
    return offering


def _written(offering: Offering, by: Actor, now: datetime) -> Offering:
    offering.written_by, offering.written_at = by.person_id, now
    offering.save()
    return offering


def _own_version(version_id: UUID, by: Actor) -> ProgrammeVersion:
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    return version


def _refuse_wrong(version: ProgrammeVersion, terms: Terms, now: datetime) -> None:
    organisation = organisations.by_id(version.organisation_id)
    nation = standards.nation(
        organisation.nation, on=zones.legal_day(organisation.nation, now), known_at=now
    )
    found = [*rules.problems(terms, nation), *_against(version, terms)]
    if found:
        raise Invalid("offering_incomplete", problems=[one.as_error() for one in found])


def _against(version: ProgrammeVersion, terms: Terms) -> list[Problem]:
    """Why this cannot be an offering of this version: what it says was frozen with it."""
    if version.state == ProgrammeVersion.State.WITHDRAWN:
        return [Problem("version_withdrawn_already", "A28", {"last_day": version.last_day})]
    descriptor, found = version.descriptor, []
    if descriptor.languages and terms.language not in descriptor.languages:
        found.append(Problem("offering_not_described", "A28", {"field": "language"}))
    if descriptor.form_of_participation and terms.form not in descriptor.form_of_participation:
        found.append(Problem("offering_not_described", "A28", {"field": "form"}))
    return found
