"""Which list of agencies an agency stands on, from when until when (DEQAR, REFERENCE 4.5).

The days of an agency's entry in the EQAR bound what it decides: a decision that was taken or begins
on another day is none of an agency of that register.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol

LISTS = ("eqar", "enqa")
BOUNDING = "eqar"


class Entry(Protocol):
    """One stretch on one list; `until` is exclusive, None while it goes on."""

    @property
    def list(self) -> str: ...
    @property
    def first_day(self) -> date: ...
    @property
    def until(self) -> date | None: ...


class Place(StrEnum):
    """Whether a day lies within the agency's entry."""

    WITHIN = "within"
    OUTSIDE = "outside"


def covers(entry: Entry, day: date) -> bool:
    """Whether the agency stood on the list on a day."""
    return entry.first_day <= day and (entry.until is None or day < entry.until)


def overlaps(entry: Entry, first_day: date, until: date | None) -> bool:
    """Whether another stretch has a day in common with an entry."""
    begins_before_end = entry.until is None or first_day < entry.until
    return begins_before_end and (until is None or entry.first_day < until)


def place_of(entries: Iterable[Entry], *days: date) -> Place | None:
    """Whether all these days of a decision lie within one entry in the EQAR.

    None for an agency that was never entered there.
    """
    bounding = [one for one in entries if one.list == BOUNDING]
    if not bounding:
        return None
    within = any(all(covers(one, day) for day in days) for one in bounding)
    return Place.WITHIN if within else Place.OUTSIDE
