"""How a roster goes from a file to a batch: its states, its columns, its pages.

    sheets  which of several sheets is meant     columns  which column is which
    judging a job goes through the rows          checked  judged; good rows may be kept
    keeping a job makes the batch of them        kept     there is a batch
    dropped put aside                            expired  nobody came back

Plain values only; what is kept of a draft is `awards.imports.models`.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from pharos.awards.batches import Moves
from pharos.awards.rosters import headings
from pharos.awards.rosters.headings import REQUIRED, Field, fold

IMPORT_MOVES: Final[Moves] = {
    "sheets": ("columns", "judging", "dropped", "expired"),
    "columns": ("judging", "dropped", "expired"),
    "judging": ("columns", "checked", "dropped", "expired"),
    "checked": ("columns", "judging", "keeping", "kept", "dropped", "expired"),
    "keeping": ("checked", "kept"),
    "kept": (),
    "dropped": (),
    "expired": (),
}
# Up to here a reader waits for the answer; beyond, a job does it and the page tells how far.
INLINE_ROWS: Final = 2_000
PART_ROWS: Final = 500
PAGE_ROWS: Final = 25
KEPT_FOR: Final = timedelta(days=7)
"""How long a draft waits for its registrar."""
KEPT_AFTER_USE: Final = timedelta(days=1)
"""How long the bad rows can still be fetched when the good ones have become a batch."""
NOT_READ: Final = ""
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Matching:
    """Which column is which as far as it is known, and what a person still has to say."""

    columns: Mapping[Field, int]
    chosen: Mapping[int, str]
    unknown: Sequence[int] = ()
    twice: Sequence[int] = ()
    missing: Sequence[Field] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the rows can be judged."""
        return not (self.unknown or self.twice or self.missing)


@dataclass(frozen=True, slots=True)
class Placed:
    """Which rows of which parts a page shows: bad ones first, then those with warnings."""

    bad: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    warned: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def proposed(top: Sequence[str], remembered: Mapping[str, str], empty: Iterable[int]) -> Matching:
    """What the headings say by themselves, and what this provider said of them before.

    `empty` are columns without a heading and without a cell: nobody needs to be asked.
    """
    nothing = set(empty)
    chosen: dict[int, str] = {}
    unknown: list[int] = []
    for index, heading in enumerate(top):
        known = headings.field_of(heading)
        said = remembered.get(fold(heading))
        if said is not None:
            chosen[index] = said
        elif known is not None:
            chosen[index] = known.value
        else:
            chosen[index] = NOT_READ
            if index not in nothing:
                unknown.append(index)
    return matched(chosen, unknown)


def matched(chosen: Mapping[int, str], unknown: Sequence[int] = ()) -> Matching:
    """The columns of a choice, with what is doubled or missing in it."""
    columns: dict[Field, int] = {}
    twice: list[int] = []
    for index, name in chosen.items():
        if name == NOT_READ:
            continue
        one = Field(name)
        if one in columns and one is not Field.NOTE:
            twice.append(index)
        columns.setdefault(one, index)
    missing = [one for one in REQUIRED if one not in columns]
    return Matching(columns, dict(chosen), tuple(unknown), tuple(twice), tuple(missing))


def placed(parts: Sequence[tuple[int, int, int]], start: int, count: int) -> Placed:
    """The rows from `start` of all bad and then all warned ones; `parts` are (number, bad, warned).

    Only the counts of the parts are looked at, so that a page costs the same wherever it is.
    """
    bad, left, seen = {}, count, 0
    for number, found, _ in parts:
        begin, end = max(start - seen, 0), min(start - seen + left, found)
        if begin < end:
            bad[number] = (begin, end)
            left -= end - begin
            start += end - begin
        seen += found
    warned = {}
    for number, _, found in parts:
        begin, end = max(start - seen, 0), min(start - seen + left, found)
        if begin < end:
            warned[number] = (begin, end)
            left -= end - begin
            start += end - begin
        seen += found
    return Placed(bad, warned)


def clean_file_name(name: str) -> str:
    """The name of a file as it may be shown: no path, nothing invisible, not too long (UPL-07).

    The file itself is kept under a random id; this is for eyes only.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        c for c in unicodedata.normalize("NFC", last) if c.isprintable() and c not in '<>:"|?*'
    )
    shown = " ".join(shown.split()).lstrip(".")
    if len(shown) <= _LONGEST_NAME:
        return shown or "roster"
    stem, dot, kind = shown.rpartition(".")
    keep = _LONGEST_NAME - len(kind) - 2 if dot and len(kind) < 6 else _LONGEST_NAME - 1
    return f"{stem[:keep]}…{dot}{kind}" if dot and len(kind) < 6 else f"{shown[:keep]}…"
