"""A provider with very many rows does not keep the others waiting (DOS-06)."""

from typing import Any

import pytest
from moments import NOW

from pharos.common import clock, jobs, tenancy
from pharos.common import settings as pharos_settings
from pharos.issuing import queries, tasks

CHUNK = 30


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = pharos_settings.settings().model_copy(update={"chunk_rows": CHUNK})
    monkeypatch.setattr("pharos.awards.actions.batches.settings", lambda: mine)


@pytest.fixture
def order(committed_issuers: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The nations whose chunks were signed, in the order of the worker."""
    signed: list[str] = []
    really = tasks.sign_now
    nations = {committed_issuers.owner(nation): nation for nation in ("ge", "am")}

    def sign(actor: Any, intent: Any, **facts: Any) -> Any:
        done = really(actor, intent, **{**facts, "signer": committed_issuers.signer})
        signed.append(nations[actor.organisation_id])
        return done

    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(tasks, "sign_now", sign)
    monkeypatch.setattr(tasks, "publish_now", lambda *given, **facts: None)
    return signed


def large(issuers: Any) -> Any:
    return issuers.confirmed("teachers.csv", "teacher-course", nation="am")


def test_a_small_batch_waits_for_one_chunk_of_a_large_one(
    committed_issuers: Any, small_chunks: None, order: list[str]
) -> None:
    """DOS-06: the batch that came second goes in turn with the first, not after all of it."""
    batches = {"am": large(committed_issuers), "ge": committed_issuers.confirmed()}
    jobs.drain()
    assert order == ["am", "ge"] * 2 + ["am"] * 2
    for nation, batch in batches.items():
        with tenancy.scope(committed_issuers.worker(nation)):
            rows = queries.credentials_of_batch(committed_issuers.owner(nation), batch)
        assert len(rows) == CHUNK * order.count(nation)


def test_whoever_comes_later_is_served_before_what_is_left_of_the_first(
    committed_issuers: Any, small_chunks: None, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DOS-06: a batch confirmed while a large one runs goes between its chunks."""
    large(committed_issuers)
    counted = tasks.sign_now

    def sign(actor: Any, intent: Any, **facts: Any) -> Any:
        done = counted(actor, intent, **facts)
        if order == ["am", "am"]:
            committed_issuers.confirmed()
        return done

    monkeypatch.setattr(tasks, "sign_now", sign)
    jobs.drain()
    assert order == ["am", "am", "ge", "ge", "am", "am"]
