"""How what stands in the register ends: an entry is closed, a relation ends; nothing goes.

Whoever closes an entry names who keeps its records, so that somebody answers for what it awarded.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import clock, jobs, texts
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.organisations import queries
from pharos.organisations.actions.entries import kept
from pharos.organisations.models import Custody, Organisation, Relation

MAX_REASON = 1_000
MAX_ACT = 300
CASCADE = "awards.cascade"


@transaction.atomic
def close(
    *,
    by: Actor,
    organisation_id: UUID,
    reason: str,
    act: str,
    day: date | None = None,
    custodian_id: UUID | None = None,
    successor_id: UUID | None = None,
    contact: str = "",
    now: datetime | None = None,
) -> Organisation:
    """Nobody acts for the organisation from `day` but who keeps its records; awards stay.

    The custodian is the successor where there is one and no other is named, else the acting
    office. Nothing that was decided about the organisation passes to a successor. Raises
    Conflict `organisation_closed_already`, `keeps_records_of_others`; NotAllowed `own_entry`.
    """
    policies.require(by, Permission.ORGANISATION_REVIEW)
    entry = kept(by, organisation_id)
    today = (now or clock.now()).date()
    since = day or today
    if entry.id == by.organisation_id:
        raise NotAllowed("own_entry")
    if entry.state != "listed":
        raise Conflict("organisation_closed_already", slug=entry.slug)
    if since > today:
        raise Invalid("close_day_ahead", today=today)
    if Custody.objects.filter(custodian=entry, until_day=None).exists():
        raise Conflict("keeps_records_of_others", slug=entry.slug)
    entry.state, entry.register_note = "closed", _reason(reason)
    entry.save(update_fields=["state", "register_note"])
    if successor_id is not None:
        _merge(entry, successor_id, since)
    keeper = custodian_id or successor_id or by.organisation_id
    _entrust(entry, keeper, act=act, contact=contact, since=since, by=by)
    jobs.enqueue(CASCADE, actor=system(organisation_id=entry.id), organisation=entry.id)
    return entry


@transaction.atomic
def hand_over(
    *,
    by: Actor,
    organisation_id: UUID,
    custodian_id: UUID | None,
    act: str,
    day: date,
    contact: str = "",
) -> Custody:
    """Another organisation, or the acting office, keeps the records of a closed one from `day`."""
    policies.require(by, Permission.ORGANISATION_REVIEW)
    entry = kept(by, organisation_id)
    if entry.state != "closed":
        raise Conflict("organisation_not_closed", slug=entry.slug)
    before = Custody.objects.filter(organisation=entry, until_day=None).first()
    if before is not None:
        if day < before.from_day:
            raise Invalid("day_out_of_order")
        before.until_day = day
        before.save(update_fields=["until_day"])
    return _entrust(
        entry, custodian_id or by.organisation_id, act=act, contact=contact, since=day, by=by
    )


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


def _merge(entry: Organisation, successor_id: UUID, since: date) -> None:
    successor = _listed(entry, successor_id)
    found = Relation.objects.filter(organisation=entry, kind="merged_into", until_day=None).first()
    if found is None:
        Relation.objects.create(
            keeper_id=entry.keeper_id, organisation=entry, kind="merged_into",
            other=successor, from_day=since,
        )  # fmt: skip


def _entrust(
    entry: Organisation,
    custodian_id: UUID | None,
    *,
    act: str,
    contact: str,
    since: date,
    by: Actor,
) -> Custody:
    return Custody.objects.create(
        keeper_id=entry.keeper_id,
        organisation=entry,
        custodian=_listed(entry, custodian_id),
        act=texts.kept(act, code="custody_act_missing", limit=MAX_ACT),
        contact=texts.kept(
            contact, code="custody_contact_malformed", limit=MAX_ACT, may_be_empty=True
        ),
        from_day=since,
        recorded_by=by.person_id,
    )


def _listed(entry: Organisation, other_id: UUID | None) -> Organisation:
    other = queries.by_id(other_id)
    if other.id == entry.id or other.state != "listed":
        raise Invalid("custodian_not_listed", slug=other.slug)
    return other


def _reason(text: str) -> str:
    return texts.kept(text, code="close_reason_missing", limit=MAX_REASON)
