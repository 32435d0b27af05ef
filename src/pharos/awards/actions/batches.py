"""A batch is proposed by one person, confirmed by another, and becomes awards in one stroke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import batches, queries
from pharos.awards.models import Award, Batch
from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotAllowed
from pharos.common.settings import settings

PREPARE = "issuing.prepare"

_MOVES = {
    "suspended": Permission.AWARD_SUSPEND,
    "confirmed": Permission.AWARD_REINSTATE,
    "revoked": Permission.AWARD_REVOKE,
    "superseded": Permission.AWARD_REVOKE,
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a confirmation made; `skipped` are rows whose learner got the award meanwhile."""

    batch: UUID
    awarded: int
    chunks: tuple[int, ...]
    skipped: tuple[int, ...]


@transaction.atomic
def propose_batch(*, batch_id: UUID, by: Actor, now: datetime) -> Batch:
    """The batch waits for a second person; raises Conflict when it does already, or did."""
    policies.require(by, Permission.BATCH_PROPOSE)
    return put_forward(queries.batch_for(by, batch_id, lock=True), by=by, now=now)


def put_forward(batch: Batch, *, by: Actor, now: datetime) -> Batch:
    """The locked batch as proposed by this person, who was asked for the right before."""
    batches.require_move(batches.BATCH_MOVES, batch.state, "proposed", "batch_not_uploaded")
    batch.state, batch.proposed_by, batch.proposed_at = "proposed", by.person_id, now
    batch.save(update_fields=["state", "proposed_by", "proposed_at"])
    return batch


@transaction.atomic
def pause_batch(*, batch_id: UUID, by: Actor, now: datetime) -> Batch:
    """No further chunk is prepared until it goes on; what is being signed is finished."""
    policies.require(by, Permission.BATCH_PROPOSE)
    batch = queries.batch_for(by, batch_id, lock=True)
    if batch.state not in ("confirmed", "issuing"):
        raise Conflict("batch_not_running", state=batch.state)
    if batch.paused_at is None:
        batch.paused_by, batch.paused_at = by.person_id, now
        batch.save(update_fields=["paused_by", "paused_at"])
    return batch


@transaction.atomic
def resume_batch(*, batch_id: UUID, by: Actor, now: datetime) -> Batch:
    """The batch goes on: every chunk is asked for again, those that were made answer at once."""
    policies.require(by, Permission.BATCH_PROPOSE)
    batch = queries.batch_for(by, batch_id, lock=True)
    if batch.paused_at is None:
        return batch
    batch.paused_by = batch.paused_at = None
    batch.save(update_fields=["paused_by", "paused_at"])
    for number in queries.chunks_of(batch):
        jobs.enqueue(PREPARE, actor=by, batch_id=batch.id, number=number)
    return batch


@transaction.atomic
def drop_batch(*, batch_id: UUID, by: Actor, now: datetime) -> Batch:
    """The batch is put aside before anything was awarded."""
    policies.require(by, Permission.BATCH_IMPORT)
    batch = queries.batch_for(by, batch_id, lock=True)
    batches.require_move(batches.BATCH_MOVES, batch.state, "dropped", "batch_confirmed_already")
    batch.state = "dropped"
    batch.save(update_fields=["state"])
    return batch


