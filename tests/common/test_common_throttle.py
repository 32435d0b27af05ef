"""Buckets: how much passes at once, how they fill, and that they forget."""

import threading

import pytest

from pharos.common import connections
from pharos.common.problems import from_database
from pharos.common.throttle import MINUTE, Throttle, client_address, neighbourhood


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_bucket_lets_through_its_rate_at_once_and_then_evenly(clock) -> None:
    """DOS-03: a bucket with burst: a minute's worth at once, then one after the other."""
    throttle = Throttle(clock=clock)
    assert [throttle.take("write", "a", 60) for _ in range(60)] == [0.0] * 60
    assert throttle.take("write", "a", 60) == pytest.approx(1.0)
    clock.now += 0.5
    assert throttle.take("write", "a", 60) == pytest.approx(0.5)
    clock.now += 0.5
    assert throttle.take("write", "a", 60) == 0.0
    assert throttle.take("write", "a", 60) > 0


def test_whoever_is_refused_pays_nothing_for_asking_again(clock) -> None:
    throttle = Throttle(clock=clock)
    for _ in range(1_000):
        throttle.take("write", "a", 60)
    clock.now += 1.0
    assert throttle.take("write", "a", 60) == 0.0


def test_others_and_other_kinds_have_buckets_of_their_own(clock) -> None:
    """DOS-03: others are not slowed."""
    throttle = Throttle(clock=clock)
    while throttle.take("write", "a", 5) == 0:
        pass
    assert throttle.take("write", "b", 5) == 0
    assert throttle.take("read", "a", 5) == 0


def test_whoever_asked_is_forgotten_after_a_minute_of_silence(clock) -> None:
    throttle = Throttle(clock=clock)
    for number in range(100):
        throttle.take("visit", f"192.0.2.{number}", 10)
    assert len(throttle) == 100
    clock.now += MINUTE + 1
    throttle.take("visit", "somebody", 10)
    assert len(throttle) == 1


def test_nothing_that_was_asked_with_is_kept(clock) -> None:
    throttle = Throttle(clock=clock)
    throttle.take("write", "pharos_client_secret", 10)
    assert "secret" not in repr(vars(throttle))
    assert {len(name) for name in throttle._full_at} == {12}


def test_a_crowd_does_not_use_up_the_memory(clock) -> None:
    throttle = Throttle(clock=clock, most=50)
    for number in range(1_000):
        assert throttle.take("visit", str(number), 10) == 0
        assert len(throttle) <= 50


def test_a_rate_holds_for_many_threads_together() -> None:
    throttle = Throttle(clock=lambda: 0.0)
    passed: list[bool] = []

    def ask() -> None:
        for _ in range(100):
            passed.append(throttle.take("write", "a", 100) == 0)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 100


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2345:6789::1", "2001:db8:1:2300::/56"),
        ("[2001:db8::1]", "2001:db8::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        (" 192.0.2.1 ", "192.0.2.0/24"),
        ("", ""),
        ("unknown", ""),
        ("192.0.2.1, 198.51.100.1", ""),
        ("\ud800", ""),
    ],
)
def test_an_address_is_known_by_its_neighbourhood(address, network) -> None:
    assert neighbourhood(address) == network


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("198.51.100.9", 0, "192.0.2.1"),
        ("198.51.100.9", 1, "198.51.100.9"),
        ("203.0.113.5, 198.51.100.9", 1, "198.51.100.9"),
        ("10.0.0.1, 203.0.113.5, 198.51.100.9", 2, "203.0.113.5"),
        ("", 1, "192.0.2.1"),
        ("203.0.113.5", 2, "192.0.2.1"),
        (" , ", 1, "192.0.2.1"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(forwarded, proxies, expected) -> None:
    assert client_address("192.0.2.1", forwarded, proxies=proxies) == expected


def test_a_statement_that_takes_too_long_is_ended_and_said(db_world, database) -> None:
    """DOS-01: the limit of a statement answers 503 instead of a stuck worker."""
    import psycopg

    described = connections.from_dsn(database.dsn("app"))
    connections.bounded(described, seconds=0.05)
    with (
        psycopg.connect(database.dsn("app"), options=described["OPTIONS"]["options"]) as bounded,
        pytest.raises(psycopg.errors.QueryCanceled) as ended,
    ):
        bounded.execute("select pg_sleep(5)")
    told = from_database(ended.value)
    assert told is not None
    assert (told.code, told.http_status) == ("took_too_long", 503)
