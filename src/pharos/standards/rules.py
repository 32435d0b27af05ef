"""How amendments lie over the shipped standards; plain values only.

A nation's time is cut at the first day of each regime and of each amendment. In every piece the
regime's document holds with all amendments laid over it that have begun, in order of their first
day, then of their approval. A later regime of the files does not undo an amendment: what an
authority decided stands until it decides otherwise.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from pharos.nations import reading
from pharos.nations.files import Regime
from pharos.nations.model import Nation

# What makes a nation this nation, and what follows from the first day of the amendment.
_FIXED: Final = ("code", "timezone", "regime")
_FOLLOWS: Final = ("first_day", "until")


@dataclass(frozen=True, slots=True)
class Change:
    """An approved amendment: what it replaces, from which day, and since when it is known."""

    id: UUID
    first_day: date
    approved_at: datetime
    changes: Mapping[str, Any]


def pieces(regimes: Sequence[Regime], changes: Iterable[Change]) -> tuple[Nation, ...]:
    """Every stretch of time with the nation as it holds there; raises NationError."""
    ordered = sorted(changes, key=lambda change: (change.first_day, change.approved_at, change.id))
    if not ordered:
        return tuple(regime.nation for regime in regimes)
    return tuple(_pieces(regimes, ordered))


def problem_of(
    new: Change, *, regimes: Sequence[Regime], known: Iterable[Change] = ()
) -> str | None:
    """Why these changes cannot be laid over the nation, or None when they can."""
    basis = new.changes.get("legal_basis", {})
    members = [*new.changes, *(basis if isinstance(basis, Mapping) else ())]
    for name in members:
        if name in (*_FIXED, *_FOLLOWS):
            return f"{name}: cannot be amended"
    if not new.changes:
        return "nothing is changed"
    try:
        pieces(regimes, [*known, new])
    except reading.NationError as error:
        return str(error)
    return None


def content_hash(
    *, nation: str, first_day: date, changes: Mapping[str, Any], reason: str, evidence: str
) -> bytes:
    """What an approval of an amendment binds to."""
    content = [nation, first_day.isoformat(), changes, reason, evidence]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _pieces(regimes: Sequence[Regime], changes: Sequence[Change]) -> Iterator[Nation]:
    begin = regimes[0].first_day
    days = {regime.first_day for regime in regimes}
    days |= {change.first_day for change in changes if change.first_day > begin}
    for first_day, until in pairwise([*sorted(days), date.max]):
        yield _piece(regimes, changes, first_day, None if until == date.max else until)


def _piece(
    regimes: Sequence[Regime], changes: Sequence[Change], first_day: date, until: date | None
) -> Nation:
    regime = next(one for one in reversed(regimes) if one.first_day <= first_day)
    begun = [change for change in changes if change.first_day <= first_day]
    document: Mapping[str, Any] = regime.document
    for change in begun:
        document = reading.merged(document, change.changes)
    name = f"{regime.nation.regime}+{begun[-1].id}" if begun else regime.nation.regime
    limits = {"first_day": first_day, "until": until}
    return reading.build(reading.merged(document, {"regime": name, "legal_basis": limits}))
