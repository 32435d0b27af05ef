"""What tests of awards do again and again: bring a roster, propose, confirm, look."""

import pytest
from django.db import connection
from moments import NOW

from pharos.awards import actions
from pharos.common.errors import DomainError

CELLS = {
    "given_name": "ნინო",
    "family_name": "ბერიძე",
    "given_name_latin": "Nino",
    "family_name_latin": "Beridze",
    "birth_date": "1994-03-12",
    "national_number": "99000000017",
    "result": "passed",
    "grade": "85",
    "award_date": "2025-07-04",
}


def brought(world, name="data-analysts.csv", programme="data-analysis", nation="ge", **facts):
    return world.in_scope(
        f"registrar-{nation}",
        actions.import_roster,
        raw=world.roster(name),
        version_id=world.versions[programme].id,
        now=NOW,
        **facts,
    )


def single(world, programme="data-analysis", nation="ge", run_id=None, **cells):
    return world.in_scope(
        f"registrar-{nation}",
        actions.award_one,
        cells=CELLS | cells,
        version_id=world.versions[programme].id,
        run_id=run_id,
        now=NOW,
    )


def proposed(world, batch_id, nation="ge"):
    return world.in_scope(f"registrar-{nation}", actions.propose_batch, batch_id=batch_id, now=NOW)


def confirmed(world, batch_id, nation="ge"):
    proposed(world, batch_id, nation)
    return world.in_scope(f"head-{nation}", actions.confirm, batch_id=batch_id, now=NOW)


def codes(report):
    return {(problem.row, problem.code) for problem in report.rejected}


def refused_with(code, kind=DomainError):
    return pytest.raises(kind, check=lambda error: error.code == code)


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'batch_id', (args->>'number')::int from procrastinate_jobs"
            " where task_name = 'issuing.prepare' order by 2"
        )
        return cursor.fetchall()
