"""What a nation asks of a programme itself before it is awarded, by the programme's kind.

Accreditation is not asked of every kind: a course may need a licence, or only that its provider
is authorised. A page must not call *not accredited* what nobody accredits.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pharos.catalogue.models import ProgrammeVersion
from pharos.nations.model import Nation
from pharos.standards import queries as standards

ACCREDITATION: Final = "accreditation"
LICENCE: Final = "licence"
NEITHER: Final = "neither"
VALUES: Final = (ACCREDITATION, LICENCE, NEITHER)
_DECISIONS: Final[Mapping[str, str]] = {"programme": ACCREDITATION, "licence": LICENCE}


def asked_of(kind: str, nation: Nation) -> str:
    """Which decision about the programme itself a nation asks of this kind, one of `VALUES`."""
    asked = nation.decisions_required.get(kind, ())
    return next((word for one, word in _DECISIONS.items() if one in asked), NEITHER)


def of_version(version: ProgrammeVersion, on: date) -> str:
    """The same for a version, as the law of its nation stands on a day."""
    return asked_of(version.kind, standards.nation(version.nation, on=on))


def decisions_of(kind: str, nation: str, on: date) -> tuple[str, ...]:
    """Every decision that is asked before an award, that about the provider included."""
    return standards.nation(nation, on=on).decisions_required.get(kind, ())


def by_kind(on: date) -> dict[str, dict[str, str]]:
    """Nation -> kind of programme -> what is asked of it on a day."""
    return {
        code: {kind: asked_of(kind, nation) for kind in nation.decisions_required}
        for code in standards.all_codes()
        for nation in (standards.nation(code, on=on),)
    }


def pairs(value: str, on: date) -> Iterator[tuple[str, str]]:
    """Each nation with a kind of which this is asked."""
    for nation, kinds in by_kind(on).items():
        yield from ((nation, kind) for kind, word in kinds.items() if word == value)
