"""The elements of the data dictionary, read back from an Open Badge that the register made.

Open Badges has no language maps: a title stands in each language as a related achievement,
other texts stand twice, in English and in the state language. What is missing or odd in the
document of a stranger is absent here; nothing raises.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from pharos.core import strict
from pharos.core.elements import shortest
from pharos.core.errors import CoreError
from pharos.core.openbadges.annex import by_kind
from pharos.core.values import objects_of

Json = Mapping[str, Any]
_CODES = {
    "jurisdiction": ("ext:LegalBasis", "targetFramework"),
    "kind": ("ext:ProgrammeKind", "targetCode"),
    "isced_f": ("ext:ISCEDF", "targetCode"),
    "qf_ehea_cycle": ("ext:QFEHEA", "targetCode"),
    "supervision": ("ext:Supervision", "targetCode"),
}
_LISTS = {
    "form_of_participation": "ext:ParticipationForm",
    "languages": "ext:LanguageOfInstruction",
    "qa_type": "ext:QualityAssurance",
}
_NUMBERS = {"ects": "ext:ECTS", "workload_hours": "ext:WorkloadHours"}
_LEVELS = {"nqf_level": "ext:NQF", "eqf_level": "ext:EQF"}
_SCRIPTS = (("hy", "\u0531", "\u058f"), ("ka", "\u10a0", "\u10ff"))


def elements(document: Json) -> dict[str, object]:
    """What the document tells, by the dictionary's name of the element."""
    subject = _only(document.get("credentialSubject"))
    achievement = _only(subject.get("achievement"))
    read = _Reader(document, subject, achievement)
    found: dict[str, object | None] = {
        "mc_id": _text(achievement.get("id")),
        "version": _text(achievement.get("version")),
        "title": read.titles() or None,
        "objective": read.pair(document.get("description"), achievement.get("description")),
        "provider": _body(_only(document.get("issuer")), read),
        "awarding_body": read.awarding_bodies() or None,
        "learning_outcomes": read.outcomes() or None,
        "assessment": read.assessment() or None,
        "grading_scale": read.scale(),
        "prerequisites": read.prerequisites(),
        "stackability": read.stackability(),
        "recognising_programmes": read.targets() or None,
        "further_information": read.further(),
        **read.place(),
        **read.codes(),
        **read.decisions(),
        **read.award(),
    }
    return {name: value for name, value in found.items() if value not in (None, {})}


