"""Canonical N-Quads with holes: which order they take, and their SHA-256 for given values.

RDFC-1.0 sorts the lines of a dataset by code point and names its blank nodes by the order of
their hashes. For most templates the order of the lines can be proven for all values; then the
constant beginning is hashed once and only the tail for each award. Where it cannot be proven
the lines are sorted each time, and where two blank nodes look alike the caller must ask the
general algorithm (`digest` answers None): nothing is guessed.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

from pharos.core.errors import NotSupported
from pharos.core.templates.holes import Part, Parts, joined

Values = Sequence[bytes]
# Orders of blank nodes that are kept compiled; the two names of a learner make two.
_MOST_ORDERS: Final = 200

_TERM = r"<[^>]*>|_:c14n[0-9]+"
_LITERAL = r'"(?:[^"\\]|\\.)*"(?:@[a-z0-9-]+|\^\^<[^>]*>)?'
_LINE: Final = re.compile(rf"({_TERM}) (<[^>]*>) ({_TERM}|{_LITERAL}) \.", re.DOTALL)
_ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT: Final = {
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\",
}  # fmt: skip


def escape(text: str) -> str:
    """The text as it stands inside a literal (RDFC-1.0 section 5, canonical N-Quads)."""
    return _ESCAPED.sub(_escape, text) if _ESCAPED.search(text) else text


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def lines_of(nquads: str) -> list[tuple[str, str, str]]:
    """Subject, predicate and object of each line; `template_shape` for a named graph."""
    found = []
    for line in nquads.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            raise NotSupported("template_shape", "a line that no template can hold")
        found.append((match[1], match[2], match[3]))
    return found


def order_of(one: Parts, other: Parts) -> int | None:
    """-1, 0 or 1 as the lines sort for *every* value of the holes; None when it depends."""
    left, right = list(one), list(other)
    while left and right:
        a, b = left.pop(0), right.pop(0)
        if a == b:
            continue
        if not (isinstance(a, str) and isinstance(b, str)):
            return None
        short = min(len(a), len(b))
        if a[:short] != b[:short]:
            return -1 if a < b else 1
        if len(a) > short:
            left.insert(0, a[short:])
        elif len(b) > short:
            right.insert(0, b[short:])
    return 0 if not left and not right else None


class Lines:
    """A set of lines whose labels are settled, ready to be hashed with values."""

    def __init__(self, lines: Iterable[Parts]) -> None:
        ordered = sorted(set(lines), key=_sample)
        self.is_fixed = all(order_of(one, other) == -1 for one, other in pairwise(ordered))
        start = _constant_lines(ordered) if self.is_fixed else 0
        self.prefix = "".join(str(line[0]) for line in ordered[:start]).encode()
        self._state = hashlib.sha256(self.prefix)
        self._tail = Filler(joined(part for line in ordered[start:] for part in line))
        self._each = [Filler(line) for line in ordered]

    def digest(self, values: Values) -> "hashlib._Hash":
        """SHA-256 over the sorted lines, filled."""
        if not self.is_fixed:
            lines = sorted({fill(values) for fill in self._each})
            return hashlib.sha256(b"".join(lines))
        state = self._state.copy()
        state.update(self._tail(values))
        return state

    def hasher(self) -> Callable[[Values], bytes]:
        """What answers the digest for given values; at once where nothing varies."""
        if self.is_fixed and not self._tail.has_holes:
            constant = self.digest(()).digest()
            return lambda values: constant
        return lambda values: self.digest(values).digest()

    def text(self, values: Values) -> bytes:
        """The sorted lines, filled."""
        if not self.is_fixed:
            return b"".join(sorted({fill(values) for fill in self._each}))
        return self.prefix + self._tail(values)


class Filler:
    """Frozen text with holes; called with the values it answers the filled bytes."""

    def __init__(self, parts: Parts) -> None:
        # Text and holes in turn, so that one slice assignment fills all holes.
        self._texts: list[bytes] = [b""]
        self._holes: list[int] = []
        for part in parts:
            if isinstance(part, str):
                self._texts[-1] += part.encode()
            else:
                self._holes.append(part)
                self._texts += [b"", b""]
        self._pick: Callable[[Values], Any] = (
            itemgetter(*self._holes)
            if len(self._holes) > 1
            else lambda values: [values[hole] for hole in self._holes]
        )

    @property
    def has_holes(self) -> bool:
        return bool(self._holes)

    def __call__(self, values: Values) -> bytes:
        pieces = self._texts.copy()
        pieces[1::2] = self._pick(values)
        return b"".join(pieces)


class Dataset:
    """Lines with blank nodes that have no label yet (RDFC-1.0 section 4.4)."""

    def __init__(self, lines: Sequence[Parts]) -> None:
        self._lines = lines
        self._blanks = sorted({p for line in lines for p in line if isinstance(p, int) and p < 0})
        self._first_degree = [self._seen_from(blank).hasher() for blank in self._blanks]
        self._settled: dict[tuple[int, ...], Lines] = {}

    def settle(self, values: Values) -> Lines | None:
        """The lines with their labels for these values; None when two nodes look alike."""
        hashes = [hasher(values) for hasher in self._first_degree]
        if len(set(hashes)) != len(hashes):
            return None
        order = tuple(sorted(range(len(hashes)), key=hashes.__getitem__))
        found = self._settled.get(order)
        if found is None:
            if len(self._settled) >= _MOST_ORDERS:
                self._settled.clear()
            found = self._settled[order] = self._labelled(order)
        return found

    def _seen_from(self, blank: int) -> Lines:
        # Hash First Degree Quads (4.6): the node itself is _:a, every other one _:z.
        def name(part: Part) -> Part:
            if isinstance(part, str) or part >= 0:
                return part
            return "_:a" if part == blank else "_:z"

        return Lines(joined(map(name, line)) for line in self._lines if blank in line)

    def _labelled(self, order: tuple[int, ...]) -> Lines:
        labels = {self._blanks[which]: f"_:c14n{place}" for place, which in enumerate(order)}
        return Lines(
            joined(labels.get(part, part) if isinstance(part, int) else part for part in line)
            for line in self._lines
        )


def _constant_lines(ordered: Sequence[Parts]) -> int:
    """How many lines at the beginning have no hole."""
    for number, line in enumerate(ordered):
        if len(line) != 1 or not isinstance(line[0], str):
            return number
    return len(ordered)


def _sample(line: Parts) -> str:
    # Any values will do: an order that depends on them is noticed by `order_of`.
    return "".join(part if isinstance(part, str) else f"0{part}" for part in line)
