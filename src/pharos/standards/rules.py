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

from pharos.nations import reading, tables
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time: the plain document that holds there and the nation that it makes.

    `amendments` are those that begin on its first day; none where a regime of the files begins.
    """

    nation: Nation
    document: Mapping[str, Any]
    amendments: tuple[UUID, ...] = ()


def pieces(regimes: Sequence[Regime], changes: Iterable[Change]) -> tuple[Nation, ...]:
    """Every stretch of time with the nation as it holds there; raises NationError."""
    return tuple(one.nation for one in stretches(regimes, changes))


def stretches(regimes: Sequence[Regime], changes: Iterable[Change]) -> tuple[Stretch, ...]:
    """Every stretch of time with its document; raises NationError."""
    ordered = sorted(changes, key=lambda change: (change.first_day, change.approved_at, change.id))
    if not ordered:
        return tuple(Stretch(regime.nation, regime.document) for regime in regimes)
    return tuple(_stretches(regimes, ordered))


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
    *,
    nation: str,
    first_day: date,
    changes: Mapping[str, Any],
    reason: str,
    evidence: str,
    links: Sequence[str] = (),
    files: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """What an approval of an amendment binds to; a file by its digest."""
    content: list[Any] = [nation, first_day.isoformat(), changes, reason, evidence]
    if links or files:
        content += [list(links), [one["digest"] for one in files]]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _stretches(regimes: Sequence[Regime], changes: Sequence[Change]) -> Iterator[Stretch]:
    begin = regimes[0].first_day
    days = {regime.first_day for regime in regimes}
    days |= {change.first_day for change in changes if change.first_day > begin}
    for first_day, until in pairwise([*sorted(days), date.max]):
        yield _stretch(regimes, changes, first_day, None if until == date.max else until)


def _stretch(
    regimes: Sequence[Regime], changes: Sequence[Change], first_day: date, until: date | None
) -> Stretch:
    regime = next(one for one in reversed(regimes) if one.first_day <= first_day)
    begun = [change for change in changes if change.first_day <= first_day]
    document: Mapping[str, Any] = regime.document
    for change in begun:
        document = tables.by_key(reading.merged(document, change.changes))
    name = f"{regime.nation.regime}+{begun[-1].id}" if begun else regime.nation.regime
    limits = {"first_day": first_day, "until": until}
    document = reading.merged(document, {"regime": name, "legal_basis": limits})
    began = tuple(change.id for change in begun if change.first_day == first_day)
    return Stretch(reading.build(document), document, began)
