"""What a programme's description says of the awards that it leads to, for the definitions."""

from collections.abc import Iterable
from typing import Final

from pharos.catalogue.descriptors import Descriptor
from pharos.nations.definitions import DEGREE_PROGRAMME, NON_DEGREE, NON_FORMAL, Facts
from pharos.nations.model import Nation

_SOURCES: Final = {
    "non_formal": NON_FORMAL,
    "carved_out": DEGREE_PROGRAMME,
}
_PROFESSIONAL: Final = frozenset({"employment", "professional_development"})


def facts(
    descriptor: Descriptor,
    nation: Nation,
    *,
    kinds: Iterable[str],
    accredited: bool | None,
    registered: bool | None,
) -> Facts:
    """The facts of an award of this programme; None where neither tells anything.

    `kinds` are those of the awarding body, `accredited` whether every decision that the nation
    asks for was in force, `registered` whether the award stands in the national register.
    """
    ects = descriptor.ects
    return Facts(
        certified=True,
        digital=True,
        registered=registered,
        assessed=bool(descriptor.assessment),
        outcomes=bool(descriptor.learning_outcomes),
        criteria=True if descriptor.grading_scale else None,
        professional=True if _PROFESSIONAL & set(descriptor.purposes) else None,
        source=_SOURCES.get(descriptor.kind or "", NON_DEGREE),
        structured=True,
        small=None if ects is None else nation.ects.min <= ects <= nation.ects.max,
        has_ects=ects is not None,
        has_level=descriptor.nqf_level is not None,
        quality_assured=accredited,
        by_institution=any(kind.startswith("hei_") for kind in kinds),
        programme_accredited=accredited,
        target_allows=True if descriptor.recognising_programmes else None,
    )
