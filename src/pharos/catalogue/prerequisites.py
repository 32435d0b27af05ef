"""Programmes that ask for each other: a chain of prerequisites never comes back to its start.

BIZ-03. Whoever would have to hold a programme before enrolling in it could never enrol.
"""

from collections.abc import Callable, Iterable
from typing import Final

# Chains of real programmes are a few steps long; a longer search would serve an attacker only.
MOST: Final = 2_000


def cycle(start: str, asked_by: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The addresses from `start` back to itself, or nothing when no chain leads back.

    `asked_by` gives the addresses that a programme asks for.
    """
    before: dict[str, str] = {}
    waiting = [start]
    while waiting and len(before) < MOST:
        here = waiting.pop()
        for needed in asked_by(here):
            if needed == start:
                return (*_way(start, here, before), start)
            if needed not in before:
                before[needed] = here
                waiting.append(needed)
    return ()


def _way(start: str, end: str, before: dict[str, str]) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
