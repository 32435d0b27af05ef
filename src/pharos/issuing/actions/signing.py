"""Transaction B: an intent becomes credentials, leaves, counters and one event, or nothing.

    1. the chunk's row, unique: who comes second sees it and ends well
    2. the intent, locked; the gate again, under shared locks
    3. the stored digests are signed, and only these; samples of the answers are checked.
       While the signer signs: a thousandth made again, leaves into the log, the rows begun
    4. credentials by one INSERT, counters, the batch's books, the outbox of national
       registration where the law asks for it
    5. the intent is emptied

When the gate stops some awards now, nothing is signed: the intent is made smaller, that is
committed, and the job comes again for the rest.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import SystemRandom
from uuid import UUID

from django.db import transaction

from pharos.awards import actions as awards_actions
from pharos.awards import queries as awards
from pharos.catalogue import queries as catalogue
from pharos.common import jobs, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed, Unavailable
from pharos.common.killpoints import reach
from pharos.common.secretbox import PersonCipher
from pharos.common.settings import settings
from pharos.core.commitments import Kind
from pharos.core.dataintegrity import verify_signature
from pharos.core.did import KeyState
from pharos.core.errors import CoreError
from pharos.core.multibase import decode_multikey
from pharos.core.signing import Signer
from pharos.core.templates import Template as Compiled
from pharos.issuing import binarycopy, collecting, families, gate, leaves, linting, queries, rules
from pharos.issuing.actions.counting import count
from pharos.issuing.actions.preparing import refuse, renew
from pharos.issuing.gate import Asked, Stopped
from pharos.issuing.layouts import actions as layouts
from pharos.issuing.models import Chunk, Intent
from pharos.issuing.national.outbox import open_outbox
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry

DIGEST = 64
_random = SystemRandom()


class _GateClosed(Exception):
    """Some awards of the intent may not be issued any more."""

    def __init__(self, stopped: Mapping[UUID, Stopped]) -> None:
        super().__init__(f"{len(stopped)} awards")
        self.stopped = stopped


class KeyRetired(Exception):
    """The key of the intent signs no more: the chunk is prepared again under the next (KEY-11)."""


@dataclass(frozen=True, slots=True)
class Work:
    """An intent opened for signing."""

    intent: Intent
    chunk: Chunk
    rows: list[rules.Prepared]
    digests: list[bytes]
    """Of persons who were not erased meanwhile."""


@collecting.held()
def sign(*, intent_id: UUID, by: Actor, now: datetime, signer: Signer) -> Chunk | None:
    """The signed chunk; None when it was signed before, is held, or changed and comes again.

    Raises Unavailable while issuing is stopped (ISS-10) or the signer is away, and
    `signature_mismatch` for a wrong answer: then nothing of the chunk remains (ISS-09).
    """
    reach("intent_stored")
    if registry.issuing_is_stopped():
        raise Unavailable("issuing_stopped", "issuing is stopped on this installation")
    try:
        with transaction.atomic():
            return _signed(intent_id, by=by, now=now, signer=signer)
    except _GateClosed as closed:
        _shrink(queries.intent(intent_id, lock=True), closed.stopped, by=by, now=now)
    except KeyRetired:
        renew(queries.intent(intent_id, lock=True), by=by, now=now)
    return None


def _signed(intent_id: UUID, *, by: Actor, now: datetime, signer: Signer) -> Chunk | None:
    seen = queries.intent(intent_id)
    if awards.is_held(seen.batch_id):
        return None
    chunk = enter_chunk(seen)
    if chunk is None:
        return None
    work = open_work(queries.intent(intent_id, lock=True), chunk)
    _ask_gate(work, now=now)
    layouts.pin(chunk.id, catalogue.version(work.intent.version_id), now=now)
    parts: list[bytes] = []

    def meanwhile() -> None:
        recompute(work)
        parts.extend(begun(work))

    signatures = answered(work, signer, meanwhile)
    check_foreign_signer(work, signatures)
    reach("signed_not_inserted")
    queries.insert(parts, signatures)
    _count(work)
    open_outbox(
        chunk=chunk,
        version=catalogue.version(work.intent.version_id),
        awarded=[row.awarded_on for row in work.rows],
        by=by,
        now=now,
    )
    awards_actions.settle_chunk(
        organisation_id=work.intent.organisation_id,
        batch_id=work.intent.batch_id,
        issued=len(work.rows),
        refused={},
    )
    empty(work.intent, now=now)
    jobs.enqueue("issuing.publish", actor=by, list_id=work.intent.list_id)
    if work.intent.letters:
        jobs.enqueue("issuing.tell", actor=by, chunk=chunk.id)
    reach("before_commit")
    transaction.on_commit(lambda: reach("after_commit"))
    return chunk


def answered(work: Work, signer: Signer, meanwhile: Callable[[], None]) -> list[bytes]:
    """What the signer answers; raises KeyRetired when another key signs by now."""
    key = registry.key(work.intent.key_id)
    if key is None or key.state != KeyState.ACTIVE:
        raise KeyRetired
    try:
        return registry_actions.sign_intent(
            bytes(work.intent.digests_of or b""),
            digests=work.digests,
            key_id=work.intent.key_id,
            signer=signer,
            meanwhile=meanwhile,
        )
    except NotAllowed as refused:
        if refused.code == "key_not_active":
            raise KeyRetired from None
        raise


def enter_chunk(intent: Intent) -> Chunk | None:
    """The chunk's row, inserted first; None when a twin was here."""
    if intent.emptied_at is not None:
        return None
    chunk, is_new = Chunk.objects.get_or_create(
        batch_id=intent.batch_id,
        number=intent.number,
        defaults={
            "organisation_id": intent.organisation_id,
            "intent_id": intent.id,
            "key_id": intent.key_id,
            "created": intent.created,
            "count": intent.count,
        },
    )
    return chunk if is_new else None


