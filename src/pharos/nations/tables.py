"""Tables of a nation whose entries come and go one by one: levels, regions, grades and others.

A file lists their rows; an amendment names single entries, so in a document that is amended each
entry stands under its key. `null` under a key ends the entry. Plain values only.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pharos.nations.fields import Document, NationError

T = TypeVar("T")
Path = tuple[str, ...]

# Each table with the member that is its entries' key, "" where an entry does not name it;
# `*` stands for any key.
KEYS: Final[Mapping[Path, str]] = MappingProxyType(
    {
        ("levels",): "nqf",
        ("regions",): "code",
        ("grading_scales",): "id",
        ("grading_scales", "*", "grades"): "code",
        ("designer", "ects_by_level"): "",
        ("designer", "extra_fields"): "code",
    }
)


def general(path: Path) -> Path:
    """The path as `KEYS` writes it: keys of entries are stars."""
    found: Path = ()
    for name in path:
        found = (*found, "*" if found in KEYS else name)
    return found


def is_table(path: Path) -> bool:
    """Whether entries stand under this path."""
    return general(path) in KEYS


def is_entry(path: Path) -> bool:
    """Whether one entry of a table stands under this path."""
    return bool(path) and is_table(path[:-1])


def inner_tables(path: Path) -> tuple[str, ...]:
    """The members of an entry that are tables themselves: the grades of a scale."""
    return tuple(table[-1] for table in KEYS if table[:-1] == general(path) and "*" in table)


def by_key(document: Document) -> dict[str, Any]:
    """The document with every table's entries under their keys, and none that has ended.

    Raises NationError where two rows have one key.
    """
    found: dict[str, Any] = dict(document)
    for table in KEYS:
        if "*" not in table:
            found = _replaced(found, table, partial(_keyed, table))
    return found


def entries(read: Callable[[str, Any], T], key: str = "") -> Callable[[str, Any], dict[str, T]]:
    """A reader of entries that stand under their keys; raises NationError where they differ."""

    def read_entries(path: str, value: Any) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise NationError(path, "not a table")
        for name, row in value.items():
            if key and isinstance(row, Mapping) and str(row.get(key)) != name:
                raise NationError(f"{path}.{name}", f"its {key} is another")
        return {name: read(f"{path}.{name}", row) for name, row in value.items()}

    return read_entries


def pruned(entry: Any) -> Any:
    """An entry without what an amendment took out of its members: languages, choices."""
    if not isinstance(entry, Mapping):
        return entry
    return {name: _without_null(value) for name, value in entry.items()}


def _replaced(
    document: Mapping[str, Any], path: Path, change: Callable[[Any], Any]
) -> dict[str, Any]:
    found = dict(document)
    if path[0] not in found:
        return found
    if len(path) == 1:
        found[path[0]] = change(found[path[0]])
    elif isinstance(found[path[0]], Mapping):
        found[path[0]] = _replaced(found[path[0]], path[1:], change)
    return found


def _keyed(table: Path, value: Any) -> Any:
    key = KEYS[general(table)]
    if isinstance(value, list | tuple) and key:
        rows = {str(row[key]): row for row in value if isinstance(row, Mapping) and key in row}
        if len(rows) != len(value):
            raise NationError(".".join(table), f"the same {key} twice, or none")
        value = rows
    if not isinstance(value, Mapping):
        return value
    return {str(name): _entry((*table, str(name)), row) for name, row in value.items()
            if row is not None}  # fmt: skip


def _entry(path: Path, row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    inner = inner_tables(path)
    return {name: _keyed((*path, name), value) if name in inner else _without_null(value)
            for name, value in row.items()}  # fmt: skip


def _without_null(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {name: _without_null(one) for name, one in value.items() if one is not None}