class _Reader:
    """One document, taken apart."""

    def __init__(self, document: Json, subject: Json, achievement: Json) -> None:
        self.document, self.subject, self.achievement = document, subject, achievement
        self.alignments = by_kind(achievement)
        names = {title: language for language, title in self.titles().items()}
        self.language = names.get(str(achievement.get("name")), "")

    def titles(self) -> dict[str, str]:
        found = {
            language: title
            for item in objects_of(self.achievement.get("related"))
            if (language := _text(item.get("inLanguage")))
            if (title := _text(item.get("name")))
        }
        return found or self._plain_title()

    def _plain_title(self) -> dict[str, str]:
        title = _text(self.achievement.get("name")) or _text(self.document.get("name"))
        return {_language(title) or "und": title} if title else {}

    def pair(self, english: object, other: object) -> dict[str, str] | None:
        """A text in English and in the state language, as `alignments` writes it."""
        first, second = _text(english), _text(other)
        made = {}
        if first:
            made[_language(first) or "en"] = first
        if second:
            made.setdefault(_language(second) or self.language or "und", second)
        return made or None

    def texts(self, alignment: Json) -> dict[str, str]:
        pair = self.pair(alignment.get("targetName"), alignment.get("targetDescription"))
        return pair or {}

    def place(self) -> dict[str, object | None]:
        seat = _only(_only(self.document.get("issuer")).get("address"))
        return {
            "country": _text(seat.get("addressCountryCode")),
            "region": _text(seat.get("addressRegion")),
        }

    def codes(self) -> dict[str, object | None]:
        found: dict[str, object | None] = {
            name: self._first(kind, member) for name, (kind, member) in _CODES.items()
        }
        for name, kind in _LISTS.items():
            codes = [c for a in self._aligned(kind) if (c := _text(a.get("targetCode")))]
            found[name] = codes or None
        for name, kind in _NUMBERS.items():
            found[name] = _number(self._first(kind, "targetCode"))
        for name, kind in _LEVELS.items():
            level = self._first(kind, "targetCode") or ""
            found[name] = int(level) if level.isascii() and level.isdigit() else None
        return found

    def awarding_bodies(self) -> list[object]:
        creator = self._creator()
        others = [
            {"id": _text(a.get("targetUrl")) or "", "name": self.texts(a)}
            for a in self._aligned("ext:AwardingBody")
        ]
        return [*([creator] if creator else []), *others]

    def _creator(self) -> dict[str, object] | None:
        """The first awarding body: its node has an id of its own, so its page tells who it is."""
        creator, issuer = _only(self.achievement.get("creator")), _only(self.document.get("issuer"))
        body = _body(creator, self)
        if body is None or not str(body["id"]).endswith("#awarding-body"):
            return body
        if creator.get("url") and creator.get("url") == issuer.get("url"):
            return body | {"id": issuer.get("id")}
        return {"name": body["name"]}

    def outcomes(self) -> list[object]:
        # An outcome's skill of ESCO has its number.
        skills = {
            str(a.get("id")).removesuffix("-esco"): _text(a.get("targetUrl"))
            for a in self._aligned("ext:ESCO")
        }
        made = []
        for one in self._aligned("ext:LearningOutcome"):
            outcome: dict[str, object] = {"text": self.texts(one)}
            outcome |= {"type": kind} if (kind := _text(one.get("targetCode"))) else {}
            outcome |= {"esco": skill} if (skill := skills.get(str(one.get("id")))) else {}
            made.append(outcome)
        return list(made)

    def assessment(self) -> list[object]:
        made = []
        for one in self._aligned("ext:AssessmentType"):
            part = {"type": code} if (code := _text(one.get("targetCode"))) else {}
            part |= {"weight": note} if (note := _text(one.get("targetDescription"))) else {}
            made.append(part)
        return [part for part in made if part]

    def scale(self) -> str | None:
        for one in objects_of(self.achievement.get("resultDescription")):
            name = _text(one.get("name")) or ""
            if str(one.get("id")).endswith("#grade") and name.endswith(")"):
                return name[name.rfind("(") + 1 : -1] or None
        return None

    def decisions(self) -> dict[str, object | None]:
        found = self._aligned("ext:QualityAssuranceDecision")
        terms = [str(one.get("targetDescription", "")).partition("/") for one in found]
        return {
            "qa_decision": [
                {"number": one.get("targetCode"),
                 "agency": {"id": one.get("targetUrl"),
                            "name": self.pair(one.get("targetName"), None) or {}}}
                for one in found
            ] or None,
            "qa_valid_from": [_day(first) for first, _, _ in terms] or None,
            "qa_valid_until": [_day_before(until) for _, _, until in terms] or None,
        }  # fmt: skip

    def prerequisites(self) -> dict[str, object] | None:
        found = self._aligned("ext:Prerequisite")
        own = [one for one in found if str(one.get("id")).endswith("#prerequisites")]
        if not own:
            return None
        made: dict[str, object] = {"text": self.texts(own[0])}
        programmes = [_text(one.get("targetUrl")) for one in found if one is not own[0]]
        return made | ({"programmes": programmes} if programmes else {})

    def stackability(self) -> dict[str, object] | None:
        for one in self._aligned("ext:Stackability"):
            return {"code": one.get("targetCode"), "text": self.texts(one)}
        return None

    def targets(self) -> list[object]:
        return [one.get("targetUrl") for one in self._aligned("ceterms:Credential")]

    def further(self) -> dict[str, object] | None:
        for one in self._aligned("ext:FurtherInformation"):
            made: dict[str, object] = {"text": self.texts(one)}
            address = _text(one.get("targetUrl"))
            return made | ({"address": address} if address and address != one.get("id") else {})
        return None

    def award(self) -> dict[str, object | None]:
        names = {
            key: name
            for key, kind in (("native", "name"), ("latin", "ext:latinName"))
            for item in objects_of(self.subject.get("identifier"))
            if item.get("identityType") == kind and item.get("hashed") is False
            if (name := _text(item.get("identityHash")))
        }
        holder = _text(self.subject.get("id")) or ""
        entries = objects_of(self.document.get("credentialStatus"))
        return {
            "holder_name": names or None,
            "holder_id": holder if holder.startswith("did:") else None,
            "issue_date": _instant(self.document.get("validFrom")),
            "award_date": _day(str(self.document.get("awardedDate"))[:10]),
            "valid_until": _instant(self.document.get("validUntil")),
            "grade": self._result("#grade"),
            "pathway_taken": self._result("#pathway"),
            "status": _text(entries[0].get("statusListIndex")) if entries else None,
        }

    def _result(self, ending: str) -> str | None:
        for result in objects_of(self.subject.get("result")):
            if str(result.get("resultDescription")).endswith(ending):
                return _text(result.get("value"))
        return None

    def _aligned(self, kind: str) -> list[Json]:
        return self.alignments.get(kind, [])

    def _first(self, kind: str, member: str) -> str | None:
        return next((t for a in self._aligned(kind) if (t := _text(a.get(member)))), None)


def _body(profile: Json, read: _Reader) -> dict[str, object] | None:
    names = read.pair(profile.get("description"), profile.get("name"))
    address = _text(profile.get("id"))
    return {"id": address, "name": names} if names and address else None


def _only(value: object) -> Json:
    found = objects_of(value)
    return found[0] if len(found) == 1 else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _language(text: str) -> str | None:
    """The language of a text by its letters, None for Latin ones."""
    if text.isascii():
        return None
    for language, first, last in _SCRIPTS:
        if any(first <= letter <= last for letter in text):
            return language
    return None


def _number(text: str | None) -> str | None:
    with suppress(InvalidOperation):
        value = Decimal(text or "")
        return shortest(value) if value.is_finite() else None
    return None


def _day(text: str) -> str | None:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return None


def _day_before(text: str) -> str | None:
    with suppress(ValueError, OverflowError):
        return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
    return None


def _instant(value: object) -> str | None:
    with suppress(CoreError):
        return strict.format_instant(strict.parse_instant(value))
    return None
