"""Concepts of controlled vocabularies, and the small nodes that are made everywhere.

Every concept names its scheme, for the shapes ask it (EDC application profile, `-full`).
`notation` holds the code of our own list, so that a reader needs no other table.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from pharos.core.errors import NotSupported
from pharos.core.lookalikes import scripts_of_word
from pharos.core.openbadges.facts import Coded, LanguageMap

Json = dict[str, Any]

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
SNB: Final = "http://data.europa.eu/snb/"
ECTS: Final = f"{SNB}education-credit/6fcec5c5af"
ESCO_SKILLS: Final = "http://data.europa.eu/esco/concept-scheme/skills"
_LANGUAGE_OF_SCRIPT: Final = {
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "LATIN": "en",
    "CYRILLIC": "ru",
    "GREEK": "el",
}


def scheme_of(uri: str) -> str:
    """The scheme of an entry of the Commission's lists, as the shapes name it."""
    folder = uri.rpartition("/")[0]
    if folder.startswith(SNB):
        return f"{folder}/25831c2"
    return ESCO_SKILLS if folder.endswith("/esco/skill") else folder


def concept(
    uri: str,
    *,
    name: LanguageMap | None = None,
    code: str | None = None,
    schemes: tuple[str, ...] = (),
) -> Json:
    """An entry of a controlled vocabulary (SKOS)."""
    nodes = [{"id": one, "type": "ConceptScheme"} for one in schemes or (scheme_of(uri),)]
    made: Json = {"id": uri, "type": "Concept", "inScheme": nodes if len(nodes) > 1 else nodes[0]}
    if name:
        made["prefLabel"] = dict(name)
    if code is not None:
        made["notation"] = code
    return made


def own(
    origin: str, list_: str, code: str, name: LanguageMap | None = None, *, beside: str = ""
) -> Json:
    """An entry of a list of ours; `beside` is a scheme that the shapes insist on.

    Where Europe's list has no entry yet for what a nation decided, the shapes still ask for
    its scheme: the entry then stands in ours and, until there is a better one, in that.
    """
    ours = f"{origin}/terms#{list_}"
    schemes = (beside, ours) if beside else (ours,)
    return concept(f"{ours}-{code}", name=name, code=code, schemes=schemes)


def coded(origin: str, list_: str, code: Coded) -> Json:
    """A code with Europe's address where it has one, else with ours."""
    if code.uri:
        return concept(code.uri, name=code.name, code=code.code)
    return own(origin, list_, code.code, code.name)


def country(code: str) -> Json:
    """A country by its two letters; those without an entry are provisional data.

    Such are the letters that ISO 3166-1 leaves to their users, as of the demonstration nation.
    """
    entry, label = _countries().get(code, ("OP_DATPRO", "Provisional data"))
    return concept(f"{AUTHORITY}country/{entry}", name={"en": label})


def country_of(uri: str) -> str | None:
    """The two letters of an entry of the list of countries."""
    entry = uri.removeprefix(f"{AUTHORITY}country/")
    return next((code for code, (one, _) in _countries().items() if one == entry), None)


def language(code: str) -> Json:
    """A language by its two letters (ISO 639-1)."""
    entry = _languages().get(code)
    if entry is None:
        raise NotSupported("not_supported", "a language without an entry", form=code)
    return concept(f"{AUTHORITY}language/{entry}", code=code)


def language_of(uri: str) -> str | None:
    """The two letters of an entry of the list of languages."""
    entry = uri.removeprefix(f"{AUTHORITY}language/")
    return next((code for code, one in _languages().items() if one == entry), None)


def accreditation_type(origin: str, kind: Coded) -> Json:
    """The kind of an accreditation; several kinds of ours share one entry of Europe's list."""
    if kind.uri is None:
        beside = f"{SNB}accreditation/25831c2"
        return own(origin, "quality-assurance", kind.code, kind.name, beside=beside)
    label = _accreditation_types().get(kind.uri.rpartition("/")[2])
    return concept(kind.uri, name={"en": label} if label else None)


def note(id: str, text: LanguageMap, *, about: Json | None = None) -> Json:
    """Words in one or several languages (elm:Note)."""
    made: Json = {"id": id, "type": "Note", "noteLiteral": dict(text)}
    return made | {"subject": about} if about else made


def identifier(id: str, scheme: str, notation: str) -> Json:
    """A value that has no language (adms:Identifier)."""
    return {"id": id, "type": "Identifier", "schemeName": scheme, "notation": notation}


def page(id: str, address: str) -> Json:
    """An address of the web (elm:WebResource)."""
    return {"id": id, "type": "WebResource", "contentURL": address}


def tag_of(name: str, otherwise: str) -> str:
    """The language whose letters a name is written in: a name itself has none."""
    scripts = {script for word in name.split() for script in scripts_of_word(word)}
    known = {_LANGUAGE_OF_SCRIPT[one] for one in scripts if one in _LANGUAGE_OF_SCRIPT}
    return known.pop() if len(known) == 1 else otherwise


@cache
def _countries() -> Mapping[str, tuple[str, str]]:
    return {row["code"]: (row["notation"], row["label_en"]) for row in _rows("countries.csv")}


@cache
def _languages() -> Mapping[str, str]:
    return {row["code"]: row["notation"] for row in _rows("languages.csv")}


@cache
def _accreditation_types() -> Mapping[str, str]:
    return {row["code"]: row["label_en"] for row in _rows("accreditation-types.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    file = resources.files("pharos.core.elm").joinpath("data", name)
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))
