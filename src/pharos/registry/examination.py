"""The checks of the register for `pharos doctor`: the log against everything that vouches for it.

stored leaves -> roots of all signed checkpoints -> what was published -> the signer's witness
tiles -> the same root          public entries -> their leaves          chain heads -> events
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connections

from pharos.common import clock, tenancy
from pharos.common.doctor import Finding
from pharos.common.errors import DomainError
from pharos.common.settings import Settings
from pharos.core import tiles
from pharos.core.commitments import Kind, public_commitment
from pharos.core.errors import CoreError
from pharos.core.merkle import HASH_SIZE, Edge, Nodes, leaf_hash
from pharos.core.notes import Checkpoint as CheckpointNote
from pharos.core.notes import open_checkpoint
from pharos.registry import queries
from pharos.registry.actions import SEQUENCER
from pharos.registry.models import Checkpoint, CheckpointStamp, Entry, IssuerKey, LogChunk, LogState
from pharos.registry.signer.witness import WitnessFile

_PUBLIC = (Kind.DECISION, Kind.KEY, Kind.CHAIN_HEADS)
# Of many differences the first few say enough.
_MOST = 20
# The stamps of some weeks; older ones do not change by themselves.
_STAMPS = 1_000
_LATE = timedelta(hours=3)


@dataclass
class _Log:
    """The log while it is walked: where each chunk lies, and the root at each size asked for."""

    state: LogState
    wanted: dict[int, bytes]
    roots: dict[int, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def tell(self, problem: str) -> None:
        if len(self.problems) < _MOST:
            self.problems.append(problem)


def log_is_whole(settings: Settings) -> Iterator[Finding]:
    """Leaves, tiles, checkpoints and entries agree with each other (LOG-01, LOG-02)."""
    with tenancy.scope(SEQUENCER):
        if not LogState.objects.filter(id=1).exists():
            return
        log = _Log(queries.log_state(), {})
        log.wanted = {one.size: bytes(one.root) for one in Checkpoint.objects.all()}
        log.wanted[log.state.size] = bytes(log.state.root)
        _check_notes(log)
        _walk(log)
        _check_roots(log)
        _check_entries(log)
    for problem in log.problems:
        yield Finding("log", "fail", problem)
    if not log.problems:
        yield Finding("log", "ok", f"{log.state.size} leaves give the root that was signed.")


def log_continues(settings: Settings) -> Iterator[Finding]:
    """The tree is not older than, nor beside, what was signed and published (LOG-02, REL-11)."""
    with tenancy.scope(SEQUENCER):
        state = LogState.objects.filter(id=1).first()
        size = state.size if state else 0
        known = {one.size: bytes(one.root) for one in Checkpoint.objects.all()}
        if state is not None:
            known[state.size] = bytes(state.root)
    witnesses = list(_witnesses(settings))
    for name, seen_size, root in witnesses:
        if seen_size > size:
            yield Finding(
                "witness",
                "fail",
                f"log_behind: the database holds {size} leaves, {name} bears witness to"
                f" {seen_size}: it is an older state, and nothing is signed. Restore the newest"
                " backup, or recover to the newest point in time; keep keys and witness as they"
                " are.",
            )
        elif seen_size and known.get(seen_size) != root:
            yield Finding(
                "witness",
                "fail",
                f"log_forked: the database does not hold the tree of {seen_size} leaves that"
                f" {name} bears witness to, and nothing is signed. Restore the newest backup.",
            )
    if all(seen <= size and (not seen or known.get(seen) == root) for _, seen, root in witnesses):
        yield Finding("witness", "ok", f"The log continues all {len(witnesses)} witnesses.")


def events_are_vouched_for(settings: Settings) -> Iterator[Finding]:
    """Each head that a leaf vouches for is still an event of its chain (LOG-02)."""
    if settings.database_url and not settings.database_owner_url:
        return
    with tenancy.scope(SEQUENCER):
        entries = Entry.objects.filter(kind=int(Kind.CHAIN_HEADS)).order_by("id")
        heads = [
            (tenant, bytes.fromhex(digest))
            for entry in entries
            for tenant, digest in entry.statement["heads"].items()
        ]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select h.tenant, encode(h.hash, 'hex') from unnest(%s::uuid[], %s::bytea[])"
            " as h(tenant, hash) where not exists (select from common_event e"
            " where e.tenant = h.tenant and e.hash = h.hash) limit %s",
            [[tenant for tenant, _ in heads], [digest for _, digest in heads], _MOST],
        )
        lost = cursor.fetchall()
    for tenant, digest in lost:
        yield Finding(
            "events",
            "fail",
            f"events_cut: common_event, chunk {tenant}: the event {digest[:16]} that the log"
            " vouches for is gone",
        )
    if not lost:
        yield Finding("events", "ok", f"The log vouches for {len(heads)} heads of chains.")


def stamps_hold(settings: Settings) -> Iterator[Finding]:
    """Each stamp of an authority is of the checkpoint it stands beside, and there are new ones."""
    with tenancy.scope(SEQUENCER):
        rows = list(CheckpointStamp.objects.order_by("-size")[:_STAMPS])
        notes = dict(
            Checkpoint.objects.filter(size__in={row.size for row in rows}).values_list(
                "size", "note"
            )
        )
        newest = queries.newest_checkpoint()
    wrong = [row.size for row in rows if not _stamp_holds(row, notes.get(row.size))]
    for size in wrong[:_MOST]:
        yield Finding("stamps", "fail", f"stamp_changed: registry_checkpoint_stamp, tree {size}")
    late = newest is not None and (not rows or rows[0].size < newest.size)
    if settings.tsa_url and late and (not rows or rows[0].received_at < clock.now() - _LATE):
        yield Finding("stamps", "warn", "The time-stamp authority has not answered for hours.")
    elif not wrong:
        yield Finding("stamps", "ok", f"{len(rows)} time-stamps hold.")


def _stamp_holds(row: CheckpointStamp, note: str | None) -> bool:
    if note is None:
        return False
    from pharos.registry import stamps

    try:
        return stamps.verify(bytes(row.token), note.encode()).at == row.stamped_at
    except DomainError:
        return False


def _witnesses(settings: Settings) -> Iterator[tuple[str, int, bytes]]:
    last = WitnessFile(settings.witness_dir).read()
    if last is not None:
        yield "the signer", last.size, last.root
    for name, path in (
        ("the published checkpoint", settings.published_dir / "log" / "checkpoint"),
        ("the witness's checkpoint", settings.witness_dir / "checkpoint"),
    ):
        if path.is_file():
            note = CheckpointNote.from_body(path.read_text().partition("\n\n")[0] + "\n")
            yield name, note.size, note.root


def _check_notes(log: _Log) -> None:
    """Every checkpoint was signed by a key of the log, for the size and root of its row."""
    keys = [queries.log_verifier_key(key) for key in IssuerKey.objects.filter(purpose="log")]
    for row in Checkpoint.objects.order_by("size"):
        if not any(_is_signed(row, key) for key in keys):
            log.tell(f"checkpoint_changed: registry_checkpoint, row {row.size}: its signature or"
                     " its root is not the one that was published")  # fmt: skip


def _is_signed(row: Checkpoint, key: object) -> bool:
    try:
        note = open_checkpoint(row.note, key, origin=queries.log_origin())  # type: ignore[arg-type]
    except CoreError:
        return False
    return (note.size, note.root) == (row.size, bytes(row.root))


def _walk(log: _Log) -> None:
    """Append every leaf again and keep the roots at the sizes that were signed."""
    edge, size = Edge(), 0
    for chunk in queries.chunks_in_order():
        leaves = _leaves(chunk)
        if chunk.first_index != size or len(leaves) != chunk.count:
            log.tell(f"chunk_misplaced: registry_log_chunk, chunk {chunk.id}: it stands at"
                     f" {chunk.first_index} with {len(leaves)} leaves, expected {size}"
                     f" with {chunk.count}")  # fmt: skip
        edge.append([leaf_hash(leaf) for leaf in leaves])
        size += len(leaves)
        if size in log.wanted:
            log.roots[size] = edge.root()


def _check_roots(log: _Log) -> None:
    wrong = sorted(size for size, root in log.wanted.items()
                   if size and log.roots.get(size) != root)  # fmt: skip
    reader = tiles.folder_reader(queries.log_folder())
    nodes = tiles.TileNodes(reader, log.state.size)
    try:
        tiles_agree = tiles.root_of(log.state.size, reader) == bytes(log.state.root)
    except CoreError:
        tiles_agree = False
    if not tiles_agree and log.state.size:
        log.tell("tiles_differ: the published tiles do not give the stored root; the worker makes"
                 " them again before it places the next leaves")  # fmt: skip
    if wrong:
        log.tell(f"root_differs: the stored leaves do not give the root of {wrong[0]} leaves that"
                 " was signed")  # fmt: skip
        _name_leaves(log, nodes)


def _name_leaves(log: _Log, nodes: Nodes) -> None:
    """Which chunk and row differ from the published tiles."""
    for chunk in queries.chunks_in_order():
        for position, leaf in enumerate(_leaves(chunk)):
            try:
                published = nodes(0, (chunk.first_index or 0) + position)
            except CoreError:
                return
            if leaf_hash(leaf) != published:
                log.tell(f"leaf_changed: registry_log_chunk, chunk {chunk.id}, row {position}")


def _check_entries(log: _Log) -> None:
    """What a public leaf commits to is what is told about it."""
    chunks = {
        chunk.id: chunk
        for chunk in LogChunk.objects.filter(kind__in=[int(kind) for kind in _PUBLIC])
    }
    for entry in Entry.objects.order_by("id"):
        chunk = chunks.get(entry.chunk_id)
        leaf = public_commitment(Kind(entry.kind), entry.statement)
        if chunk is None or _leaves(chunk)[entry.position : entry.position + 1] != [leaf]:
            log.tell(f"entry_changed: registry_entry, chunk {entry.chunk_id}, row {entry.id}")


def _leaves(chunk: LogChunk) -> list[bytes]:
    block = bytes(chunk.leaves)
    return [block[i : i + HASH_SIZE] for i in range(0, len(block), HASH_SIZE)]