def open_work(intent: Intent, chunk: Chunk) -> Work:
    """The rows and digests of an intent; Unavailable `intent_altered` when they differ."""
    rows = rules.thaw(bytes(intent.rows))
    stored = registry.intent(bytes(intent.digests_of or b""))
    block = bytes(stored.digests) if stored else b""
    if len(block) != DIGEST * len(rows):
        raise Unavailable("intent_altered", "the digests are not those of the rows")
    return Work(
        intent=intent,
        chunk=chunk,
        rows=rows,
        digests=[block[i : i + DIGEST] for i in range(0, len(block), DIGEST)],
    )


def _ask_gate(work: Work, *, now: datetime) -> None:
    """Raise _GateClosed with every award that may not be issued any more."""
    version = catalogue.version(work.intent.version_id)
    asked = [Asked(row.award, row.awarded_on, row.enrolled_on) for row in work.rows]
    stopped = gate.stopped(version, asked, now=now)
    chunk = (work.intent.organisation_id, work.intent.batch_id, work.intent.number)
    if not queries.all_stand(*chunk, len(work.rows)):
        confirmed = queries.confirmed_awards(*chunk)
        keys = queries.present_keys(row.person_key for row in work.rows)
        for row in work.rows:
            if row.person_key not in keys:
                stopped[row.award] = Stopped("person_erased")
            elif row.award not in confirmed:
                stopped[row.award] = Stopped("award_not_confirmed")
    if stopped:
        raise _GateClosed(stopped)


