"""What is right in a roster: each row by itself, within its file and against the register.

    1. `judge_row`       one row alone: names, days, numbers, result, grade, credits
    2. `judge_file`      rows of one file against each other: the same learner twice
    3. `judge_known`     a row against what the provider's register knows of the learner
    4. `judge_enrolment` a row against the learner's enrolment and recorded result

Nothing here reads a database, a clock or a key. A `Problem` keeps the row out; a warning is
for the eyes of the person who confirms. Every problem of a row is told, not only the first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pharos.awards import grades, names
from pharos.awards.grades import Grade
from pharos.awards.names import PersonName
from pharos.awards.problems import Problem
from pharos.awards.rosters import values
from pharos.awards.rosters.headings import Field, fold
from pharos.awards.rosters.reading import SheetRow
from pharos.nations.model import GradingScale

OLDEST_BIRTH = date(1900, 1, 1)
DEFAULT_IDENTITY_CHECK = "unsupervised_no_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one programme version, its nation and the day of entry ask of every row.

    `programme_names` are the words by which rows may name the version, `own_programmes` those
    of the provider's other programmes. `last_day` is exclusive. `national_number` is the
    pattern of the nation's personal number, a soft check.
    """

    today: date
    first_day: date
    last_day: date | None
    ects: Decimal | None
    scale: GradingScale | None
    programme_names: frozenset[str] = frozenset()
    own_programmes: frozenset[str] = frozenset()
    birth_date_required: bool = True
    grade_required: bool = False
    national_number: Callable[[str], bool] | None = None
    award_date: date | None = None
    identity_check: str = DEFAULT_IDENTITY_CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an accepted row says: the learner, and what the learner achieved and when."""

    name: PersonName
    birth_date: date | None
    identifier_kind: str
    identifier: str
    award_date: date
    grade: Grade | None
    ects: Decimal | None
    pathway: str
    identity_check: str

    @property
    def person_key(self) -> tuple[str, str]:
        """Name and birth date folded: equal for rows that may be one person."""
        return self.name.folded, self.birth_date.isoformat() if self.birth_date else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict; `facts` is there exactly when there is no problem."""

    number: int
    line: int
    facts: Facts | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the row may be awarded."""
        return self.facts is not None

    def refused(self, *problems: Problem) -> "Judged":
        """The same row, kept out for these problems too."""
        return replace(self, facts=None, problems=self.problems + problems)

    def warned(self, *warnings: Problem) -> "Judged":
        """The same row with something for a human to look at."""
        return replace(self, warnings=self.warnings + warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A learner of this provider in the register; `awarded` names an award of this version."""

    learner: str
    name: PersonName
    birth_date: date | None
    awarded: str | None


def judge_row(row: SheetRow, expected: Expected) -> Judged:
    """The facts of a row that is right in itself, or every problem that it has."""
    reading = _Reading(row, expected)
    facts = reading.facts()
    problems = tuple(reading.problems)
    return Judged(
        row.number, row.line, None if problems else facts, problems, tuple(reading.warnings)
    )


IsUsual = Callable[[str], bool]


def person(
    row: SheetRow, is_usual: IsUsual
) -> tuple[PersonName | None, date | None, str, str, list[Problem]]:
    """Name, birth date, kind and text of the number of one row, and every problem of them."""
    asked = Expected(
        today=date.max, first_day=date.min, last_day=None, ects=None, scale=None,
        birth_date_required=False, national_number=is_usual,
    )  # fmt: skip
    reading = _Reading(row, asked)
    name, birth_date, (kind, number) = reading.person()
    return name, birth_date, kind, number, reading.problems


def judge_file(rows: Iterable[Judged]) -> list[Judged]:
    """The rows again, where the second row of one learner is refused and look-alikes are told."""
    by_identifier: dict[tuple[str, str], Judged] = {}
    by_person: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    answer = []
    for row in rows:
        if row.facts is None:
            answer.append(row)
            continue
        judged = _against(row, row.facts, by_identifier, by_person[row.facts.person_key])
        by_person[row.facts.person_key].append(row)
        if row.facts.identifier:
            by_identifier.setdefault((row.facts.identifier_kind, row.facts.identifier), row)
        answer.append(judged)
    return answer


def judge_known(row: Judged, by_identifier: Known | None, alike: Sequence[Known]) -> Judged:
    """The row against the register: already awarded, another person's number, a look-alike."""
    facts = row.facts
    if facts is None:
        return row
    if by_identifier is not None:
        return _against_known(row, facts, by_identifier)
    if alike and not facts.identifier:
        awarded = next((known.awarded for known in alike if known.awarded), None)
        code = "possibly_awarded" if awarded else "possibly_known"
        return row.warned(Problem(row.number, "", code, _facts(award=awarded or "-")))
    return row


