"""What an amendment would touch: counted where the things are, by names that each context gives.

A counter is `count(before: Nation, after: Nation, *, on: date) -> Iterable[Touched]`; it asks the
database for what differs between the two and for nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any, Final

from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.organisations import queries as organisations

MAX_LISTED: Final = 20
COUNTERS: Final[Sequence[str]] = (
    "pharos.standards.impact:providers",
    "pharos.catalogue.touched:programmes",
    "pharos.accreditation.touched:decisions",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """How many things of a kind are touched, and the first of them by name and address."""

    code: str
    count: int
    listed: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def touched(before: Nation, after: Nation, *, on: date, now: datetime) -> list[Touched]:
    """Everything that stands otherwise once `after` holds instead of `before`."""
    found: list[Touched] = []
    for name in COUNTERS:
        module, _, function = name.partition(":")
        found += getattr(import_module(module), function)(before, after, on=on)
    return found


def providers(before: Nation, after: Nation, *, on: date) -> Iterable[Touched]:
    """Providers that gain or lose the right to award a kind of programme."""
    for gained, code in ((False, "impact_rights_lost"), (True, "impact_rights_gained")):
        kinds = {kind for (kind, _), may in after.awarding_rights.items()
                 if may is gained}  # fmt: skip
        changed = {
            kind for kind in kinds for programme in PROGRAMME_KINDS
            if before.awarding_rights.get((kind, programme), False) is not gained
            and after.awarding_rights.get((kind, programme), False) is gained
        }  # fmt: skip
        rows = {one.id: one for kind in sorted(changed)
                for one in organisations.listing(nation=after.code, kind=kind, on=on)}  # fmt: skip
        if rows:
            listed = [{"name": one.name, "path": f"/providers/{one.slug}"}
                      for one in list(rows.values())[:MAX_LISTED]]  # fmt: skip
            yield Touched(code, len(rows), listed)
