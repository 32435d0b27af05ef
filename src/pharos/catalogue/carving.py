"""What a carved-out programme says of its parent, against the parent as the register holds it.

R10 judges a descriptor by itself: its outcomes and credits are within what it says of the parent.
Whether that is so, only the parent's own version tells (REFERENCE 4.4). Pure.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pharos.catalogue.descriptors import Descriptor


@dataclass(frozen=True, slots=True)
class Difference:
    """What of it the parent does not bear out; empty when all of it does.

    `outcomes` are names of outcomes that the parent has not; `level` and `ects` are the parent's
    own, where the part stands at another level or takes more than there is.
    """

    is_known: bool = True
    outcomes: tuple[str, ...] = ()
    level: int | None = None
    ects: Decimal | None = None


def compared(part: Descriptor, parent: Descriptor | None) -> Difference:
    """How the part differs from the parent; without one it cannot be part of anything."""
    if parent is None:
        return Difference(is_known=False)
    return Difference(
        outcomes=_foreign(part, parent), level=_level(part, parent), ects=_credits(part, parent)
    )


def _foreign(part: Descriptor, parent: Descriptor) -> tuple[str, ...]:
    """The outcomes said to be the parent's whose words are none of the parent's.

    The part names them as it likes; what is meant is found by the words in a common language.
    """
    if part.carved_from is None:
        return tuple(one.id for one in part.learning_outcomes)
    theirs = [_folded(one.text) for one in parent.learning_outcomes]
    return tuple(
        one.id
        for one in part.carved_from.outcomes
        if not any(_is_same(_folded(one.text), text) for text in theirs)
    )


def _level(part: Descriptor, parent: Descriptor) -> int | None:
    said = part.nqf_level if part.carved_from is None else part.carved_from.level
    differs = {said, part.nqf_level} != {parent.nqf_level}
    return parent.nqf_level if differs else None


def _credits(part: Descriptor, parent: Descriptor) -> Decimal | None:
    """The parent's credits, where the part or the components that it takes come to more."""
    most = parent.ects or Decimal(0)
    taken = part.carved_from.components if part.carved_from is not None else ()
    claimed = max(part.ects or Decimal(0), sum((one.ects for one in taken), Decimal(0)))
    return most if claimed > most else None


def _folded(text: Mapping[str, str]) -> dict[str, str]:
    """The words by language, whatever their spaces and large letters."""
    return {
        tag: " ".join(unicodedata.normalize("NFC", words).casefold().split())
        for tag, words in text.items()
        if words.strip()
    }


def _is_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    common = one.keys() & other.keys()
    return bool(common) and all(one[tag] == other[tag] for tag in common)
