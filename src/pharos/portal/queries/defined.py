"""Which definition of a micro-credential a programme or an award meets, condition by condition."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from pharos.catalogue import defining
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import DomainError
from pharos.nations import definitions
from pharos.nations.definitions import Condition, Facts
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

_WORDS: Final[Mapping[bool | None, str]] = {True: "met", False: "not_met", None: "open"}


def of_programme(version: ProgrammeVersion, *, on: date, accredited: bool) -> dict[str, Any] | None:
    """How awards of a version stand on a day; None where no definition is in force."""
    nation = standards.nation(version.nation, on=on)
    # an award of today is entered in the register wherever the nation asks for it
    registered = nation.gates.national_registration or None
    return _told(nation, _facts(version, nation, on, accredited, registered))


def of_award(
    path: str,
    *,
    nation: str,
    on: date,
    accredited: bool | None,
    registered: bool | None,
    now: datetime,
) -> dict[str, Any] | None:
    """How an award stood on its day; `path` is that of the version: /programmes/…/v2.

    Kept for a minute: what an award's day rests on changes only when an entry is corrected.
    """
    minute = int(now.timestamp()) // 60
    return _of_award(path, nation, on, accredited, registered, minute)


@lru_cache(maxsize=1_000)
def _of_award(
    path: str, nation: str, on: date, accredited: bool | None, registered: bool | None, minute: int
) -> dict[str, Any] | None:
    parts = path.strip("/").split("/")
    if len(parts) != 4 or not parts[3].removeprefix("v").isdigit():
        return None
    try:
        with tenancy.scope(ANONYMOUS):
            version = catalogue.find(parts[1], parts[2], int(parts[3].removeprefix("v")))
            regime = standards.nation(nation, on=on)
            return _told(regime, _facts(version, regime, on, accredited, registered))
    except DomainError:
        return None


def _facts(
    version: ProgrammeVersion,
    nation: Nation,
    on: date,
    accredited: bool | None,
    registered: bool | None,
) -> Facts:
    return defining.facts(
        version.descriptor,
        nation,
        kinds=organisations.kinds_on(version.organisation_id, on),
        accredited=accredited,
        registered=registered,
    )


def _told(nation: Nation, facts: Facts) -> dict[str, Any] | None:
    known = definitions.all_of().get(nation.definitions.in_force or "")
    if known is None:
        return None
    return {
        "nation": nation.code.lower(),
        "author": known.author,
        "year": known.year,
        "state": f"page_defined_{_WORDS[definitions.is_microcredential(known, facts)]}",
        "conditions": _rows(definitions.met(known, facts)),
        "combining": _rows(definitions.usable_in_qualification(known, facts)[1:]),
    }


def _rows(conditions: Sequence[Condition]) -> list[dict[str, str]]:
    tones = {True: "good", False: "bad", None: "grey"}
    return [
        {
            "code": f"predicate_{one.predicate}",
            "state": f"page_defined_condition_{_WORDS[one.held]}",
            "tone": tones[one.held],
        }
        for one in conditions
    ]
