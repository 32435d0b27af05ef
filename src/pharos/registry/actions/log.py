"""What can happen to the log: leaves are entered, placed, and vouched for by a checkpoint.

`enter` stands in the transaction of the act that it records. `sequence` is the one sequencer:
it places what is visible, writes tiles, commits, and only then has the checkpoint signed and
published. Killed anywhere, its next run finishes what was begun.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from secrets import SystemRandom
from uuid import UUID

import structlog
from django.db import connection

from pharos.common import tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Invalid
from pharos.common.killpoints import reach
from pharos.common.settings import settings
from pharos.core import tiles
from pharos.core.commitments import (
    Kind,
    Statement,
    chain_heads_statement,
    public_commitment,
)
from pharos.core.errors import CoreError
from pharos.core.merkle import HASH_SIZE, TILE_WIDTH, Edge, leaf_hash
from pharos.core.notes import Checkpoint as CheckpointNote
from pharos.registry import queries
from pharos.registry.models import Checkpoint, Entry, LogChunk, LogState
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.witness import LogRefused

log = structlog.get_logger(__name__)

# The installation itself, in whose name the sequencer enters the heads of all chains.
PLATFORM = UUID(int=0)
SEQUENCER: Actor = system(organisation_id=PLATFORM)
_shuffle = SystemRandom().shuffle


def enter(kind: Kind, commitments: bytes) -> LogChunk:
    """Store the leaves of one act, 32 bytes each, inside the caller's transaction.

    The caller has shuffled them if their order would tell something. They get their place in
    the log from the sequencer, which a commit wakes.
    """
    if not commitments or len(commitments) % HASH_SIZE:
        raise Invalid("leaves_malformed", "leaves are 32 bytes each")
    chunk = LogChunk.objects.create(
        tenant=tenancy.current().organisation_id or PLATFORM,
        kind=int(kind),
        leaves=commitments,
        count=len(commitments) // HASH_SIZE,
    )
    with connection.cursor() as cursor:
        cursor.execute("notify pharos_log")
    return chunk


def enter_public(kind: Kind, statement: Statement) -> LogChunk:
    """Store one leaf about public things together with the statement behind it."""
    chunk = enter(kind, public_commitment(kind, statement))
    Entry.objects.create(
        tenant=chunk.tenant, chunk_id=chunk.id, position=0, kind=int(kind), statement=statement
    )
    return chunk


def sequence(*, now: datetime, signer: SignerClient | None = None) -> CheckpointNote | None:
    """Place waiting leaves, write tiles, publish a checkpoint; None when another one is at it.

    Raises LogRefused when the tree is behind or beside what was signed before: then nothing is
    placed, so that an old backup cannot grow into a second history.
    """
    signer = signer or SignerClient()
    guard(signer=signer)
    if not _integrate():
        return None
    reach("tiles_written")
    return publish(now=now, signer=signer)


def guard(*, signer: SignerClient) -> None:
    """Raise LogRefused unless the tree in the database continues the last signed one (LOG-02)."""
    last = signer.last_signed()
    if last is None or last[0] == 0:
        return
    size, root = last
    with tenancy.scope(SEQUENCER):
        state = queries.log_state()
        if state.size < size:
            raise LogRefused("log_behind", "the database is older than a signed checkpoint")
        if state.size == size:
            found = bytes(state.root)
        else:
            _recover_tiles(state)
            found = tiles.root_of(size, tiles.folder_reader(queries.log_folder()))
    if found != root:
        raise LogRefused("log_forked", "the database does not continue the signed log")


def publish(*, now: datetime, signer: SignerClient) -> CheckpointNote | None:
    """Have the newest tree signed if it is not yet, and put its checkpoint where people look."""
    with tenancy.scope(SEQUENCER):
        if not queries.try_sequencer_lock():
            return None
        state = queries.log_state()
        newest = queries.newest_checkpoint()
        if newest is None or newest.size < state.size:
            newest = _sign(state, now=now, signer=signer)
    note = newest.note.encode()
    tiles.write_file(queries.log_folder() / "checkpoint", note)
    tiles.write_file(settings().witness_dir / "checkpoint", note)
    return CheckpointNote.from_body(newest.note.partition("\n\n")[0] + "\n")


def _integrate() -> bool:
    with tenancy.scope(SEQUENCER):
        if not queries.try_sequencer_lock():
            return False
        state = queries.log_state()
        heads = _enter_chain_heads()
        chunks = queries.waiting_chunks()
        if chunks:
            _shuffle(chunks)
            _recover_tiles(state)
            _place(state, chunks, heads)
    return True


def _enter_chain_heads() -> dict[str, int]:
    """Enter the heads that moved since the last leaf about them; tenant -> number."""
    seen = queries.published_heads()
    moved = {t: head for t, head in queries.chain_heads().items() if seen.get(t) != head[0]}
    if moved:
        statement = chain_heads_statement({tenant: head for tenant, (_, head) in moved.items()})
        enter_public(Kind.CHAIN_HEADS, statement)
    return {tenant: number for tenant, (number, _) in moved.items()}


def _place(state: LogState, chunks: Sequence[LogChunk], heads: dict[str, int]) -> None:
    edge, start = Edge.load(state.edge), state.size
    entries, firsts = [], []
    for chunk in chunks:
        firsts.append(start + len(entries))
        entries.extend(_leaves_of(chunk))
    folder = queries.log_folder()
    full = edge.append([leaf_hash(entry) for entry in entries])
    tiles.write_tiles(folder, [*full, *edge.partial_tiles()])
    _write_entries(start, entries)
    with connection.cursor() as cursor:
        cursor.execute(
            "select registry_integrate(%s, %s, %s, %s, %s, %s, %s)",
            [
                [chunk.id for chunk in chunks],
                firsts,
                start,
                start + len(entries),
                edge.save(),
                edge.root(),
                json.dumps(heads),
            ],
        )


def _sign(state: LogState, *, now: datetime, signer: SignerClient) -> Checkpoint:
    root, key = bytes(state.root), queries.log_key()
    time = now.astimezone(UTC).replace(microsecond=0)
    last = signer.last_signed()
    proof: list[bytes] = []
    if last is not None and 0 < last[0] < state.size:
        reader = tiles.folder_reader(queries.log_folder())
        proof = tiles.prove_consistency(last[0], state.size, reader)
    reach("checkpoint_unsigned")
    signature = signer.sign_checkpoint(
        public=key.public,
        size=state.size,
        root=root,
        time=f"{time:%Y-%m-%dT%H:%M:%SZ}",
        proof=proof,
    )
    checkpoint = CheckpointNote(queries.log_origin(), state.size, root, time)
    note = checkpoint.signed(queries.log_verifier_key(key), signature)
    with connection.cursor() as cursor:
        cursor.execute(
            "select registry_publish_checkpoint(%s, %s, %s, %s)",
            [state.size, root, time, note.to_text()],
        )
    log.info("log.checkpoint", size=state.size)
    return Checkpoint(size=state.size, root=root, signed_at=time, note=note.to_text())


def _recover_tiles(state: LogState) -> None:
    """Make tiles anew when files are missing or short, as after a crash or a restore."""
    if state.size == 0:
        return
    folder = queries.log_folder()
    try:
        if tiles.root_of(state.size, tiles.folder_reader(folder)) == bytes(state.root):
            return
    except CoreError as error:
        log.warning("log.tiles_rebuilt", code=error.code, size=state.size)
    edge = tiles.rebuild(folder, (_leaves_of(c) for c in queries.chunks_in_order()))
    if edge.root() != bytes(state.root):
        raise LogRefused("log_altered", "the stored leaves do not give the stored root")


def _leaves_of(chunk: LogChunk) -> list[bytes]:
    leaves = bytes(chunk.leaves)
    return [leaves[i : i + HASH_SIZE] for i in range(0, len(leaves), HASH_SIZE)]


def _write_entries(start: int, entries: Sequence[bytes]) -> None:
    """Entry bundles from the one that `start` falls into (C2SP tlog-tiles, Log entries)."""
    first = start - start % TILE_WIDTH
    known = [*_entries_between(first, start), *entries]
    folder = queries.log_folder()
    for offset in range(0, len(known), TILE_WIDTH):
        bundle = known[offset : offset + TILE_WIDTH]
        path = tiles.entries_path((first + offset) // TILE_WIDTH, len(bundle))
        tiles.write_file(folder / path, tiles.encode_entries(bundle))


def _entries_between(first: int, end: int) -> Iterator[bytes]:
    if first == end:
        return
    for chunk in queries.chunks_in_order(first=first, size=end):
        place = chunk.first_index or 0
        for position, entry in enumerate(_leaves_of(chunk)):
            if first <= place + position < end:
                yield entry
