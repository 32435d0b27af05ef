"""How alike two programmes are, by their outcomes and titles (A40): a warning, never a refusal.

Words are compared, not meanings: whoever offers the same again should see it and say what
differs. Candidates are programmes of the same detailed field, so that a catalogue of any size
costs one look into an index.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pharos.catalogue.descriptors import Descriptor

ALIKE: Final = 0.5
HUNDRED: Final = 100
# Shorter words are mostly particles; the beginnings of longer ones bear the meaning.
SHORTEST: Final = 4
STEM: Final = 6
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """The share of own outcomes that have a counterpart, in per cent, and the pairs."""

    share: int
    title: int
    pairs: tuple[tuple[str, str], ...]


def likeness(mine: Descriptor, theirs: Descriptor) -> Likeness:
    """How much of `mine` is in `theirs`; 0 where neither outcomes nor titles are alike."""
    pairs = []
    for one in mine.learning_outcomes:
        best = max(
            theirs.learning_outcomes, key=lambda other: _alike(one.text, other.text), default=None
        )
        if best is not None and _alike(one.text, best.text) >= ALIKE:
            pairs.append((one.id, best.id))
    count = len(mine.learning_outcomes)
    share = len(pairs) * HUNDRED // count if count else 0
    return Likeness(share, round(_alike(mine.title, theirs.title) * HUNDRED), tuple(pairs))


def _alike(mine: Mapping[str, str], theirs: Mapping[str, str]) -> float:
    """The likeness in the language in which the two are most alike, 0 to 1."""
    common = set(mine) & set(theirs)
    return max((_shared(mine[one], theirs[one]) for one in common), default=0.0)


def _shared(mine: str, theirs: str) -> float:
    left, right = _stems(mine), _stems(theirs)
    return len(left & right) / len(left | right) if left and right else 0.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST)
