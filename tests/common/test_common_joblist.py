"""The queue as its keeper sees it, and files that a spreadsheet does not run."""

import csv
import io
from collections.abc import Iterator

import pytest
from procrastinate.contrib.django import app

from pharos.common import clock, csvfiles, joblist, jobs, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid, NotFound


@pytest.fixture
def troubled(db_world: None) -> Iterator[None]:
    @jobs.job("tests.troubled", scoped=False)
    def fail(actor: Actor) -> None:
        raise Invalid("note_malformed")

    yield
    del app.tasks["tests.troubled"]


def test_a_job_that_fails_leaves_its_code_and_is_tried_again(troubled: None, actor: Actor) -> None:
    with tenancy.scope(actor):
        number = jobs.enqueue("tests.troubled", actor=actor)
    jobs.drain()
    (found,) = joblist.failed(name="tests.troubled")
    assert (found.id, found.code) == (number, "note_malformed")
    with tenancy.scope(actor):
        joblist.retry(job_id=number, by=actor, now=clock.now())
    assert [one.todo for one in joblist.kinds()] == [1]
    with tenancy.scope(actor), pytest.raises(Conflict):
        joblist.retry(job_id=number, by=actor, now=clock.now())
    jobs.drain()
    assert [one.attempts for one in joblist.failed()] == [3]


def test_an_unknown_job_is_not_tried(db: None, actor: Actor) -> None:
    with tenancy.scope(actor), pytest.raises(NotFound):
        joblist.retry(job_id=999_999_999, by=actor, now=clock.now())


def test_the_system_tries_nothing_again_by_itself(db: None, actor: Actor) -> None:
    by = system(organisation_id=actor.organisation_id)
    with tenancy.scope(by), pytest.raises(Exception, match="job_retry_by_person"):
        joblist.retry(job_id=1, by=by, now=clock.now())


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    """OUT-03: what a spreadsheet would run stands in the table as text; numbers stay numbers."""
    table = csvfiles.written(["a", "b"], [[start, -5]]).decode("utf-8-sig")
    first, number = list(csv.reader(io.StringIO(table, newline="")))[1]
    assert first.startswith("'")
    assert number == "-5"
