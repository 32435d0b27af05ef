"""Entries of a nation's tables as they are amended: what each says, by which words, with a source.

An entry that is changed is written whole; what it no longer says (a language, a choice) is
written as null, because an amendment is laid over what holds. Plain values only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pharos.nations import reading, tables
from pharos.nations.parameters.designer import EXTRA_TYPES
from pharos.nations.vocabulary import CYCLES, MARKS, PROGRAMME_KINDS, REGION_KINDS
from pharos.standards import parameters
from pharos.standards.parameters import Path, Vocabulary

# No dots: an entry's name is its path written with dots.
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """What an entry says: a key, level, words, text, number, flag, code, codes or choices."""

    name: str
    kind: str
    vocabulary: Vocabulary | None = None
    is_required: bool = True


def _code(name: str, words: tuple[str, ...], kind: str = "code", **more: Any) -> Member:
    return Member(name, kind, Vocabulary(more.pop("called", parameters.WORD), words), **more)


_SOURCE: Final = Member("source", "text")
_GRADE: Final = (
    Member("code", "key"),
    Member("label", "words"),
    Member("min", "number", is_required=False),
    Member("max", "number", is_required=False),
    Member("passes", "flag"),
)
MEMBERS: Final[Mapping[Path, tuple[Member, ...]]] = MappingProxyType(
    {
        ("levels",): (
            Member("nqf", "level"),
            Member("name", "words"),
            Member("eqf", "level"),
            _code("cycle", CYCLES, is_required=False),
            Member("referenced", "flag"),
            _SOURCE,
        ),
        ("regions",): (
            Member("code", "key"),
            Member("name", "words"),
            _code("kind", REGION_KINDS),
            _SOURCE,
        ),
        ("grading_scales",): (Member("id", "key"), Member("scope", "text"), _SOURCE),
        ("grading_scales", "*", "grades"): (*_GRADE, _SOURCE),
        ("designer", "ects_by_level"): (
            Member("level", "level"),
            Member("min", "number"),
            Member("max", "number"),
            _SOURCE,
        ),
        ("designer", "extra_fields"): (
            Member("code", "key"),
            Member("label", "words"),
            Member("hint", "words"),
            _code("type", EXTRA_TYPES),
            Member("choices", "choices", is_required=False),
            _code("required", PROGRAMME_KINDS, "codes", called=parameters.PROGRAMME,
                  is_required=False),
            _code("mark", MARKS, called=parameters.MARK),
            _SOURCE,
        ),
    }
)  # fmt: skip


def members(table: Path) -> tuple[Member, ...]:
    """What an entry of this table says, its key first."""
    return MEMBERS[tables.general(table)]


def first_inside(table: Path) -> tuple[str, tuple[Member, ...]] | None:
    """The table inside a new entry of this one, and what its first entry says: a scale begins
    with a grade."""
    inner = tables.inner_tables((*table, "*"))
    return (inner[0], _GRADE) if inner else None


def is_key(text: str) -> bool:
    """Whether a new entry can have this key."""
    return _KEY.fullmatch(text) is not None


def laid(old: Any, new: Any) -> Any:
    """What an entry says after a change, None where it ends."""
    if new is None or not isinstance(old, Mapping):
        return tables.pruned(new)
    return tables.pruned(reading.merged(old, new))


def change(old: Any, new: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be written so that `old` becomes `new`."""
    if not isinstance(old, Mapping):
        return dict(new)
    found: dict[str, Any] = {}
    for name, value in new.items():
        held = old.get(name)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        gone = dict.fromkeys(held, None) if both else {}
        found[name] = gone | change(held, value) if both else value
    return found


def differing(old: Any, new: Any) -> list[str]:
    """Members that an entry says otherwise, or did not say."""
    was, says = old or {}, new or {}
    return [name for name in {**says, **was} if was.get(name) != says.get(name)]
