"""Parsed documents that differ in a few values, made without parsing each of them.

Everything constant is shared by all documents of a shape, so nothing of it may ever be
changed: objects and lists are of kinds that refuse it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from pharos.core.templates.holes import Hole, split

Values = Sequence[str]
Make = Callable[[Values], Any]


def _refuse(*arguments: object, **named: object) -> NoReturn:
    raise TypeError("a document that was verified does not change")


class FrozenObject(dict[str, Any]):
    """A JSON object that cannot be changed; `copy` gives one that can."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


class FrozenList(list[Any]):
    """A JSON list that cannot be changed; `copy` gives one that can."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse


# How the makers below fill what nobody else may change.
_put_member, _put_item = dict.__setitem__, list.__setitem__


def maker(
    marked: Mapping[str, Any], holes: Sequence[Hole]
) -> Callable[[Values], Mapping[str, Any]]:
    """What makes the document of given values, from one with marks in their places."""
    made = _compiled(marked, holes)
    make: Make = made if callable(made) else lambda values: made
    return make


def _compiled(value: Any, holes: Sequence[Hole]) -> Any:
    """A frozen constant, or the function that makes it of the values."""
    if isinstance(value, str):
        return _text(value, holes)
    if isinstance(value, Mapping):
        return _object({name: _compiled(item, holes) for name, item in value.items()})
    if isinstance(value, list):
        return _list([_compiled(item, holes) for item in value])
    return value


def _text(value: str, holes: Sequence[Hole]) -> Any:
    parts = split(value, holes)
    if all(isinstance(part, str) for part in parts):
        return value
    if len(parts) == 1:
        [number] = parts
        return lambda values: values[number]
    if sum(isinstance(part, int) for part in parts) == 1 and isinstance(parts[0], str):
        before, hole, *tail = parts
        after = "".join(map(str, tail))
        return lambda values: f"{before}{values[hole]}{after}"
    return lambda values: "".join(p if isinstance(p, str) else values[p] for p in parts)


def _object(members: dict[str, Any]) -> Any:
    varying = [(name, item) for name, item in members.items() if callable(item)]
    if not varying:
        return FrozenObject(members)

    def make(values: Values) -> FrozenObject:
        made = FrozenObject(members)
        for name, item in varying:
            _put_member(made, name, item(values))
        return made

    return make


def _list(items: list[Any]) -> Any:
    varying = [(place, item) for place, item in enumerate(items) if callable(item)]
    if not varying:
        return FrozenList(items)

    def make(values: Values) -> FrozenList:
        made = FrozenList(items)
        for place, item in varying:
            _put_item(made, place, item(values))
        return made

    return make
