"""Soft hyphens: where a long Armenian or Georgian word may go on in the next line.

Browsers have no rules for both languages, and a word of twenty letters is wider than a phone.
Used in headings; never in attributes, documents or what is compared.
"""

import re
from itertools import pairwise
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"
LONG: Final = 14
"""Words of more letters get them."""
_LEAST: Final = 3
# ու is one vowel of two letters; և is a vowel with a consonant
_VOWELS: Final = "[աեէըիոօև](?:(?<=ո)ւ)?|[აეიოუ]"
_WORD: Final = re.compile("[\u0561-\u0587\u0531-\u0556]{15,}|[\u10d0-\u10fa]{15,}")
_VOWEL: Final = re.compile(_VOWELS)
# what a word is put together with stays whole
_PREFIX: Final = re.compile("^(?:[Մմ]իկրո|მიკრო)")


def softened(text: str) -> str:
    """The text with soft hyphens between the syllables of its long words."""
    return _WORD.sub(lambda found: _parted(found[0]), text)


def _parted(word: str) -> str:
    parts, begun = [], 0
    for place in sorted(_places(word)):
        # no letter stands alone, and neither end of the word is short
        if place - begun >= (2 if begun else _LEAST) and place <= len(word) - _LEAST:
            parts.append(word[begun:place])
            begun = place
    return SOFT_HYPHEN.join([*parts, word[begun:]])


def _places(word: str) -> set[int]:
    """Before the last consonant ahead of a vowel, and between two vowels."""
    vowels = [(found.start(), found.end()) for found in _VOWEL.finditer(word.casefold())]
    found = {later if later == ended else later - 1 for (_, ended), (later, _) in pairwise(vowels)}
    prefix = _PREFIX.match(word)
    if prefix is None:
        return found
    return {place for place in found if place > prefix.end() + 1} | {prefix.end()}
