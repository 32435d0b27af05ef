"""What is going to be signed is stored first, and only that is signed; the stop of it all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, Unavailable
from pharos.core.dataintegrity import verify_signature
from pharos.core.errors import CoreError
from pharos.core.multibase import decode_multikey
from pharos.core.signing import Signer
from pharos.registry import policies, queries
from pharos.registry.models import IssuingStop, SigningIntent
from pharos.registry.rules import DIGEST_SIZE, intent_id
from pharos.registry.signer.client import SignerClient

# Of the signatures of our own signer, first, last and one in so many are checked again.
SAMPLE = 64


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
    public = decode_multikey(key.public)[1]
    last = len(digests) - 1
    for place in range(0, len(digests), SAMPLE):
        _check(public, digests[place], signatures[place])
    _check(public, digests[last], signatures[last])
    return signatures


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


def _check(public: bytes, digest: bytes, signature: bytes) -> None:
    try:
        verify_signature(digest, signature, public)
    except CoreError:
        raise Unavailable(
            "signature_mismatch", "the signer answered a signature of something else"
        ) from None
