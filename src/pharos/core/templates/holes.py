"""Holes: the places of a document where the values of one award go, and what may go there."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# A piece of frozen text, the number of a hole (0 and up), or a blank node (-1 and down).
Part = str | int
Parts = tuple[Part, ...]

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DAY_AND_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
# Controls, joiners, bidi marks, separators, byte order mark, surrogates: never in signed text.
_HIDDEN = "\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
# Three parts of a name, each as long as the front door lets it be, with their blanks.
_MOST_TEXT = 620
_PATTERNS: Final = {
    "uuid": re.compile(_UUID),
    "index": re.compile(r"0|[1-9][0-9]{0,6}"),
    "instant": re.compile(_DAY_AND_TIME + "Z"),
    "midnight": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00[+-][0-9]{2}:[0-9]{2}"),
    "did": re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]{1,400}"),
    "pathway": re.compile("course|rpl|mixed"),
    "text": re.compile(f"[^{_HIDDEN}]{{1,{_MOST_TEXT}}}"),
}
# Kinds whose values hold only characters that an IRI may hold.
IRI_KINDS: Final = frozenset({"uuid", "did", "index"})


def accepts(kind: str, value: str) -> bool:
    """Whether a hole of this kind takes the value."""
    if not _PATTERNS[kind].fullmatch(value):
        return False
    if kind != "text" or value.isascii():
        return kind != "text" or value == value.strip()
    return unicodedata.is_normalized("NFC", value) and value == value.strip()


@dataclass(frozen=True, slots=True)
class Hole:
    """A named hole and the kind of value that it takes."""

    name: str
    kind: str = "text"

    def accepts(self, value: str) -> bool:
        """Whether the value may be signed here: right in form, in NFC, nothing hidden."""
        return accepts(self.kind, value)


# The instant of the intent is the first value of every template.
CREATED: Final = Hole("created", "instant")


def mark(hole: Hole) -> str:
    """The text that stands for the hole in a skeleton: letters that no processor changes."""
    text = f"zq{hashlib.sha256(hole.name.encode()).hexdigest()[:40]}qz"
    return f"did:{text}:{text}" if hole.kind == "did" else text


def split(text: str, holes: Sequence[Hole]) -> Parts:
    """The text in pieces, with the number of the hole wherever its mark stands."""
    numbers = {mark(hole): number for number, hole in enumerate(holes)}
    pieces = re.split("(" + "|".join(numbers) + ")", text)
    return joined(numbers.get(piece, piece) for piece in pieces)


def joined(parts: Iterable[Part]) -> Parts:
    """The parts without empty texts, neighbouring texts made one."""
    made: list[Part] = []
    for part in parts:
        if part == "":
            continue
        if made and isinstance(part, str) and isinstance(made[-1], str):
            made[-1] += part
        else:
            made.append(part)
    return tuple(made)
