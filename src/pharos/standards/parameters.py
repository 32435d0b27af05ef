"""The parameters of a nation one by one: where each stands, of which kind it is, what it holds.

They are read from the plain document of a stretch of time, so that a group which somebody adds
under `nations.parameters` is listed, shown and amended like every other. Plain values only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from pharos.nations import codes, definitions, tables
from pharos.nations.parameters.working_days import CALENDARS
from pharos.nations.vocabulary import (
    CASE_DOCUMENTS,
    CASE_KINDS,
    DECISION_KINDS,
    EXEMPTIONS,
    LANGUAGES,
    LEGAL_STATUSES,
    MARKS,
    PROGRAMME_KINDS,
)

Path = tuple[str, ...]
Document = Mapping[str, Any]

# What makes a nation this nation, and where its parameters come from.
APART: Final = ("code", "regime", "name", "timezone", "personal_number", "sources")
_FOLLOWS: Final = (("legal_basis", "first_day"), ("legal_basis", "until"))

PROGRAMME, DECISION, BODY, QA_TYPE = "programme", "decision", "body", "qa_type"
LANGUAGE, STATUS, MARK, DEFINITION, WORD = "language", "status", "mark", "definition", "word"


def _bodies(*roles: str) -> tuple[str, ...]:
    known = codes.organisation_kinds().values()
    return tuple(one.code for one in known if not roles or one.role in roles)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The closed words of a parameter, and what kind of words they are."""

    name: str
    words: tuple[str, ...]


_PROGRAMMES = Vocabulary(PROGRAMME, PROGRAMME_KINDS)
_DECISIONS = Vocabulary(DECISION, DECISION_KINDS)
_BODIES = Vocabulary(BODY, _bodies())
_PROVIDERS = Vocabulary(BODY, _bodies("provider"))
_QA_TYPES = Vocabulary(QA_TYPE, tuple(codes.qa_types()))
_CASES = Vocabulary(WORD, CASE_KINDS)

# Parameters whose values are closed words; `*` stands for the keys of a table.
_VOCABULARIES: Final[Mapping[Path, Vocabulary]] = MappingProxyType(
    {
        ("state_languages",): Vocabulary(LANGUAGE, LANGUAGES),
        ("languages",): Vocabulary(LANGUAGE, LANGUAGES),
        ("open_ended",): _DECISIONS,
        ("decisions_required", "*"): _DECISIONS,
        ("deciders", "*"): _BODIES,
        ("awarding_rights", "*"): _PROVIDERS,
        ("quality", "accepted", "*"): _QA_TYPES,
        ("legal_basis", "status"): Vocabulary(STATUS, LEGAL_STATUSES),
        ("legal_basis", "mark"): Vocabulary(MARK, MARKS),
        ("definitions", "in_force"): Vocabulary(DEFINITION, ("", *definitions.all_of())),
        ("working_days", "holidays"): Vocabulary(WORD, ("", *CALENDARS)),
        ("review", "required"): _PROGRAMMES,
        ("oversight", "annulment_reaches_back"): _DECISIONS,
        ("designer", "framework_keepers"): _BODIES,
        ("light_route", "kinds"): _PROGRAMMES,
        ("procedures", "kinds"): _CASES,
        ("procedures", "preconditions", "*"): _DECISIONS,
        ("procedures", "documents", "*"): Vocabulary(WORD, CASE_DOCUMENTS),
        ("tariffs", "exemptions"): Vocabulary(WORD, EXEMPTIONS),
    }
)
# Tables with an open number of lines: which lines there can be, and of which kind they are.
_OPEN: Final[Mapping[Path, tuple[Vocabulary, str]]] = MappingProxyType(
    {
        ("fixed_ects",): (_PROGRAMMES, "number"),
        ("level_ranges",): (_PROGRAMMES, "integers"),
        ("level_ceilings",): (_PROVIDERS, "integer"),
        ("decisions_required",): (_PROGRAMMES, "codes"),
        ("deciders",): (_DECISIONS, "codes"),
        ("durations",): (_DECISIONS, "integers"),
        ("conditional_durations",): (_DECISIONS, "integers"),
        ("conditions_deadline",): (_DECISIONS, "integer"),
        ("awarding_rights",): (_PROGRAMMES, "codes"),
        ("quality", "accepted"): (_PROGRAMMES, "codes"),
        ("procedures", "documents"): (_CASES, "codes"),
        ("procedures", "preconditions"): (_CASES, "codes"),
        ("tariffs", "amounts"): (_CASES, "number"),
    }
)
_NUMBER: Final = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `kind` is flag, integer, number, day, text, code, codes, integers, texts,
    languages, table, entry or other; `present` is None where a table has no such line yet.

    A table is one whose entries are amended one by one (`nations.tables`)."""

    path: Path
    kind: str
    present: Any

    @property
    def name(self) -> str:
        """The path as text: `hours_per_credit.min`."""
        return ".".join(self.path)

    @property
    def vocabulary(self) -> Vocabulary | None:
        return vocabulary_of(self.path)


def vocabulary_of(path: Path) -> Vocabulary | None:
    """The closed words of a parameter; None where any text or number can stand."""
    return _VOCABULARIES.get(path) or _VOCABULARIES.get((*path[:-1], "*"))


def keys_of(path: Path) -> Vocabulary | None:
    """Which words name the lines of a table; None where the lines are its members."""
    return _OPEN[path][0] if path in _OPEN else None


def is_words(value: object) -> bool:
    """Whether a value is one text in several languages."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def leaves(document: Document) -> dict[Path, Any]:
    """Every parameter of a document by its path, in the order of the document."""
    found: dict[Path, Any] = {}
    for name, value in document.items():
        if name not in APART:
            found.update(_leaves((name,), value))
    return {path: value for path, value in found.items() if path not in _FOLLOWS}