def judge_enrolment(row: Judged, *, state: str, grade: str | None, passed: bool | None) -> Judged:
    """The row against the learner's enrolment and the newest result recorded for it."""
    facts = row.facts
    if facts is None:
        return row
    if state == "withdrawn":
        return row.refused(Problem(row.number, "", "enrolment_withdrawn", _facts()))
    if passed is False:
        return row.refused(
            Problem(row.number, Field.RESULT, "recorded_not_passed", _facts(grade=grade or "-"))
        )
    stated = facts.grade.text if facts.grade else ""
    if grade is not None and stated != grade:
        return row.warned(
            Problem(row.number, Field.GRADE, "recorded_grade_differs", _facts(grade=grade))
        )
    return row


def _against_known(row: Judged, facts: Facts, known: Known) -> Judged:
    column = facts.identifier_kind
    if known.awarded:
        return row.refused(
            Problem(row.number, column, "already_awarded", _facts(award=known.awarded))
        )
    if facts.birth_date and known.birth_date and facts.birth_date != known.birth_date:
        return row.refused(Problem(row.number, column, "identifier_of_another", _facts()))
    if facts.name.folded != known.name.folded:
        return row.warned(Problem(row.number, Field.FAMILY_NAME, "name_differs", _facts()))
    return row


def _against(
    row: Judged,
    facts: Facts,
    by_identifier: Mapping[tuple[str, str], Judged],
    alike: Sequence[Judged],
) -> Judged:
    column = facts.identifier_kind if facts.identifier else Field.FAMILY_NAME.value
    same = (
        by_identifier.get((facts.identifier_kind, facts.identifier)) if facts.identifier else None
    )
    if same is not None and same.facts is not None:
        code = (
            "duplicate_in_file"
            if same.facts.person_key == facts.person_key
            else "identifier_of_another_row"
        )
        return row.refused(Problem(row.number, column, code, _facts(first=same.number)))
    for other in alike:
        if other.facts == facts:
            return row.refused(
                Problem(row.number, column, "duplicate_in_file", _facts(first=other.number))
            )
        if not facts.identifier or not (other.facts and other.facts.identifier):
            return row.warned(
                Problem(row.number, column, "same_name_and_birth_date", _facts(first=other.number))
            )
    return row


def _facts(**facts: object) -> Mapping[str, object]:
    return MappingProxyType(facts)