@transaction.atomic
def confirm(
    *, batch_id: UUID, by: Actor, now: datetime, digest: bytes | None = None
) -> Confirmation:
    """Every accepted row becomes an award, and each chunk waits for `issuing.prepare`.

    Where `digest` is given, the batch must be the one that was shown (`queries.batch_digest`),
    or Conflict `batch_changed`. Set-based: no box is opened. A row whose learner holds an award
    of the version by now is skipped; raises Conflict `already_awarded`, naming the award, when
    that leaves nothing.
    """
    policies.require(by, Permission.BATCH_CONFIRM)
    batch = queries.batch_for(by, batch_id, lock=True)
    batches.require_move(batches.BATCH_MOVES, batch.state, "confirmed", "batch_not_proposed")
    if batch.held_for:
        raise Conflict("batch_held", because=batch.held_for)
    if digest is not None and digest != queries.batch_digest(batch):
        raise Conflict("batch_changed")
    if batch.two_persons and by.person_id == batch.proposed_by:
        raise NotAllowed("second_person_needed")
    _run("learners", batch=batch.id, now=now)
    starts = _starts(batch)
    made = {number: _award(batch, start, end, number) for number, (start, end) in enumerate(starts)}
    awarded = {row for rows in made.values() for row in rows}
    if not awarded:
        raise _nothing_left(batch)
    _run("results", batch=batch.id, by=by.person_id, now=now)
    _run("enrolments", batch=batch.id)
    chunks = tuple(number for number, rows in made.items() if rows)
    batch.state, batch.confirmed_by, batch.confirmed_at = "confirmed", by.person_id, now
    batch.awarded, batch.chunks = len(awarded), len(chunks)
    batch.save(update_fields=["state", "confirmed_by", "confirmed_at", "awarded", "chunks"])
    for number in chunks:
        jobs.enqueue(PREPARE, actor=by, turn=number, batch_id=batch.id, number=number)
    return Confirmation(batch.id, len(awarded), chunks, _skipped(batch))


def settle_chunk(
    *, organisation_id: UUID, batch_id: UUID, issued: int, refused: Mapping[UUID, str]
) -> None:
    """Issuing has ended awards of a chunk: counted, and those that it refused are taken back.

    Called inside the transaction that prepares or signs, whose chunk row keeps a twin out; the
    code is the reason of each refusal. An award that was refused before is not counted again.
    """
    taken = 0
    for award_id, code in refused.items():
        taken += Award.objects.filter(
            issuer_id=organisation_id, id=award_id, state="confirmed"
        ).update(state="refused", state_because=code)
    rows = Batch.objects.filter(organisation_id=organisation_id, id=batch_id)
    rows.update(issued=F("issued") + issued, refused=F("refused") + taken, state="issuing")
    ended = rows.filter(awarded=F("issued") + F("refused"))
    ended.filter(refused=0).update(state="done")
    ended.filter(refused__gt=0).update(state="partly")


@transaction.atomic
def move_award(*, award_id: UUID, to: str, because: str, by: Actor) -> Award:
    """The award is suspended, reinstated, revoked or superseded; raises Conflict otherwise."""
    policies.require(by, _MOVES[to])
    award = queries.award_for(by, award_id, lock=True)
    batches.require_move(batches.AWARD_MOVES, award.state, to, "award_cannot_become")
    rows = Award.objects.filter(issuer_id=award.issuer_id, id=award.id)
    rows.update(state=to, state_because=because)
    award.state, award.state_because = to, because
    return award


def _starts(batch: Batch) -> Sequence[tuple[int, int]]:
    """For each chunk the first row number and that of the next chunk."""
    rows = _rows("chunks", batch=batch.id, size=settings().chunk_rows)
    firsts = [int(row[0]) for row in rows]
    return list(zip(firsts, [*firsts[1:], batch.rows + 1], strict=True))


def _award(batch: Batch, start: int, end: int, number: int) -> list[int]:
    facts = {"batch": batch.id, "version": batch.version_id, "run": batch.run_id}
    rows = _rows("awards", **facts, start=start, end=end, chunk=number)
    return [int(row[0]) for row in rows]


def _skipped(batch: Batch) -> tuple[int, ...]:
    return tuple(int(row[0]) for row in _rows("skipped", batch=batch.id))


def _nothing_left(batch: Batch) -> Conflict:
    """Why no row became an award: the learner holds one, or was erased."""
    held = _rows("held", batch=batch.id, version=batch.version_id)
    if held:
        return Conflict("already_awarded", award=str(held[0][0]))
    return Conflict("batch_has_nobody_left")


def _rows(name: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_sql(name), values)
        return list(cursor.fetchall())


def _run(name: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_sql(name), values)


def _sql(name: str) -> str:
    folder = resources.files("pharos.awards") / "sql"
    return (folder / f"{name}.sql").read_text("utf-8")
