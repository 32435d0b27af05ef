"""One row by itself: names, days, numbers, result, grade, credits; all problems at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pharos.accounts.rules import email_is_sound
from pharos.awards import grades, names
from pharos.awards.grades import Grade
from pharos.awards.names import PersonName
from pharos.awards.problems import Problem
from pharos.awards.rosters import values
from pharos.awards.rosters.headings import Field, fold
from pharos.awards.rosters.reading import SheetRow
from pharos.awards.rules import marks
from pharos.awards.rules.facts import OLDEST_BIRTH, Expected, Facts, Judged, Who, frozen

IsUsual = Callable[[str], bool]


def judge_row(row: SheetRow, expected: Expected) -> Judged:
    """The facts of a row that is right in itself, or every problem that it has."""
    reading = _Reading(row, expected)
    facts = reading.facts()
    if row.marks:
        reading.look_at_marks()
    problems = tuple(reading.problems)
    return Judged(
        row.number, row.line, None if problems else facts, problems, tuple(reading.warnings)
    )


def person(row: SheetRow, is_usual: IsUsual) -> tuple[Who | None, list[Problem]]:
    """The person of one row, None without a name, and every problem of these cells."""
    asked = Expected(
        today=date.max, first_day=date.min, last_day=None, ects=None, scale=None,
        birth_date_required=False, national_number=is_usual,
    )  # fmt: skip
    reading = _Reading(row, asked)
    who = reading.person()
    reading.look_at_marks()
    return who, reading.problems


@dataclass(slots=True)
class _Reading:
    """One row being read; collects instead of raising, so that all problems come out at once."""

    row: SheetRow
    expected: Expected
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def facts(self) -> Facts | None:
        """The facts; meaningless as soon as a problem was collected."""
        who = self.person()
        birth_date = who.birth_date if who else values.day(self._cell(Field.BIRTH_DATE))
        self._programme()
        self._result()
        award_date = self._award_date()
        if birth_date and award_date and not OLDEST_BIRTH <= birth_date < award_date:
            self._problem(Field.BIRTH_DATE, "birth_date_out_of_range", value=birth_date.isoformat())
        grade, ects = self._grade(), self._ects()
        pathway = self._word(Field.PATHWAY, "course")
        identity_check = self._word(Field.IDENTITY_CHECK, self.expected.identity_check)
        if who is None or award_date is None:
            return None
        return Facts(
            name=who.name,
            birth_date=birth_date,
            identifier_kind=who.identifier_kind,
            identifier=who.identifier,
            email=who.email,
            language=who.language,
            award_date=award_date,
            grade=grade,
            ects=ects,
            pathway=pathway,
            identity_check=identity_check,
        )

    def look_at_marks(self) -> None:
        """What cells of a workbook were besides text; it explains what else is wrong in them."""
        for column, code, grave in marks.findings(self.row, self.expected.national_number):
            if grave:
                self.problems = [one for one in self.problems if one.column != column.value]
                self.warnings = [one for one in self.warnings if one.column != column.value]
                self._problem(column, code)
            else:
                self._warning(column, code)

    def person(self) -> Who | None:
        """Who the row is about; None when the name cannot be read."""
        name, birth_date, (kind, number) = self._name(), self._birth_date(), self._identifier()
        email, language = self._email(), self._word(Field.LANGUAGE, "")
        if name is None:
            return None
        return Who(name, birth_date, kind, number, email, language)

    def _cell(self, column: Field) -> str:
        return self.row.cells.get(column, "")

    def _problem(self, column: Field, code: str, **facts: object) -> None:
        self.problems.append(Problem(self.row.number, column.value, code, frozen(**facts)))

    def _warning(self, column: Field, code: str, **facts: object) -> None:
        self.warnings.append(Problem(self.row.number, column.value, code, frozen(**facts)))

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

    def _email(self) -> str:
        """Where a mail with the link goes; the row may do without."""
        cell = self._cell(Field.EMAIL)
        if cell and not (
            email_is_sound(cell) and cell.isprintable() and not names.is_formula(cell)
        ):
            self._problem(Field.EMAIL, "email_unreadable", value=_shown(cell))
        return cell

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
                value=format(stated.normalize(), "f"),
                expected=format(expected.normalize(), "f"),
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
