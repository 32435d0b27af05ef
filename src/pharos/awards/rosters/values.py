"""Cells become values: days, whole or half credits, words of a closed set. ASCII digits only."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from pharos.awards.rosters.headings import fold

_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_DOTS = re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})")
_CREDITS = re.compile(r"[0-9]{1,3}(?:[.,](?:0{1,2}|50?))?")
_POINTS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


def day(text: str) -> date | None:
    """The day of `2026-06-12` or `12.06.2026`; None for anything else.

    Slashes are refused, for one half of the world puts the month first.
    """
    found = _ISO.fullmatch(text) or _DOTS.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def credits(text: str) -> Decimal | None:
    """Whole or half credits as an exact decimal; None when it is no such number."""
    if not _CREDITS.fullmatch(text):
        return None
    return Decimal(text.replace(",", ".")).normalize()


def points(text: str) -> Decimal | None:
    """A number of points with at most two decimals; None when it is none."""
    return Decimal(text.replace(",", ".")) if _POINTS.fullmatch(text) else None


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    source = resources.files(__package__).joinpath("words.toml").read_text("utf-8")
    return {
        column: {
            fold(word): value
            for value, languages in values.items()
            for word in (value, *(word for words in languages.values() for word in words))
        }
        for column, values in tomllib.loads(source).items()
    }


def word(column: str, text: str) -> str | None:
    """The value that this word of any of the three languages names in that column."""
    return _words()[column].get(fold(text))
