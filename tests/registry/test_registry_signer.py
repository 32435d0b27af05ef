"""The signer signs stored intents, continuing checkpoints and bundles, and nothing else."""

import json
import os
import socket
from pathlib import Path

import pytest

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, NotAllowed, Unavailable
from pharos.common.ids import uuid7
from pharos.common.privatefiles import NotPrivate
from pharos.core.dataintegrity import verify_signature
from pharos.core.merkle import Edge, Leaves, consistency_proof, leaf_hash
from pharos.core.multibase import decode_multikey
from pharos.registry import actions, queries
from pharos.registry.models import IssuerKey, IssuingStop, SigningIntent
from pharos.registry.rules import possession_challenge, possession_message
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.keys import FileKeyStore
from pharos.registry.signer.witness import LogRefused

DIGESTS = [bytes([n]) * 64 for n in range(5)]
NOON = "2026-11-22T12:00:00Z"


def approved_key(signer: SignerClient, actor: Actor, *, state: str = "active") -> IssuerKey:
    """A key row as two people would have left it."""
    public = signer.create_key()
    values = {"approved_by": uuid7(), "active_from": "2026-01-01T00:00:00Z"}
    with tenancy.scope(actor):
        return IssuerKey.objects.create(
            organisation_id=actor.organisation_id,
            key_id=f"did:web:example.test:providers:x#{public}",
            public=public,
            purpose="credentials",
            proposed_by=uuid7(),
            state=state,
            **(values if state != "proposed" else {}),
        )


def stored(actor: Actor, key: IssuerKey) -> bytes:
    with tenancy.scope(actor):
        return actions.store_intent(kind="credentials", key_id=key.key_id, digests=DIGESTS)


@pytest.mark.usefixtures("db_world")
class TestIntents:
    def test_the_digests_of_a_stored_intent_are_signed(self, signer, actor):
        key = approved_key(signer, actor)
        name = stored(actor, key)
        with tenancy.scope(actor):
            signatures = actions.sign_intent(
                name, digests=DIGESTS, key_id=key.key_id, signer=signer
            )
        public = decode_multikey(key.public)[1]
        for digest, signature in zip(DIGESTS, signatures, strict=True):
            verify_signature(digest, signature, public)

    def test_the_same_intent_twice_is_one_row(self, signer, actor):
        key = approved_key(signer, actor)
        assert stored(actor, key) == stored(actor, key)
        with tenancy.scope(actor):
            assert SigningIntent.objects.count() == 1

    def test_what_no_intent_names_is_refused(self, signer, actor):
        key = approved_key(signer, actor)
        with tenancy.scope(actor), pytest.raises(NotAllowed) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=bytes(32))
        assert refused.value.code == "intent_unknown"

    def test_an_intent_of_another_tenant_is_not_found(self, signer, actor, stranger):
        key = approved_key(signer, actor)
        name = stored(actor, key)
        with tenancy.scope(stranger), pytest.raises(NotAllowed) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)
        assert refused.value.code == "intent_unknown"

    def test_altered_digests_are_refused(self, signer, actor):
        """ISS-09: what is signed is what was linted and stored, or nothing."""
        key = approved_key(signer, actor)
        name = stored(actor, key)
        with tenancy.scope(actor):
            SigningIntent.objects.update(digests=b"\1" * 64 * 5)
        with tenancy.scope(actor), pytest.raises(NotAllowed) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)
        assert refused.value.code == "intent_altered"

    @pytest.mark.parametrize("state", ["proposed", "retired"])
    def test_a_key_that_is_not_active_signs_nothing(self, signer, actor, state):
        """KEY-08: a key added by one person with no second approval cannot sign."""
        key = approved_key(signer, actor, state=state)
        name = stored(actor, key)
        with tenancy.scope(actor), pytest.raises(NotAllowed) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)
        assert refused.value.code == "key_not_active"

    def test_the_stop_stops_the_signer(self, signer, actor):
        """ISS-10: with the issue-stop on nothing new is signed; lifting it lets signing go on."""
        key = approved_key(signer, actor)
        name = stored(actor, key)
        with tenancy.scope(actor):
            stop = IssuingStop.objects.create(reason="drill", stopped_by=actor.person_id)
        with tenancy.scope(actor), pytest.raises(Unavailable) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)
        assert refused.value.code == "issuing_stopped"
        with tenancy.scope(actor):
            stop.lifted_by, stop.lifted_at = uuid7(), "2026-11-22T12:00:00Z"
            stop.save()
        with tenancy.scope(actor):
            assert len(signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)) == 5

    def test_a_signature_of_something_else_stops_the_chunk(self, signer, actor):
        """ISS-09: mixed-up answers of a signer are found before anything is stored."""
        key = approved_key(signer, actor)
        name = stored(actor, key)

        class MixedUp:
            def sign_many(self, digests, *, key_id, intent):
                return signer.sign_many(digests, key_id=key_id, intent=intent)[::-1]

        with tenancy.scope(actor), pytest.raises(Unavailable) as refused:
            actions.sign_intent(name, digests=DIGESTS, key_id=key.key_id, signer=MixedUp())
        assert refused.value.code == "signature_mismatch"

    def test_a_database_behind_the_witness_signs_nothing(self, signer, actor, own_state):
        """LOG-02: a restored older database cannot go on as if nothing had been."""
        key = approved_key(signer, actor)
        name = stored(actor, key)
        signer.sign_checkpoint(public=key.public, size=10, root=bytes(32), time=NOON, proof=[])
        with tenancy.scope(actor), pytest.raises(LogRefused) as refused:
            signer.sign_many(DIGESTS, key_id=key.key_id, intent=name)
        assert refused.value.code == "log_behind"


