"""Marks: a text of the nation's grading scale, kept with its band and never converted."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pharos.awards.rosters.headings import fold
from pharos.awards.rosters.values import points
from pharos.nations.model import Grade as Band
from pharos.nations.model import GradingScale

_POINTS_OF = re.compile(r"(?P<points>[0-9.,]+) ?/ ?(?P<most>[0-9]+)")
_BAND_AND_POINTS = re.compile(r"(?P<band>[A-Za-z]{1,2}) ?\(? ?(?P<points>[0-9.,/ ]+?) ?\)?")


@dataclass(frozen=True, slots=True)
class Grade:
    """A mark as it is signed: `text` is `B (85/100)`, `4 (15/20)`, `5` or `P`."""

    scale: str
    code: str
    points: str
    text: str
    passes: bool


def read(scale: GradingScale, text: str) -> Grade | str:
    """The mark that this text means on the scale, or the code of what is wrong with it."""
    if _most(scale) is None:
        return _by_code(scale, text)
    if both := _BAND_AND_POINTS.fullmatch(text):
        grade = _by_points(scale, both["points"])
        if isinstance(grade, Grade) and fold(grade.code) != fold(both["band"]):
            return "grade_contradicts_itself"
        return grade
    return _by_points(scale, text)


def _most(scale: GradingScale) -> Decimal | None:
    return max((band.max for band in scale.grades if band.max is not None), default=None)


def _by_code(scale: GradingScale, text: str) -> Grade | str:
    for band in scale.grades:
        if fold(text) in {fold(band.code), *(fold(word) for word in band.label.values())}:
            return Grade(scale.id, band.code, "", band.code, band.passes)
    return "grade_unknown"


def _by_points(scale: GradingScale, text: str) -> Grade | str:
    most = _most(scale)
    if of := _POINTS_OF.fullmatch(text):
        if Decimal(of["most"]) != most:
            return "grade_unknown"
        text = of["points"]
    number = points(text)
    if number is None:
        # A letter names its band; the digit of a band could be mistaken for points.
        return "grade_unknown" if text.isdecimal() else _by_code(scale, text)
    if number != int(number):
        # Bands are whole: the provider rounds by its own rule, the register never does.
        return "grade_not_rounded"
    band = scale.band(number)
    return "grade_unknown" if band is None else _banded(scale, band, int(number))


def _banded(scale: GradingScale, band: Band, number: int) -> Grade:
    # On a scale of marks (5, 4, 3, 2) the points are the mark itself.
    is_mark = band.code == str(number) and band.min == band.max
    text = band.code if is_mark else f"{band.code} ({number}/{_most(scale)})"
    return Grade(scale.id, band.code, str(number), text, band.passes)
