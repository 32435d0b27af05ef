"""Killed again and again while 2,000 rows are awarded: nothing is lost, nothing is doubled.

The worker is killed by itself at named points (`common.killpoints`), the postmaster by us. The
drill waits for what it sees in the database, never for a time to pass.
"""

import pytest
from installation import copy_of

ROWS, CHUNK = 2_000, 25
# In this order; the next one is set as soon as the one before it was reached.
POINTS = (
    "intent_stored",
    "signed_not_inserted",
    "before_commit",
    "POSTMASTER",
    "after_commit",
    "tiles_written",
    "checkpoint_unsigned",
    "POSTMASTER",
    "before_commit",
    "tiles_written",
    "signed_not_inserted",
    "POSTMASTER",
    "after_commit",
)
QUICK = {
    # what was acknowledged must be on record: an asynchronous commit dies with the postmaster
    "database_durable": "true",
    # many chunks: the points of the log come by while others are issued
    "chunk_rows": CHUNK,
    "heartbeat_seconds": 0.3,
    "stalled_seconds": 1,
    "sweep_seconds": 0.3,
    "restart_seconds": 0.2,
    "database_pool_size": 6,
}
ISSUED = "select coalesce(sum(count), 0)::int from issuing_chunk"


@pytest.fixture
def drill(large_template, tmp_path):
    folder = tmp_path / "points"
    folder.mkdir()
    # who becomes another user must still see the folder
    folder.chmod(0o777)
    with copy_of(large_template, kill_at=folder, **QUICK) as installation:
        installation.points = folder
        yield installation
        assert installation.left() == []


def test_2000_awards_survive_ten_kills_of_the_worker_and_three_of_the_database(drill):
    """REL-01, REL-02, REL-12: every row has one credential, one place, one leaf, one event."""
    killed = {"worker": 0, "database": 0}
    with drill.up():
        drill.tell("confirm")
        for point in POINTS:
            if point == "POSTMASTER":
                before = drill.ask(ISSUED)
                drill.wait(lambda before=before: (drill.one(ISSUED) or 0) > before, 30)
                drill.kill_postmaster()
                killed["database"] += 1
            else:
                file = drill.points / point
                file.touch()
                drill.wait(lambda file=file: not file.exists(), 30)
                killed["worker"] += 1
            assert drill.ask(ISSUED) < ROWS, "the drill must end before the batch does"
        assert killed == {"worker": 10, "database": 3}
        drill.wait(lambda: (drill.one(ISSUED) or 0) >= ROWS, 60)
        drill.wait(lambda: drill.one("select state from awards_batch") == "done", 5)
        drill.wait(lambda: drill.one(_WAITING) == 0, 30)
        told = drill.tell("weigh")
    assert told["findings"] == []
    assert told["twice"] == []
    assert told["counters_wrong"] == 0
    assert (told["state"], told["refused"], told["awards"]) == ("done", 0, {"confirmed": ROWS})
    for counted in ("issued", "credentials", "places", "status_places", "in_chunks", "accounted",
                    "counter", "proved"):  # fmt: skip
        assert told[counted] == ROWS, counted
    assert told["chunks"] == ROWS // CHUNK
    assert (told["intents_open"], told["signing_intents_open"], told["jobs"]) == (0, 0, 0)


_WAITING = """
select (select count(*) from registry_log_chunk where first_index is null)
     + (select count(*) from registry_log_state s
         where s.size > (select coalesce(max(size), 0) from registry_checkpoint))
     + (select count(*) from procrastinate_jobs
         where status in ('todo', 'doing') and task_name in ('issuing.prepare', 'issuing.sign'))
"""
