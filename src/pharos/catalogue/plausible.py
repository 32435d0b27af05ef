"""Whether sizes and hours can be true together: warnings for an author, never refusals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.problems import Problem
from pharos.nations.model import Nation

# Below this an outcome can hardly be taught and assessed; a proposal of this product.
LEAST_HOURS: Final = Decimal(3)
RULE: Final = "plausibility"


def warnings(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """What an author should look at again; the sentence of each says what to do."""
    hours = descriptor.workload_hours.clock_hours if descriptor.workload_hours else None
    if not hours:
        return
    weeks = descriptor.schedule.weeks if descriptor.schedule else None
    most = nation.designer.week_hours_max
    if weeks and hours / weeks > most:
        yield Problem("plausible_week", RULE, {"hours": _whole(hours / weeks), "most": most})
    outcomes = len(descriptor.learning_outcomes)
    if outcomes and hours < LEAST_HOURS * outcomes:
        facts = {"outcomes": outcomes, "hours": _whole(hours), "least": LEAST_HOURS}
        yield Problem("plausible_outcomes", RULE, facts)
    contact = descriptor.contact_hours.clock_hours if descriptor.contact_hours else None
    if contact is not None and contact >= hours and descriptor.ects is not None:
        yield Problem("plausible_contact", RULE, {"hours": _whole(hours)})


def _whole(hours: Decimal) -> str:
    return format(hours.quantize(Decimal(1)), "f")
