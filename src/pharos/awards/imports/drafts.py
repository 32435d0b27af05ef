"""The rows of a draft: packed into parts, sealed under the draft's own key, opened by part."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pharos.awards.imports.models import Import, ImportPart
from pharos.awards.imports.rules import PART_ROWS
from pharos.awards.problems import Problem
from pharos.awards.rosters import reading
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow
from pharos.awards.rules import Judged
from pharos.common import personkeys
from pharos.common.secretbox import PersonCipher
from pharos.common.workbooks.reading import Line

_NO_LATIN = "latin_name_missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one row: it stays out when there are problems."""

    line: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def put_parts(draft: Import, lines: Sequence[Line], cipher: PersonCipher) -> None:
    """Keep the lines of a draft, sealed; what was there goes."""
    ImportPart.objects.filter(import_id=draft.id).delete()
    ImportPart.objects.bulk_create(
        ImportPart(
            import_id=draft.id,
            number=number,
            organisation_id=draft.organisation_id,
            rows=len(chunk),
            box=cipher.seal(
                _packed([[one.number, one.cells, _marks(one)] for one in chunk]),
                _place(draft.id, number),
            ),
        )
        for number, chunk in enumerate(_chunks(lines))
    )


def lines_of(part: ImportPart, cipher: PersonCipher) -> list[Line]:
    """The lines of one part."""
    rows = _unpacked(cipher.unseal(bytes(part.box), _place(part.import_id, part.number)))
    return [
        Line(number, tuple(cells), {int(column): mark for column, mark in marks.items()})
        for number, cells, marks in rows
    ]


def all_lines(draft: Import) -> Iterator[Line]:
    """Every line of a draft, part by part."""
    cipher = personkeys.read(draft.person_key_id)
    for part in parts_of(draft):
        yield from lines_of(part, cipher)


def parts_of(draft: Import) -> Iterable[ImportPart]:
    """The parts in their order."""
    return ImportPart.objects.filter(import_id=draft.id).order_by("number").iterator(20)


def rows_of(draft: Import, lines: Iterable[Line]) -> Iterator[SheetRow]:
    """The rows by the columns of the draft; the example of our template is left out."""
    columns = [(Field(name), index) for name, index in draft.columns.items()]
    number = 0
    for line in lines:
        row = reading.row_of(line, columns, number + 1)
        if not reading.is_example(row):
            number += 1
            yield row


def put_verdicts(draft: Import, rows: Iterable[Judged], parts: Iterable[int] | None = None) -> None:
    """Keep what was found beside the lines, and the counts of the parts and of the draft."""
    cipher = personkeys.read(draft.person_key_id)
    by_line = {row.line: _without_absent(row, draft.columns) for row in rows}
    draft.judged = draft.bad = draft.warned = 0
    found = ImportPart.objects.filter(import_id=draft.id).order_by("number")
    for part in found if parts is None else found.filter(number__in=list(parts)):
        judged = [by_line[one.number] for one in lines_of(part, cipher) if one.number in by_line]
        bad = [row for row in judged if row.problems]
        warned = [row for row in judged if row.warnings and not row.problems]
        part.bad, part.warned = len(bad), len(warned)
        part.verdict = cipher.seal(
            _packed([_told(row) for row in (*bad, *warned)]),
            _place(draft.id, part.number) + "/verdict",
        )
        part.save(update_fields=["bad", "warned", "verdict"])
        draft.judged += len(judged)
        draft.bad += len(bad)
        draft.warned += len(warned)


def _without_absent(row: Judged, columns: Mapping[str, int]) -> Judged:
    """The row without warnings that its file lacks a column: that is told once for all rows."""
    kept = tuple(one for one in row.warnings if one.code != _NO_LATIN or one.column in columns)
    return row if len(kept) == len(row.warnings) else replace(row, warnings=kept)


def verdicts_of(part: ImportPart, cipher: PersonCipher) -> list[Verdict]:
    """What was found in the rows of a part: the bad ones, then those with warnings."""
    if part.verdict is None:
        return []
    place = _place(part.import_id, part.number) + "/verdict"
    return [
        Verdict(line, _problems(number, problems), _problems(number, warnings))
        for line, number, problems, warnings in _unpacked(cipher.unseal(bytes(part.verdict), place))
    ]


def forget(draft: Import, *, now: Any) -> None:
    """Nobody can read the rows any more: the parts go, and the key of the draft with them."""
    ImportPart.objects.filter(import_id=draft.id).delete()
    personkeys.destroy(draft.person_key_id, now=now)
    draft.file, draft.file_name = None, ""


def sealed_file(draft_id: UUID, raw: bytes, cipher: PersonCipher) -> bytes:
    """The file itself, kept only while somebody has to say which sheet is meant."""
    return cipher.seal(zlib.compress(raw, 1), f"awards.import/{draft_id}/file")


def opened_file(draft: Import) -> bytes:
    """The file again."""
    cipher = personkeys.read(draft.person_key_id)
    assert draft.file is not None
    return zlib.decompress(cipher.unseal(bytes(draft.file), f"awards.import/{draft.id}/file"))


def _chunks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), PART_ROWS):
        yield lines[start : start + PART_ROWS]


def _marks(line: Line) -> Mapping[int, str]:
    return dict(line.marks)


def _told(row: Judged) -> list[Any]:
    return [row.line, row.number, *([_kept(one) for one in found]
                                    for found in (row.problems, row.warnings))]  # fmt: skip


def _kept(one: Problem) -> list[Any]:
    facts = {name: str(value) for name, value in one.facts.items()}
    return [one.column, one.code, facts, one.cell]


def _problems(row: int, kept: Sequence[Sequence[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(row, column, code, facts, cell) for column, code, facts, cell in kept)


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)


def _unpacked(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def _place(draft_id: UUID, number: int) -> str:
    return f"awards.import/{draft_id}/{number}"
