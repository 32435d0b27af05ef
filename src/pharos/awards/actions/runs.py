"""Runs are opened, learners enrolled and withdrawn, results recorded, runs closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import batches, grades, persons, queries, rules
from pharos.awards.models import IDENTITY_CHECKS, Enrolment, Learner, Result, Run
from pharos.awards.persons import Person
from pharos.awards.rosters import reading
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow
from pharos.catalogue import queries as catalogue
from pharos.common import personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.common.ids import uuid7
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.nations import zones
from pharos.standards import queries as standards

MAX_REASON = 500
MAX_COMPONENTS = 50


@transaction.atomic
def open_run(
    *, version_id: UUID, code: str, first_day: date, last_day: date, by: Actor, now: datetime
) -> Run:
    """A delivery of one of the provider's versions; raises Conflict when the code is taken."""
    policies.require(by, Permission.RUN_MANAGE)
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise Invalid("not_your_programme")
    if last_day < first_day:
        raise Invalid("run_days_reversed")
    try:
        with transaction.atomic():
            return Run.objects.create(
                organisation_id=version.organisation_id,
                version=version,
                code=_text(code, 60),
                first_day=first_day,
                last_day=last_day,
                opened_by=by.person_id,
                opened_at=now,
            )
    except IntegrityError as error:
        raise Conflict("run_code_taken", run=_text(code, 60)) from error


@transaction.atomic
def enrol(
    *, run_id: UUID, cells: Mapping[str, str], enrolled_on: date, by: Actor, now: datetime
) -> Enrolment:
    """The learner of these cells (as in a roster) takes part in the run from that day.

    A learner whom the provider knows by number is that learner; raises Invalid with every
    problem of the cells, Conflict when already enrolled or the run is closed.
    """
    policies.require(by, Permission.ENROLMENT_RECORD)
    run = queries.run_for(by, run_id)
    if not run.is_open:
        raise Conflict("run_closed", run=run.code)
    if enrolled_on > run.last_day:
        raise Invalid("enrolled_after_run", run=run.code)
    learner_id = _learner(run, cells, now)
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                organisation_id=run.organisation_id,
                run=run,
                learner_id=learner_id,
                enrolled_on=enrolled_on,
                recorded_by=by.person_id,
                recorded_at=now,
            )
    except IntegrityError as error:
        raise Conflict("already_enrolled", run=run.code) from error


@transaction.atomic
def withdraw(
    *, enrolment_id: UUID, ended_on: date, because: str, by: Actor, now: datetime
) -> Enrolment:
    """The learner has left the run; completion and equity are computed from this too."""
    policies.require(by, Permission.ENROLMENT_RECORD)
    enrolment = queries.enrolment_for(by, enrolment_id, lock=True)
    return _end(enrolment, "withdrawn", ended_on, because)


@transaction.atomic
def close_run(*, run_id: UUID, ended_on: date, by: Actor, now: datetime) -> Run:
    """The run takes nobody any more; who is neither awarded nor withdrawn has not completed."""
    policies.require(by, Permission.RUN_MANAGE)
    run = queries.run_for(by, run_id, lock=True)
    if not run.is_open:
        raise Conflict("run_closed", run=run.code)
    left = Enrolment.objects.select_for_update().filter(run=run, state="enrolled")
    for enrolment in left:
        _end(enrolment, "not_completed", max(ended_on, enrolment.enrolled_on), "run_closed")
    run.is_open = False
    run.save(update_fields=["is_open"])
    return run


