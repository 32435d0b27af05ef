"""From a JSON object to the frozen values of a descriptor and back, led by their types.

Every refusal is collected with its place (`assessment.2.weight`), so that a form or an
API client learns all of them at once. The reader knows shapes, not rules.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, TypeVar, cast, get_args, get_origin, get_type_hints

from pharos.catalogue.parts import LanguageMap
from pharos.common.errors import Invalid
from pharos.core import strict
from pharos.core.errors import CoreError

T = TypeVar("T")

MAX_ITEMS: Final = 500
MAX_TEXT: Final = 2_000
MAX_SHORT: Final = 500
MAX_INTEGER: Final = 1_000_000
MAX_TITLE: Final = 200
CREDIT_FIELDS: Final = frozenset({"ects", "max_ects"})

# \Z and [0-9], not $ and \d: neither a newline nor another script's digits may pass.
_DECIMAL: Final = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,2})?\Z")
_CREDITS: Final = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[05])?\Z")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LANGUAGE: Final = re.compile(r"[a-z]{2}\Z")


def parse_credits(text: str) -> Decimal:
    """Whole or half credits from ASCII decimal digits; raises Invalid otherwise (ISS-04)."""
    if not _CREDITS.match(text):
        raise Invalid("invalid_number", value=text[:40])
    return Decimal(text)


def credits_text(credits: Decimal) -> str:
    """Credits as they are shown and signed: 30, 2.5."""
    return _plain(credits)


def read(kind: type[T], document: Mapping[str, object]) -> T:
    """The value that `document` describes; raises Invalid listing all unreadable places."""
    reader = _Reader()
    value = reader.structure(kind, document, "")
    if reader.problems:
        raise Invalid("descriptor_unreadable", problems=reader.problems)
    return cast(T, value)


def written(value: object) -> dict[str, object]:
    """The JSON object of a frozen value; what is absent or empty is left out."""
    members: dict[str, object] = {}
    for one in fields(cast(Any, value)):
        member = getattr(value, one.name)
        if member != _default(one):
            members[one.name] = _written(member)
    return members


def _default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return written(value) if is_dataclass(value) else value


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


class _Refused(Exception):
    """One place cannot be read; becomes a problem with its path."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = facts


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Invalid] = []

    def structure(self, kind: type, document: object, path: str) -> object:
        """The dataclass `kind` from an object, or None after noting what is wrong."""
        if not isinstance(document, Mapping):
            self._note(_Refused("wrong_type"), path)
            return None
        hints = _hints(kind)
        for name in document:
            if name not in hints:
                self._note(_Refused("unknown_field"), _join(path, str(name)[:60]))
        values: dict[str, object] = {}
        for one in fields(cast(Any, kind)):
            place = _join(path, one.name)
            if one.name in document and document[one.name] is not None:
                values[one.name] = self.value(hints[one.name], document[one.name], place)
            elif one.default is MISSING and one.default_factory is MISSING:
                self._note(_Refused("field_missing"), place)
        return None if self.problems else kind(**values)

    def value(self, hint: Any, raw: object, path: str) -> object:
        """One value of the type `hint`, or None after noting why not."""
        hint = _without_none(hint)
        if is_dataclass(hint):
            return self.structure(cast(type, hint), raw, path)
        if get_origin(hint) is tuple:
            return self._items(get_args(hint)[0], raw, path)
        try:
            return _SCALARS[hint](raw, path.rpartition(".")[2])
        except _Refused as refused:
            self._note(refused, path)
            return None

    def _items(self, hint: Any, raw: object, path: str) -> tuple[object, ...]:
        if not isinstance(raw, list | tuple):
            self._note(_Refused("wrong_type"), path)
            return ()
        if len(raw) > MAX_ITEMS:
            self._note(_Refused("too_many", limit=MAX_ITEMS), path)
            return ()
        return tuple(self.value(hint, item, f"{path}.{at}") for at, item in enumerate(raw, 1))

    def _note(self, refused: _Refused, path: str) -> None:
        self.problems.append(Invalid(refused.code, field=path, **refused.facts))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _without_none(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    return hint


def _shown(raw: object) -> str:
    return raw[:40] if isinstance(raw, str) else type(raw).__name__


def _text(
    raw: object,
    name: str,
    limit: int = MAX_SHORT,
    clean: Callable[..., str] = strict.clean_text,
) -> str:
    if not isinstance(raw, str):
        raise _Refused("wrong_type")
    try:
        return clean(raw, max_length=limit)
    except CoreError as error:
        raise _Refused("text_refused", reason=error.code) from error


def _words(raw: object, name: str) -> str:
    """A title is a name (one line, never empty); every other text may have lines."""
    if name != "title":
        return _text(raw, name, MAX_TEXT)
    return _text(raw, name, MAX_TITLE, strict.clean_name)


def _language_map(raw: object, name: str) -> LanguageMap:
    if not isinstance(raw, Mapping):
        raise _Refused("wrong_type")
    for language in raw:
        if not isinstance(language, str) or not _LANGUAGE.match(language):
            raise _Refused("language_unknown", language=str(language)[:20])
    return MappingProxyType({tag: _words(raw[tag], name) for tag in sorted(raw)})


def _decimal(raw: object, name: str) -> Decimal:
    # A bound before str(): Python refuses to print integers of thousands of digits.
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MAX_INTEGER:
        raw = str(raw)
    pattern = _CREDITS if name in CREDIT_FIELDS else _DECIMAL
    if not isinstance(raw, str) or not pattern.match(raw):
        raise _Refused("invalid_number", value=_shown(raw))
    return Decimal(_plain(Decimal(raw)))


def _integer(raw: object, name: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= MAX_INTEGER:
        raise _Refused("invalid_number", value=_shown(raw))
    return raw


def _boolean(raw: object, name: str) -> bool:
    if not isinstance(raw, bool):
        raise _Refused("wrong_type")
    return raw


def _date(raw: object, name: str) -> date:
    if not isinstance(raw, str) or not _DATE.match(raw):
        raise _Refused("invalid_date", value=_shown(raw))
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise _Refused("invalid_date", value=raw) from error


_SCALARS: Final[Mapping[Any, Callable[[object, str], object]]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    date: _date,
    Decimal: _decimal,
    LanguageMap: _language_map,
}
