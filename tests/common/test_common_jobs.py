"""Jobs: in the transaction of the act, with ids only, in their own scope, again after a death."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction
from procrastinate.contrib.django import app

from pharos.common import clock, jobs, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.errors import Conflict, Unavailable
from pharos.common.ids import uuid7
from pharos.common.models import PersonKey
from pharos.common.retries import MAX_ATTEMPTS, retried, sqlstate

SEEN = []


@pytest.fixture(scope="module", autouse=True)
def _registered():
    @jobs.job("tests.keep")
    def keep(actor, *, key, step=0):
        SEEN.append((actor, key, step, tenancy.current()))
        PersonKey.objects.get_or_create(
            id=key, defaults={"tenant": actor.organisation_id, "wrapped": b"w"}
        )

    @jobs.job("tests.refuse")
    def refuse(actor, *, key):
        raise Conflict("awarded_already")

    @jobs.job("tests.away")
    def away(actor, *, key):
        raise Unavailable("signer_away")

    @jobs.job("tests.chain")
    def chain(actor, *, key):
        jobs.enqueue("tests.keep", actor=actor, key=key)
        if PersonKey.objects.filter(id=key).exists():
            raise Conflict("awarded_already")

    @jobs.job("tests.unscoped", scoped=False)
    def unscoped(actor, *, key):
        with tenancy.scope(actor):
            SEEN.append((actor, key, 0, tenancy.current()))

    yield
    for name in ("keep", "refuse", "away", "chain", "unscoped"):
        del app.tasks[f"tests.{name}"]


@pytest.fixture(autouse=True)
def _nothing_seen():
    SEEN.clear()


def queue():
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text, args::text from procrastinate_jobs")
        return cursor.fetchall()


def keys_of(actor):
    with tenancy.scope(actor):
        return set(PersonKey.objects.values_list("id", flat=True))


def enqueue(actor, name="tests.keep", **ids):
    with tenancy.scope(actor):
        return jobs.enqueue(name, actor=actor, **({"key": uuid7()} | ids))


def test_a_rollback_takes_the_job_with_it(db_world, actor):
    def act():
        with tenancy.scope(actor):
            jobs.enqueue("tests.keep", actor=actor, key=uuid7())
            raise Conflict("awarded_already")

    with pytest.raises(Conflict):
        act()
    assert queue() == []
    enqueue(actor)
    assert jobs.waiting("tests.keep") == 1


def test_a_job_is_deferred_in_a_transaction_only(db_world, actor):
    with pytest.raises(tenancy.ScopeMisused):
        jobs.enqueue("tests.keep", actor=actor, key=uuid7())


def test_a_job_runs_in_a_scope_of_its_actor_as_the_system(db_world, actor):
    key = uuid7()
    enqueue(actor, key=key, step=3)
    jobs.drain()
    ((who, seen, step, current),) = SEEN
    assert (who.organisation_id, who.person_id) == (actor.organisation_id, actor.person_id)
    assert (who.kind, current, seen, step) == ("system", who, key, 3)
    assert keys_of(actor) == {key}
    assert jobs.waiting() == 0


def test_a_job_may_open_its_own_scopes(db_world, actor):
    enqueue(actor, "tests.unscoped")
    jobs.drain()
    assert len(SEEN) == 1


def test_a_job_deferred_by_a_job_belongs_to_its_transaction(db_world, actor):
    first, second = uuid7(), uuid7()
    enqueue(actor, key=second)
    jobs.drain()
    enqueue(actor, "tests.chain", key=first)
    enqueue(actor, "tests.chain", key=second)
    jobs.drain()
    assert keys_of(actor) == {first, second}
    states = [(name, status) for name, status, _ in queue()]
    # the job that raised left none behind
    assert sorted(states) == [
        ("tests.chain", "failed"),
        ("tests.chain", "succeeded"),
        ("tests.keep", "succeeded"),
        ("tests.keep", "succeeded"),
    ]


def test_a_refused_job_fails_and_a_part_that_is_away_is_asked_again(db_world, actor):
    enqueue(actor, "tests.refuse")
    enqueue(actor, "tests.away")
    jobs.drain()
    assert sorted((name, status) for name, status, _ in queue()) == [
        ("tests.away", "todo"),
        ("tests.refuse", "failed"),
    ]


@pytest.mark.parametrize(
    "value", ["Անի Պետրոսյան", "ani@example.org", 1234567890, -1, True, 1.5, {"a": 1}, None, b"x"]
)
def test_arguments_that_are_no_ids_are_refused(db_world, actor, value):
    """PRV-06: no name, address, birth date or national number in a task's arguments."""
    with pytest.raises(TypeError):
        enqueue(actor, key=value)
    assert queue() == []


