"""What happens later: chunks are prepared and signed, lists published, one job a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import structlog

from pharos.awards import queries as awards
from pharos.common import clock, jobs, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, DomainError, Invalid, Unavailable
from pharos.common.jobs import job
from pharos.common.retries import retried
from pharos.core.signing import Signer
from pharos.issuing import actions
from pharos.issuing.holders import tasks as holders  # noqa: F401  (registers its jobs)
from pharos.issuing.models import Chunk, Intent, Publication
from pharos.issuing.national import tasks as national  # noqa: F401  (registers its jobs)
from pharos.issuing.reissue import tasks as reissue  # noqa: F401  (registers its jobs)
from pharos.registry import actions as registry_actions
from pharos.registry.signer.client import SignerClient

_log = structlog.get_logger(__name__)
# Answers that say that something is deeply wrong: the queue stops until a person looked.
ALARMS = frozenset({"signature_mismatch", "document_mismatch"})


@contextmanager
def _waiting_for_key() -> Iterator[None]:
    """A provider without a key gets one by and by: the job is asked again until then."""
    try:
        yield
    except Invalid as missing:
        if missing.code != "issuer_key_missing":
            raise
        raise Unavailable(missing.code, missing.message) from None


@job("issuing.prepare")
@_waiting_for_key()
def prepare(actor: Actor, *, batch_id: UUID, number: int) -> None:
    """Transaction A of a chunk; of a batch that was paused nothing is begun."""
    if awards.is_paused(batch_id):
        return
    waiting = Intent.objects.filter(batch_id=batch_id, number=number, emptied_at=None).first()
    if waiting is not None:
        # prepared before its batch was held: its first job for the signature came in vain
        jobs.enqueue("issuing.sign", actor=actor, turn=number, intent=waiting.id)
        return
    actions.prepare(batch_id=batch_id, number=number, by=actor, now=clock.now())


@job("issuing.sign", scoped=False)
@_waiting_for_key()
def sign(actor: Actor, *, intent: UUID) -> None:
    """Transaction B of a chunk."""
    sign_now(actor, intent, now=clock.now(), signer=SignerClient())


@job("issuing.publish", scoped=False)
@_waiting_for_key()
def publish(actor: Actor, *, list_id: int) -> None:
    """The newest bits of a list, signed and published."""
    publish_now(actor, list_id, now=clock.now(), signer=SignerClient())


def sign_now(actor: Actor, intent_id: UUID, *, now: datetime, signer: Signer) -> Chunk | None:
    """Sign in a scope of its own; a wrong answer of the signer stops all issuing (ISS-09)."""

    def work() -> Chunk | None:
        with tenancy.scope(actor):
            return actions.sign(intent_id=intent_id, by=actor, now=now, signer=signer)

    try:
        return retried(work)
    except DomainError as error:
        if error.code in ALARMS:
            _stop(actor, error)
        raise


def publish_now(actor: Actor, list_id: int, *, now: datetime, signer: Signer) -> list[Publication]:
    """Publish a list if it changed or grew old; two transactions, since intents are committed."""
    with tenancy.scope(actor):
        pending = actions.intend_publication(list_id=list_id, by=actor, now=now)
    if pending is None:
        return []
    with tenancy.scope(actor):
        return actions.publish(pending=pending, by=actor, now=now, signer=signer)


def _stop(actor: Actor, error: DomainError) -> None:
    _log.critical("issuing_stopped_by_alarm", code=error.code)
    try:
        with tenancy.scope(actor):
            registry_actions.stop_issuing(reason=error.code, by=actor)
    except Conflict:
        return  # it is stopped already
