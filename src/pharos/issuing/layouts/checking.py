"""Whether a form shows what every certificate must show, on specimens.

The specimens are the provider's newest programme awarded to a usual name and to the longest
ones; what stands on the pages is read back from the finished file.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pharos.common.errors import Invalid
from pharos.issuing.layouts import drawing, extraction
from pharos.issuing.layouts.parts import Parts

USUAL: Final = "usual"
LONG: Final = "long"
SPECIMENS: Final = (USUAL, LONG)
# AM 4.3 and Council Recommendation 2022, Annex I: without these it is no certificate
ELEMENTS: Final = (
    "name",
    "latin",
    "title",
    "provider",
    "date",
    "number",
    "address",
    "code",
    "demonstration",
)
_REPEATED: Final = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """An element that a specimen does not show; `language` is empty where there is one only."""

    element: str
    specimen: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Specimen:
    """The facts of a certificate to nobody and the QR picture on it."""

    told: Mapping[str, Any]
    code: str
    at: datetime


def lengthened(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same award with the longest names: three times the name, twice the title."""
    made: dict[str, Any] = deepcopy(dict(told))
    made["name"] = " ".join([told["name"]] * _REPEATED)
    if told["latin"]:
        made["latin"] = " ".join([told["latin"]] * _REPEATED)
    for one in made["texts"]:
        one["title"] = f"{one['title']}: {one['title']}"
    return made


def missing(parts: Parts, usual: Specimen) -> list[Missing]:
    """What is not shown, in the order of the list; raises Invalid when nothing can be set."""
    return examined(parts, usual)[0]


def examined(parts: Parts, usual: Specimen) -> tuple[list[Missing], dict[str, bytes]]:
    """What is not shown, and each specimen as it was set for that, by its name."""
    found: list[Missing] = []
    made = {}
    for name in SPECIMENS:
        one = specimen(usual, name)
        made[name] = drawing.pdf(parts, one.told, code=one.code, at=one.at)
        found += not_shown(name, one.told, extraction.words_of(made[name]))
    if not _draws_code(parts, usual):
        found.append(Missing("code", USUAL))
    return found, made


def _draws_code(parts: Parts, usual: Specimen) -> bool:
    """Whether the form asks for the QR picture: without it, it cannot be set."""
    try:
        drawing.pdf(parts, usual.told, code="", at=usual.at)
    except Invalid:
        return True
    return False


def specimen(usual: Specimen, name: str) -> Specimen:
    """The specimen of this name."""
    if name != LONG:
        return usual
    return Specimen(lengthened(usual.told), usual.code, usual.at)


def not_shown(name: str, told: Mapping[str, Any], words: str) -> Iterator[Missing]:
    """The elements of the facts that are not among the words."""
    for element in ("name", "latin", "number", "address"):
        if told[element] and extraction.plain(told[element]) not in words:
            yield Missing(element, name)
    for element in ("title", "provider", "date"):
        for text in told["texts"]:
            if extraction.plain(text[element]) not in words:
                yield Missing(element, name, text["language"])
    if told["demonstration"]:
        for text in told["texts"]:
            if extraction.plain(text["words"]["demonstration"]) not in words:
                yield Missing("demonstration", name, text["language"])
