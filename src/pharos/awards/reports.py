"""The answer to a roster: how many rows, which were rejected, and why, cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pharos.awards.problems import Problem
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import address
from pharos.awards.rules import Judged
from pharos.common.sentences import sentence


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a roster; `batch` is None after a dry run or without an accepted row."""

    batch: UUID | None
    rows: int
    accepted: int
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The report as the command and the API give it, with sentences."""
        return {
            "batch": str(self.batch) if self.batch else None,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": [told(problem, language) for problem in self.rejected],
            "warnings": [told(problem, language) for problem in self.warnings],
        }


def report(
    batch: UUID | None, judged: Iterable[Judged], columns: Mapping[Field, int] | None = None
) -> Report:
    """The report of rows that were judged; `columns` say where the cells stand."""
    rows = [placed(row, columns or {}) for row in judged]
    return Report(
        batch=batch,
        rows=len(rows),
        accepted=sum(row.accepted for row in rows),
        rejected=tuple(problem for row in rows for problem in row.problems),
        warnings=tuple(problem for row in rows for problem in row.warnings),
    )


def placed(row: Judged, columns: Mapping[Field, int]) -> Judged:
    """The row where each problem knows the address of its cell."""
    if not (row.problems or row.warnings):
        return row

    def addressed(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(replace(one, cell=address(columns, one.column, row.line)) for one in problems)

    return replace(row, problems=addressed(row.problems), warnings=addressed(row.warnings))


def told(problem: Problem, language: str) -> dict[str, Any]:
    """One problem with its sentence."""
    facts = {name: _spoken(value, language) for name, value in problem.facts.items()}
    facts["cell"] = problem.cell or str(problem.row)
    return {
        "row": problem.row,
        "column": problem.column,
        "cell": problem.cell,
        "code": problem.code,
        "message": sentence(problem.code, language, facts),
    }


def kept(row: Judged) -> list[dict[str, Any]]:
    """The problems and warnings of a row as they are stored: nothing that a cell held."""
    return [
        {
            "column": one.column,
            "cell": one.cell,
            "code": one.code,
            "warning": one in row.warnings,
            "facts": {name: str(value) for name, value in one.facts.items() if name != "value"},
        }
        for one in (*row.problems, *row.warnings)
    ]


def remembered(number: int, stored: Mapping[str, Any]) -> Problem:
    """A stored problem again; the cell's content is not known any more."""
    return Problem(
        number, stored["column"], stored["code"], stored["facts"], stored.get("cell", "")
    )


def _spoken(value: object, language: str) -> object:
    # `because` of the award gate is a code with a sentence of its own
    if isinstance(value, str) and value.startswith("decision_"):
        return sentence(value, language)
    return value
