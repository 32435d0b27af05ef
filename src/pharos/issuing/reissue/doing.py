"""Transaction B of a re-issue: the new ones are signed, the old ones revoked, or nothing is.

1. the chunk's row, unique: who comes second sees it and ends well
2. the old credentials, locked: all still valid, with holders that were not erased
3. the stored digests are signed, and only these, as for any chunk
4. the old ones are revoked, each naming its successor: on record, in the log, in the lists;
   the new ones by one INSERT
5. the intent is emptied, the run counts on
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import SystemRandom
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from pharos.catalogue import queries as catalogue
from pharos.common import jobs, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Unavailable
from pharos.common.killpoints import reach
from pharos.core.commitments import SALT_SIZE, Kind, commitment, digest, supersession_statement
from pharos.core.signing import Signer
from pharos.issuing import collecting, queries, rules
from pharos.issuing.actions import signing
from pharos.issuing.actions.counting import count
from pharos.issuing.layouts import actions as layouts
from pharos.issuing.models import Chunk, Credential, Intent, StatusChange, StatusList
from pharos.issuing.national.outbox import open_outbox
from pharos.issuing.reissue import making
from pharos.issuing.reissue.models import Reissue
from pharos.issuing.rules import Act, State
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry

_random = SystemRandom()


class _Changed(Exception):
    """Something happened to an old credential since: the intent is made anew without it."""


@collecting.held()
def sign(*, intent_id: UUID, by: Actor, now: datetime, signer: Signer) -> Chunk | None:
    """The signed chunk; None when it was signed before, or was made anew and comes again.

    Raises what signing of any chunk raises.
    """
    reach("reissue_stored")
    if registry.issuing_is_stopped():
        raise Unavailable("issuing_stopped", "issuing is stopped on this installation")
    try:
        with transaction.atomic():
            return _signed(intent_id, by=by, now=now, signer=signer)
    except (_Changed, signing.KeyRetired):
        _again(intent_id, now=now)
    return None


def _signed(intent_id: UUID, *, by: Actor, now: datetime, signer: Signer) -> Chunk | None:
    seen = queries.intent(intent_id)
    chunk = signing.enter_chunk(seen)
    if chunk is None:
        return None
    work = signing.open_work(queries.intent(intent_id, lock=True), chunk)
    run = Reissue.objects.select_for_update().get(id=work.intent.batch_id)
    olds = _locked(work)
    layouts.pin(chunk.id, catalogue.version(work.intent.version_id), now=now)
    parts: list[bytes] = []

    def meanwhile() -> None:
        signing.recompute(work)
        parts.extend(signing.begun(work))

    signatures = signing.answered(work, signer, meanwhile)
    signing.check_foreign_signer(work, signatures)
    successors = {olds[row.award].id: row.credential for row in work.rows}
    _supersede(run, list(olds.values()), successors, now=now)
    queries.insert(parts, signatures)
    reach("reissue_inserted")
    open_outbox(
        chunk=chunk,
        version=catalogue.version(work.intent.version_id),
        awarded=[row.awarded_on for row in work.rows],
        by=by,
        now=now,
    )
    Reissue.objects.filter(id=run.id).update(done=run.done + len(work.rows))
    signing.empty(work.intent, now=now)
    for list_id in {work.intent.list_id, *(old.list_id for old in olds.values())}:
        jobs.enqueue("issuing.publish", actor=by, list_id=list_id)
    jobs.enqueue("issuing.tell_reissued", actor=by, chunk=chunk.id)
    return chunk


def _locked(work: signing.Work) -> dict[UUID, Credential]:
    """The old credentials by award; raises _Changed when one of them is not valid any more."""
    wanted = [row.award for row in work.rows]
    rows = Credential.objects.select_for_update().filter(
        issuer_id=work.intent.organisation_id, award_id__in=wanted, successor_id=None
    )
    found = {row.award_id: row for row in rows.order_by("id")}
    keys = queries.present_keys(row.person_key for row in work.rows)
    valid = all(
        row.award in found and found[row.award].state == State.VALID and row.person_key in keys
        for row in work.rows
    )
    if not valid:
        raise _Changed
    return found


def _again(intent_id: UUID, *, now: datetime) -> None:
    """Make the intent anew of what still can be signed anew, under the key that signs now."""
    intent = queries.intent(intent_id, lock=True)
    run = Reissue.objects.select_for_update().get(id=intent.batch_id)
    wanted = [row.award for row in rules.thaw(bytes(intent.rows))]
    registry_actions.empty_intent(bytes(intent.digests_of or b""), now=now)
    rows = list(
        Credential.objects.filter(
            issuer_id=run.organisation_id,
            award_id__in=wanted,
            successor_id=None,
            state=State.VALID,
        ).order_by("id")
    )
    before = intent.count
    made = making.take_up(run, rows, now=now, again=intent)
    run.skipped += before - (made.count if made is not None else 0)
    run.save(update_fields=["skipped"])
    if made is None:
        Intent.objects.filter(id=intent.id).update(rows=b"", digests_of=None, emptied_at=now)


def _supersede(
    run: Reissue, olds: Sequence[Credential], successors: Mapping[UUID, UUID], *, now: datetime
) -> None:
    """The old credentials are revoked everywhere, and each names the one that follows it."""
    log_chunk = _enter_leaves(olds, successors, now)
    _store_changes(run, olds, log_chunk, now)
    with connection.cursor() as cursor:
        cursor.execute(
            queries.sql("supersede"),
            [list(successors), list(successors.values()), run.organisation_id],
        )
    _turn_bits(olds)
    first = olds[0]
    months: dict[object, list[Credential]] = {}
    for old in olds:
        months.setdefault(old.awarded_on.replace(day=1), []).append(old)
    for rows in months.values():
        day = rows[0].awarded_on
        count(run.organisation_id, first.version_id, day, Act.SUPERSEDE, len(rows))


def _enter_leaves(
    olds: Sequence[Credential], successors: Mapping[UUID, UUID], now: datetime
) -> int:
    """A leaf for each, in an order of their own."""
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ciphers = personkeys.read_many(old.person_key_id for old in olds)
    entries = []
    for old in olds:
        statement = supersession_statement(
            credential_id=f"urn:uuid:{old.id}",
            successor_id=f"urn:uuid:{successors[old.id]}",
            at=at,
        )
        cipher = ciphers.get(old.person_key_id)
        salt = queries.salt_of(old, cipher) if cipher else secrets.token_bytes(SALT_SIZE)
        entries.append(commitment(Kind.SUPERSEDE, salt, digest(statement)))
    _random.shuffle(entries)
    return int(registry_actions.enter(Kind.SUPERSEDE, b"".join(entries)).id)


def _store_changes(run: Reissue, olds: Sequence[Credential], log_chunk: int, now: datetime) -> None:
    steps = dict(
        StatusChange.objects.filter(credential_id__in=[old.id for old in olds])
        .values_list("credential_id")
        .annotate(last=Max("step"))
    )
    # a proposal to give back what was suspended cannot wait for a valid credential
    StatusChange.objects.bulk_create(
        StatusChange(
            organisation_id=run.organisation_id,
            credential_id=old.id,
            act=Act.SUPERSEDE,
            reason=run.reason,
            proposed_by=run.proposed_by,
            proposed_at=now,
            approved_by=run.approved_by,
            done_at=now,
            step=(steps.get(old.id) or 0) + 1,
            log_chunk_id=log_chunk,
        )
        for old in olds
    )


def _turn_bits(olds: Sequence[Credential]) -> None:
    by_list: dict[int, list[int]] = {}
    for old in olds:
        by_list.setdefault(old.list_id, []).append(old.status_index)
    for status_list in StatusList.objects.select_for_update().filter(id__in=by_list).order_by("id"):
        taken = by_list[status_list.id]
        status_list.revoked = rules.with_places(bytes(status_list.revoked), taken)
        status_list.version += 1
        status_list.save(update_fields=["revoked", "version"])
