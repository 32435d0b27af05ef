"""Values as issuers write them: one or many, a text or nothing, an instant or a refusal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pharos.core import strict
from pharos.core.errors import Malformed

YEARS: Final = range(1900, 9999)


def as_list(value: object) -> list[Any]:
    """JSON-LD: one value and a list of one are the same."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def object_of(value: object) -> Mapping[str, Any]:
    """An object, empty for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects_of(value: object) -> list[Mapping[str, Any]]:
    """The objects of a value that stands once or in a list; anything else is left out."""
    return [one for one in as_list(value) if isinstance(one, Mapping)]


def text_of(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def id_of(reference: object) -> str:
    """The id of an object or the address that stands for it; empty for anything else."""
    found = reference.get("id") if isinstance(reference, dict) else reference
    return found if isinstance(found, str) else ""


def instant_of(value: object) -> datetime:
    """An instant that can be moved by days and zones without leaving the calendar (VER-12)."""
    instant = strict.parse_instant(value)
    if instant.year not in YEARS:
        raise Malformed("malformed_time", "a year that no award has")
    return instant


def instant_text(instant: datetime | None) -> str | None:
    """The text of an instant in whole seconds of UTC, where there is one."""
    return None if instant is None else strict.format_instant(instant)
