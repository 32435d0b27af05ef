"""Which changes of a programme are substantive: told to the agency before they are lived.

REFERENCE 4.3: outcomes, level, ECTS by more than so many per cent, assessment, language, form
of delivery, partner. Found by comparing two descriptors, never by what somebody says.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from pharos.catalogue.descriptors import Descriptor

Part = Callable[[Descriptor], object]


def differences(before: Descriptor, after: Descriptor, percent: int) -> list[str]:
    """The substantive parts in which two versions differ, in their fixed order."""
    return list(_differences(before, after, percent))


def _differences(before: Descriptor, after: Descriptor, percent: int) -> Iterator[str]:
    if _outcomes(before) != _outcomes(after):
        yield "outcomes"
    if before.nqf_level != after.nqf_level:
        yield "level"
    if _moved(before.ects, after.ects, percent):
        yield "ects"
    parts: tuple[tuple[str, Part], ...] = (
        ("assessment", _assessment),
        ("language", lambda one: frozenset(one.languages)),
        ("delivery", lambda one: frozenset(one.form_of_participation)),
        ("partner", _partners),
    )
    for name, part in parts:
        if part(before) != part(after):
            yield name


def _outcomes(descriptor: Descriptor) -> frozenset[tuple[tuple[str, str], ...]]:
    """The texts of the outcomes; their order and their codes are nobody's business here."""
    return frozenset(tuple(sorted(one.text.items())) for one in descriptor.learning_outcomes)


def _moved(before: Decimal | None, after: Decimal | None, percent: int) -> bool:
    """More than so many per cent of what it was; credits that come or go always."""
    if before is None or after is None:
        return before != after
    return abs(after - before) * 100 > before * percent


def _assessment(descriptor: Descriptor) -> object:
    return (
        frozenset((one.type, one.weight) for one in descriptor.assessment),
        descriptor.supervision,
    )


def _partners(descriptor: Descriptor) -> object:
    return descriptor.provider, frozenset(descriptor.awarding_body), descriptor.partners
