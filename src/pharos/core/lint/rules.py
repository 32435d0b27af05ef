"""What a rule is, the list of all of them, and running them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
Broken = Iterable[tuple[str, str]]
"""Pairs of path and message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: its stable id, what is wrong, and where."""

    rule: str
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the text that demands it."""

    id: str
    demanded_by: str
    check: Callable[[Json], Broken]


RULES: dict[str, Rule] = {}


def rule(id_: str, *, demanded_by: str) -> Callable[[Callable[[Json], Broken]], Rule]:
    """Enter the decorated function as the rule `id_`; ids are unique and never change."""

    def enter(check: Callable[[Json], Broken]) -> Rule:
        if id_ in RULES:
            raise ValueError(f"the rule {id_} stands twice")
        made = RULES[id_] = Rule(id_, demanded_by, check)
        return made

    return enter


def lint(document: Json) -> list[Finding]:
    """Every broken rule of an unsigned credential, in the order of the rules; [] is clean."""
    return [
        Finding(rule_.id, message, path)
        for rule_ in RULES.values()
        for path, message in rule_.check(document)
    ]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Path, member name and value of everything inside, the deep parts included."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            here = f"{path}.{name}" if path else str(name)
            yield here, str(name), item
            yield from walk(item, here)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            here = f"{path}[{place}]"
            yield here, "", item
            yield from walk(item, here)


def objects(value: Any) -> list[Json]:
    """The objects of a value that may be one or many."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def member(value: Json, *names: str) -> Json:
    """The object reached by these members; an empty one where there is none."""
    for name in names:
        found = value.get(name)
        value = found if isinstance(found, Mapping) else {}
    return value
