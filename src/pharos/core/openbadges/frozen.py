"""Facts as plain JSON values and back, so that they can be kept beside what was made of them."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pharos.core.errors import Malformed

T = TypeVar("T")


def plain(value: Any) -> Any:
    """A fact in JSON: a dataclass is an object, numbers and days are text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value


def thawed(kind: type[T], value: Any) -> T:
    """The facts of a dataclass from what `plain` made of them.

    A member that a later version of the class added takes its default. Raises Malformed
    `facts_unreadable`.
    """
    try:
        made: T = _of(kind, value)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise Malformed("facts_unreadable", f"not the facts of {kind.__name__}") from None
    return made


def _of(kind: Any, value: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        [inner] = [one for one in arguments if one is not type(None)]
        return None if value is None else _of(inner, value)
    if origin is tuple:
        return tuple(_of(arguments[0], item) for item in value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{f.name: _of(hints[f.name], value[f.name])
                       for f in fields(kind) if f.name in value})  # fmt: skip
    if kind is Decimal:
        return Decimal(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind in (str, int, bool) and type(value) is not kind:
        raise TypeError(kind)
    return value
