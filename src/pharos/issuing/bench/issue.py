"""Issuing: from a roster file to awards, and from confirmed awards to committed credentials."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection

from pharos.awards import actions as awards
from pharos.awards.models import Award, Batch
from pharos.common import clock, tenancy
from pharos.common.settings import settings
from pharos.core.signing import Signer
from pharos.issuing import actions, tasks
from pharos.issuing.bench import figures, memory
from pharos.issuing.bench.figures import Line
from pharos.issuing.bench.rosters import roster
from pharos.issuing.bench.world import World, within
from pharos.issuing.models import Chunk, Credential, Intent
from pharos.registry import actions as registry_actions
from pharos.registry.signer.client import SignerClient

GOAL, AIM = 0.25, 0.40
JCS_GOAL, JCS_AIM = 0.30, 0.50
BYTES_GOAL, BYTES_AIM = 850, 600
MEMORY_GOAL, MEMORY_AIM = 150, 100


@dataclass(frozen=True, slots=True)
class Round:
    """One batch: how many credentials, and how long each stretch of the way took."""

    count: int
    raw: float
    imported: float
    prepared: float
    signed: float
    published: float
    sequenced: float

    @property
    def issue(self) -> float:
        """Confirmed awards to committed credentials, leaves and counters, and signed lists."""
        return self.prepared + self.signed + self.published


def measure(made: World, *, count: int, rounds: int) -> list[Line]:
    """The lines of issuing; a small batch goes first, so that compiling is not counted."""
    done, canonical_json = [], []
    with _suite("eddsa-jcs-2022"):
        issue_batch(made, min(count, 20), start=0)
    issue_batch(made, min(count, 20), start=100)
    for number in range(rounds):
        memory.forget_peak()
        done.append(issue_batch(made, count, start=1_000 + 2 * number * count))
        with _suite("eddsa-jcs-2022"):
            start = 1_000 + (2 * number + 1) * count
            canonical_json.append(issue_batch(made, count, start=start))
    return [
        _ratio("bulk issue eddsa-rdfc-2022 : raw Ed25519 sign", done, lambda r: r.issue,
               goal=GOAL, aim=AIM),
        _ratio("bulk issue eddsa-jcs-2022 : raw Ed25519 sign", canonical_json, lambda r: r.issue,
               goal=JCS_GOAL, aim=JCS_AIM),
        _ratio("roster file to credential : raw Ed25519 sign", done,
               lambda r: r.imported + r.issue),
        _share("of it: importing, proposing, confirming", done, lambda r: r.imported),
        _share("of it: preparing (values, digests, lint)", done, lambda r: r.prepared),
        _share("of it: signing and committing", done, lambda r: r.signed),
        _share("beside it: into the signed tree", done, lambda r: r.sequenced),
        _storage(made),
        Line("peak memory of the issuing process", memory.peak() / 1e6, "MB",
             goal=MEMORY_GOAL, aim=MEMORY_AIM, at_least=False, facts={"rows": count}),
    ]  # fmt: skip


@contextmanager
def _suite(name: str) -> Iterator[None]:
    """Issue with another cryptosuite meanwhile; the process is here to measure only."""
    os.environ["PHAROS_CREDENTIAL_SUITE"] = name
    settings.cache_clear()
    try:
        yield
    finally:
        del os.environ["PHAROS_CREDENTIAL_SUITE"]
        settings.cache_clear()


def issue_batch(made: World, count: int, *, start: int, signer: Signer | None = None) -> Round:
    """A batch from its roster to its checkpoint, timed; raw signing before and after it."""
    signer = signer or SignerClient()
    before = figures.raw_sign_rate()
    timed = _Timed()
    batch = timed("imported", lambda: _confirmed(made, count, start))
    intents = timed("prepared", lambda: _prepared(made, batch))
    chunks = timed("signed", lambda: _signed(made, intents, signer))
    lists = {intent.list_id for intent in intents}
    timed("published", lambda: _published(made, lists, signer))
    timed("sequenced", lambda: registry_actions.sequence(now=clock.now()))
    issued = sum(chunk.count for chunk in chunks)
    if issued != count:
        raise RuntimeError(f"{issued} of {count} awards became credentials")
    raw = (before + figures.raw_sign_rate()) / 2
    return Round(count=count, raw=raw, **timed.seconds)


class _Timed:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        begin = perf_counter()
        answer = work()
        self.seconds[name] = perf_counter() - begin
        return answer


def _confirmed(made: World, count: int, start: int) -> UUID:
    """The batch of a fresh roster that two persons made awards of."""
    raw = roster(count, start=start, award_date=made.first_day + timedelta(days=30))
    version = made.version.id
    report = within(
        made.registrar, awards.import_roster, raw=raw, version_id=version, now=clock.now()
    )
    batch: UUID | None = report.batch
    if batch is None:
        raise RuntimeError(f"the roster was refused: {report.as_dict('en')}"[:2000])
    within(made.registrar, awards.propose_batch, batch_id=batch, now=clock.now())
    within(made.head, awards.confirm, batch_id=batch, now=clock.now())
    return batch


def _prepared(made: World, batch: UUID) -> list[Intent]:
    with tenancy.scope(made.worker):
        chunks = Batch.objects.get(id=batch).chunks
    intents = [
        within(made.worker, actions.prepare, batch_id=batch, number=number, now=clock.now())
        for number in range(chunks)
    ]
    if None in intents:
        with tenancy.scope(made.worker):
            because = Award.objects.filter(batch_id=batch).values_list("state_because", flat=True)
            raise RuntimeError(f"awards were refused: {sorted(set(because))}")
    return intents


def _signed(made: World, intents: list[Intent], signer: Signer) -> list[Chunk]:
    found = (
        tasks.sign_now(made.worker, intent.id, now=clock.now(), signer=signer) for intent in intents
    )
    return [chunk for chunk in found if chunk is not None]


def _published(made: World, lists: set[int], signer: Signer) -> None:
    for number in lists:
        tasks.publish_now(made.worker, number, now=clock.now(), signer=signer)


def _ratio(name: str, done: list[Round], took: Callable[[Round], float], **more: Any) -> Line:
    rates = [one.count / took(one) for one in done]
    return figures.of_rounds(
        name,
        "ratio",
        [rate / one.raw for rate, one in zip(rates, done, strict=True)],
        facts={
            "per_second": [round(rate) for rate in rates],
            "raw_per_second": [round(one.raw) for one in done],
            "rows": done[0].count,
        },
        **more,
    )


def _share(name: str, done: list[Round], took: Callable[[Round], float]) -> Line:
    return figures.of_rounds(
        name, "microseconds a credential", [1e6 * took(one) / one.count for one in done]
    )


def _storage(made: World) -> Line:
    with tenancy.scope(made.worker):
        count = Credential.objects.count()
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_total_relation_size('issuing_credential'),"
                " pg_indexes_size('issuing_credential')"
            )
            total, indexes = cursor.fetchone()
    return Line(
        "storage a credential, indexes included",
        total / count,
        "bytes",
        goal=BYTES_GOAL,
        aim=BYTES_AIM,
        at_least=False,
        facts={"credentials": count, "indexes": round(indexes / count)},
    )
