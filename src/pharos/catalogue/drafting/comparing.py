"""What changed between two descriptions: entry by entry, in the words of the form.

A text is compared word by word. What was taken away and what was added stand apart as pieces, so
that a page can mark them by more than colour.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from pharos.catalogue.drafting import telling
from pharos.catalogue.drafting.telling import Line
from pharos.nations.model import Nation

SAME: Final = "same"
REMOVED: Final = "removed"
ADDED: Final = "added"
# Longer texts are shown whole as removed and added: comparing them would take seconds.
MAX_WORDS: Final = 4_000
_WORDS: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the same on both sides, only before, or only after."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs; `language` is that of its text, where it has one."""

    label: str
    kind: str
    pieces: Sequence[Piece]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A section with the entries that differ."""

    section: str
    changes: Sequence[Change]


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], nation: Nation, language: str
) -> list[Changed]:
    """The sections in which anything differs, in the order of the form."""
    was = {one.section: one.lines for one in telling.told(before, nation, language)}
    now = {one.section: one.lines for one in telling.told(after, nation, language)}
    found = []
    for section in telling.SECTIONS:
        listed = _differing(was.get(section, ()), now.get(section, ()))
        if listed:
            found.append(Changed(section, listed))
    return found


def pieces(before: str, after: str) -> list[Piece]:
    """The two texts as one, in pieces."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return _not_empty([Piece(REMOVED, before), Piece(ADDED, after)])
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(old[i1:i2])))
        else:
            found += [Piece(REMOVED, "".join(old[i1:i2])), Piece(ADDED, "".join(new[j1:j2]))]
    return _not_empty(found)


def _not_empty(found: Sequence[Piece]) -> list[Piece]:
    return [one for one in found if one.text]


def _differing(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    old = {(one.label, one.language): one for one in before}
    new = {(one.label, one.language): one for one in after}
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None and was.text == now.text:
            continue
        kind = ADDED if was is None else REMOVED if now is None else "changed"
        texts = (was.text if was else "", now.text if now else "")
        found.append(Change(key[0], kind, pieces(*texts), key[1]))
    return found
