"""Finding programmes: what is asked, the page of rows found, and how many each facet holds.

Everything is bounded (DOS-01): so many words, so many values, pages by key and never by
number, counts over the first `MAX_COUNTED` rows that the words find.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from pharos.catalogue import assurance
from pharos.catalogue.confirming import queries as confirming
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.romanising import folded, words

PAGE_SIZE: Final = 20
MAX_TEXT: Final = 200
MAX_WORDS: Final = 8
MAX_VALUES: Final = 20
MAX_COUNTED: Final = 20_000
SORTS: Final = ("relevance", "newest", "title", "ects")
# Decisions that make a programme an accredited one while they hold.
_HOLDING: Final = ("in_force", "conditional", "limited")
# The facets of many values: the name in an address, and where the value stands.
FACETS: Final[Mapping[str, str]] = {
    "field": "left(c.field, 2)",
    "level": "c.level::text",
    "form": "c.participation",
    "language": "c.languages",
    "provider": "c.organisation_id::text",
    "country": "c.nation",
    "kind": "c.kind",
    # what the nation asks of the programme itself today
    "assurance": "(%(asks)s::jsonb -> c.nation ->> c.kind)",
}
_ARRAYS: Final = frozenset({"form", "language"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for; anything left out limits nothing."""

    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ects_from: Decimal | None = None
    ects_to: Decimal | None = None
    accredited: bool = False
    sort: str = ""
    language: str = "en"
    after: str = ""

    @property
    def order(self) -> str:
        """The order asked for, else by relevance where there are words and newest without."""
        if self.sort in SORTS and (self.sort != "relevance" or self.words):
            return self.sort
        return "relevance" if self.words else "newest"

    @property
    def words(self) -> list[str]:
        """The words that every row must hold."""
        return words(self.text[:MAX_TEXT])[:MAX_WORDS]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of versions, `next` for the page behind it, and the counts of every facet.

    `is_capped`: the words alone find more than is counted, so each count is a lowest one.
    """

    versions: Sequence[ProgrammeVersion]
    next: str
    total: int
    counts: Mapping[str, Mapping[str, int]]
    is_capped: bool


def find(asked: Asked, *, on: date, size: int = PAGE_SIZE) -> Found:
    """The programmes that are published and fit, one version each."""
    counts, is_capped = _counts(asked, on)
    rows = _rows(asked, on, size + 1)
    shown = rows[:size]
    return Found(
        versions=_versions([row[0] for row in shown]),
        next=_cursor(shown[-1][1:]) if len(rows) > size else "",
        total=sum(counts.pop("total", {}).values()),
        counts=counts,
        is_capped=is_capped,
    )


def each(asked: Asked, *, on: date, limit: int) -> list[ProgrammeVersion]:
    """Up to `limit` versions that fit, in order: for a file or a feed."""
    found = replace(asked, after="")
    return _versions([row[0] for row in _rows(found, on, limit)])


class _Conditions:
    """Conditions of SQL with their parameters, one a facet, for both queries."""

    def __init__(self, asked: Asked, on: date) -> None:
        self.facts: dict[str, Any] = {
            "on": on,
            "holding": list(_HOLDING),
            "oldest": json.dumps(dict(confirming.oldest(on))),
            "asks": json.dumps(assurance.by_kind(on)),
        }
        self.words = self._words(asked.words)
        self.facets = {
            name: self._facet(name, column, asked.values.get(name, ()))
            for name, column in FACETS.items()
        }
        self.others = self._ects(asked) + [_ACCREDITED] * asked.accredited

    @property
    def all(self) -> str:
        every = [*self.words, *(one for one in self.facets.values() if one), *self.others]
        return " and ".join([_LISTED, *every])

    def _words(self, found: list[str]) -> list[str]:
        if not found:
            return []
        queries = []
        for number, word in enumerate(found):
            latin = folded(word)
            # the beginning of a word of one letter finds nearly everything
            end = ":*" if len(word) > 1 else ""
            self.facts |= {f"w{number}": word, f"p{number}": word + end, f"l{number}": latin + end}
            queries.append(
                f"(to_tsquery('english', %(w{number})s) || to_tsquery('armenian', %(w{number})s)"
                f" || to_tsquery('simple', %(p{number})s) || to_tsquery('simple', %(l{number})s))"
            )
        self.query = " && ".join(queries)
        return [f"c.words @@ ({self.query})"]

    def _facet(self, name: str, column: str, values: Sequence[str]) -> str:
        if not values:
            return ""
        self.facts[f"f_{name}"] = list(values[:MAX_VALUES])
        if name in _ARRAYS:
            return f"{column} && %(f_{name})s::text[]"
        if name == "provider":
            return f"c.organisation_id = any(%(f_{name})s::uuid[])"
        return f"{column} = any(%(f_{name})s)"

    def _ects(self, asked: Asked) -> list[str]:
        self.facts |= {"ects_from": asked.ects_from, "ects_to": asked.ects_to}
        found = ["c.ects >= %(ects_from)s"] * (asked.ects_from is not None)
        return found + ["c.ects <= %(ects_to)s"] * (asked.ects_to is not None)


# What its owner confirmed too long ago is on no list (E21); its page stays.
_LISTED: Final = "c.listed and c.confirmed_on >= (%(oldest)s::jsonb ->> c.nation)::date"
_ACCREDITED: Final = """exists (select from catalogue_standing s
    where s.version_id = c.version_id and s.state = any(%(holding)s)
      and s.first_day <= %(on)s and (s.until is null or s.until > %(on)s))"""


def _counts(asked: Asked, on: date) -> tuple[dict[str, dict[str, int]], bool]:
    """How many rows each value of a facet would leave, the other facets being as they are."""
    conditions = _Conditions(asked, on)
    marks = {name: text or "true" for name, text in conditions.facets.items()}
    columns = ", ".join(
        f"{FACETS[name]} as v_{name}, ({mark}) as m_{name}" for name, mark in marks.items()
    )
    others = " and ".join(conditions.others) or "true"
    base = " and ".join([_LISTED, *conditions.words])
    parts = [_part(name, [one for one in FACETS if one != name]) for name in FACETS]
    every = " and ".join(f"m_{name}" for name in FACETS)
    statement = f"""
        with hits as materialized (
            select {columns}, ({others}) as m_others from catalogue_search c
            where {base} limit {MAX_COUNTED})
        {" union all ".join(parts)}
        union all select 'total', '', count(*) from hits where m_others and {every}
        union all select 'hits', '', count(*) from hits"""
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    with connection.cursor() as cursor:
        cursor.execute(statement, conditions.facts)
        for facet, value, count in cursor.fetchall():
            found.setdefault(facet, {})[value] = count
    return found, sum(found.pop("hits").values()) >= MAX_COUNTED


def _part(name: str, others: Sequence[str]) -> str:
    value = f"unnest(v_{name})" if name in _ARRAYS else f"v_{name}"
    fits = " and ".join(["m_others", *(f"m_{other}" for other in others)])
    return (
        f"select '{name}', value, count(*) from (select {value} as value from hits"
        f" where {fits}) as one where value is not null group by value"
    )


def _rows(asked: Asked, on: date, limit: int) -> list[tuple[Any, ...]]:
    """(version, sort key, programme) in order, behind the cursor."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(asked, on, limit))
        return list(cursor.fetchall())