def test_the_queue_holds_ids_and_small_numbers_only(db_world, actor):
    """PRV-06: what stands in the queue is found to be ids."""
    key = uuid7()
    enqueue(actor, key=key, step=7)
    ((_, _, args),) = queue()
    for wanted in (key, actor.organisation_id, actor.person_id):
        args = args.replace(str(wanted), "")
    assert args == '{"key": "", "step": 7, "actor": {"person": "", "tenant": ""}}'


WORKER = """
    import os, sys, time, django
    django.setup()
    from procrastinate.contrib.django import app
    from pharos.common import jobs
    from pharos.common.models import PersonKey

    @jobs.job("tests.keep")
    def keep(actor, *, key, step=0):
        PersonKey.objects.create(id=key, tenant=actor.organisation_id, wrapped=b"w")
        print("working", flush=True)
        time.sleep(60)

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(update_heartbeat_interval=0.2, stalled_worker_timeout=0.6)
"""


def test_a_killed_workers_job_is_done_again_once(db_world, actor, state_dir, monkeypatch):
    """REL-12: a worker killed while a job is doing: taken again, its effect stays single."""
    key = uuid7()
    enqueue(actor, key=key)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WORKER)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "pharos.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as worker:
        assert worker.stdout.readline() == b"working\n"
        worker.send_signal(signal.SIGKILL)
    assert [status for _, status, _ in queue()] == ["doing"]
    assert jobs.sweep() == []  # it may still live: three heartbeats have not passed
    short = pharos_settings.settings().model_copy(update={"stalled_seconds": 0.6})
    monkeypatch.setattr(jobs, "settings", lambda: short)
    deadline = time.monotonic() + 10
    while not jobs.sweep():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    jobs.drain()
    assert keys_of(actor) == {key}
    assert [status for _, status, _ in queue()] == ["succeeded"]


def test_a_living_workers_job_is_left_alone(db_world, actor):
    enqueue(actor)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s",
                       [cursor.fetchone()[0]])  # fmt: skip
    assert jobs.sweep() == []


def test_the_sweeper_sweeps_at_its_start_and_stops(db_world, actor):
    enqueue(actor)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
    stop = threading.Event()
    thread = jobs.start_sweeper(stop)
    deadline = time.monotonic() + 10
    while [status for _, status, _ in queue()] != ["todo"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_two_that_lock_in_opposite_order_both_finish(db_world, actor):
    """REL-09: deadlocks are retried with jitter; both effects are there, nobody gets an error."""
    with tenancy.scope(actor):
        rows = [
            PersonKey.objects.create(tenant=actor.organisation_id, wrapped=b"0").id
            for _ in range(2)
        ]
    met = threading.Barrier(2)

    def lock(order):
        def work():
            with tenancy.scope(actor):
                for row in order:
                    PersonKey.objects.select_for_update().get(id=row)
                    if not met.broken and row == order[0]:
                        meet(met)

        try:
            retried(work)
        finally:
            connections["default"].close()

    def meet(barrier):
        try:
            barrier.wait(0.5)
        except threading.BrokenBarrierError:
            return

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(lock, rows), pool.submit(lock, rows[::-1])]:
            done.result(timeout=30)


class _Deadlock(OperationalError):
    def __init__(self):
        self.__cause__ = psycopg.errors.DeadlockDetected()


def test_it_is_tried_five_times_with_growing_and_differing_waits():
    """REL-09: at most five times."""
    waits, tries = [], []

    def work():
        tries.append(1)
        raise _Deadlock

    with pytest.raises(OperationalError) as raised:
        retried(work, sleep=waits.append, spread=lambda: 0.5)
    assert sqlstate(raised.value) == "40P01"
    assert len(tries) == MAX_ATTEMPTS == 5
    assert waits == sorted(waits)
    assert len(set(waits)) == 4


def test_other_errors_are_not_tried_again():
    with pytest.raises(OperationalError, match="syntax"):
        retried(lambda: (_ for _ in ()).throw(OperationalError("syntax")), sleep=pytest.fail)


def test_inside_a_transaction_nothing_is_tried_again(db_world):
    tries = []

    def work():
        tries.append(1)
        raise _Deadlock

    with pytest.raises(OperationalError), transaction.atomic():
        retried(work)
    assert len(tries) == 1


def test_an_unknown_job_waits_for_a_release_that_knows_it(db_world, actor):
    enqueue(actor, "tests.of_tomorrow")
    assert jobs.waiting("tests.of_tomorrow") == 1


def test_a_job_can_wait_for_its_time(db_world, actor):
    with tenancy.scope(actor):
        later = clock.now().replace(year=clock.now().year + 1)
        jobs.enqueue("tests.keep", actor=actor, at=later, key=uuid7())
    jobs.drain()
    assert jobs.waiting() == 1
    assert SEEN == []
