"""What is seeded after the main job, while the first pages are served: one step a context.

Each step looks first whether its things are there, and answers how many it made.
"""

from collections.abc import Callable, Sequence
from typing import Final

from pharos.portal.demo import (
    criteria,
    designing,
    formats,
    funding,
    lifetimes,
    lightroute,
    listings,
    needs,
    oversight,
    procedures,
    shelf,
    standards,
    stateregister,
)
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import World

STEPS: Final[Sequence[Callable[[Seeding], int]]] = (
    shelf.seed,
    designing.seed,
    criteria.seed,
    formats.seed,
    needs.seed,
    funding.seed,
    standards.seed,
    procedures.seed,
    lightroute.seed,
    oversight.seed,
    listings.seed,
    stateregister.seed,
    lifetimes.seed,
    # last: the seed of the lot is signed after the sample was announced
    lightroute.draw,
)


def seed(world: World) -> int:
    """How much was made for the desks to look at."""
    seeding = Seeding(world, format_hash=b"")
    return sum(step(seeding) for step in STEPS)
