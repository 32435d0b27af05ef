"""A roster is judged whole, and kept as a batch; nothing is awarded here."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.awards import persons, queries, reports, rules
from pharos.awards.models import Batch, Run
from pharos.awards.problems import Problem
from pharos.awards.queries import Enrolled, KnownLearner
from pharos.awards.reports import Report
from pharos.awards.rosters import reading
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import Sheet, SheetRow
from pharos.awards.rules import Expected, Facts, Judged, Known
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import events, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.common.ids import unguessable, uuid7
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.organisations.actions import features
from pharos.standards import queries as standards

# Of a problem's facts these name no person and repeat no cell.
_RECORDED = ("kind", "day", "because", "decision", "award")

_COLUMNS = (
    ("batch_id", "uuid"), ("number", "int4"), ("organisation_id", "uuid"), ("line", "int4"),
    ("accepted", "bool"), ("problems", "jsonb"), ("learner_id", "uuid"),
    ("person_key_id", "uuid"), ("identifier_kind", "text"), ("identity", "bytea"),
    ("likeness", "bytea"), ("box", "bytea"), ("award_date", "date"), ("pathway", "text"),
    ("identity_check", "text"), ("grade_scale", "text"), ("grade_code", "text"),
    ("grade", "text"), ("award_id", "uuid"),
)  # fmt: skip


@transaction.atomic
def import_roster(
    *,
    raw: bytes,
    version_id: UUID,
    by: Actor,
    now: datetime,
    run_id: UUID | None = None,
    award_date: date | None = None,
    dry_run: bool = False,
) -> Report:
    """Judge every row and keep the accepted ones as a batch, unless it is a dry run.

    Raises RosterUnreadable for a file that is no roster, NotAllowed, NotFound, and Invalid
    `not_your_programme` for a version of another provider.
    """
    policies.require(by, Permission.BATCH_IMPORT)
    features.require(by.organisation_id, "import")
    return _judged(reading.read(raw), version_id, by, now, run_id, award_date, dry_run)


@transaction.atomic
def award_one(
    *,
    cells: Mapping[str, str],
    version_id: UUID,
    by: Actor,
    now: datetime,
    run_id: UUID | None = None,
    dry_run: bool = False,
) -> Report:
    """A single award by the same path: a roster of one row, whose cells have field names (C08)."""
    policies.require(by, Permission.BATCH_IMPORT)
    features.require(by.organisation_id, "direct_award")
    body = json.dumps(dict(sorted(cells.items())), ensure_ascii=False).encode()
    row = SheetRow(1, 1, {Field(name): reading.tidy(cell) for name, cell in cells.items()})
    sheet = Sheet(hashlib.sha256(body).digest(), {}, (row,))
    return _judged(sheet, version_id, by, now, run_id, None, dry_run)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every row of a sheet with its verdict, and what it was judged with."""

    rows: Sequence[Judged]
    context: "_Context"


@dataclass(frozen=True, slots=True)
class _Context:
    """Everything that rows are judged with, read once."""

    version: ProgrammeVersion
    nation: Nation
    run: Run | None
    expected: Expected
    by_identity: Mapping[bytes, Sequence[KnownLearner]]
    by_likeness: Mapping[bytes, Sequence[KnownLearner]]
    enrolments: Mapping[UUID, Enrolled]

    def learner(self, facts: Facts) -> KnownLearner | None:
        """The learner whom the row's number names."""
        key = persons.identity(
            self.version.organisation_id, facts.identifier_kind, facts.identifier
        )
        return next(iter(self.by_identity.get(key, ())), None) if key else None

    def enrolment(self, facts: Facts) -> Enrolled | None:
        """The learner's enrolment, if there is one."""
        known = self.learner(facts)
        return self.enrolments.get(known.id) if known else None


def _judged(
    sheet: Sheet,
    version_id: UUID,
    by: Actor,
    now: datetime,
    run_id: UUID | None,
    award_date: date | None,
    dry_run: bool,
) -> Report:
    version, run = own_version(version_id, run_id, by)
    asked = asked_of(version, now=now, award_date=award_date)
    rows = [rules.judge_row(row, asked) for row in sheet.rows]
    found = judge(rows, sheet.columns, version=version, run=run, asked=asked, now=now)
    keep = any(row.accepted for row in found.rows) and not dry_run
    batch = keep_batch(sheet.digest, found, by=by, now=now) if keep else None
    report = reports.report(batch, found.rows, sheet.columns)
    if batch is None and not dry_run:
        _record_refusal(report, by)
    return report


