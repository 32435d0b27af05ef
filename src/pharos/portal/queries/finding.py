"""The search page of the catalogue: what an address asks for, and its facets with counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from pharos.catalogue import assurance, search
from pharos.catalogue.search import Asked
from pharos.common.errors import Invalid
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.common.sentences import sentence
from pharos.nations import codes
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

MAX_OPTIONS: Final = 15
# The order in which facets are shown; all but those named here are folded until one is used.
ORDER: Final = ("kind", "assurance", "level", "field", "form", "language", "country", "provider")
OPEN: Final = frozenset({"kind", "level"})
_REPEATED: Final = ("q", *ORDER, "from", "to", "accredited", "sort", "view", "after")
_MAX_PAIRS: Final = 60
_MAX_VALUE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: how many rows it would leave, and whether it is chosen."""

    value: str
    label: str
    lang: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices."""

    name: str
    options: Sequence[Option]
    is_open: bool

    @property
    def code(self) -> str:
        return f"page_find_{self.name}"


def read(asked: QueryDict, language: str) -> Asked:
    """What an address asks for; what is no value of a facet limits nothing.

    Raises Invalid `page_find_too_long` for a text beyond the limit, `page_find_number` for
    credits that are no number.
    """
    text = " ".join(asked.get("q", "").replace("\0", " ").split())
    if len(text) > search.MAX_TEXT:
        raise Invalid("page_find_too_long", limit=search.MAX_TEXT)
    return Asked(
        text=text,
        values=_values(asked),
        ects_from=_number(asked.get("from", "")),
        ects_to=_number(asked.get("to", "")),
        accredited=asked.get("accredited") == "1",
        sort=asked.get("sort", ""),
        language=language,
        after=asked.get("after", ""),
    )


def facets(
    found: Mapping[str, Mapping[str, int]], asked: Asked, language: str, *, day: date
) -> list[Facet]:
    """The facets in their order, each with its values, chosen ones first."""
    labels = _Labels(found.get("provider", {}), asked, day)
    return [
        Facet(
            name,
            options := _options(name, found.get(name, {}), asked, labels, language),
            name in OPEN or any(one.chosen for one in options),
        )
        for name in ORDER
        if found.get(name) or asked.values.get(name)
    ]


def chosen(facets: Sequence[Facet], asked: QueryDict) -> list[dict[str, str]]:
    """What narrows the list, each with the address without it."""
    return [
        {
            "label": option.label,
            "lang": option.lang,
            "href": _without(asked, one.name, option.value),
        }
        for one in facets
        for option in one.options
        if option.chosen
    ]


def address(asked: QueryDict, **changed: str) -> str:
    """The query of an address with some members replaced, or taken away by an empty text."""
    kept = [(name, value) for name, value in _pairs(asked) if name not in changed]
    return urlencode([*kept, *((name, value) for name, value in changed.items() if value)])


def _without(asked: QueryDict, name: str, value: str) -> str:
    kept = [pair for pair in _pairs(asked) if pair != (name, value) and pair[0] != "after"]
    return "?" + urlencode(kept)


def _pairs(asked: QueryDict) -> list[tuple[str, str]]:
    """What an address asks for, as far as the page repeats it: each once, and not without end."""
    pairs = [
        (name, value)
        for name in _REPEATED
        for value in asked.getlist(name)
        if value and len(value) <= _MAX_VALUE
    ]
    return list(dict.fromkeys(pairs))[:_MAX_PAIRS]


def _values(asked: QueryDict) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in ORDER:
        values = tuple(dict.fromkeys(v for v in asked.getlist(name) if _is_value(name, v)))
        if values:
            found[name] = values[: search.MAX_VALUES]
    return found


def _is_value(name: str, value: str) -> bool:
    if name == "provider":
        try:
            return str(UUID(value)) == value
        except ValueError:
            return False
    known: dict[str, Any] = {
        "field": codes.fields_of_education(),
        "level": [str(number) for number in range(1, 9)],
        "form": codes.forms_of_participation(),
        "country": standards.all_codes(),
        "kind": PROGRAMME_KINDS,
        "assurance": assurance.VALUES,
    }
    if name == "language":
        return len(value) == 2 and value.isascii() and value.isalpha() and value.islower()
    return value in known[name]


def _number(text: str) -> Decimal | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Invalid("page_find_number") from None
    if not 0 <= number <= 1000:  # also what is no number at all
        raise Invalid("page_find_number")
    return number


def _options(
    name: str, counts: Mapping[str, int], asked: Asked, labels: "_Labels", language: str
) -> list[Option]:
    wanted = asked.values.get(name, ())
    values = {**dict.fromkeys(wanted, 0), **counts}
    options = []
    for value, count in values.items():
        label, lang = labels.of(name, value, language)
        options.append(Option(value, label, lang, count, value in wanted))
    if name == "level":
        return sorted(options, key=lambda one: one.value)
    return sorted(options, key=lambda one: (not one.chosen, -one.count, one.label))[:MAX_OPTIONS]


class _Labels:
    """The words for values of facets, providers read at once."""

    def __init__(self, providers: Mapping[str, int], asked: Asked, day: date) -> None:
        best = sorted(providers, key=lambda id: -providers[id])[:MAX_OPTIONS]
        ids = {*best, *asked.values.get("provider", ())}
        self._providers = {str(k): one.name for k, one in Organisation.objects.in_bulk(ids).items()}
        self._day = day

    def of(self, name: str, value: str, language: str) -> tuple[str, str]:
        """The label of a value in a language, and its own language where that is another."""
        if name == "level":
            return sentence("page_find_level_value", language, {"level": value}), ""
        if name == "assurance":
            return sentence(f"page_find_assurance_{value}", language), ""
        texts = self._texts(name, value)
        label = choose(texts, language) or value
        found = next((code for code, text in texts.items() if text == label), "")
        return label, "" if texts.get(language) == label or found == "und" else found

    def _texts(self, name: str, value: str) -> Mapping[str, str]:
        if name == "provider":
            found: Mapping[str, str] = self._providers.get(value, {})
            return found
        if name == "language":
            return language_name(value)
        if name == "form":
            form = codes.forms_of_participation().get(value)
            return form.label if form else {}
        if name == "field":
            field = codes.fields_of_education().get(value)
            return field.label if field else {}
        if name == "country":
            return standards.nation(value, on=self._day).name
        return standards.nation(standards.all_codes()[0], on=self._day).terms.get(value, {})
