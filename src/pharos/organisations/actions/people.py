"""Who acts for an organisation: memberships, and the clients that hang on them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import actions as accounts
from pharos.accounts import policies
from pharos.accounts.models import ApiClient
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.nations import zones
from pharos.organisations import queries, rules
from pharos.organisations.actions import features
from pharos.organisations.models import Membership, Organisation

# Whom the registry office may appoint in a body whose entry it keeps: those who then appoint
# everybody else. What follows is the body's own affair.
FIRST_PEOPLE = frozenset({"head", "administrator"})


@transaction.atomic
def add_membership(
    *, by: Actor, organisation_id: UUID, person_id: UUID, role: str, now: datetime
) -> Membership:
    """The person has the role in the organisation from now on.

    Raises NotAllowed `own_role`, `role_beyond_own`, `role_not_of_kind` or
    `not_your_organisation`, Conflict `membership_exists`, Invalid `role_unknown`.
    """
    if role not in dict(rules.ROLES):
        raise Invalid("role_unknown", role=role)
    if by.person_id == person_id:
        raise NotAllowed("own_role")
    entry = queries.by_id(organisation_id)
    _require_appointing(by, entry, role)
    if by.kind != "system":
        require_fitting(entry, role, now)
    try:
        with transaction.atomic():
            return Membership.objects.create(
                organisation=entry,
                person_id=person_id,
                role=role,
                active_from=now,
                appointed_by=by.person_id,
                appointed_in=by.organisation_id,
            )
    except IntegrityError as error:
        raise Conflict("membership_exists", role=role) from error


@transaction.atomic
def end_membership(
    *, by: Actor, membership_id: UUID, now: datetime, reason: str | None = None
) -> None:
    """The role ends now, and with it every client the person answered for here (AUT-05).

    One may always leave; others end only what they could have given.
    """
    found = (
        Membership.objects.select_for_update()
        .filter(id=membership_id, organisation_id=by.organisation_id)
        .first()
    )
    if found is None:
        raise NotFound("membership_unknown")
    if found.person_id != by.person_id:
        policies.require(by, Permission.MEMBERSHIP_MANAGE)
        if by.kind != "system" and not rules.may_grant(by.roles, found.role):
            raise NotAllowed("role_beyond_own", role=found.role)
    if found.active_until is not None:
        raise Conflict("membership_ended")
    found.active_until = now
    found.ended_by = by.person_id
    found.ended_reason = reason or None
    found.save(update_fields=["active_until", "ended_by", "ended_reason"])
    accounts.end_clients_of(
        person_id=found.person_id,
        organisation_id=found.organisation_id,
        reason="membership_ended",
        now=now,
    )


def create_client(
    *,
    by: Actor,
    name: str,
    scopes: Iterable[str],
    sponsor_id: UUID,
    lifetime: timedelta,
    now: datetime,
) -> tuple[ApiClient, str]:
    """A client of the acting organisation that a member answers for, and its token, shown once.

    It gets no more than its sponsor's roles hold; see `accounts.actions.create_client`.
    """
    policies.require(by, Permission.CLIENT_MANAGE)
    features.require(by.organisation_id, "api_clients")
    roles = frozenset(
        membership.role
        for membership in queries.memberships(queries.by_id(by.organisation_id).id, now=now)
        if membership.person_id == sponsor_id
    )
    if not roles:
        raise Invalid("sponsor_not_a_member")
    sponsor = Actor(person_id=sponsor_id, organisation_id=by.organisation_id, roles=roles)
    return accounts.create_client(
        by=by,
        name=name,
        scopes=scopes,
        sponsor_id=sponsor_id,
        sponsor_permissions=policies.held_by(sponsor),
        lifetime=lifetime,
        now=now,
    )


def require_fitting(entry: Organisation, role: str, now: datetime) -> None:
    """Raise NotAllowed `role_not_of_kind` where a body of its kinds has no work for the role."""
    today = zones.legal_day(entry.nation, now)
    if not rules.fits_kinds(role, queries.kinds_on(entry.id, today)):
        raise NotAllowed("role_not_of_kind", role=role)


def _require_appointing(by: Actor, entry: Organisation, role: str) -> None:
    if by.kind == "system":
        policies.require(by, Permission.MEMBERSHIP_MANAGE)
        return
    if by.organisation_id == entry.id:
        policies.require(by, Permission.MEMBERSHIP_MANAGE)
        if not rules.may_grant(by.roles, role):
            raise NotAllowed("role_beyond_own", role=role)
        return
    if by.organisation_id != entry.keeper_id:
        raise NotAllowed("not_your_organisation")
    policies.require(by, Permission.ORGANISATION_EDIT)
    if role not in FIRST_PEOPLE:
        raise NotAllowed("role_beyond_own", role=role)