def own_version(
    version_id: UUID, run_id: UUID | None, by: Actor
) -> tuple[ProgrammeVersion, Run | None]:
    """The version that is to be awarded, and the run; raises Invalid for those of others."""
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise Invalid("not_your_programme")
    run = queries.run_for(by, run_id) if run_id else None
    if run is not None and run.version_id != version.id:
        raise Invalid("run_of_another_version", run=run.code)
    return version, run


def asked_of(
    version: ProgrammeVersion, *, now: datetime, award_date: date | None = None
) -> Expected:
    """What every row is judged by, as its nation has it today."""
    nation = standards.nation(version.nation, on=zones.legal_day(version.nation, now), known_at=now)
    return expected(version, nation, now=now, award_date=award_date)


def judge(
    rows: Sequence[Judged],
    columns: Mapping[Field, int],
    *,
    version: ProgrammeVersion,
    run: Run | None,
    asked: Expected,
    now: datetime,
) -> Judgement:
    """Rows that are right in themselves, judged against each other, the register and the gate."""
    nation = standards.nation(version.nation, on=zones.legal_day(version.nation, now), known_at=now)
    rows = rules.judge_file(rows)
    context = _context(version, nation, run, asked, rows)
    gate = _gate(version, now)
    rows = [_against_gate(_against_register(row, context), context, gate) for row in rows]
    return Judgement([reports.placed(row, columns) for row in rows], context)


def _record_refusal(report: Report, by: Actor) -> None:
    """A roster of which nothing can be kept leaves its event, with the first reason."""
    first = report.rejected[0]
    facts = {name: value for name, value in first.facts.items() if name in _RECORDED}
    events.refused(by, "awards.import_roster", code=first.code, facts=facts | {"rows": report.rows})


def expected(
    version: ProgrammeVersion, nation: Nation, *, now: datetime, award_date: date | None = None
) -> Expected:
    """What the version and its nation ask of every row."""
    descriptor = version.descriptor
    scale = nation.grading_scales.get(descriptor.grading_scale or "")
    others = {one.slug for one in catalogue.programmes(version.organisation_id)}
    own = version.programme.slug
    return Expected(
        today=nation.legal_day(now),
        first_day=version.first_day,
        last_day=version.last_day + timedelta(days=1) if version.last_day else None,
        ects=version.ects,
        scale=scale,
        programme_names=frozenset({own, str(descriptor.mc_id), *descriptor.title.values()}),
        own_programmes=frozenset(others - {own}),
        birth_date_required=version.ects is not None,
        grade_required=version.ects is not None and scale is not None,
        national_number=nation.is_usual_personal_number,
        award_date=award_date,
        identity_check=descriptor.supervision or rules.DEFAULT_IDENTITY_CHECK,
    )


def _context(
    version: ProgrammeVersion,
    nation: Nation,
    run: Run | None,
    asked: Expected,
    rows: Sequence[Judged],
) -> _Context:
    owner = version.organisation_id
    found = [row.facts for row in rows if row.facts is not None]
    numbers = [persons.identity(owner, one.identifier_kind, one.identifier) for one in found]
    by_identity = queries.learners_by(
        owner, version.id, column="identity", hashes=[one for one in numbers if one]
    )
    by_likeness = queries.learners_by(
        owner,
        version.id,
        column="likeness",
        hashes=[persons.likeness(owner, one.name, one.birth_date) for one in found],
    )
    known = [one.id for group in by_identity.values() for one in group]
    enrolments = queries.enrolments_by_learner(owner, version.id, run.id if run else None, known)
    return _Context(version, nation, run, asked, by_identity, by_likeness, enrolments)


def _against_register(row: Judged, context: _Context) -> Judged:
    facts = row.facts
    if facts is None:
        return row
    learner = context.learner(facts)
    key = persons.likeness(context.version.organisation_id, facts.name, facts.birth_date)
    # one that was awarded says as much as all of them, and the first as much where none was
    among = context.by_likeness.get(key, ())
    alike = [_known(one) for one in among if one.award][:1] or [_known(one) for one in among[:1]]
    judged = rules.judge_known(row, _known(learner) if learner else None, alike)
    enrolment = context.enrolment(facts)
    if enrolment is None:
        return judged
    return rules.judge_enrolment(
        judged, state=enrolment.state, grade=enrolment.grade, passed=enrolment.passed
    )


