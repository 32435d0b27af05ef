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

from pharos.common import dates
from pharos.common.scripts import script_language
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


class Signed:
    """The signed document, read for showing; whatever is missing or odd shows as nothing."""

    def __init__(self, raw: bytes) -> None:
        try:
            self.document: Mapping[str, Any] = strict.load_json(raw)
        except CoreError:
            self.document = {}
        self._subject = _only(self.document.get("credentialSubject"))
        self._achievement = _only(self._subject.get("achievement"))

    @property
    def credential_id(self) -> str:
        return _text(self.document.get("id")).removeprefix("urn:uuid:")

    @property
    def outcomes(self) -> list[LanguageMap]:
        return [_bilingual(one) for one in self._alignments("ext:LearningOutcome")]

    @property
    def hours(self) -> str:
        return next((code for one in self._alignments("ext:WorkloadHours")
                     if (code := _text(one.get("targetCode")))), "")  # fmt: skip

    @property
    def field(self) -> str:
        return _text(self._achievement.get("fieldOfStudy"))

    @property
    def assessment(self) -> list[Part]:
        return [_part(one) for one in self._alignments("ext:AssessmentType")]

    @property
    def grade(self) -> str:
        for result in _list(self._subject.get("result")):
            if _text(result.get("resultDescription")).endswith("#grade"):
                return _text(result.get("value"))
        return ""

    @property
    def proof(self) -> Mapping[str, Any]:
        """The first proof, for those who look at the technique."""
        found = _list(self.document.get("proof"))
        return found[0] if found else {}

    def _alignments(self, kind: str) -> list[Mapping[str, Any]]:
        found = _list(self._achievement.get("alignment"))
        return [one for one in found if one.get("targetType") == kind]


def sentence_of(check: Check, language: str) -> str:
    """The sentence of a check with its days and instants in words."""
    facts = {name: _worded(value, language) for name, value in check.facts.items()}
    return message(replace(check, facts=facts), language)


def _worded(value: object, language: str) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError, CoreError):
        if _DAY.fullmatch(value):
            return dates.day_text(date.fromisoformat(value), language)
        if _INSTANT.fullmatch(value):
            return dates.instant_text(strict.parse_instant(value), language)
    return value


def told(report: Report, signed: Signed) -> dict[str, Any]:
    """The facts of a verdict page, under the names that its template uses."""
    facts = report.facts
    found = facts.get("issuer")
    issuer = found if isinstance(found, Mapping) else {}
    return {
        "title": facts.get("title") or {},
        "holder": list(dict.fromkeys(_texts(facts.get("holder")))),
        "issuer": issuer,
        "issuer_path": _path_of(issuer),
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
    }


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


def _path_of(issuer: Mapping[str, Any]) -> str:
    """The register's own page of a listed issuer."""
    if not issuer.get("listed"):
        return ""
    path = urlsplit(url_of(str(issuer["id"]))).path
    return path.removesuffix("/did.json") if path.startswith(("/providers/", "/agencies/")) else ""


def _own_path(address: object, issuer: Mapping[str, Any]) -> str:
    path = urlsplit(_text(address)).path
    return path if issuer.get("listed") and path.startswith("/programmes/") else ""


def _bilingual(alignment: Mapping[str, Any]) -> LanguageMap:
    texts = (_text(alignment.get("targetName")), _text(alignment.get("targetDescription")))
    return {script_language(text) or "en": text for text in texts if text}


def _part(alignment: Mapping[str, Any]) -> Part:
    known = codes.assessment_types().get(_text(alignment.get("targetCode")))
    name = known.label if known else {"en": _text(alignment.get("targetName"))}
    return Part(name, _text(alignment.get("targetDescription")))


def _only(value: object) -> Mapping[str, Any]:
    found = _list(value)
    return found[0] if len(found) == 1 else {}


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
