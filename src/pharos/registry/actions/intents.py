"""What is going to be signed is stored first, and only that is signed; the stop of it all."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from pharos.common import clock, tenancy
from pharos.common.actor import SYSTEM, Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, Unavailable
from pharos.core.errors import CoreError, Malformed
from pharos.core.signing import Signer
from pharos.registry import policies, queries
from pharos.registry.models import IssuingStop, SigningIntent
from pharos.registry.rules import (
    DIGEST_SIZE,
    DOCUMENTS,
    NONCE_SIZE,
    check_signature,
    intent_id,
    packed,
    unpacked,
)
from pharos.registry.signer.client import SignerClient

# Of the signatures of our own signer, first, last and one in so many are checked again.
SAMPLE = 64
# Messages are signed within seconds of being stored; after a fault they wait no longer.
MESSAGES_KEPT = timedelta(hours=1)


def store_intent(*, kind: str, key_id: str, digests: Sequence[bytes]) -> bytes:
    """Store what is going to be signed, 64 bytes a document; its id is SHA-256 of it all.

    The same intent stored twice is one row: a retried transaction finds its own.
    """
    if not digests or any(len(digest) != DIGEST_SIZE for digest in digests):
        raise Invalid("digests_malformed", "a digest to sign is 64 bytes")
    block = b"".join(digests)
    name = intent_id(kind=kind, key_id=key_id, digests=block)
    SigningIntent.objects.get_or_create(
        id=name,
        defaults={
            "tenant": tenancy.current().organisation_id,
            "kind": kind,
            "key_id": key_id,
            "digests": block,
        },
    )
    return name


def sign_intent(
    name: bytes,
    *,
    digests: Sequence[bytes],
    key_id: str,
    signer: Signer,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[bytes]:
    """The signatures of a stored and committed intent, a sample of them checked.

    `meanwhile` is done while a signer in another process signs; it asks the signer nothing.

    Raises Unavailable `signature_mismatch` when one does not fit its digest (ISS-09): then the
    whole chunk is void and the queue must stop.
    """
    if isinstance(signer, SignerClient):
        fetch = signer.sign_later(digests, key_id=key_id, intent=name)
        with _closing_on_error(signer):
            meanwhile()
        signatures = fetch()
    else:
        meanwhile()
        signatures = signer.sign_many(digests, key_id=key_id, intent=name)
    key = queries.key(key_id)
    if key is None:
        raise Invalid("issuer_key_missing", "the key of the intent is unknown")
    last = len(digests) - 1
    for place in (*range(0, last, SAMPLE), last):
        _check(key.public, digests[place], signatures[place])
    return signatures


def store_messages(messages: Sequence[bytes], *, key_id: str) -> bytes:
    """Store documents' signing inputs, of any length, in the tenant's scope; the intent's name.

    They may tell of a person, so `sign_messages` empties them, and the sequencer those that
    nobody came back for. Raises Invalid `messages_malformed`, `issuer_key_missing`.
    """
    if queries.key(key_id) is None:
        raise Invalid("issuer_key_missing", "the key of the intent is unknown")
    try:
        block = packed(messages, secrets.token_bytes(NONCE_SIZE))
    except Malformed as error:
        raise Invalid("messages_malformed", error.message) from None
    name = intent_id(kind=DOCUMENTS, key_id=key_id, digests=block)
    SigningIntent.objects.create(
        id=name,
        tenant=tenancy.current().organisation_id,
        kind=DOCUMENTS,
        key_id=key_id,
        digests=block,
    )
    return name


def sign_messages(name: bytes, *, key_id: str, signer: Signer) -> list[bytes]:
    """The signatures of stored and committed messages, every one checked; they are emptied then.

    P-256: 64 bytes r and s over SHA-256 of the message; Ed25519: over the message itself.
    Stands in the tenant's scope, in another transaction than `store_messages`. Raises
    NotAllowed (`intent_unknown`, `key_not_active`, `key_purpose`), Unavailable
    (`issuing_stopped`, `signer_unavailable`, `signature_mismatch`).
    """
    stored, key = queries.intent(name), queries.key(key_id)
    if stored is None or stored.kind != DOCUMENTS or stored.emptied_at is not None or key is None:
        raise NotAllowed("intent_unknown", "there is no such intent")
    messages = unpacked(bytes(stored.digests))
    signatures = signer.sign_many(messages, key_id=key_id, intent=name)
    for message, signature in zip(messages, signatures, strict=True):
        _check(key.public, message, signature)
    empty_intent(name, now=clock.now())
    return signatures


def forget_messages(*, now: datetime) -> int:
    """Empty messages of every tenant that nobody had signed within an hour; how many."""
    with tenancy.scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select registry_forget_messages(%s)", [now - MESSAGES_KEPT])
        return int(cursor.fetchone()[0])


@contextmanager
def _closing_on_error(signer: SignerClient) -> Iterator[None]:
    """An answer that nobody fetches must not be read by the next who asks."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            signer.close()


def is_waiting(name: bytes) -> bool:
    """Whether an intent is stored and was not used yet."""
    stored = queries.intent(name)
    return stored is not None and stored.emptied_at is None


def empty_intent(name: bytes, *, now: datetime) -> None:
    """Take the digests out of a used intent; its row stays as the record."""
    SigningIntent.objects.filter(id=name).update(digests=b"", emptied_at=now)


def stop_issuing(*, reason: str, by: Actor) -> IssuingStop:
    """Stop all signing of the installation until it is lifted (ISS-10); verifying goes on."""
    policies.require(by, policies.Permission.REGISTRY_ISSUING_STOP)
    if queries.issuing_is_stopped():
        raise Conflict("issuing_stopped", "issuing is stopped already")
    return IssuingStop.objects.create(reason=reason, stopped_by=by.person_id)


def propose_lift(*, by: Actor, now: datetime) -> IssuingStop:
    """Somebody thinks that signing may go on; it does when another one agrees."""
    policies.require(by, policies.Permission.REGISTRY_ISSUING_STOP)
    stop = _stop_in_force()
    if stop.lift_proposed_by is not None:
        raise Conflict("lift_proposed_already")
    stop.lift_proposed_by, stop.lift_proposed_at = by.person_id, now
    stop.save(update_fields=["lift_proposed_by", "lift_proposed_at"])
    return stop


def lift_stop(*, by: Actor, now: datetime) -> None:
    """Let signing go on, as another person proposed; raises NotAllowed `second_person_needed`."""
    policies.require(by, policies.Permission.REGISTRY_ISSUING_STOP)
    stop = _stop_in_force()
    if by.person_id is None or stop.lift_proposed_by in (None, by.person_id):
        raise NotAllowed("second_person_needed")
    stop.lifted_by, stop.lifted_at = by.person_id, now
    stop.save(update_fields=["lifted_by", "lifted_at"])


def _stop_in_force() -> IssuingStop:
    stop = IssuingStop.objects.filter(lifted_at=None).first()
    if stop is None:
        raise Conflict("issuing_not_stopped")
    return stop


def _check(public: str, message: bytes, signature: bytes) -> None:
    try:
        check_signature(message, signature, public)
    except CoreError:
        raise Unavailable(
            "signature_mismatch", "the signer answered a signature of something else"
        ) from None