@pytest.fixture
def trees():
    """Hashes of ten leaves, and a function that gives (size, root) of a beginning."""
    hashes = [leaf_hash(bytes([n]) * 32) for n in range(10)]

    def tree(size: int) -> tuple[int, bytes]:
        edge = Edge()
        edge.append(hashes[:size])
        return size, edge.root()

    return hashes, tree


@pytest.mark.usefixtures("db_world")
class TestCheckpoints:
    def sign(self, signer, public, tree, proof=(), time=NOON):
        size, root = tree
        return signer.sign_checkpoint(
            public=public, size=size, root=root, time=time, proof=list(proof)
        )

    def test_a_tree_that_continues_is_signed(self, signer, trees):
        hashes, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(4))
        self.sign(signer, public, tree(10), consistency_proof(4, 10, Leaves(hashes)))
        assert signer.last_signed() == tree(10)

    def test_a_smaller_tree_is_refused(self, signer, trees):
        """LOG-02: the tail cut off."""
        _, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(10))
        with pytest.raises(LogRefused) as refused:
            self.sign(signer, public, tree(4))
        assert refused.value.code == "log_behind"
        assert signer.last_signed() == tree(10)

    def test_two_roots_of_one_size_are_refused(self, signer, trees):
        """LOG-03: the signer keeps its own last-signed state and refuses the other root."""
        _, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(10))
        with pytest.raises(LogRefused) as refused:
            self.sign(signer, public, (10, b"\1" * 32))
        assert refused.value.code == "log_forked"

    def test_a_larger_tree_of_another_history_is_refused(self, signer, trees):
        hashes, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(4))
        others = [leaf_hash(b"other"), *hashes[1:]]
        edge = Edge()
        edge.append(others)
        proof = consistency_proof(4, 10, Leaves(others))
        with pytest.raises(LogRefused) as refused:
            self.sign(signer, public, (10, edge.root()), proof)
        assert refused.value.code == "log_forked"

    def test_time_does_not_go_back(self, signer, trees):
        _, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(4))
        with pytest.raises(DomainError) as refused:
            self.sign(signer, public, tree(4), time="2026-11-22T11:00:00Z")
        assert refused.value.code == "log_time_backwards"

    def test_only_a_bundle_around_the_last_checkpoint_is_signed(self, signer, trees):
        _, tree = trees
        public = signer.create_key()
        self.sign(signer, public, tree(4))
        for payload in ({"format": "something else"}, {"format": "pharos-trust-bundle/1"}):
            with pytest.raises(DomainError) as refused:
                signer.sign_bundle(public=public, payload=json.dumps(payload).encode())
            assert refused.value.code == "bundle_malformed"


class TestKeys:
    def test_a_key_survives_its_process(self, tmp_path: Path):
        public = FileKeyStore(tmp_path / "keys").create()
        signature = FileKeyStore(tmp_path / "keys").sign(public, [b"message"])[0]
        verify_signature(b"message", signature, decode_multikey(public)[1])

    def test_a_file_that_others_read_is_refused(self, tmp_path: Path):
        """KEY-09: a private key file readable by group or world stops its use."""
        public = FileKeyStore(tmp_path / "keys").create()
        os.chmod(tmp_path / "keys" / f"{public}.key", 0o640)
        with pytest.raises(NotPrivate):
            FileKeyStore(tmp_path / "keys").sign(public, [b"message"])

    def test_nothing_readable_lies_in_the_file(self, tmp_path: Path):
        """KEY-09: the secret is sealed; the file alone gives nothing."""
        store = FileKeyStore(tmp_path / "keys")
        public = store.create()
        secret = store._opened[public]
        content = (tmp_path / "keys" / f"{public}.key").read_bytes()
        assert secret not in content
        assert secret.hex().encode() not in content

    def test_a_path_in_a_key_name_is_refused(self, tmp_path: Path):
        with pytest.raises(Unavailable):
            FileKeyStore(tmp_path / "keys").sign("../../secret", [b"message"])

    def test_possession_is_shown_by_a_message_of_its_own(self, signer):
        public = signer.create_key()
        challenge = possession_challenge(organisation_id="x", public=public)
        proof = signer.prove_possession(public, challenge)
        verify_signature(possession_message(challenge), proof, decode_multikey(public)[1])


class TestSocket:
    def test_the_socket_is_private(self, signer, own_state: Path):
        assert (own_state / "signer" / "socket").stat().st_mode & 0o777 == 0o600
        assert (own_state / "signer").stat().st_mode & 0o777 == 0o700

    def test_a_client_survives_a_restart_of_the_signer(self, signer):
        assert signer.ping()["pid"] == os.getpid()
        signer._local.connection.shutdown(socket.SHUT_RDWR)
        assert signer.ping()["pid"] == os.getpid()

    def test_an_absent_signer_is_unavailable(self, tmp_path: Path):
        with pytest.raises(Unavailable) as refused:
            SignerClient(tmp_path / "nowhere").ping()
        assert refused.value.code == "signer_unavailable"

    def test_unknown_operations_are_refused(self, signer):
        with pytest.raises(DomainError) as refused:
            signer._call({"op": "sign_anything"}, b"bytes")
        assert refused.value.code == "operation_unknown"
        assert queries.log_origin().endswith("/log")


def test_many_clients_at_once_do_not_use_up_the_connections(signer, actor, db_world):
    """REL-01: each client has a thread in the signer; none keeps a connection of the pool."""
    key = approved_key(signer, actor)
    name = stored(actor, key)
    clients = [SignerClient(signer._path) for _ in range(30)]
    for client in clients:
        with tenancy.scope(actor):
            assert len(client.sign_many(DIGESTS, key_id=key.key_id, intent=name)) == len(DIGESTS)
    for client in clients:
        client.close()
