"""What stands on a certificate, as plain JSON for the typesetter.

Names, grade and decisions are those that were signed; the frozen programme version gives
its texts in all languages; the register gives the body's names and its signatories of the
day. Nothing is markup: every text arrives in the page as text (OUT-02).
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from babel import Locale

from pharos.catalogue import queries as catalogue
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.dates import day_text
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.core.openbadges.document import is_demonstration
from pharos.issuing.models import Credential
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

Json = dict[str, Any]
LanguageMap = Mapping[str, str]


@cache
def words(language: str) -> Mapping[str, str]:
    """The fixed words of a certificate in one language."""
    file = resources.files("pharos.issuing.certificate") / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def address(credential_id: UUID) -> str:
    """The page of a credential: what the QR code holds."""
    return f"{settings().origin}/c/{credential_id}"


def of(credential: Credential, document: bytes, *, registered: str | None = None) -> Json:
    """The facts of a certificate in the state language, then in English.

    `registered` is the number of the award in the national register, if it has one.
    """
    signed = json.loads(document)
    version = catalogue.version(credential.version_id)
    nation = standards.nation(version.nation, on=credential.awarded_on, known_at=credential.created)
    languages = list(dict.fromkeys((nation.state_languages[0], "en")))
    issuer = organisations.by_id(credential.issuer_id)
    names = organisations.names_on(issuer.id, credential.awarded_on) or issuer.name
    native, *others = _names(signed)
    return {
        "languages": languages,
        "name": native,
        "latin": others[0] if others else None,
        "number": str(credential.id),
        "address": address(credential.id),
        "demonstration": is_demonstration(signed) or not settings().production,
        "texts": [
            _in(language, version, nation, names, credential.awarded_on, signed)
            | {"registered": [words(language)["registered"], registered] if registered else None}
            for language in languages
        ],
        "signatories": list(_signatories(issuer.id, credential.awarded_on, languages)),
    }


def _in(
    language: str,
    version: ProgrammeVersion,
    nation: Nation,
    names: LanguageMap,
    awarded_on: date,
    signed: Json,
) -> Json:
    """Everything that is said in one language."""
    descriptor = version.descriptor
    return {
        "language": language,
        "words": dict(words(language)),
        "provider": _told(names, language),
        "certificate": _told(nation.terms["certificate"], language),
        "award": _told(nation.terms["micro_credential"], language),
        "title": _told(descriptor.title, language),
        "date": day_text(awarded_on, language),
        "facts": list(_facts(language, version, nation, awarded_on, signed)),
        "outcomes": [_told(one.text, language) for one in descriptor.learning_outcomes],
    }


def _facts(
    language: str, version: ProgrammeVersion, nation: Nation, awarded_on: date, signed: Json
) -> Iterator[tuple[str, str]]:
    """Labels and values in the order of the table; the same ones in every language."""
    said, descriptor = words(language), version.descriptor
    yield said["award_date"], day_text(awarded_on, language)
    yield said["programme"], _told(nation.terms[version.kind], language)
    yield said["volume"], _volume(version, language)
    if version.level is not None and version.level in nation.levels:
        yield said["level"], level_text(nation.levels[version.level], language)
    field = codes.fields_of_education()[version.isced_f]
    yield said["field"], f"{field.code} {field.name}"
    yield (
        said["participation"],
        _labels(
            [
                codes.forms_of_participation()[code].label
                for code in descriptor.form_of_participation
            ],
            language,
        ),
    )
    yield said["languages"], ", ".join(_language(code, language) for code in descriptor.languages)
    yield said["assessment"], _assessment(descriptor, language)
    if descriptor.supervision:
        yield (
            said["supervision"],
            _told(codes.supervisions()[descriptor.supervision].label, language),
        )
    for kind in ("grade", "pathway"):
        value = _result(signed, kind)
        if value:
            yield said[kind], said.get(value, value) if kind == "pathway" else value
    quality = "\n".join(_decisions(signed, language))
    if quality:
        yield said["quality"], quality
    yield said["legal_basis"], _legal_basis(signed, language)


def _volume(version: ProgrammeVersion, language: str) -> str:
    said, hours = words(language), version.descriptor.workload_hours
    parts = []
    if version.ects is not None:
        parts.append(said["ects"].format(count=_number(version.ects, language)))
    if hours is not None:
        parts.append(said["hours"].format(count=_number(hours.clock_hours, language)))
    return " · ".join(parts)


def _assessment(descriptor: Descriptor, language: str) -> str:
    return ", ".join(
        f"{_told(codes.assessment_types()[part.type].label, language)}"
        f" ({_number(part.weight, language)} %)"
        for part in descriptor.assessment
    )


def _decisions(signed: Json, language: str) -> Iterator[str]:
    """The decisions that were signed: who took them, their number and their term."""
    said = words(language)
    for one in _alignments(signed, "ext:QualityAssuranceDecision"):
        first, _, until = str(one.get("targetDescription", "")).partition("/")
        parts = [_agency(one, language), said["decision"].format(number=one["targetCode"])]
        if first and first != "..":
            begin = day_text(date.fromisoformat(first), language)
            if until and until != "..":
                last = date.fromisoformat(until) - timedelta(days=1)
                parts.append(said["term"].format(first=begin, last=day_text(last, language)))
            else:
                parts.append(said["term_open"].format(first=begin))
        yield ", ".join(parts)


def _agency(alignment: Json, language: str) -> str:
    """The agency's name in the language, from the register by its DID; else as signed."""
    slug = str(alignment.get("targetUrl", "")).rpartition(":")[2]
    try:
        return _told(organisations.organisation(slug).name, language)
    except NotFound:
        return str(alignment["targetName"])


def _legal_basis(signed: Json, language: str) -> str:
    found = _alignments(signed, "ext:LegalBasis")
    if not found:
        return "–"
    said = words(language)[f"legal_{found[0]['targetCode']}"]
    source = str(found[0]["targetName"])
    return said.format(source=codes.legal_sources().get(source, {}).get(language, source))


def _signatories(
    issuer_id: UUID, day: date, languages: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    for one in organisations.signatories_on(issuer_id, day)[:3]:
        yield {
            "names": _both(one.name, languages),
            "offices": _both(one.office, languages),
        }


def _both(texts: LanguageMap, languages: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_told(texts, language) for language in languages))


def _names(signed: Json) -> list[str]:
    """The holder's names, the native one first (OB 3.0 IdentityObject)."""
    found = signed["credentialSubject"]["identifier"]
    entries = found if isinstance(found, list) else [found]
    return list(dict.fromkeys(str(one["identityHash"]) for one in entries))


def _result(signed: Json, kind: str) -> str:
    results = signed["credentialSubject"].get("result", [])
    for one in results if isinstance(results, list) else [results]:
        if str(one.get("resultDescription", "")).endswith(f"#{kind}"):
            return str(one.get("value", ""))
    return ""


def _alignments(signed: Json, kind: str) -> list[Json]:
    found = signed["credentialSubject"]["achievement"].get("alignment", [])
    entries = found if isinstance(found, list) else [found]
    return [one for one in entries if one.get("targetType") == kind]


def _labels(labels: Sequence[LanguageMap], language: str) -> str:
    return ", ".join(_told(label, language) for label in labels)


def _told(texts: LanguageMap, language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _number(value: Decimal, language: str) -> str:
    text = f"{value.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def _language(code: str, language: str) -> str:
    return Locale.parse(code).get_language_name(language) or code
