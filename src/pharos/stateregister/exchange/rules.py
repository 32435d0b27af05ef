"""Both sides of the exchange laid beside each other: what differs, one line a fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pharos.core.strict import name_skeleton
from pharos.stateregister.exchange.connector import LICENCE, Listed


class Kind(StrEnum):
    """What can differ between the national registry and this register."""

    PROVIDER_ONLY_THERE = "provider_only_there"
    PROVIDER_ONLY_HERE = "provider_only_here"
    PROVIDER_NAME = "provider_name"
    PROVIDER_ENDED = "provider_ended"
    LICENCE_ONLY_THERE = "licence_only_there"
    LICENCE_ONLY_HERE = "licence_only_here"
    LICENCE_HOLDER = "licence_holder"
    LICENCE_TERM = "licence_term"


class Resolution(StrEnum):
    """How a person ended a line: whose side was right, or that the entry was corrected."""

    OURS = "ours"
    THEIRS = "theirs"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Ours:
    """An entry of this register under the key of the national registry."""

    kind: str
    key: str
    names: tuple[str, ...]
    holder: str = ""
    term: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; the same line twice is one line."""

    kind: Kind
    key: str
    ours: str
    theirs: str


def compare(ours: Iterable[Ours], theirs: Iterable[Listed]) -> list[Line]:
    """Every difference, in order of kind and key."""
    mine = {(one.kind, one.key): one for one in ours}
    told = {(one.kind, one.key): one for one in theirs}
    lines = [*_missing(mine, told)]
    for place in mine.keys() & told.keys():
        lines += _differing(mine[place], told[place])
    return sorted(lines, key=lambda one: (one.kind, one.key, one.ours, one.theirs))


def term_text(first_day: object, until: object) -> str:
    """A term as both sides write it for a comparison."""
    return f"{first_day or ''}/{until or ''}"


def _missing(
    mine: Mapping[tuple[str, str], Ours], told: Mapping[tuple[str, str], Listed]
) -> Iterable[Line]:
    for kind, key in told.keys() - mine.keys():
        code = Kind.LICENCE_ONLY_THERE if kind == LICENCE else Kind.PROVIDER_ONLY_THERE
        yield Line(code, key, "", told[kind, key].name)
    for kind, key in mine.keys() - told.keys():
        one = mine[kind, key]
        if one.is_open:
            code = Kind.LICENCE_ONLY_HERE if kind == LICENCE else Kind.PROVIDER_ONLY_HERE
            yield Line(code, key, one.names[0] if one.names else "", "")


def _differing(ours: Ours, theirs: Listed) -> Iterable[Line]:
    if ours.kind == LICENCE:
        there = term_text(theirs.first_day, theirs.until)
        if ours.holder and theirs.holder and ours.holder != theirs.holder:
            yield Line(Kind.LICENCE_HOLDER, ours.key, ours.holder, theirs.holder)
        if ours.term != there:
            yield Line(Kind.LICENCE_TERM, ours.key, ours.term, there)
        return
    known = {name_skeleton(one) for one in ours.names}
    if theirs.name and name_skeleton(theirs.name) not in known:
        yield Line(Kind.PROVIDER_NAME, ours.key, ours.names[0] if ours.names else "", theirs.name)
    if theirs.until is not None and ours.is_open:
        yield Line(Kind.PROVIDER_ENDED, ours.key, "", theirs.until.isoformat())
