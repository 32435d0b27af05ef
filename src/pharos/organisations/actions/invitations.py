"""Inviting somebody by mail, and what becomes of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pharos.accounts import policies
from pharos.accounts.actions import clean_name
from pharos.accounts.models import Login
from pharos.accounts.policies import Permission
from pharos.accounts.queries import token_hash
from pharos.accounts.rules import email_is_sound, folded_email, link_token_of, new_secret
from pharos.common import outbox
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.i18n import LANGUAGES, choose
from pharos.organisations import queries, rules
from pharos.organisations.actions.entries import kept
from pharos.organisations.actions.people import FIRST_PEOPLE, add_membership, require_fitting
from pharos.organisations.models import Invitation, Organisation

LIFE: Final = timedelta(days=7)
MAIL: Final = "mail_invitation"


@transaction.atomic
def invite(
    *, by: Actor, email: str, name: str, language: str, role: str, now: datetime
) -> Invitation:
    """Ask the person with this address to take the role; the mail is sent with this act.

    Raises NotAllowed `role_beyond_own`, `role_not_of_kind` or `own_role` (AUT-04), Invalid
    `email_malformed`, `name_malformed`, `role_unknown`, Conflict `invitation_waits`.
    """
    policies.require(by, Permission.MEMBERSHIP_MANAGE)
    if role in dict(rules.ROLES) and not rules.may_grant(by.roles, role):
        raise NotAllowed("role_beyond_own", role=role)
    entry = queries.by_id(by.organisation_id)
    if role in dict(rules.ROLES):
        require_fitting(entry, role, now)
    return _send(entry, by=by, email=email, name=name, language=language, role=role, now=now)


@transaction.atomic
def invite_first(
    *,
    by: Actor,
    organisation_id: UUID,
    email: str,
    name: str,
    language: str,
    role: str,
    now: datetime,
) -> Invitation:
    """The registry office asks somebody to be head or administrator of a body that it keeps.

    Raises NotAllowed `kept_by_another_office`, `role_beyond_own`, `own_role`,
    `organisation_held` or `organisation_closed`, Conflict `invitation_waits`.
    """
    policies.require(by, Permission.ORGANISATION_EDIT)
    entry = kept(by, organisation_id)
    if role not in FIRST_PEOPLE:
        raise NotAllowed("role_beyond_own", role=role)
    if entry.state != "listed":
        raise NotAllowed(f"organisation_{entry.state}", slug=entry.slug)
    return _send(entry, by=by, email=email, name=name, language=language, role=role, now=now)


def _send(
    entry: Organisation,
    *,
    by: Actor,
    email: str,
    name: str,
    language: str,
    role: str,
    now: datetime,
) -> Invitation:
    """The row of an invitation with its mail; who may is asked before."""
    email, name = email.strip(), clean_name(name)
    _check(by, email, role, language)
    secret = new_secret()
    made = Invitation.objects.create(
        organisation=entry,
        email=email,
        email_folded=folded_email(email),
        name=name,
        language=language,
        role=role,
        token_hash=token_hash(secret),
        invited_by=by.person_id,
        invited_in=None if entry.id == by.organisation_id else by.organisation_id,
        invited_at=now,
        expires_at=now + LIFE,
    )
    if _others(made, now):
        raise Conflict("invitation_waits")
    outbox.put(
        kind=MAIL,
        to=email,
        language=language,
        facts={"name": name, "organisation": choose(entry.name, language), "days": LIFE.days},
        link=f"/{language}/sign-in/invitation/{link_token_of(made.id, secret)}",
        by=by,
        now=now,
    )
    return made


@transaction.atomic
def withdraw(*, by: Actor, invitation_id: UUID, now: datetime) -> None:
    """The link of the invitation works no more; raises NotFound `invitation_unknown`."""
    policies.require(by, Permission.MEMBERSHIP_MANAGE)
    found = _waiting(invitation_id, by.organisation_id, now)
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])


@transaction.atomic
def accept(*, by: Actor, invitation_id: UUID, person_id: UUID, now: datetime) -> None:
    """The person has the role of the invitation; `by` is whoever invited, as an actor of now.

    Who may not give the role any more cannot have it given either. Raises NotAllowed `own_role`,
    `role_beyond_own` or `role_not_of_kind`, NotFound `invitation_unknown`.
    """
    found = _waiting(invitation_id, by.organisation_id, now)
    held = {
        one.role
        for one in queries.memberships(found.organisation_id, now=now)
        if one.person_id == person_id
    }
    if found.role not in held:
        # asked of the inviter's roles; the event says that the system did it for the inviter
        if found.invited_in is not None:
            policies.require(by, Permission.ORGANISATION_EDIT)
            kept(by, found.organisation_id)
        elif not rules.may_grant(by.roles, found.role):
            raise NotAllowed("role_beyond_own", role=found.role)
        require_fitting(found.organisation, found.role, now)
        add_membership(
            by=replace(by, kind="system"),
            organisation_id=found.organisation_id,
            person_id=person_id,
            role=found.role,
            now=now,
        )
    found.accepted_by, found.accepted_at = person_id, now
    found.save(update_fields=["accepted_by", "accepted_at"])


def _check(by: Actor, email: str, role: str, language: str) -> None:
    if role not in dict(rules.ROLES):
        raise Invalid("role_unknown", role=role)
    if not email_is_sound(email) or not outbox.address_is_sound(email):
        raise Invalid("email_malformed")
    if Login.objects.filter(id=by.person_id, email=folded_email(email)).exists():
        raise NotAllowed("own_role")
    if language not in LANGUAGES:
        raise Invalid("letter_malformed", field="language")


def _waiting(invitation_id: UUID, organisation_id: UUID | None, now: datetime) -> Invitation:
    found = (
        Invitation.objects.select_for_update()
        .filter(
            Q(organisation_id=organisation_id) | Q(invited_in=organisation_id),
            id=invitation_id,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
        )
        .first()
    )
    if found is None:
        raise NotFound("invitation_unknown")
    return found


def _others(made: Invitation, now: datetime) -> bool:
    same = queries.invitations(made.organisation_id, now=now)
    return any(
        one.id != made.id and (one.email_folded, one.role) == (made.email_folded, made.role)
        for one in same
    )