@transaction.atomic
def record_result(
    *,
    enrolment_id: UUID,
    grade: str,
    assessed_on: date,
    by: Actor,
    now: datetime,
    components: Sequence[Mapping[str, str]] = (),
    identity_check: str | None = None,
) -> Result:
    """What the assessment of an enrolled learner came to, with its parts as they were marked.

    `components` are `{"type": …, "points": …}`; types are those of the version's assessment.
    """
    policies.require(by, Permission.RESULT_RECORD)
    enrolment = queries.enrolment_for(by, enrolment_id)
    version = catalogue.version(enrolment.run.version_id)
    nation = standards.nation(version.nation, on=assessed_on, known_at=now)
    if not enrolment.enrolled_on <= assessed_on <= nation.legal_day(now):
        raise Invalid("assessed_out_of_range", value=assessed_on.isoformat())
    scale = nation.grading_scales.get(version.descriptor.grading_scale or "")
    if scale is None:
        raise Invalid("grade_without_scale")
    mark = grades.read(scale, grade)
    if isinstance(mark, str):
        raise Invalid(mark, value=grade[:40], scale=scale.id)
    check = identity_check or version.descriptor.supervision or rules.DEFAULT_IDENTITY_CHECK
    if check not in IDENTITY_CHECKS:
        raise Invalid("word_unknown", value=check[:40])
    return Result.objects.create(
        id=(own := uuid7()),
        organisation_id=enrolment.organisation_id,
        version=version,
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        components=_components(components, {one.type for one in version.descriptor.assessment}),
        grade_scale=mark.scale,
        grade_code=mark.code,
        grade=mark.text,
        passed=mark.passes,
        assessed_on=assessed_on,
        identity_check=check,
        entered_in=own,
        recorded_by=by.person_id,
        recorded_at=now,
    )


def _components(given: Sequence[Mapping[str, str]], types: set[str]) -> list[dict[str, str]]:
    if len(given) > MAX_COMPONENTS:
        raise Invalid("components_too_many", limit=MAX_COMPONENTS)
    for one in given:
        if one.get("type") not in types:
            raise Invalid("component_unknown", value=str(one.get("type"))[:40])
    return [{"type": one["type"], "points": _text(one.get("points", ""), 20)} for one in given]


def _end(enrolment: Enrolment, state: str, ended_on: date, because: str) -> Enrolment:
    code = "enrolment_ended_already"
    batches.require_move(batches.ENROLMENT_MOVES, enrolment.state, state, code)
    if ended_on < enrolment.enrolled_on:
        raise Invalid("ended_before_enrolment")
    enrolment.state, enrolment.ended_on = state, ended_on
    enrolment.ended_because = _text(because, MAX_REASON)
    enrolment.save(update_fields=["state", "ended_on", "ended_because"])
    return enrolment


def _learner(run: Run, cells: Mapping[str, str], now: datetime) -> UUID:
    """The learner with this number, or a new one."""
    version = catalogue.version(run.version_id)
    nation = standards.nation(version.nation, on=zones.legal_day(version.nation, now), known_at=now)
    row = SheetRow(1, 1, {Field(name): reading.tidy(cell) for name, cell in cells.items()})
    person = _person(row, nation.is_usual_personal_number)
    owner = run.organisation_id
    key = persons.identity(owner, person.identifier_kind, person.identifier)
    known = Learner.objects.filter(organisation_id=owner, identity=key).first() if key else None
    if known is not None:
        return known.id
    key_id, cipher = personkeys.create()
    made = Learner.objects.create(
        id=(own := uuid7()),
        organisation_id=owner,
        person_key_id=key_id,
        identifier_kind=person.identifier_kind,
        identity=key,
        likeness=persons.likeness(owner, person.name, person.birth_date),
        box=persons.seal(cipher, person),
        entered_in=own,
        entered_at=now,
    )
    return made.id


def _person(row: SheetRow, is_usual: rules.IsUsual) -> Person:
    who, problems = rules.person(row, is_usual)
    if problems or who is None:
        faults = [Invalid(one.code, column=one.column, **one.facts) for one in problems]
        raise Invalid("person_unreadable", problems=faults)
    return persons.of(who)


def _text(text: str, limit: int) -> str:
    try:
        return strict.clean_text(text, max_length=limit)
    except CoreError as error:
        raise Invalid(error.code, **error.facts) from error
