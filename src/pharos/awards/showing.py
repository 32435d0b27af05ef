"""What pages of imports show of a draft: rows with their faults, columns, workbooks to fetch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pharos.awards import reports
from pharos.awards.imports import drafts, rules
from pharos.awards.models import Import, ImportPart
from pharos.awards.problems import Problem
from pharos.awards.rosters import template
from pharos.awards.rosters.headings import Field, fold
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import personkeys
from pharos.common.i18n import LANGUAGES
from pharos.common.sentences import sentence
from pharos.common.workbooks import cells, writing
from pharos.common.workbooks.reading import Line
from pharos.common.workbooks.writing import Marked, Page
from pharos.nations import zones
from pharos.standards import queries as standards

_SHOWN_LETTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found: where, what stands there, and the sentence."""

    cell: str
    heading: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a person should look at; `is_good` when it may be awarded all the same."""

    line: int
    name: str
    is_good: bool
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file as it is asked for: its letters, heading, first cells, choice."""

    index: int
    letters: str
    heading: str
    cells: Sequence[str]
    chosen: str
    is_asked: bool


def bad_rows(draft: Import, language: str, *, start: int, count: int) -> list[Row]:
    """The rows of one page: those that stay out first, then those with a warning.

    Only the parts are opened that these rows lie in.
    """
    parts = list(
        ImportPart.objects.filter(import_id=draft.id)
        .order_by("number")
        .values_list("number", "bad", "warned")
    )
    place = rules.placed(parts, start, count)
    wanted = set(place.bad) | set(place.warned)
    if not wanted:
        return []
    cipher = personkeys.read(draft.person_key_id)
    opened = {
        part.number: (part, drafts.verdicts_of(part, cipher), drafts.lines_of(part, cipher))
        for part in ImportPart.objects.filter(import_id=draft.id, number__in=wanted)
    }
    rows: list[Row] = []
    for chosen, after_bad in ((place.bad, False), (place.warned, True)):
        for number, (begin, end) in chosen.items():
            part, verdicts, lines = opened[number]
            skip = part.bad if after_bad else 0
            by_number = {line.number: line for line in lines}
            rows += [
                _row(draft, one, by_number[one.line], language)
                for one in verdicts[skip + begin : skip + end]
            ]
    return rows


def _row(draft: Import, found: drafts.Verdict, line: Line, language: str) -> Row:
    # the heading of the file, for that is what the registrar sees in the workbook
    # warnings of a row that stays out would only hide why it does
    faults = [_fault(draft, one, line, language) for one in found.problems or found.warnings]
    name = " ".join(
        cell
        for field in (Field.GIVEN_NAME, Field.FAMILY_NAME)
        if (cell := _cell(draft, field.value, line))
    )
    return Row(line.number, name, not found.problems, faults)


def _fault(draft: Import, one: Problem, line: Line, language: str) -> Fault:
    index = draft.columns.get(one.column)
    heading = draft.headings[index] if index is not None else ""
    text = reports.told(one, language)["message"]
    return Fault(one.cell, heading, _cell(draft, one.column, line), text)


def _cell(draft: Import, field: str, line: Line) -> str:
    index = draft.columns.get(field)
    return shown(line.cells[index]) if index is not None and index < len(line.cells) else ""


