"""Finding one credential by its id, in a small table and in a larger one."""

from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from pharos.common import ids, tenancy
from pharos.issuing import queries
from pharos.issuing.bench.figures import Line, percentile
from pharos.issuing.bench.issue import issue_batch
from pharos.issuing.bench.world import World
from pharos.issuing.models import Credential

GROWTH = 20
ASKED = 2_000
CHUNK = 2_000
PATTERNS = 200
START = 700_000_000
_SEED = 20_261_122


def measure(made: World, *, count: int, rounds: int) -> list[Line]:
    """Half and slowest hundredth of the times, and how they grow with the table."""
    small = _grown(made, count)
    before = _times(made, small)
    large = _grown(made, GROWTH * count)
    after = _times(made, large)
    facts = {
        "rows": [len(small), len(large)],
        "p50_ms": [round(1e3 * percentile(times, 0.50), 3) for times in (before, after)],
        "p99_ms": [round(1e3 * percentile(times, 0.99), 3) for times in (before, after)],
    }
    return [
        Line(f"point look-up {name}, {GROWTH} times as many rows : few rows",
             percentile(after, share) / percentile(before, share), "ratio",
             at_least=False, facts=facts)
        for name, share in (("p50", 0.50), ("p99", 0.99))
    ]  # fmt: skip


def _times(made: World, known: list[UUID]) -> list[float]:
    """Seconds of each look-up, after a few that are not counted."""
    source = Random(_SEED)
    asked = source.choices(known, k=ASKED + ASKED // 10)
    times = []
    with tenancy.scope(made.worker):
        for one in asked:
            begin = perf_counter()
            queries.credential(one)
            times.append(perf_counter() - begin)
    return times[ASKED // 10 :]


def _grown(made: World, wanted: int) -> list[UUID]:
    """The ids of all credentials once there are so many, most of them copies of real ones."""
    with tenancy.scope(made.worker):
        have = Credential.objects.count()
    if have == 0:
        have = issue_batch(made, min(wanted, PATTERNS), start=START).count
    for begin in range(have, wanted, CHUNK):
        with tenancy.scope(made.worker):
            queries.insert(_copies(min(CHUNK, wanted - begin), list_id=1_000 + begin))
    with tenancy.scope(made.worker):
        return list(Credential.objects.values_list("id", flat=True))


def _copies(count: int, *, list_id: int) -> list[tuple[Any, ...]]:
    """Rows like the first ones under ids of their own, in a chunk and a list of their own."""
    columns = [field.attname for field in Credential._meta.concrete_fields if field.column]
    patterns = list(Credential.objects.values(*columns)[:PATTERNS])
    chunk = ids.uuid7()
    return [
        tuple(
            {
                **patterns[place % len(patterns)],
                "id": ids.unguessable(),
                "award_id": ids.uuid7(),
                "person_key_id": ids.uuid7(),
                "chunk_id": chunk,
                "position": place,
                "list_id": list_id,
                "status_index": place,
            }.values()
        )
        for place in range(count)
    ]
