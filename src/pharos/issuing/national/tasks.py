"""What happens later: records are sent until each is answered, and both sides compared daily.

A round opens several short scopes: no transaction is open while the other side is asked. Killed
anywhere, the job is done again: the register knows each record by its credential and answers
what it answered before, and the first answer is on record once or not at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from uuid import UUID

import structlog

from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, Unavailable
from pharos.common.jobs import job
from pharos.common.killpoints import reach
from pharos.common.retries import retried
from pharos.issuing.models import Credential
from pharos.issuing.national import connector as connectors
from pharos.issuing.national import differences, outbox, queries, records, rules
from pharos.issuing.national.connector import Connector, Record
from pharos.issuing.national.models import Difference, NationalOutbox
from pharos.issuing.national.outbox import Told
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry

_log = structlog.get_logger(__name__)
_random = SystemRandom()
# Records that are open, asked about and answered together: what a crash makes us ask again.
ROUND = 100


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the other side answered about some records."""

    told: list[Told]
    code: str = ""
    is_away: bool = False


@job("issuing.register", scoped=False)
def register(actor: Actor, *, chunk_id: UUID) -> None:
    """One round about a chunk."""
    send_now(actor, chunk_id, now=clock.now())


@job("issuing.compare", scoped=False)
def compare(actor: Actor, *, organisation_id: UUID) -> None:
    """The daily comparison of an issuer's records."""
    assert actor.organisation_id == organisation_id
    code = ""
    try:
        compare_now(actor, now=clock.now())
    except (Unavailable, Invalid) as error:
        code = error.code
    with tenancy.scope(actor):
        differences.defer_comparison(code=code, by=actor, now=clock.now())


def send_now(
    actor: Actor, chunk_id: UUID, *, now: datetime, connector: Connector | None = None
) -> NationalOutbox:
    """Ask about every credential of the chunk that waits; the outbox as the round left it."""
    with tenancy.scope(actor):
        begun = queries.outbox(chunk_id)
        waiting = queries.outstanding(begun)
    # a record that the other side stumbles over is not always the first
    _random.shuffle(waiting)
    code = ""
    for some in _batches(waiting):
        heard = _round(actor, chunk_id, some, now=now, connector=connector)
        code = heard.code or code
        if heard.is_away:
            break
    return _ended(actor, begun, code, now=now)


def compare_now(
    actor: Actor, *, now: datetime, connector: Connector | None = None
) -> list[Difference]:
    """Compare the actor's issuer with the national side; the lines that this opened.

    Raises Unavailable when the other side does not answer.
    """
    with tenancy.scope(actor):
        assert actor.organisation_id is not None
        issuer = registry.did_of(organisations.by_id(actor.organisation_id))
    asked = connector or connectors.chosen()
    held, later = list(asked.held(issuer)), list(asked.later_answers(issuer))

    def work() -> list[Difference]:
        with tenancy.scope(actor):
            return differences.reconcile(held=held, later=later, by=actor, now=now)

    return retried(work)


def _round(
    actor: Actor,
    chunk_id: UUID,
    rows: Sequence[Credential],
    *,
    now: datetime,
    connector: Connector | None,
) -> _Heard:
    with tenancy.scope(actor):
        made = records.records(rows, now=now)
    heard = _ask(made, connector)
    reach("national_answered")

    def work() -> None:
        with tenancy.scope(actor):
            outbox.record_answers(chunk_id=chunk_id, told=heard.told, by=actor, now=now)

    retried(work)
    return heard


def _ask(made: Sequence[Record], connector: Connector | None) -> _Heard:
    """The answers, the last trouble, and whether the other side is away altogether."""
    told: list[Told] = []
    code, failures = "", 0
    try:
        asked = connector or connectors.chosen()
    except Unavailable as error:
        return _Heard(told, error.code, is_away=True)
    for record in made:
        try:
            answer = asked.submit(record)
            if answer.credential != record.credential:
                raise Invalid("national_answer_malformed", credential=str(record.credential))
        except (Unavailable, Invalid) as error:
            code, failures = error.code, failures + 1
            if failures == rules.PATIENCE:
                return _Heard(told, code, is_away=True)
            continue
        failures = 0
        told.append(Told(answer, record.digest))
    return _Heard(told, code)


def _ended(actor: Actor, begun: NationalOutbox, code: str, *, now: datetime) -> NationalOutbox:
    with tenancy.scope(actor):
        ended = outbox.end_round(
            chunk_id=begun.chunk_id, attempts=begun.attempts, code=code, by=actor, now=now
        )
    _log.info(
        "national_round_ended",
        chunk=str(begun.chunk_id),
        answered=ended.answered,
        count=ended.count,
        code=code,
    )
    return ended


def _batches(rows: Sequence[Credential]) -> Iterator[Sequence[Credential]]:
    for start in range(0, len(rows), ROUND):
        yield rows[start : start + ROUND]
