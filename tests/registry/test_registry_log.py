"""Leaves enter with their act and get a place, a proof and a checkpoint."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.core import notes, tiles
from pharos.core.commitments import Kind, chain_heads_statement, public_commitment
from pharos.core.merkle import leaf_hash, verify_consistency, verify_inclusion
from pharos.registry import actions, queries
from pharos.registry.models import Checkpoint, Entry, IssuerKey, LogChunk
from pharos.registry.signer.witness import LogRefused

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("db_world")


@pytest.fixture
def log_key(signer):
    """The approved key of the log."""
    public = signer.create_key()
    with tenancy.scope(actions.SEQUENCER):
        return IssuerKey.objects.create(
            organisation_id=actions.PLATFORM,
            key_id=f"did:web:localhost%3A8000#{public}",
            public=public,
            purpose="log",
            state="active",
            proposed_by=uuid7(),
            approved_by=uuid7(),
            active_from=NOW,
        )


def entered(actor: Actor, count: int = 3, kind: Kind = Kind.ISSUE) -> LogChunk:
    with tenancy.scope(actor):
        return actions.enter(kind, os.urandom(32 * count))


def place_of(chunk: LogChunk) -> int:
    with tenancy.scope(actions.SEQUENCER):
        return LogChunk.objects.get(id=chunk.id).first_index


def proved(chunk: LogChunk, position: int, key: IssuerKey) -> notes.Checkpoint:
    """Check the proof of a leaf as a stranger would, and return its checkpoint."""
    with tenancy.scope(actions.SEQUENCER):
        proof = queries.proof(chunk.id, position)
    checkpoint = notes.open_checkpoint(
        proof.checkpoint, queries.log_verifier_key(key), origin=queries.log_origin()
    )
    leaf = bytes(chunk.leaves)[32 * position : 32 * position + 32]
    verify_inclusion(
        leaf=leaf_hash(leaf),
        index=proof.index,
        size=checkpoint.size,
        proof=proof.path,
        root=checkpoint.root,
    )
    return checkpoint


class TestSequencer:
    def test_leaves_get_a_place_a_proof_and_a_checkpoint(self, signer, log_key, actor):
        chunk = entered(actor)
        published = actions.sequence(now=NOW, signer=signer)
        assert proved(chunk, 2, log_key) == published
        assert published.time == NOW
        assert (queries.log_folder() / "checkpoint").read_text() == (
            notes.TlogProof.from_text(queries_proof(chunk)).checkpoint
        )

    def test_the_proof_is_made_against_the_first_checkpoint_over_the_leaf(
        self, signer, log_key, actor
    ):
        """The time of a proof bears witness to the time of issue, however late it is made."""
        first = entered(actor)
        actions.sequence(now=NOW, signer=signer)
        entered(actor, count=700)
        actions.sequence(now=NOW + timedelta(days=30), signer=signer)
        assert proved(first, 0, log_key).time == NOW

    def test_every_checkpoint_continues_every_older_one(self, signer, log_key, actor):
        """An older checkpoint proves consistency with the newest (issue 2, Shows 6)."""
        seen = []
        for day, count in enumerate([1, 300, 5, 256, 1]):
            entered(actor, count=count)
            seen.append(actions.sequence(now=NOW + timedelta(days=day), signer=signer))
        newest = seen[-1]
        reader = tiles.folder_reader(queries.log_folder())
        for old in seen[:-1]:
            verify_consistency(
                old_size=old.size,
                new_size=newest.size,
                proof=tiles.prove_consistency(old.size, newest.size, reader),
                old_root=old.root,
                new_root=newest.root,
            )

    def test_entry_bundles_hold_the_leaves(self, signer, log_key, actor):
        chunk = entered(actor, count=300)
        actions.sequence(now=NOW, signer=signer)
        entered(actor, count=1)
        size = actions.sequence(now=NOW, signer=signer).size
        first = place_of(chunk)
        reader = tiles.folder_reader(queries.log_folder())
        found = []
        for number in range((size + 255) // 256):
            width = min(256, size - number * 256)
            found += tiles.decode_entries(reader(tiles.entries_path(number, width)))
        assert len(found) == size
        assert b"".join(found[first : first + 300]) == bytes(chunk.leaves)

    def test_the_heads_of_all_chains_are_vouched_for(self, signer, log_key, actor):
        """LOG-02: a cut chain of events no longer agrees with the log."""
        actions.sequence(now=NOW, signer=signer)
        with tenancy.scope(actions.SEQUENCER):
            statement = Entry.objects.get(kind=int(Kind.CHAIN_HEADS)).statement
            heads = {tenant: head for tenant, (_, head) in queries.chain_heads().items()}
        assert statement == chain_heads_statement(heads)
        assert statement["heads"]

    def test_nothing_new_makes_no_new_checkpoint(self, signer, log_key):
        first = actions.sequence(now=NOW, signer=signer)
        again = actions.sequence(now=NOW + timedelta(hours=1), signer=signer)
        assert again == first

    def test_a_waiting_leaf_has_no_proof_yet(self, actor):
        chunk = entered(actor)
        with tenancy.scope(actions.SEQUENCER):
            assert queries.proof(chunk.id, 0) is None


def queries_proof(chunk: LogChunk) -> str:
    with tenancy.scope(actions.SEQUENCER):
        return queries.proof(chunk.id, 0).to_text()


class TestGuard:
    def test_a_database_put_back_is_refused_and_does_not_grow(
        self, signer, log_key, actor, database
    ):
        """LOG-02, REL-11: a restored older backup refuses to sign and to sequence."""
        entered(actor, count=5)
        actions.sequence(now=NOW, signer=signer)
        put_back(database)
        chunk = entered(actor)
        with pytest.raises(LogRefused) as refused:
            actions.sequence(now=NOW, signer=signer)
        assert refused.value.code == "log_behind"
        assert place_of(chunk) is None

    def test_another_history_of_the_same_length_is_refused(self, signer, log_key, actor, database):
        entered(actor, count=5)
        actions.sequence(now=NOW, signer=signer)
        with AsAdmin(database) as cursor:
            cursor.execute("update registry_log_state set root = decode(repeat('ab', 32), 'hex')")
        with pytest.raises(LogRefused) as refused:
            actions.sequence(now=NOW, signer=signer)
        assert refused.value.code == "log_forked"

    def test_lost_tiles_are_made_again(self, signer, log_key, actor):
        first = entered(actor, count=600)
        actions.sequence(now=NOW, signer=signer)
        for file in (queries.log_folder() / "tile").rglob("*"):
            if file.is_file():
                file.unlink()
        entered(actor)
        actions.sequence(now=NOW, signer=signer)
        proved(first, 599, log_key)

    def test_changed_leaves_are_found_when_tiles_are_made_again(
        self, signer, log_key, actor, database
    ):
        entered(actor, count=5)
        actions.sequence(now=NOW, signer=signer)
        with AsAdmin(database) as cursor:
            cursor.execute("alter table registry_log_chunk disable trigger all")
            cursor.execute(
                "update registry_log_chunk set leaves = decode(repeat('00', 32 * count), 'hex')"
            )
            cursor.execute("alter table registry_log_chunk enable trigger all")
        for file in (queries.log_folder() / "tile" / "0").rglob("*"):
            if file.is_file():
                file.unlink()
        entered(actor)
        with pytest.raises(LogRefused) as refused:
            actions.sequence(now=NOW, signer=signer)
        assert refused.value.code == "log_altered"


class TestRights:
    def test_the_app_changes_no_leaf_and_no_checkpoint(self, signer, log_key, actor):
        """LOG-06: append-only by grants and triggers."""
        entered(actor)
        actions.sequence(now=NOW, signer=signer)
        for statement in (
            "update registry_checkpoint set root = root",
            "delete from registry_log_chunk",
            "update registry_log_chunk set leaves = leaves",
            "update registry_log_state set size = 0",
            "truncate registry_entry",
        ):
            with (
                tenancy.scope(actor),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

    def test_leaves_say_nothing_about_persons(self, signer, log_key, actor):
        """LOG-08: a leaf is a commitment; the tree holds hashes of hashes only."""
        chunk = entered(actor, count=1)
        actions.sequence(now=NOW, signer=signer)
        reader = tiles.folder_reader(queries.log_folder())
        with tenancy.scope(actions.SEQUENCER):
            size = Checkpoint.objects.latest("size").size
        tile = reader(tiles.tile_path(0, 0, size))
        assert leaf_hash(bytes(chunk.leaves)) in [tile[i : i + 32] for i in range(0, len(tile), 32)]
        assert public_commitment(Kind.KEY, {"type": "key"}) not in tile


class AsAdmin:
    """A superuser's cursor, for what nobody may do."""

    def __init__(self, database) -> None:
        self._dsn = database.dsn("admin")

    def __enter__(self):
        import psycopg

        self._connection = psycopg.connect(self._dsn)
        return self._connection.cursor()

    def __exit__(self, *error) -> None:
        if error[0] is None:
            self._connection.commit()
        self._connection.close()


def put_back(database) -> None:
    """The database as an old backup would have it: the log empty again."""
    with AsAdmin(database) as cursor:
        cursor.execute("alter table registry_checkpoint disable trigger all")
        cursor.execute("delete from registry_checkpoint")
        cursor.execute("alter table registry_checkpoint enable trigger all")
        cursor.execute("alter table registry_log_chunk disable trigger all")
        cursor.execute("delete from registry_log_chunk")
        cursor.execute("alter table registry_log_chunk enable trigger all")
        cursor.execute(
            'update registry_log_state set size = 0, edge = \'{"size":0,"levels":[]}\','
            " root = sha256('')"
        )
