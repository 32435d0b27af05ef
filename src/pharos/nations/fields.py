"""Strict readers of plain values: what every group of a nation's parameters is read with.

A reader takes the path and the value and gives what it read, or raises NationError with the path.
A group in `nations.parameters` reads its table with `Table`, which refuses what is left over.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pharos.nations import codes
from pharos.nations.vocabulary import LANGUAGES, LanguageMap

T = TypeVar("T")
Document = Mapping[str, Any]


class NationError(ValueError):
    """A document that does not describe a nation; `path` says where."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Table:
    """A table being read: every member must be taken, and no other may be there."""

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, Mapping):
            raise NationError(path or "document", "not a table")
        self.path = path
        self.left = dict(value)

    def take(self, name: str, read: Callable[[str, Any], T]) -> T:
        path = f"{self.path}.{name}" if self.path else name
        if name not in self.left:
            raise NationError(path, "missing")
        return read(path, self.left.pop(name))

    def maybe(self, name: str, read: Callable[[str, Any], T], other: T) -> T:
        """What stands under a name, `other` where nothing does."""
        return self.take(name, read) if name in self.left else other

    def end(self) -> None:
        for name in self.left:
            raise NationError(f"{self.path}.{name}" if self.path else name, "not known here")


def text(path: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise NationError(path, "not a text")
    return value


def pattern(path: str, value: Any) -> str:
    expression = text(path, value)
    try:
        re.compile(expression)
    except re.error as error:
        raise NationError(path, "not a regular expression") from error
    return expression


def flag(path: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise NationError(path, "neither true nor false")
    return value


def level(path: str, value: Any) -> int:
    """A level of a framework, 1 to 8 as in the European one."""
    number = integer(path, value)
    if not 1 <= number <= 8:
        raise NationError(path, "levels run from 1 to 8")
    return number


def integer(path: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise NationError(path, "not a whole number")
    return value


def credits(path: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise NationError(path, "not a number of credits")
    try:
        credits = Decimal(value)
    except ArithmeticError as error:
        raise NationError(path, "not a number of credits") from error
    if not credits.is_finite() or credits <= 0 or credits * 2 != int(credits * 2):
        raise NationError(path, "credits are positive and whole or half")
    return credits


def points(path: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    # A JSON amendment writes points as text.
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise NationError(path, "not a number of points")
    try:
        points = Decimal(value)
    except ArithmeticError as error:
        raise NationError(path, "not a number of points") from error
    if not points.is_finite() or points < 0:
        raise NationError(path, "not a number of points")
    return points


def day(path: str, value: Any) -> date:
    # A JSON amendment writes days as text, a TOML file as dates.
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise NationError(path, "not a day") from error
    if type(value) is not date:
        raise NationError(path, "not a day")
    return value


def day_or_none(path: str, value: Any) -> date | None:
    return None if value is None else day(path, value)


def timezone(path: str, value: Any) -> str:
    name = text(path, value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NationError(path, "not a time zone") from error
    return name


def one_of(words: tuple[str, ...]) -> Callable[[str, Any], str]:
    def read(path: str, value: Any) -> str:
        if value not in words:
            raise NationError(path, f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return read


def organisation_kind(path: str, value: Any) -> str:
    return one_of(tuple(codes.organisation_kinds()))(path, value)


def rows(read: Callable[[str, Any], T]) -> Callable[[str, Any], tuple[T, ...]]:
    def read_rows(path: str, value: Any) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            raise NationError(path, "not a list")
        return tuple(read(f"{path}[{index}]", item) for index, item in enumerate(value))

    return read_rows


def keyed(
    read_key: Callable[[str, Any], str], read: Callable[[str, Any], T]
) -> Callable[[str, Any], dict[str, T]]:
    def read_table(path: str, value: Any) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise NationError(path, "not a table")
        return {read_key(path, key): read(f"{path}.{key}", item) for key, item in value.items()}

    return read_table


def language_map(path: str, value: Any) -> LanguageMap:
    words = keyed(one_of(LANGUAGES), text)(path, value)
    if "en" not in words:
        raise NationError(path, "English is missing")
    return words
