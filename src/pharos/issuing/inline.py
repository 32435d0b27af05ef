"""Issuing done at once in this process, for commands: nothing waits for the worker.

The jobs that the acts deferred are worked off too, so that none is left behind; a worker that
runs beside does the same work or finds it done, since each step may be repeated without harm.
"""

import importlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from pharos.awards import queries as awards
from pharos.awards.models import Batch
from pharos.common import clock, jobs, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import DomainError, Unavailable
from pharos.common.retries import retried
from pharos.issuing import actions, renewal, tasks
from pharos.issuing.models import Intent
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.signer.client import SignerClient

# What is published when the log has moved, by parts above this one: names of `act(now=)`.
PUBLISHERS: Final = ("pharos.verification.actions:publish_bundle",)
ENDED: Final = frozenset({"done", "partly"})
_PATIENCE_SECONDS = 60.0
_ATTEMPTS = 5


def issue(batch_id: UUID, chunks: tuple[int, ...], *, by: Actor) -> Iterator[int]:
    """Prepare and sign each chunk of a confirmed batch; yields how many awards are issued."""
    worker = system(organisation_id=by.organisation_id, person_id=by.person_id)
    signer = SignerClient()
    for number in chunks:
        intent = retried(lambda number=number: _prepared(worker, batch_id, number))  # type: ignore[misc]
        if intent is not None:
            tasks.sign_now(worker, intent.id, now=clock.now(), signer=signer)
        yield _batch(by, batch_id).issued


def _prepared(worker: Actor, batch_id: UUID, number: int) -> Intent | None:
    with tenancy.scope(worker):
        return actions.prepare(batch_id=batch_id, number=number, by=worker, now=clock.now())


def settle() -> None:
    """Work off what waits, enter it in the log, and publish; then everybody can verify it."""
    for _ in range(2):
        # what the log's proof has to be there for first is done in the second round
        jobs.drain()
        _sequence()
    renewal.publish_overdue(now=clock.now())
    _publish()


def ended(by: Actor, batch_id: UUID) -> Batch:
    """The batch once nothing of it waits any more; raises Unavailable `batch_unfinished`."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (batch := _batch(by, batch_id)).state not in ENDED:
        if time.monotonic() > deadline:
            raise Unavailable("batch_unfinished", batch=str(batch_id))
        time.sleep(0.2)
        jobs.drain()
    return batch


def _batch(by: Actor, batch_id: UUID) -> Batch:
    with tenancy.scope(by):
        return awards.batch_for(by, batch_id)


def _sequence() -> None:
    """Place every leaf that waits; the sequencer of a worker may have been quicker."""

    def placed() -> bool:
        registry_actions.sequence(now=clock.now())
        return not registry.leaves_wait()

    _until(placed)


def _publish() -> None:
    """A worker's sequencer may sign a newer checkpoint meanwhile: then the newer one counts."""

    def published() -> bool:
        for name in PUBLISHERS:
            module, _, function = name.partition(":")
            act: Callable[..., object] = getattr(importlib.import_module(module), function)
            act(now=_now())
        return True

    _until(published)


def _now() -> datetime:
    return clock.now()


def _until(done: Callable[[], bool]) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            if done():
                return
        except DomainError:
            if attempt == _ATTEMPTS:
                raise
        time.sleep(0.2 * attempt)
