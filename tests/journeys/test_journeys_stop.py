"""The emergency stop while a batch is being issued, and the end of it."""

from installation import copy_of

SIGNED = "select coalesce(sum(count), 0)::int from issuing_chunk"
TRIED = """
select count(*) from procrastinate_jobs
 where task_name = 'issuing.sign' and status = 'todo' and attempts > 0
"""
FAILED = "select count(*) from procrastinate_jobs where status = 'failed'"


def test_a_stop_holds_all_workers_and_lifting_it_lets_the_batch_end(issued_template):
    """ISS-10: submissions are accepted and queued, nothing is signed, verifying goes on."""
    settings = {"chunk_rows": 10, "sweep_seconds": 0.3, "restart_seconds": 0.3}
    with copy_of(issued_template, **settings) as installation, installation.up():
        assert installation.tell("stop") == {"stopped": True}
        installation.tell("award", "30", "7000")
        installation.wait(lambda: (installation.one(TRIED) or 0) == 3, 60)
        assert installation.ask(SIGNED) == 60
        assert installation.tell("verify", "20") == {"VALID": 20}
        assert installation.tell("lift") == {"stopped": False}
        installation.wait_settled(60)
        assert installation.ask(SIGNED) == 90
        assert installation.ask(FAILED) == 0