def shown(cell: str) -> str:
    """A cell as a page shows it: short, and nothing invisible that changes what is seen."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in cell[:_SHOWN_LETTERS])
    return text + "…" if len(cell) > _SHOWN_LETTERS else text


def more_notes(draft: Import) -> list[tuple[str, Mapping[str, object]]]:
    """What the columns lack as a whole, told once and not in every row."""
    judged = draft.state in ("checked", "judging", "keeping")
    has_latin = Field.GIVEN_NAME_LATIN.value in draft.columns
    return [("note_no_latin", {})] if judged and not has_latin else []


def first_lines(draft: Import, count: int) -> list[Line]:
    """The first lines of a draft, as short as a page shows them."""
    part = ImportPart.objects.filter(import_id=draft.id, number=0).first()
    if part is None:
        return []
    found = drafts.lines_of(part, personkeys.read(draft.person_key_id))[:count]
    return [Line(one.number, tuple(shown(cell) for cell in one.cells)) for one in found]


def columns(draft: Import, language: str) -> list[Mapping[str, str]]:
    """Which column was taken for what, in the order of the file."""
    by_index = {index: name for name, index in draft.columns.items()}
    return [
        {"heading": heading, "field": template.heading(Field(by_index[index]), language)}
        for index, heading in enumerate(draft.headings)
        if index in by_index
    ]


def asked_columns(
    draft: Import, known: Mapping[str, str], language: str, posted: Mapping[int, str] | None
) -> list[Column]:
    """Every column with what it seems to be; those that nobody knows are asked for."""
    matching = rules.proposed(draft.headings, known, ())
    taken = {index: name for name, index in draft.columns.items()}
    lines = first_lines(draft, 5)
    return [
        Column(
            index,
            cells.letters(index),
            shown(heading),
            [line.cells[index] if index < len(line.cells) else "" for line in lines],
            (posted or {}).get(index, taken.get(index, matching.chosen[index])),
            index in matching.unknown or fold(heading) == "",
        )
        for index, heading in enumerate(draft.headings)
    ]


def faults_workbook(draft: Import, language: str) -> bytes:
    """The rows as they came, what is wrong in front of each, the cells at fault coloured."""
    cipher = personkeys.read(draft.person_key_id)
    head = [
        sentence("page_imports_fault_column", language),
        sentence("page_imports_warning_column", language),
        *draft.headings,
    ]

    def rows() -> Iterator[Sequence[writing.Value | Marked]]:
        for part in drafts.parts_of(draft):
            found = {one.line: one for one in drafts.verdicts_of(part, cipher)}
            for line in drafts.lines_of(part, cipher):
                yield _faulty(draft, line, found.get(line.number), language)

    title = sentence("page_imports_faults_sheet", language)
    return writing.workbook([Page(title, head, rows(), {0: 60, 1: 40})])


def _faulty(
    draft: Import, line: Line, found: drafts.Verdict | None, language: str
) -> list[writing.Value | Marked]:
    if found is None:
        return ["", "", *line.cells]
    bad = {draft.columns.get(one.column) for one in found.problems}
    told = [_sentences(problems, language) for problems in (found.problems, found.warnings)]
    return [
        Marked(told[0]) if told[0] else "",
        told[1],
        *(Marked(cell) if index in bad else cell for index, cell in enumerate(line.cells)),
    ]


def _sentences(problems: Sequence[Problem], language: str) -> str:
    return "\n".join(
        f"{one.cell}: {reports.told(one, language)['message']}" if one.cell
        else reports.told(one, language)["message"]
        for one in problems
    )  # fmt: skip


def template_for(version: ProgrammeVersion, language: str, *, now: datetime) -> template.For:
    """What the template of a version asks for, with an invented learner as its example."""
    descriptor = version.descriptor
    nation = standards.nation(version.nation, on=zones.legal_day(version.nation, now), known_at=now)
    scale = nation.grading_scales.get(descriptor.grading_scale or "")
    title = descriptor.title.get(language) or next(iter(descriptor.title.values()))
    return template.For(
        version=str(version.id),
        title=title,
        languages=LANGUAGES,
        credits=format(version.ects.normalize(), "f") if version.ects is not None else "",
        has_grade=scale is not None,
        example={
            **{Field(name): value for name, value in _EXAMPLES[language].items()},
            Field.BIRTH_DATE: "31.12.1990",
            Field.RESULT: "passed",
            Field.IDENTITY_CHECK: descriptor.supervision or "supervised_onsite_id",
            Field.AWARD_DATE: f"{nation.legal_day(now):%d.%m.%Y}",
            Field.EMAIL: "name@example.org",
            Field.LANGUAGE: language,
        },
        needed_note=sentence("page_imports_needed", language),
    )


# Nobody's names: the words "example" and "learner" in each language.
_EXAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"given_name": "Example", "family_name": "Learner",
           "given_name_latin": "Example", "family_name_latin": "Learner"},
    "hy": {"given_name": "Օրինակ", "family_name": "Սովորող",
           "given_name_latin": "Orinak", "family_name_latin": "Sovorogh"},
    "ka": {"given_name": "ნიმუში", "family_name": "მსმენელი",
           "given_name_latin": "Nimushi", "family_name_latin": "Msmeneli"},
}  # fmt: skip