def _shrink(intent: Intent, stopped: Mapping[UUID, Stopped], *, by: Actor, now: datetime) -> None:
    """Take the stopped awards out; what remains keeps ids, places, digests and instant."""
    rows = rules.thaw(bytes(intent.rows))
    name = bytes(intent.digests_of or b"")
    stored = registry.intent(name)
    block = bytes(stored.digests) if stored else b""
    kept = [place for place, row in enumerate(rows) if row.award not in stopped]
    refuse(intent.organisation_id, intent.batch_id, stopped)
    registry_actions.empty_intent(name, now=now)
    if not kept:
        Intent.objects.filter(id=intent.id).update(rows=b"", digests_of=None, emptied_at=now)
        return
    smaller = registry_actions.store_intent(
        kind="credentials",
        key_id=intent.key_id,
        digests=[block[DIGEST * place : DIGEST * (place + 1)] for place in kept],
    )
    Intent.objects.filter(id=intent.id).update(
        rows=rules.freeze(rows[place] for place in kept), digests_of=smaller, count=len(kept)
    )
    jobs.enqueue("issuing.sign", actor=by, turn=intent.number, intent=intent.id)


def check_foreign_signer(work: Work, signatures: Sequence[bytes]) -> None:
    """Check every signature that came from outside of our own process."""
    if settings().signer == "file":
        return  # `sign_intent` checked the first, the last and one in 64
    key = registry.key(work.intent.key_id)
    assert key is not None
    public = decode_multikey(key.public)[1]
    for digest, signature in zip(work.digests, signatures, strict=True):
        try:
            verify_signature(digest, signature, public)
        except CoreError:
            raise Unavailable(
                "signature_mismatch", "the signer answered a signature of something else"
            ) from None


def recompute(work: Work) -> None:
    """Make a thousandth of the documents again by the general algorithm and compare.

    The first of each family was compared when it was prepared.
    """
    start = _random.randrange(rules.RECOMPUTED)
    for position in rules.recomputed(len(work.rows), start):
        row = work.rows[position]
        template = families.load(row.template)
        values = _values(row, personkeys.read(row.person_key))
        made = template.signing_input(values, work.intent.created)
        general = _general(template, values, work.intent.created)
        if made != work.digests[position] or general != made[32:]:
            raise Unavailable("document_mismatch", "a document is not what was prepared")


def _general(template: Compiled, values: Sequence[str], created: str) -> bytes:
    document = json.loads(template.fill(values, created))
    return hashlib.sha256(linting.canonical_in_general(template, document)).digest()


def _values(row: rules.Prepared, cipher: PersonCipher) -> tuple[str, ...]:
    rest = leaves.unseal(row.plain, row.sealed, cipher)
    return (str(row.credential), str(row.index), *rest)


def begun(work: Work) -> list[bytes]:
    """Leaves in an order of their own into the log; the rows of all credentials, unsigned yet."""
    intent = work.intent
    identities = [queries.identity_of(digest) for digest in work.digests]
    order = list(range(len(work.rows)))
    _random.shuffle(order)
    entries = b"".join(work.rows[place].leaf for place in order)
    log_chunk = registry_actions.enter(Kind.ISSUE, entries)
    Chunk.objects.filter(id=work.chunk.id).update(log_chunk_id=log_chunk.id)
    log_positions = {place: position for position, place in enumerate(order)}
    created = datetime.strptime(intent.created, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return binarycopy.begun(
        [
            (
                intent.organisation_id, row.credential, row.award, intent.version_id,
                row.person_key, row.template, work.chunk.id, position,
                log_chunk.id, log_positions[position], intent.list_id, row.index,
                created, row.awarded_on, row.plain, row.sealed,
                identities[position], rules.State.VALID.value,
            )
            for position, row in enumerate(work.rows)
        ]
    )  # fmt: skip


def _count(work: Work) -> None:
    months: dict[date, int] = {}
    for row in work.rows:
        month = row.awarded_on.replace(day=1)
        months[month] = months.get(month, 0) + 1
    for month, number in months.items():
        count(work.intent.organisation_id, work.intent.version_id, month, "issue", number)


def empty(intent: Intent, *, now: datetime) -> None:
    """Take the leaves out of the used intent; its row and its name stay."""
    registry_actions.empty_intent(bytes(intent.digests_of or b""), now=now)
    Intent.objects.filter(id=intent.id).update(rows=b"", emptied_at=now)
