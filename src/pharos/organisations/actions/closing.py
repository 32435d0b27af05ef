"""How what stands in the register ends: an entry is closed, a relation ends; nothing goes."""

from datetime import date
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.organisations.actions.entries import kept
from pharos.organisations.models import Organisation, Relation

MAX_REASON = 1_000


@transaction.atomic
def close(*, by: Actor, organisation_id: UUID, reason: str) -> Organisation:
    """Nobody acts for the organisation any more; the reason stands in its entry for everybody.

    What it awarded stays as it is. Raises Conflict `organisation_closed_already`, NotAllowed
    `own_entry` for the office's own entry.
    """
    policies.require(by, Permission.ORGANISATION_REVIEW)
    entry = kept(by, organisation_id)
    if entry.id == by.organisation_id:
        raise NotAllowed("own_entry")
    if entry.state != "listed":
        raise Conflict("organisation_closed_already", slug=entry.slug)
    entry.state, entry.register_note = "closed", _reason(reason)
    entry.save(update_fields=["state", "register_note"])
    return entry


@transaction.atomic
def end_relation(*, by: Actor, relation_id: UUID, until: date) -> Relation:
    """The organisation stands to the other in this way no longer, from that day."""
    policies.require(by, Permission.ORGANISATION_EDIT)
    found = Relation.objects.filter(id=relation_id).first()
    if found is None:
        raise NotFound("relation_unknown")
    kept(by, found.organisation_id)
    if found.until_day is not None or until <= found.from_day:
        raise Invalid("day_out_of_order")
    found.until_day = until
    found.save(update_fields=["until_day"])
    return found


def _reason(text: str) -> str:
    try:
        cleaned = strict.clean_text(text, max_length=MAX_REASON)
    except CoreError as error:
        raise Invalid("close_reason_missing", error.message) from error
    if not cleaned:
        raise Invalid("close_reason_missing")
    return cleaned
