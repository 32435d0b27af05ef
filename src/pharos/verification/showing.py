"""What a page tells of a credential beside the checks, as plain values for its template.

Title, holder and outcomes come from what was signed; who the issuer is, from the register
(E10). Nothing here judges.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pharos.common import dates
from pharos.common.sentences import LANGUAGES
from pharos.core import strict
from pharos.core.did import url_of
from pharos.core.errors import CoreError
from pharos.core.verify import Check, Report
from pharos.nations import codes
from pharos.nations.wording import level_text
from pharos.standards import queries as standards
from pharos.verification.report import message

LanguageMap = Mapping[str, str]
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the assessment: its name and what it weighs."""

    name: LanguageMap
    weight: str


class Shown:
    """What was signed, read for showing whatever its form; what is missing shows as nothing."""

    def __init__(self, report: Report) -> None:
        credential = report.credential
        self._elements = credential.elements() if credential is not None else {}
        self._document = credential.document if credential is not None else {}
        self._report = report

    @property
    def credential_id(self) -> str:
        credential = self._report.credential
        return _text(credential.id).removeprefix("urn:uuid:") if credential is not None else ""

    @property
    def outcomes(self) -> list[LanguageMap]:
        return [
            _texts_of(one.get("text")) for one in _list(self._elements.get("learning_outcomes"))
        ]

    @property
    def hours(self) -> str:
        return _text(self._elements.get("workload_hours"))

    @property
    def field(self) -> str:
        code = _text(self._elements.get("isced_f"))
        known = codes.fields_of_education().get(code)
        return f"{known.code} {known.name}" if known else code

    @property
    def assessment(self) -> list[Part]:
        return [_part(one) for one in _list(self._elements.get("assessment"))]

    @property
    def grade(self) -> str:
        return _text(self._elements.get("grade"))

    @property
    def provider(self) -> LanguageMap:
        """The provider's name as it stood when the award was signed."""
        found = self._elements.get("provider")
        return _texts_of(found.get("name")) if isinstance(found, Mapping) else {}

    @property
    def proof(self) -> Mapping[str, Any]:
        """The proof for those who look at the technique: its form, key, suite, time and value."""
        if self._report.credential is None:
            return {}
        proofs = _list(self._document.get("proof"))
        told = dict(proofs[0]) if proofs else {}
        method = self._report.check("proof").facts.get("method")
        return {"form": self._report.form, "verificationMethod": method} | told


def nation_of(report: Report) -> str:
    """The nation under whose rules the award was made; empty when nobody can tell."""
    basis = report.facts.get("legal_basis")
    return str(basis["nation"]) if basis else ""


def sentence_of(check: Check, language: str, zone: ZoneInfo | None = None) -> str:
    """The sentence of a check with its days and instants in words."""
    facts = {name: _worded(value, language, zone) for name, value in check.facts.items()}
    return message(replace(check, facts=facts), language)


def _worded(value: object, language: str, zone: ZoneInfo | None) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError, CoreError):
        if _DAY.fullmatch(value):
            return dates.day_text(date.fromisoformat(value), language)
        if _INSTANT.fullmatch(value):
            return dates.instant_text(strict.parse_instant(value), language, zone)
    return value


def told(report: Report) -> dict[str, Any]:
    """The facts of a verdict page, under the names that its template uses."""
    facts, signed = report.facts, Shown(report)
    found = facts.get("issuer")
    issuer = found if isinstance(found, Mapping) else {}
    return {
        "title": facts.get("title") or {},
        "holder": list(dict.fromkeys(_texts(facts.get("holder")))),
        "issuer": issuer,
        "issuer_path": _path_of(issuer),
        "issuer_then": name_then(issuer, signed.provider),
        "award_date": _day(facts.get("award_date")),
        "valid_until": facts.get("valid_until"),
        "ects": facts.get("credits"),
        "level": _level(facts),
        "legal_basis": facts.get("legal_basis"),
        "programme_path": _own_path(facts.get("programme"), issuer),
        "outcomes": signed.outcomes,
        "hours": signed.hours,
        "assessment": signed.assessment,
        "grade": signed.grade,
        "field": signed.field,
        "proof": signed.proof,
        "seals": [_seal(one) for one in _list(facts.get("seals"))],
    }


def _seal(found: Mapping[str, Any]) -> dict[str, str]:
    """What is told of a seal: the code of its sentence, and whose it is."""
    by = _text(found.get("by")) or "–"
    if found.get("intact") is None:
        return {"code": "page_seal_unread", "by": by}
    if not found["intact"]:
        return {"code": "page_seal_changed", "by": by}
    return {"code": "page_seal_issuer" if found.get("issuer") else "page_seal_other", "by": by}


def _level(facts: Mapping[str, Any]) -> LanguageMap | None:
    """The level in the words that the nation's standards allow, or the bare number."""
    written, basis = facts.get("level"), facts.get("legal_basis")
    if not written:
        return None
    day = _day(facts.get("award_date"))
    if basis and day and str(written).isascii() and str(written).isdigit():
        level = standards.nation(basis["nation"], on=day).levels.get(int(written))
        if level is not None:
            return {language: level_text(level, language) for language in LANGUAGES}
    return {"und": str(written)}


def name_then(issuer: Mapping[str, Any], signed: LanguageMap) -> LanguageMap:
    """What a listed issuer was called at the award, where it bears another name today."""
    today = issuer.get("name")
    if not issuer.get("listed") or not isinstance(today, Mapping):
        return {}
    both = signed.keys() & today.keys()
    return signed if any(signed[one] != today[one] for one in both) else {}


def _path_of(issuer: Mapping[str, Any]) -> str:
    """The register's own page of a listed issuer."""
    if not issuer.get("listed"):
        return ""
    path = urlsplit(url_of(str(issuer["id"]))).path
    return path.removesuffix("/did.json") if path.startswith(("/providers/", "/agencies/")) else ""


def _own_path(address: object, issuer: Mapping[str, Any]) -> str:
    path = urlsplit(_text(address)).path
    return path if issuer.get("listed") and path.startswith("/programmes/") else ""


def _texts_of(value: object) -> LanguageMap:
    found = value if isinstance(value, Mapping) else {}
    return {str(language): _text(text) for language, text in found.items() if _text(text)}


def _part(part: Mapping[str, Any]) -> Part:
    code = _text(part.get("type"))
    known = codes.assessment_types().get(code)
    return Part(known.label if known else {"en": code}, _text(part.get("weight")))


def _list(value: object) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        return None
