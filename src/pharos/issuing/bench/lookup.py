"""Finding one credential by its id, in a small table and in a larger one."""

from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection

from pharos.common import ids, tenancy
from pharos.issuing import binarycopy, queries
from pharos.issuing.bench.figures import Line, percentile
from pharos.issuing.bench.issue import issue_batch
from pharos.issuing.bench.world import World
from pharos.issuing.models import Credential

GROWTH = 20
ASKED, WARM = 2_000, 200
CHUNK = 2_000
PATTERNS = 200
START = 700_000_000
_SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of look-ups, and of empty questions asked in turn with them."""

    found: list[float]
    empty: list[float]

    def at(self, share: float) -> float:
        """How many empty questions a look-up takes: the machine's load is in both."""
        return percentile(self.found, share) / percentile(self.empty, share)

    def milliseconds(self, share: float) -> list[float]:
        return [round(1e3 * percentile(times, share), 3) for times in (self.found, self.empty)]


def measure(made: World, *, count: int, rounds: int) -> list[Line]:
    """How the half and the slowest hundredth of the look-ups grow with the table."""
    small = _grown(made, count)
    before = _times(made, small)
    large = _grown(made, GROWTH * count)
    after = _times(made, large)
    facts = {"rows": [len(small), len(large)], "ms": "look-up, then `select 1`, few rows and many"}
    return [
        Line(
            f"point look-up {name}, {GROWTH} times as many rows : few rows",
            after.at(share) / before.at(share),
            "ratio",
            at_least=False,
            facts=facts | {name: [times.milliseconds(share) for times in (before, after)]},
        )
        for name, share in (("p50", 0.50), ("p99", 0.99))
    ]


def _times(made: World, known: list[UUID]) -> Times:
    """Look-ups in turn with empty questions, after some that are not counted."""
    source = Random(_SEED)
    times = Times([], [])
    with tenancy.scope(made.worker), connection.cursor() as cursor:
        for place, one in enumerate(source.choices(known, k=ASKED + WARM)):
            begin = perf_counter()
            queries.credential(one)
            middle = perf_counter()
            cursor.execute("select 1")
            end = perf_counter()
            if place >= WARM:
                times.found.append(middle - begin)
                times.empty.append(end - middle)
    return times


def _grown(made: World, wanted: int) -> list[UUID]:
    """The ids of all credentials once there are so many, most of them copies of real ones."""
    with tenancy.scope(made.worker):
        have = Credential.objects.count()
    if have == 0:
        have = issue_batch(made, min(wanted, PATTERNS), start=START).count
    for begin in range(have, wanted, CHUNK):
        with tenancy.scope(made.worker):
            rows = _copies(min(CHUNK, wanted - begin), list_id=1_000 + begin)
            queries.insert(binarycopy.begun(rows), [bytes(64)] * len(rows))
    with tenancy.scope(made.worker):
        return list(Credential.objects.values_list("id", flat=True))


def _copies(count: int, *, list_id: int) -> list[tuple[Any, ...]]:
    """Rows like the first ones under ids of their own, without their signatures."""
    columns = [
        field.attname
        for field in Credential._meta.concrete_fields
        # a row that begins has neither its signature nor a successor yet
        if field.column and field.attname not in ("signature", "successor_id")
    ]
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
