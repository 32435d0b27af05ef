"""The same write many times at once, and again after a crash: with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import apiworld
from apiworld import Doors
from django.db import connections

from pharos.awards.models import Run
from pharos.common import tenancy

RUN = {"code": "R-1", "first_day": "2026-09-01", "last_day": "2026-12-01"}


def run_of(doors: Doors, programme: str = "data-analysis") -> dict[str, str]:
    return {**RUN, "version": str(doors.world.versions[programme].id)}


def runs(doors: Doors, key: str) -> int:
    with tenancy.scope(doors.world.actor(key)):
        return Run.objects.count()


def test_twenty_at_once_have_one_effect(committed_doors: Doors) -> None:
    """REL-03: the same POST with the same key, 20 at once: one effect, 20 equal answers."""
    token, body, start = (
        committed_doors.person("registrar-ge"),
        run_of(committed_doors),
        Barrier(20),
    )

    def send(_: int) -> apiworld.Reply:
        try:
            start.wait()
            return apiworld.ask(token, "post", "/runs", body, key="k-1")
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {(one.status, one.content) for one in answers} == {(201, answers[0].content)}
    assert runs(committed_doors, "registrar-ge") == 1


def test_a_retry_after_a_lost_answer_replays_it(committed_doors: Doors) -> None:
    """REL-06: committed, the client gone, the web process new: the stored answer, no effect."""
    token, body = committed_doors.person("registrar-ge"), run_of(committed_doors)
    first = apiworld.ask(token, "post", "/runs", body, key="k-1")
    connections["default"].close()
    again = apiworld.ask(token, "post", "/runs", body, key="k-1")
    assert (again.status, again.content) == (first.status, first.content)
    assert runs(committed_doors, "registrar-ge") == 1