@dataclass(slots=True)
class _Reading:
    """One row being read; collects instead of raising, so that all problems come out at once."""

    row: SheetRow
    expected: Expected
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def facts(self) -> Facts | None:
        """The facts; meaningless as soon as a problem was collected."""
        name, birth_date, (kind, identifier) = self.person()
        self._programme()
        self._result()
        award_date = self._award_date()
        if birth_date and award_date and not OLDEST_BIRTH <= birth_date < award_date:
            self._problem(Field.BIRTH_DATE, "birth_date_out_of_range", value=birth_date.isoformat())
        grade, ects = self._grade(), self._ects()
        pathway = self._word(Field.PATHWAY, "course")
        identity_check = self._word(Field.IDENTITY_CHECK, self.expected.identity_check)
        if name is None or award_date is None:
            return None
        return Facts(
            name=name,
            birth_date=birth_date,
            identifier_kind=kind,
            identifier=identifier,
            award_date=award_date,
            grade=grade,
            ects=ects,
            pathway=pathway,
            identity_check=identity_check,
        )

    def person(self) -> tuple[PersonName | None, date | None, tuple[str, str]]:
        """Who the row is about."""
        return self._name(), self._birth_date(), self._identifier()

    def _cell(self, column: Field) -> str:
        return self.row.cells.get(column, "")

    def _problem(self, column: Field, code: str, **facts: object) -> None:
        self.problems.append(Problem(self.row.number, column.value, code, _facts(**facts)))

    def _warning(self, column: Field, code: str, **facts: object) -> None:
        self.warnings.append(Problem(self.row.number, column.value, code, _facts(**facts)))

    def _name(self) -> PersonName | None:
        single = self._word(Field.SINGLE_NAME, "no") == "yes"
        parts, problems, warnings = names.read(self.row.cells, single=single)
        for column, code, facts in problems:
            self._problem(column, code, **facts)
        for column, code, facts in warnings:
            self._warning(column, code, **facts)
        return parts

    def _identifier(self) -> tuple[str, str]:
        number = self._cell(Field.NATIONAL_NUMBER).replace(" ", "")
        if number:
            fits = self.expected.national_number
            if not (number.isascii() and number.isalnum() and len(number) <= 20):
                self._problem(Field.NATIONAL_NUMBER, "national_number_unreadable")
            elif fits is not None and not fits(number):
                self._warning(Field.NATIONAL_NUMBER, "national_number_unusual")
            return Field.NATIONAL_NUMBER.value, number
        document = self._cell(Field.DOCUMENT_NUMBER).replace(" ", "").casefold()
        if document:
            if not (document.isascii() and document.isalnum() and 4 <= len(document) <= 20):
                self._problem(Field.DOCUMENT_NUMBER, "document_number_unreadable")
            return Field.DOCUMENT_NUMBER.value, document
        return "none", ""

    def _programme(self) -> None:
        named = fold(self._cell(Field.PROGRAMME))
        if not named or named in {fold(name) for name in self.expected.programme_names}:
            return
        own = named in {fold(name) for name in self.expected.own_programmes}
        self._problem(Field.PROGRAMME, "other_programme" if own else "not_your_programme")

    def _result(self) -> None:
        cell = self._cell(Field.RESULT)
        match values.word("result", cell) if cell else "":
            case "passed":
                pass
            case "attended":
                self._problem(Field.RESULT, "attended_only")
            case "failed":
                self._problem(Field.RESULT, "not_passed")
            case "":
                self._problem(Field.RESULT, "result_missing")
            case _:
                self._problem(Field.RESULT, "result_unknown", value=_shown(cell))

    def _birth_date(self) -> date | None:
        cell = self._cell(Field.BIRTH_DATE)
        if not cell and self.expected.birth_date_required:
            self._problem(Field.BIRTH_DATE, "birth_date_missing")
        return self._day(Field.BIRTH_DATE, cell)

    def _award_date(self) -> date | None:
        cell = self._cell(Field.AWARD_DATE)
        day = self._day(Field.AWARD_DATE, cell) if cell else self.expected.award_date
        if day is None:
            if not cell:
                self._problem(Field.AWARD_DATE, "award_date_missing")
            return None
        # ISS-03: neither in the future nor outside the days of the version.
        too_late = self.expected.last_day is not None and day >= self.expected.last_day
        if day > self.expected.today or day < self.expected.first_day or too_late:
            self._problem(
                Field.AWARD_DATE,
                "award_date_out_of_range",
                value=day.isoformat(),
                first=self.expected.first_day.isoformat(),
                today=self.expected.today.isoformat(),
            )
        return day

    def _day(self, column: Field, cell: str) -> date | None:
        day = values.day(cell) if cell else None
        if cell and day is None:
            self._problem(column, "invalid_date", value=_shown(cell))
        return day

    def _grade(self) -> Grade | None:
        cell, scale = self._cell(Field.GRADE), self.expected.scale
        if not cell:
            if self.expected.grade_required:
                self._problem(Field.GRADE, "grade_missing")
            return None
        if names.is_formula(cell):
            self._problem(Field.GRADE, "formula_cell")
            return None
        if scale is None:
            self._problem(Field.GRADE, "grade_without_scale")
            return None
        grade = grades.read(scale, cell)
        if isinstance(grade, str):
            self._problem(Field.GRADE, grade, value=_shown(cell), scale=scale.id)
            return None
        if not grade.passes and values.word("result", self._cell(Field.RESULT)) == "passed":
            self._problem(Field.GRADE, "grade_does_not_pass", value=grade.text)
        return grade

    def _ects(self) -> Decimal | None:
        """The version's credits; a stated number must be the same (ISS-04)."""
        expected = self.expected.ects
        if Field.ECTS not in self.row.cells:
            return expected
        cell = self._cell(Field.ECTS)
        if not cell:
            if expected is not None:
                self._problem(Field.ECTS, "credits_missing")
            return expected
        stated = values.credits(cell)
        if stated is None:
            self._problem(Field.ECTS, "invalid_number", value=_shown(cell))
        elif expected is None:
            self._problem(Field.ECTS, "credits_not_awarded")
        elif stated != expected:
            self._problem(
                Field.ECTS,
                "credits_mismatch",
                value=format(stated, "f"),
                expected=format(expected, "f"),
            )
        return expected

    def _word(self, column: Field, default: str) -> str:
        cell = self._cell(column)
        if not cell:
            return default
        value = values.word(column.value, cell)
        if value is None:
            self._problem(column, "word_unknown", value=_shown(cell))
        return value or default


def _shown(cell: str) -> str:
    """A cell as it may stand in a sentence: short, and without what could act on a screen."""
    return "".join(c if c.isprintable() else "�" for c in cell[:40])
