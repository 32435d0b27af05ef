"""The numbers of an installation, without a person in them."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from pharos.common import jobs, tenancy
from pharos.common.actor import Actor
from pharos.core.commitments import Kind
from pharos.registry import actions as registry


def told() -> dict[str, float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_leaves_are_counted_by_kind(db: None, actor: Actor) -> None:
    before = told()
    with tenancy.scope(actor):
        registry.enter(Kind.ISSUE, bytes(32 * 3))
        registry.enter(Kind.REVOKE, bytes(32))
    after = told()
    name = "pharos_log_leaves_total"
    assert after[f"{name}issue"] - before.get(f"{name}issue", 0) == 3
    assert after[f"{name}revoke"] - before.get(f"{name}revoke", 0) == 1
    assert after["pharos_log_chunks_waiting"] >= 2
    assert after["pharos_database_up"] == 1


def test_jobs_are_counted_by_state(db: None, actor: Actor) -> None:
    waiting = told()["pharos_jobstodo"]
    with tenancy.scope(actor):
        jobs.enqueue("issuing.publish", actor=actor, list_id=1)
    assert told()["pharos_jobstodo"] == waiting + 1


def test_a_database_that_is_away_is_said_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr("pharos.config.metrics.tenancy.scope", away)
    assert told() == {"pharos_database_up": 0}


def test_it_is_only_read(db: None) -> None:
    assert Client().post("/metrics").status_code == 405
