"""Many learners enrolled from a file: everybody of it, or nobody and every row that is wrong."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import queries
from pharos.awards.actions import enrol
from pharos.awards.rosters import grids, headings
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow, tidy
from pharos.awards.runforms import PERSON_FIELDS
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, Invalid

MAX_ENROLLED: Final = 1_000
MAX_TOLD: Final = 100
_PERSON: Final = (*PERSON_FIELDS, Field.SINGLE_NAME.value, Field.LANGUAGE.value)


@transaction.atomic
def enrol_many(*, run_id: UUID, raw: bytes, enrolled_on: date, by: Actor, now: datetime) -> int:
    """How many learners were enrolled.

    Raises RosterUnreadable, or Invalid `roster_not_enrolled` with a problem for each row that
    cannot be enrolled; then nobody was.
    """
    policies.require(by, Permission.ENROLMENT_RECORD)
    queries.run_for(by, run_id, lock=True)
    rows = _rows(raw)
    if len(rows) > MAX_ENROLLED:
        raise Invalid("enrol_too_many_rows", limit=MAX_ENROLLED)
    problems: list[DomainError] = []
    for row in rows:
        try:
            enrol(run_id=run_id, cells=_cells(row), enrolled_on=enrolled_on, by=by, now=now)
        except DomainError as error:
            problems += _told(row, error)
    if problems:
        raise Invalid("roster_not_enrolled", problems=problems[:MAX_TOLD], count=len(problems))
    return len(rows)


def _rows(raw: bytes) -> list[SheetRow]:
    """The rows of a workbook or a text file, by named columns."""
    grid = grids.grid_of(raw)
    columns = headings.match(grid.headings, headings.REQUIRED_TO_ENROL)
    return [
        SheetRow(number, line.number, {
            field: tidy(line.cells[index]) if index < len(line.cells) else ""
            for field, index in columns.items()
        })
        for number, line in enumerate(grid.lines, 1)
    ]  # fmt: skip


def _cells(row: SheetRow) -> dict[str, str]:
    """What the row says of the person; results and grades of a roster are not read here."""
    return {
        field.value: cell for field, cell in row.cells.items() if field.value in _PERSON and cell
    }


def _told(row: SheetRow, error: DomainError) -> list[DomainError]:
    """The refusal of one row, or each of its cells, with the line of the file."""
    return [
        Invalid(one.code, **{**one.facts, "line": row.line}) for one in error.problems or (error,)
    ]
