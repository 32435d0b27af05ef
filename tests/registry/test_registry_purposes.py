"""Keys for documents and seals, and the messages that they sign."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connections, transaction

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed, Unavailable
from pharos.common.ids import uuid7
from pharos.core import did, p256
from pharos.core.errors import CoreError, Malformed
from pharos.core.multibase import decode_multikey, encode_p256
from pharos.core.publickeys import P256, PublicKey
from pharos.registry import actions, queries, rules
from pharos.registry.models import IssuerKey, IssuingStop, SigningIntent
from pharos.registry.signer.keys import FileKeyStore

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MESSAGES = [b"header.payload", b"\x00" * 64, b"a longer one " * 1000]


def a_key(signer, actor: Actor, purpose: str, **changes: object) -> IssuerKey:
    public = signer.create_key(rules.ALGORITHMS[purpose])
    base = {"state": "active", "approved_by": uuid7(), "active_from": NOW}
    with tenancy.scope(actor):
        return IssuerKey.objects.create(
            organisation_id=actor.organisation_id,
            key_id=f"did:web:example.test:providers:x#{public}",
            public=public,
            purpose=purpose,
            proposed_by=uuid7(),
            **(base | changes),
        )


def stored(actor: Actor, key: IssuerKey, messages: list[bytes] = MESSAGES) -> bytes:
    with tenancy.scope(actor):
        return actions.store_messages(messages, key_id=key.key_id)


def signed(actor: Actor, name: bytes, key: IssuerKey, signer) -> list[bytes]:
    with tenancy.scope(actor):
        return actions.sign_messages(name, key_id=key.key_id, signer=signer)


class TestFiles:
    def test_a_key_of_p256_is_made_kept_and_opened_again(self, tmp_path: Path):
        public = FileKeyStore(tmp_path / "keys").create("P-256")
        assert public.startswith("zDn")
        again = FileKeyStore(tmp_path / "keys")
        assert again.public_keys() == [public]
        for message, signature in zip(MESSAGES, again.sign(public, MESSAGES), strict=True):
            rules.check_signature(message, signature, public)
            with pytest.raises(CoreError):
                rules.check_signature(message + b"!", signature, public)

    def test_no_secret_of_p256_stands_in_its_file(self, tmp_path: Path):
        """KEY-09: what lies on disk opens with the passphrase alone."""
        store = FileKeyStore(tmp_path / "keys")
        public = store.create("P-256")
        secret = store._opened[public]
        assert not isinstance(secret, bytes)
        scalar = secret.private_numbers().private_value.to_bytes(32, "big")
        content = (tmp_path / "keys" / f"{public}.key").read_bytes()
        assert json.loads(content)["algorithm"] == "P-256"
        assert scalar not in content
        assert scalar.hex().encode() not in content

    def test_no_other_kind_is_made(self, tmp_path: Path):
        with pytest.raises(Unavailable):
            FileKeyStore(tmp_path / "keys").create("RSA")


class TestPlain:
    def test_messages_are_packed_and_found_again(self):
        nonce = bytes(16)
        assert rules.unpacked(rules.packed(MESSAGES, nonce)) == MESSAGES
        with pytest.raises(Malformed):
            rules.unpacked(rules.packed(MESSAGES, nonce)[:-1])
        with pytest.raises(Malformed):
            rules.unpacked(rules.packed(MESSAGES, nonce) + b"\0")
        for wrong in ([], [b""], [bytes(rules.MAX_MESSAGE + 1)]):
            with pytest.raises(Malformed):
                rules.packed(wrong, nonce)

    def test_a_signature_has_one_form_each_way(self):
        key = p256.ec.derive_private_key(5, p256.ec.SECP256R1())
        signature = p256.sign(b"message", key)
        assert p256.plain(p256.der(signature)) == signature
        PublicKey(P256, p256.compressed(key.public_key())).verify(b"message", signature)
        with pytest.raises(CoreError):
            PublicKey(P256, p256.compressed(key.public_key())).verify(b"message", signature[:-1])
        with pytest.raises(CoreError):
            p256.public_key(b"\x02" + b"\xff" * 32)

    def test_a_multikey_of_p256_is_read_back(self):
        point = p256.compressed(p256.ec.derive_private_key(7, p256.ec.SECP256R1()).public_key())
        assert decode_multikey(encode_p256(point)) == ("P-256", point)
        for wrong in (point[1:], b"\x04" + point[1:]):
            with pytest.raises(Malformed):
                encode_p256(wrong)

    def test_a_did_document_lists_it_as_multikey(self):
        public = encode_p256(
            p256.compressed(p256.ec.derive_private_key(7, p256.ec.SECP256R1()).public_key())
        )
        issuer = "did:web:example.test:providers:x"
        key = did.Key(did.key_id(issuer, public), public, did.KeyState.ACTIVE, NOW)
        document = did.document(issuer, [key])
        assert document["assertionMethod"] == [key.id]
        assert document["verificationMethod"][0]["publicKeyMultibase"] == public
        assert did.Key.from_json(key.to_json()) == key
        assert key.algorithm == "P-256"


@pytest.mark.usefixtures("db_world")
class TestMessages:
    @pytest.mark.parametrize("purpose", ["documents", "seal", "credentials"])
    def test_stored_messages_are_signed_and_then_gone(self, signer, actor, purpose):
        """What was signed may tell of a person: it is not kept a moment longer."""
        key = a_key(signer, actor, purpose)
        name = stored(actor, key)
        signatures = signed(actor, name, key, signer)
        for message, signature in zip(MESSAGES, signatures, strict=True):
            assert len(signature) == 64
            rules.check_signature(message, signature, key.public)
        with tenancy.scope(actor):
            intent = SigningIntent.objects.get(id=name)
        assert bytes(intent.digests) == b""
        with pytest.raises(NotAllowed) as refused:
            signed(actor, name, key, signer)
        assert refused.value.code == "intent_unknown"

    def test_the_same_bytes_may_be_signed_again(self, signer, actor):
        key = a_key(signer, actor, "documents")
        names = [stored(actor, key) for _ in range(2)]
        assert names[0] != names[1]
        assert all(len(signed(actor, name, key, signer)) == 3 for name in names)

    def test_changed_messages_are_refused(self, signer, actor):
        """ISS-09: the signer reads what is stored, and it must be what its name says."""
        key = a_key(signer, actor, "documents")
        name = stored(actor, key)
        with tenancy.scope(actor):
            SigningIntent.objects.update(digests=rules.packed([b"other"], bytes(16)))
        with pytest.raises(NotAllowed) as refused:
            signed(actor, name, key, signer)
        assert refused.value.code == "intent_altered"

    def test_messages_of_another_tenant_are_not_found(self, signer, actor, stranger):
        key = a_key(signer, actor, "documents")
        name = stored(actor, key)
        with pytest.raises(NotAllowed) as refused:
            signed(stranger, name, key, signer)
        assert refused.value.code == "intent_unknown"

    @pytest.mark.parametrize("state", ["proposed", "retired", "blocked"])
    def test_a_key_that_is_not_active_signs_no_message(self, signer, actor, state):
        """KEY-08: neither before the second person agreed nor after the key was stopped."""
        changes: dict[str, object] = {"state": state}
        if state == "proposed":
            changes |= {"approved_by": None, "active_from": None}
        if state == "blocked":
            changes |= {"blocked_by": uuid7(), "blocked_at": NOW}
        key = a_key(signer, actor, "documents", **changes)
        name = stored(actor, key)
        with pytest.raises(NotAllowed) as refused:
            signed(actor, name, key, signer)
        assert refused.value.code == "key_not_active"

    def test_the_stop_stops_messages_too(self, signer, actor):
        """ISS-10: no format gets round the emergency stop."""
        key = a_key(signer, actor, "seal")
        name = stored(actor, key)
        with tenancy.scope(actor):
            IssuingStop.objects.create(reason="drill", stopped_by=actor.person_id)
        with pytest.raises(Unavailable) as refused:
            signed(actor, name, key, signer)
        assert refused.value.code == "issuing_stopped"

    def test_a_key_signs_what_it_is_there_for(self, signer, actor):
        """The log's key signs no message, a key for documents no credential of the register."""
        log, documents = a_key(signer, actor, "log"), a_key(signer, actor, "documents")
        name = stored(actor, log)
        with pytest.raises(NotAllowed) as refused:
            signed(actor, name, log, signer)
        assert refused.value.code == "key_purpose"
        digests = [bytes(64)]
        with tenancy.scope(actor):
            name = actions.store_intent(
                kind="credentials", key_id=documents.key_id, digests=digests
            )
        with tenancy.scope(actor), pytest.raises(NotAllowed) as refused:
            signer.sign_many(digests, key_id=documents.key_id, intent=name)
        assert refused.value.code == "key_purpose"

    def test_what_nobody_came_back_for_goes_within_the_hour(self, signer, actor, database):
        key = a_key(signer, actor, "documents")
        old, new = stored(actor, key), stored(actor, key)
        with connections["owner"].cursor() as cursor:
            cursor.execute("alter table registry_signing_intent disable trigger user")
            cursor.execute(
                "update registry_signing_intent set created_at = now() - interval '2 hours'"
                " where id = %s",
                [old],
            )
            cursor.execute("alter table registry_signing_intent enable trigger user")
        assert actions.forget_messages(now=datetime.now(UTC)) == 1
        with tenancy.scope(actor):
            left = {bytes(one.id): bytes(one.digests) for one in SigningIntent.objects.all()}
        assert left[old] == b""
        assert left[new]

    def test_what_cannot_be_signed_is_not_stored(self, signer, actor):
        key = a_key(signer, actor, "documents")
        with tenancy.scope(actor):
            for wrong in ([], [b""]):
                with pytest.raises(Invalid) as refused:
                    actions.store_messages(wrong, key_id=key.key_id)
                assert refused.value.code == "messages_malformed"
            with pytest.raises(Invalid) as refused:
                actions.store_messages([b"x"], key_id="did:web:example.test#z")
            assert refused.value.code == "issuer_key_missing"


@pytest.mark.usefixtures("db_world")
def test_the_kind_of_a_key_goes_with_its_purpose(signer, actor):
    """KEY-07: the database itself refuses an Ed25519 key for seals."""
    with tenancy.scope(actor), pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.create(
            organisation_id=actor.organisation_id,
            key_id="did:web:example.test:providers:x#z6Mkx",
            public="z6Mkx",
            purpose="seal",
            proposed_by=uuid7(),
        )


@pytest.mark.usefixtures("db_world")
def test_each_purpose_has_its_own_active_key(signer, actor):
    made = {purpose: a_key(signer, actor, purpose) for purpose in rules.ISSUING}
    with tenancy.scope(actor):
        found = {p: queries.active_key(actor.organisation_id, p).key_id for p in made}
        assert queries.active_key(actor.organisation_id) == made["credentials"]
        history = queries.key_history(actor.organisation_id)
        with pytest.raises(Invalid):
            queries.active_key(actor.organisation_id, "root")
    assert found == {purpose: key.key_id for purpose, key in made.items()}
    assert {key.algorithm for key in history} == {"Ed25519", "P-256"}
    assert timedelta(0) == history[0].active_from - NOW
