"""Runs for programs: opened and closed, learners enrolled and withdrawn, results recorded."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.accounts.policies import Permission
from pharos.awards import actions, queries
from pharos.awards.models import Enrolment, Result, Run
from pharos.awards.rosters.headings import Field
from pharos.common.actor import Actor
from pharos.organisations import door
from pharos.organisations.door import MEMBER, Answer, Body

router = Router(tags=["runs"])


class RunIn(Body):
    """A delivery of one of the own versions, from a day to a day."""

    version: UUID
    code: str
    first_day: date
    last_day: date


class RunOut(Answer):
    """A delivery of a version."""

    id: UUID
    version: UUID
    code: str
    first_day: date
    last_day: date
    is_open: bool


class Closing(Body):
    """The day on which who is neither awarded nor withdrawn has not completed."""

    ended_on: date


class EnrolmentIn(Body):
    """A learner, by the names of a roster's columns, and the first day."""

    cells: dict[Field, str]
    enrolled_on: date


class EnrolmentOut(Answer):
    """A learner in a run."""

    id: UUID
    run: UUID
    learner: UUID
    enrolled_on: date
    state: str
    ended_on: date | None


class Leaving(Body):
    """When and why the learner left."""

    ended_on: date
    because: str


class Component(Body):
    """One part of the assessment as it was marked."""

    type: str
    points: str = ""


class ResultIn(Body):
    """What the assessment came to."""

    grade: str
    assessed_on: date
    components: tuple[Component, ...] = ()
    identity_check: str | None = None


class ResultOut(Answer):
    """A recorded result."""

    id: UUID
    enrolment: UUID | None
    learner: UUID
    grade_scale: str
    grade_code: str
    grade: str
    passed: bool
    assessed_on: date
    identity_check: str


@router.post("/runs", response={201: RunOut}, auth=MEMBER)
def open_run(request: HttpRequest, body: RunIn) -> Any:
    """Open a run of one of the own versions."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.open_run(
            version_id=body.version, code=body.code, first_day=body.first_day,
            last_day=body.last_day, by=by, now=now,
        )  # fmt: skip
        return _run(made)

    return door.write(request, "awards.open_run", Permission.RUN_MANAGE, work, status=201)


@router.get("/runs", response=list[RunOut], auth=MEMBER)
def runs(request: HttpRequest) -> list[dict[str, Any]]:
    """The runs of the own organisation, newest first."""
    with door.reading(request) as by:
        return [_run(one) for one in queries.runs_for(by)]


@router.get("/runs/{run_id}", response=RunOut, auth=MEMBER)
def run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """A run of the own organisation."""
    with door.reading(request, Permission.RUN_READ) as by:
        return _run(queries.run_for(by, run_id))


@router.post("/runs/{run_id}/close", response=RunOut, auth=MEMBER)
def close_run(request: HttpRequest, run_id: UUID, body: Closing) -> Any:
    """Close a run: it takes nobody any more."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _run(actions.close_run(run_id=run_id, ended_on=body.ended_on, by=by, now=now))

    return door.write(request, "awards.close_run", Permission.RUN_MANAGE, work)


@router.post("/runs/{run_id}/enrolments", response={201: EnrolmentOut}, auth=MEMBER)
def enrol(request: HttpRequest, run_id: UUID, body: EnrolmentIn) -> Any:
    """Enrol a learner, when the run begins."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.enrol(
            run_id=run_id, cells=body.cells, enrolled_on=body.enrolled_on, by=by, now=now
        )
        return _enrolment(made)

    return door.write(request, "awards.enrol", Permission.ENROLMENT_RECORD, work, status=201)


@router.get("/enrolments/{enrolment_id}", response=EnrolmentOut, auth=MEMBER)
def enrolment(request: HttpRequest, enrolment_id: UUID) -> dict[str, Any]:
    """An enrolment at the own organisation."""
    with door.reading(request, Permission.ENROLMENT_READ) as by:
        return _enrolment(queries.enrolment_for(by, enrolment_id))


@router.post("/enrolments/{enrolment_id}/withdraw", response=EnrolmentOut, auth=MEMBER)
def withdraw(request: HttpRequest, enrolment_id: UUID, body: Leaving) -> Any:
    """Record that the learner has left the run."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        left = actions.withdraw(
            enrolment_id=enrolment_id, ended_on=body.ended_on, because=body.because, by=by, now=now
        )
        return _enrolment(left)

    return door.write(request, "awards.withdraw", Permission.ENROLMENT_RECORD, work)


@router.post("/enrolments/{enrolment_id}/results", response={201: ResultOut}, auth=MEMBER)
def record_result(request: HttpRequest, enrolment_id: UUID, body: ResultIn) -> Any:
    """Record what the assessment of an enrolled learner came to."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.record_result(
            enrolment_id=enrolment_id, grade=body.grade, assessed_on=body.assessed_on,
            components=[one.model_dump() for one in body.components],
            identity_check=body.identity_check, by=by, now=now,
        )  # fmt: skip
        return _result(made)

    return door.write(request, "awards.record_result", Permission.RESULT_RECORD, work, status=201)


def _run(one: Run) -> dict[str, Any]:
    names = ("id", "code", "first_day", "last_day", "is_open")
    return {**{name: getattr(one, name) for name in names}, "version": one.version_id}


def _enrolment(one: Enrolment) -> dict[str, Any]:
    return {
        "id": one.id,
        "run": one.run_id,
        "learner": one.learner_id,
        "enrolled_on": one.enrolled_on,
        "state": one.state,
        "ended_on": one.ended_on,
    }


def _result(one: Result) -> dict[str, Any]:
    names = ("id", "grade_scale", "grade_code", "grade", "passed", "assessed_on",
             "identity_check")  # fmt: skip
    return {
        **{name: getattr(one, name) for name in names},
        "enrolment": one.enrolment_id,
        "learner": one.learner_id,
    }