def clauses(changes: Document) -> dict[Path, Any]:
    """What an amendment changes, one clause a parameter."""
    return {path: value for name in changes for path, value in _leaves((name,), changes[name])}


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if tables.is_entry(path):
        yield from _entry_leaves(path, value)
    elif isinstance(value, Mapping) and not is_words(value):
        for name, inner in value.items():
            yield from _leaves((*path, str(name)), inner)
    else:
        yield path, value


def _entry_leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    own = own_members(path, value)
    if own != {}:
        yield path, own
    for name in tables.inner_tables(path):
        inner = value.get(name) if isinstance(value, Mapping) else None
        for key, row in (inner or {}).items():
            yield from _leaves((*path, name, str(key)), row)


def own_members(path: Path, entry: Any) -> Any:
    """An entry without the tables inside it, which are amended one by one as well."""
    if not isinstance(entry, Mapping):
        return entry
    inner = tables.inner_tables(path)
    return {name: value for name, value in entry.items() if name not in inner}


def all_of(document: Document) -> list[Parameter]:
    """Every parameter that an amendment can change, also lines that a table does not have yet."""
    found = {path: Parameter(path, kind_of(path, value), value)
             for path, value in leaves(document).items() if not tables.is_entry(path)}  # fmt: skip
    for path in tables.KEYS:
        if "*" not in path:
            found[path] = Parameter(path, "table", value_at(document, path))
    for table, (words, kind) in _OPEN.items():
        for word in words.words:
            found.setdefault((*table, word), Parameter((*table, word), kind, None))
    order = list(document)
    ordered = sorted(found.values(), key=lambda one: order.index(one.path[0]))
    return [one for one in ordered if one.kind != "other"]


def find(document: Document, name: str) -> Parameter | None:
    """The parameter of this name, or None; also an entry that is in a table, and a table in it."""
    path = tuple(name.split("."))
    held = value_at(document, path)
    if held is not None and tables.is_entry(path):
        return Parameter(path, "entry", own_members(path, held))
    if held is not None and tables.is_table(path):
        return Parameter(path, "table", held)
    return next((one for one in all_of(document) if one.name == name), None)


def kind_of(path: Path, value: Any) -> str:
    """Of which kind a value is, so that the same kind is asked for when it changes."""
    if path[:-1] in _OPEN:
        return _OPEN[path[:-1]][1]
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, Decimal):
        return "number"
    if isinstance(value, date):
        return "day"
    if isinstance(value, str):
        if vocabulary_of(path):
            return "code"
        return "number" if _NUMBER.fullmatch(value) else "text"
    if isinstance(value, list | tuple):
        return _kind_of_rows(path, value)
    return "languages" if is_words(value) else "other"


def _kind_of_rows(path: Path, value: Sequence[Any]) -> str:
    if vocabulary_of(path):
        return "codes"
    if value and all(isinstance(one, int) and not isinstance(one, bool) for one in value):
        return "integers"
    return "texts" if all(isinstance(one, str) for one in value) else "other"


def number_of(text: str) -> str:
    """A number as a document writes it; raises ValueError for what is none."""
    written = text.strip().replace(",", ".")
    if _NUMBER.fullmatch(written) is None:
        raise ValueError("not a number")
    return written


def nested(path: Path, value: Any) -> dict[str, Any]:
    """A document of amendment that sets one parameter."""
    for name in reversed(path):
        value = {name: value}
    return dict(value)


def without(changes: Document, path: Path) -> dict[str, Any]:
    """The changes without one clause; without an entry go the clauses on tables inside it."""
    kept: dict[str, Any] = {}
    for other, value in clauses(changes).items():
        inside = tables.is_entry(path) and other[: len(path)] == path
        if other != path and not inside:
            kept = _laid(kept, nested(other, value))
    return kept


def _laid(one: dict[str, Any], other: Document) -> dict[str, Any]:
    for name, value in other.items():
        old = one.get(name)
        both = isinstance(old, Mapping) and isinstance(value, Mapping) and not is_words(value)
        one[name] = _laid(dict(old), value) if both else value  # type: ignore[arg-type]
    return one


def value_at(document: Document, path: Path) -> Any:
    """What stands at a path, None where nothing does."""
    value: Any = document
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value


def differing(before: Document, after: Document) -> list[Path]:
    """The parameters that hold something else, in the order of the later document."""
    old, new = leaves(before), leaves(after)
    return [path for path in {**new, **old} if old.get(path) != new.get(path)]


def mark_of(document: Document, path: Path) -> str:
    """Where a parameter comes from, by the nearest line of `sources`."""
    sources = document["sources"]
    for length in range(len(path), 0, -1):
        if found := sources.get(".".join(path[:length])):
            return str(found)
    return str(document["legal_basis"]["mark"])