def _statement(asked: Asked, on: date, limit: int) -> tuple[str, dict[str, Any]]:
    conditions = _Conditions(asked, on)
    key, cast, goes_down = _order(asked, conditions)
    after = _read_cursor(asked.after, cast)
    conditions.facts |= {"limit": limit, "key": after and after[0], "id": after and after[1]}
    sign, way = ("<", "desc") if goes_down else (">", "asc")
    behind = f"and ({key}, c.programme_id) {sign} (%(key)s::{cast}, %(id)s)" if after else ""
    source, where = "catalogue_search c", conditions.all
    if asked.order == "relevance":
        # as many as are counted are ranked, whatever the words find
        source = f"(select * from catalogue_search c where {where} limit {MAX_COUNTED}) c"
        where = "true"
    statement = f"""select c.version_id, ({key})::text, c.programme_id from {source}
        where {where} {behind}
        order by {key} {way}, c.programme_id {way} limit %(limit)s"""
    return statement, conditions.facts


def _order(asked: Asked, conditions: _Conditions) -> tuple[str, str, bool]:
    """The expression that rows are sorted by, its type, and whether it goes down."""
    if asked.order == "relevance":
        # whole numbers: what is compared again from a cursor must be the same
        return f"(ts_rank(c.words, {conditions.query}) * 1000000)::bigint", "bigint", True
    if asked.order == "title":
        return f"c.sort_{asked.language}", "text", False
    if asked.order == "ects":
        return "coalesce(c.ects, 0)", "numeric", False
    return "c.published_at", "timestamptz", True


def _versions(ids: Sequence[UUID]) -> list[ProgrammeVersion]:
    found = ProgrammeVersion.objects.select_related("programme").in_bulk(list(ids))
    return [found[one] for one in ids]


def _cursor(key: Sequence[Any]) -> str:
    text = json.dumps([str(part) for part in key], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str, cast: str) -> tuple[str, UUID] | None:
    """The key that a cursor holds; None for one that nobody gave out."""
    if not text or len(text) > 2_000:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        key, id = json.loads(base64.urlsafe_b64decode(padded))
        _READERS[cast](key)
        return str(key), UUID(id)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None


def _text(key: str) -> None:
    if "\0" in key:
        raise ValueError("no text of a database holds this")
    key.encode("utf-8")


def _number(key: str) -> None:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", key, re.ASCII):
        raise ValueError("no key that was given out")


# How a key of each type is read: what cannot be read never reaches the database.
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "bigint": _number,
    "numeric": _number,
    "timestamptz": datetime.fromisoformat,
    "text": _text,
}
