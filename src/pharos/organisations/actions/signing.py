"""The mandate under which the register signs for a provider, and whose name stands below."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.organisations import queries, rules
from pharos.organisations.models import Mandate, Signatory

_MAX_ACT = 1_000


@transaction.atomic
def propose_mandate(
    *,
    by: Actor,
    act: str,
    act_day: date,
    first_day: date,
    until_day: date | None = None,
    now: datetime,
) -> Mandate:
    """The acting organisation's draft mandate; it says nothing before a second person approves."""
    policies.require(by, Permission.MANDATE_PROPOSE)
    entry = queries.by_id(by.organisation_id)
    if until_day is not None and until_day <= first_day:
        raise Invalid("day_out_of_order")
    cleaned = _text(act)
    return Mandate.objects.create(
        organisation=entry,
        act=cleaned,
        act_day=act_day,
        first_day=first_day,
        until_day=until_day,
        content_hash=rules.mandate_hash(
            organisation_id=entry.id,
            act=cleaned,
            act_day=act_day,
            first_day=first_day,
            until_day=until_day,
        ),
        proposed_by=by.person_id,
        proposed_at=now,
    )


@transaction.atomic
def approve_mandate(*, by: Actor, mandate_id: UUID, content_hash: bytes, now: datetime) -> Mandate:
    """The mandate that was read as `content_hash` is in force (AUT-06, AUT-07).

    Raises NotAllowed `proposer_approves`, Conflict `version_changed` or `mandate_decided`.
    """
    policies.require(by, Permission.MANDATE_APPROVE)
    mandate = _own(by, mandate_id)
    if mandate.approved_at is not None or mandate.revoked_at is not None:
        raise Conflict("mandate_decided")
    if bytes(mandate.content_hash) != content_hash:
        raise Conflict("version_changed")
    if mandate.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    mandate.approved_by = by.person_id
    mandate.approved_at = now
    mandate.save(update_fields=["approved_by", "approved_at"])
    return mandate


@transaction.atomic
def revoke_mandate(*, by: Actor, mandate_id: UUID, reason: str, now: datetime) -> Mandate:
    """The register signs for the provider no longer; what was signed stays true."""
    policies.require(by, Permission.MANDATE_REVOKE)
    mandate = _own(by, mandate_id)
    if mandate.revoked_at is not None:
        raise Conflict("mandate_revoked")
    mandate.revoked_by = by.person_id
    mandate.revoked_at = now
    mandate.revoked_reason = _text(reason)
    mandate.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
    return mandate


@transaction.atomic
def name_signatory(
    *,
    by: Actor,
    name: Mapping[str, str],
    office: Mapping[str, str],
    first_day: date,
    until_day: date | None = None,
    now: datetime,
) -> Signatory:
    """From that day the person signs certificates of the acting organisation in this office."""
    policies.require(by, Permission.SIGNATORY_NAME)
    if until_day is not None and until_day <= first_day:
        raise Invalid("day_out_of_order")
    return Signatory.objects.create(
        organisation=queries.by_id(by.organisation_id),
        name=_words(name),
        office=_words(office),
        first_day=first_day,
        until_day=until_day,
        named_by=by.person_id,
        named_at=now,
    )


@transaction.atomic
def end_signatory(*, by: Actor, signatory_id: UUID, until_day: date) -> None:
    """The person signs no longer, from that day; raises NotFound `signatory_unknown`."""
    policies.require(by, Permission.SIGNATORY_NAME)
    found = Signatory.objects.filter(id=signatory_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("signatory_unknown")
    if found.until_day is not None or until_day <= found.first_day:
        raise Invalid("day_out_of_order")
    found.until_day = until_day
    found.save(update_fields=["until_day"])


def _own(by: Actor, mandate_id: UUID) -> Mandate:
    # A row of another tenant is seen, since mandates are public, but cannot be locked: so the
    # question whose it is comes with the look-up.
    if not Mandate.objects.filter(id=mandate_id, organisation_id=by.organisation_id).exists():
        raise NotFound("mandate_unknown")
    return queries.mandate(mandate_id, lock=True)


def _words(words: Mapping[str, str]) -> dict[str, str]:
    if not words or not set(words) <= {"hy", "ka", "en", "ru"}:
        raise Invalid("signatory_malformed")
    try:
        return {language: strict.clean_name(text) for language, text in words.items()}
    except CoreError as error:
        raise Invalid("signatory_malformed", error.message) from error


def _text(text: str) -> str:
    return texts.kept(text, code="act_malformed", limit=_MAX_ACT)