def _known(learner: KnownLearner) -> Known:
    return Known(
        learner=str(learner.id),
        name=learner.person.name,
        birth_date=learner.person.birth_date,
        awarded=str(learner.award) if learner.award else None,
    )


Gate = Callable[[date, date | None], tuple[tuple[str, Mapping[str, object]], ...]]


def _gate(version: ProgrammeVersion, now: datetime) -> Gate:
    """The award gate, asked once for each pair of days."""
    answers: dict[tuple[date, date | None], tuple[tuple[str, Mapping[str, object]], ...]] = {}

    def ask(
        awarded_on: date, enrolled_on: date | None
    ) -> tuple[tuple[str, Mapping[str, object]], ...]:
        days = (awarded_on, enrolled_on)
        if days not in answers:
            found = accreditation.award_problems(
                version, awarded_on=awarded_on, now=now, enrolled_on=enrolled_on
            )
            answers[days] = tuple((one.code, one.facts) for one in found)
        return answers[days]

    return ask


def _against_gate(row: Judged, context: _Context, gate: Gate) -> Judged:
    """The gate's answer for the row's own day; it is asked again before each signature."""
    if row.facts is None:
        return row
    enrolment = context.enrolment(row.facts)
    found = gate(row.facts.award_date, enrolment.enrolled_on if enrolment else None)
    problems = [
        Problem(row.number, Field.AWARD_DATE.value, code, dict(facts)) for code, facts in found
    ]
    return row.refused(*problems) if problems else row


def keep_batch(digest: bytes, found: Judgement, *, by: Actor, now: datetime) -> UUID:
    """The rows as a batch, as they were judged."""
    rows, context = found.rows, found.context
    batch = Batch.objects.create(
        id=uuid7(),
        organisation_id=context.version.organisation_id,
        version=context.version,
        run=context.run,
        roster_digest=digest,
        rows=len(rows),
        accepted=sum(row.accepted for row in rows),
        two_persons=context.nation.gates.two_persons,
        imported_by=by.person_id,
        imported_at=now,
    )
    new = [row for row in rows if row.facts is not None and context.learner(row.facts) is None]
    keys = iter(personkeys.create_many(len(new)))
    _copy([_stored(row, batch, context, keys) for row in rows])
    return batch.id


def _stored(row: Judged, batch: Batch, context: _Context, keys: Any) -> tuple[object, ...]:
    head = (batch.id, row.number, batch.organisation_id, row.line, row.accepted)
    problems = Jsonb(reports.kept(row))
    facts = row.facts
    if facts is None:
        empty = ("none", None, None, None, None, "course", rules.DEFAULT_IDENTITY_CHECK)
        return (*head, problems, None, None, *empty, "", "", "", None)
    person = persons.of(facts)
    known = context.learner(facts)
    if known is not None:
        learner_id, key_id = known.id, known.person_key_id
        person = person.completed_by(known.person)
        box = known.box if person == known.person else persons.seal(known.cipher, person)
    else:
        key_id, cipher = next(keys)
        learner_id, box = uuid7(), persons.seal(cipher, person)
    owner, grade = batch.organisation_id, facts.grade
    return (
        *head, problems, learner_id, key_id, facts.identifier_kind,
        persons.identity(owner, facts.identifier_kind, facts.identifier),
        persons.likeness(owner, person.name, person.birth_date), box,
        facts.award_date, facts.pathway, facts.identity_check,
        *((grade.scale, grade.code, grade.text) if grade else ("", "", "")), unguessable(),
    )  # fmt: skip


def _copy(rows: Sequence[tuple[object, ...]]) -> None:
    """Binary COPY into a temporary table, then one INSERT under row-level security."""
    names = ", ".join(name for name, _ in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.awards_incoming")
        cursor.execute(
            f"create temporary table awards_incoming on commit drop as"
            f" select {names} from awards_batch_row with no data"
        )
        with cursor.copy(
            f"copy pg_temp.awards_incoming ({names}) from stdin (format binary)"
        ) as copy:
            copy.set_types([kind for _, kind in _COLUMNS])
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"insert into awards_batch_row ({names})"
            f" select {names} from pg_temp.awards_incoming order by number"
        )
