"""Strict reading of a JSON object, member by member; what nobody asked for is refused."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pharos.core import strict
from pharos.core.errors import CoreError, Malformed

T = TypeVar("T")


class Fields:
    """The members of one object, each read once by its type; `close` finds strangers."""

    def __init__(self, members: Any, path: str = "") -> None:
        self._path = path
        self._seen: set[str] = set()
        if not isinstance(members, dict):
            raise self._malformed("an object is expected")
        self._members: dict[str, Any] = members

    def close(self) -> None:
        """Refuse members that were not read."""
        strangers = sorted(self._members.keys() - self._seen)
        if strangers:
            raise self._malformed(f"unknown member {strangers[0]}")

    def require(self, condition: bool) -> None:
        if not condition:
            raise self._malformed("a member has a value that does not fit")

    def whole(self) -> dict[str, Any]:
        """All members, for a reader of its own."""
        self._seen.update(self._members)
        return self._members

    def text(self, name: str) -> str:
        value = self._take(name)
        if not isinstance(value, str) or not value:
            raise self._malformed("a text is expected", name)
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self._is_none(name) else self.text(name)

    def one_of(self, name: str, values: frozenset[Any]) -> str:
        value = self.text(name)
        if value not in values:
            raise self._malformed("none of the known values", name)
        return value

    def one_of_or_none(self, name: str, values: frozenset[Any]) -> str | None:
        return None if self._is_none(name) else self.one_of(name, values)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self._malformed("texts are expected", name)
        return tuple(values)

    def text_set_or_none(self, name: str) -> frozenset[str] | None:
        return None if self._is_none(name) else frozenset(self.texts(name))

    def integer_or_none(self, name: str) -> int | None:
        if self._is_none(name):
            return None
        value = self._take(name)
        if type(value) is not int:
            raise self._malformed("a whole number is expected", name)
        return value

    def integers_or_none(self, name: str) -> frozenset[int] | None:
        if self._is_none(name):
            return None
        values = self._list(name)
        if not all(type(value) is int for value in values):
            raise self._malformed("whole numbers are expected", name)
        return frozenset(values)

    def boolean(self, name: str) -> bool:
        value = self._take(name)
        if not isinstance(value, bool):
            raise self._malformed("true or false is expected", name)
        return value

    def true_if_any(self, name: str) -> bool:
        """True for a member that stands only where it is true; false where it is not there."""
        if name not in self._members:
            return False
        self.require(self._take(name) is True)
        return True

    def day(self, name: str) -> date:
        text = self.text(name)
        try:
            found = date.fromisoformat(text)
        except ValueError as error:
            raise self._malformed("a day reads like 2026-11-22", name) from error
        if found.isoformat() != text:
            raise self._malformed("a day reads like 2026-11-22", name)
        return found

    def day_or_none(self, name: str) -> date | None:
        return None if self._is_none(name) else self.day(name)

    def instant(self, name: str) -> datetime:
        try:
            return strict.parse_instant(self.text(name))
        except CoreError as error:
            raise self._malformed(error.message, name) from error

    def instant_or_none(self, name: str) -> datetime | None:
        return None if self._is_none(name) else self.instant(name)

    def timezone(self, name: str) -> str:
        text = self.text(name)
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self._malformed("no such time zone", name) from error
        return text

    def base64(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name), validate=True)
        except ValueError as error:
            raise self._malformed("base64 is expected", name) from error

    def language_map(self, name: str) -> Mapping[str, str]:
        value = self.json_object(name)
        if not all(isinstance(text, str) for text in value.values()):
            raise self._malformed("texts by language are expected", name)
        return value

    def json_object(self, name: str) -> dict[str, Any]:
        value = self._take(name)
        if not isinstance(value, dict):
            raise self._malformed("an object is expected", name)
        return value

    def json_objects(self, name: str) -> tuple[dict[str, Any], ...]:
        values = self._list(name)
        if not all(isinstance(value, dict) for value in values):
            raise self._malformed("objects are expected", name)
        return tuple(values)

    def nested(self, name: str) -> "Fields":
        return Fields(self._take(name), f"{self._path}/{name}")

    def nested_or_none(self, name: str) -> "Fields | None":
        return None if self._is_none(name) else self.nested(name)

    def each(self, name: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """Every object of a list, read and closed."""
        made = []
        for place, members in enumerate(self._list(name)):
            fields = Fields(members, f"{self._path}/{name}/{place}")
            made.append(read(fields))
            fields.close()
        return tuple(made)

    def each_if_any(self, name: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """The same for a member that older bundles do not have."""
        return self.each(name, read) if name in self._members else ()

    def _list(self, name: str) -> list[Any]:
        values = self._take(name)
        if not isinstance(values, list):
            raise self._malformed("a list is expected", name)
        return values

    def _is_none(self, name: str) -> bool:
        self._seen.add(name)
        return self._members.get(name) is None

    def _take(self, name: str) -> Any:
        self._seen.add(name)
        if name not in self._members:
            raise self._malformed("the member is missing", name)
        return self._members[name]

    def _malformed(self, why: str, name: str = "") -> CoreError:
        path = f"{self._path}/{name}" if name else self._path or "/"
        return Malformed("bundle_malformed", f"{path}: {why}", member=path)


def instant(value: datetime | None) -> str | None:
    """`2026-11-22T10:00:00Z`, to the second where it is one."""
    if value is None:
        return None
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return f"{text}Z"


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
