"""One Latin spelling for words of three scripts, so that each finds the others.

The spelling serves to find and to sort nothing and to name nobody: how a person or a body is
written in Latin is what they say themselves (UNI-08).
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_AT_START: Final = re.compile(r"(\w+) at word start")
_WORD: Final = re.compile(r"[^\W_]+")
# Apostrophes (k'art'uli is one word) and the Armenian marks that are set inside a word.
_INSIDE: Final = re.compile("['\u2018\u2019\u02bc\u02bb\u0060\u00b4\u055a\u055b\u055c\u055e]")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter becomes inside a word and, where that differs, at its start."""

    inside: str
    start: str


@cache
def letters() -> Mapping[str, Letter]:
    """Every letter and digraph of the national alphabets with its Latin letters."""
    text = (resources.files("pharos.catalogue") / "data" / "romanisation.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        inside = row["latin"].replace("'", "")
        start = _AT_START.fullmatch(row["note"])
        # the ligature U+0587 is two letters once its case is folded
        found[row["letter"].casefold()] = Letter(inside, start[1] if start else inside)
    return found


def words(text: str) -> list[str]:
    """The words of a text, case folded, without apostrophes inside them."""
    plain = _INSIDE.sub("", unicodedata.normalize("NFC", text))
    return _WORD.findall(plain.casefold())


def folded(word: str) -> str:
    """The Latin spelling of a word of whatever script, without marks over its letters."""
    known, made, at = letters(), [], 0
    while at < len(word):
        size = 2 if word[at : at + 2] in known else 1
        letter = known.get(word[at : at + size])
        if letter is None:
            made.append(word[at])
        else:
            made.append(letter.inside if at else letter.start)
        at += size
    return _without_marks("".join(made))


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
