"""Rows against each other, against the register, and against enrolment and recorded result."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pharos.awards.problems import Problem
from pharos.awards.rosters.headings import Field
from pharos.awards.rules.facts import Facts, Judged, Known, frozen


def judge_file(rows: Iterable[Judged]) -> list[Judged]:
    """The rows again, where the second row of one learner is refused and look-alikes are told."""
    by_identifier: dict[tuple[str, str], Judged] = {}
    by_person: dict[tuple[str, str], _Alike] = defaultdict(_Alike)
    answer = []
    for row in rows:
        if row.facts is None:
            answer.append(row)
            continue
        judged = _against(row, row.facts, by_identifier, by_person[row.facts.person_key])
        by_person[row.facts.person_key].add(row, row.facts)
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
        return row.warned(Problem(row.number, "", code, frozen(award=awarded or "-")))
    return row


def judge_enrolment(row: Judged, *, state: str, grade: str | None, passed: bool | None) -> Judged:
    """The row against the learner's enrolment and the newest result recorded for it."""
    facts = row.facts
    if facts is None:
        return row
    if state == "withdrawn":
        return row.refused(Problem(row.number, "", "enrolment_withdrawn", frozen()))
    if passed is False:
        return row.refused(
            Problem(row.number, Field.RESULT, "recorded_not_passed", frozen(grade=grade or "-"))
        )
    stated = facts.grade.text if facts.grade else ""
    if grade is not None and stated != grade:
        return row.warned(
            Problem(row.number, Field.GRADE, "recorded_grade_differs", frozen(grade=grade))
        )
    return row


def _against_known(row: Judged, facts: Facts, known: Known) -> Judged:
    column = facts.identifier_kind
    if known.awarded:
        return row.refused(
            Problem(row.number, column, "already_awarded", frozen(award=known.awarded))
        )
    if facts.birth_date and known.birth_date and facts.birth_date != known.birth_date:
        return row.refused(Problem(row.number, column, "identifier_of_another", frozen()))
    if facts.name.folded != known.name.folded:
        return row.warned(Problem(row.number, Field.FAMILY_NAME, "name_differs", frozen()))
    return row


def _against(
    row: Judged,
    facts: Facts,
    by_identifier: Mapping[tuple[str, str], Judged],
    alike: "_Alike",
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
        return row.refused(Problem(row.number, column, code, frozen(first=same.number)))
    equal = alike.equal.get(facts)
    if equal is not None:
        return row.refused(Problem(row.number, column, "duplicate_in_file", frozen(first=equal)))
    other = alike.unnumbered if facts.identifier else alike.first
    if other is None:
        return row
    return row.warned(Problem(row.number, column, "same_name_and_birth_date", frozen(first=other)))


class _Alike:
    """The rows of one name and birth date, so far: a thousand of them cost no more than one."""

    def __init__(self) -> None:
        self.equal: dict[Facts, int] = {}
        self.first: int | None = None
        self.unnumbered: int | None = None

    def add(self, row: Judged, facts: Facts) -> None:
        """One more row, which the later ones are compared with."""
        self.equal.setdefault(facts, row.number)
        self.first = self.first or row.number
        if not facts.identifier:
            self.unnumbered = self.unnumbered or row.number
