"""Rules that JSON-LD 1.1 and its processors demand of what is to be signed."""

import re

from pharos.core.errors import CoreError
from pharos.core.lint.rules import Broken, Json, member, rule, walk

_LOWER_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_LANGUAGE_MEMBERS = ("@language", "inLanguage")


@rule("linkeddata.safe_mode", demanded_by="Data Integrity 1.0, section 4.9 (dropped terms)")
def safe_mode(document: Json) -> Broken:
    # Imported when asked: the RDF library is not needed to make documents again.
    from pharos.core import rdf

    try:
        rdf.check_safe(document)
    except CoreError as error:
        yield str(error.facts.get("path", "")), f"{error.code}: {error.message}"


@rule("linkeddata.described_once", demanded_by="RDF 1.1 (one id is one node)")
def described_once(document: Json) -> Broken:
    from pharos.core.safemode import described_twice

    for node in described_twice(document):
        yield node, "a node is described at one place only, or members could move unnoticed"


@rule("linkeddata.numbers", demanded_by="JSON-LD API 1.1, section 8.2 (processors differ)")
def numbers(document: Json) -> Broken:
    for path, _, value in walk(document):
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not 0 <= value < 1_000_000 or value * 2 != int(value * 2):
            yield path, "a number is whole or half and not negative"


@rule("linkeddata.language_tags", demanded_by="RDF 1.1 Concepts, section 3.3 (lower case)")
def language_tags(document: Json) -> Broken:
    for path, name, value in walk(document):
        if name in _LANGUAGE_MEMBERS and not _LOWER_TAG.fullmatch(str(value)):
            yield path, "a language tag is written in lower case"


@rule("linkeddata.no_direction", demanded_by="JSON-LD 1.1, section 4.2.4.1 (processors differ)")
def no_direction(document: Json) -> Broken:
    for path, name, _ in walk(document):
        if name == "@direction":
            yield path, "no text carries a direction"


@rule("linkeddata.plain_texts", demanded_by="Open Badges 3.0, appendix B (name is a String)")
def plain_texts(document: Json) -> Broken:
    achievement = member(document, "credentialSubject", "achievement")
    for path, owner in (("", document), ("credentialSubject.achievement.", achievement)):
        for name in ("name", "description"):
            if name in owner and not isinstance(owner[name], str):
                yield f"{path}{name}", "Open Badges reads plain text here"
