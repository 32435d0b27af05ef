"""Annex I of the Council Recommendation of 16 June 2022 (OJ C 243), read back from a document.

The mapping is the table of our spec map; an element that is absent is None.
"""

from collections.abc import Mapping
from typing import Any

from pharos.core.values import object_of, objects_of

Json = Mapping[str, Any]

ELEMENTS = {
    "M1": "identification of the learner",
    "M2": "title of the micro-credential",
    "M3": "country or region of the issuer",
    "M4": "awarding body",
    "M5": "date of issuing",
    "M6": "learning outcomes",
    "M7": "notional workload",
    "M8": "level and cycle",
    "M9": "type of assessment",
    "M10": "form of participation",
    "M11": "type of quality assurance",
    "O1": "prerequisites",
    "O2": "supervision and identity verification during assessment",
    "O3": "grade achieved",
    "O4": "integration and stackability",
    "O5": "further information",
}
LEVELLESS_KINDS = {"non_formal", "foreign"}


def annex_one(document: Json) -> dict[str, Any]:
    """Every element of Annex I by its number (M1 to M11, O1 to O5), None where there is none."""
    subject = object_of(document.get("credentialSubject"))
    achievement = object_of(subject.get("achievement"))
    return {
        "M1": _learner(subject),
        "M2": _title(document, achievement),
        "M3": _seat(document),
        "M4": _awarding_bodies(achievement),
        "M5": _dates(document),
        "M6": _texts(achievement, "ext:LearningOutcome"),
        "M7": _workload(achievement),
        "M8": _level(achievement),
        "M9": _codes(achievement, "ext:AssessmentType"),
        "M10": _codes(achievement, "ext:ParticipationForm"),
        "M11": _quality(achievement),
        "O1": _texts(achievement, "ext:Prerequisite"),
        "O2": _codes(achievement, "ext:Supervision"),
        "O3": _grade(subject, achievement),
        "O4": _stackability(achievement),
        "O5": _texts(achievement, "ext:FurtherInformation"),
    }


def missing_elements(document: Json) -> list[str]:
    """The mandatory elements that the document lacks; a level only where the kind has one."""
    found = annex_one(document)
    missing = [name for name in ELEMENTS if name.startswith("M") and found[name] is None]
    kinds = _codes(_achievement(document), "ext:ProgrammeKind") or []
    if "M8" in missing and LEVELLESS_KINDS.intersection(kinds):
        missing.remove("M8")
    return missing


def _achievement(document: Json) -> Json:
    return object_of(object_of(document.get("credentialSubject")).get("achievement"))


def aligned(achievement: Json, kind: str) -> list[Json]:
    """The alignments of one target type, in the order of the document."""
    return [a for a in objects_of(achievement.get("alignment")) if a.get("targetType") == kind]


def by_kind(achievement: Json) -> dict[str, list[Json]]:
    """All alignments by their target type, for a reader that asks for many of them."""
    found: dict[str, list[Json]] = {}
    for one in objects_of(achievement.get("alignment")):
        found.setdefault(str(one.get("targetType")), []).append(one)
    return found


def _texts(achievement: Json, kind: str) -> list[str] | None:
    return [str(a["targetName"]) for a in aligned(achievement, kind) if a.get("targetName")] or None


def _codes(achievement: Json, kind: str) -> list[str] | None:
    return [str(a["targetCode"]) for a in aligned(achievement, kind) if a.get("targetCode")] or None


def _learner(subject: Json) -> dict[str, str] | None:
    names = {
        str(item.get("identityType")): str(item["identityHash"])
        for item in objects_of(subject.get("identifier"))
        if item.get("identityHash")
    }
    return names if "name" in names else None


def _title(document: Json, achievement: Json) -> dict[str, str] | None:
    titles = {
        str(item["inLanguage"]): str(item["name"])
        for item in objects_of(achievement.get("related"))
        if item.get("name") and item.get("inLanguage")
    }
    return titles if titles and document.get("name") and achievement.get("name") else None


def _seat(document: Json) -> dict[str, str] | None:
    address = object_of(object_of(document.get("issuer")).get("address"))
    names = ("addressCountryCode", "addressRegion")
    return {name: str(address[name]) for name in names if address.get(name)} or None


def _awarding_bodies(achievement: Json) -> list[str] | None:
    creator = object_of(achievement.get("creator"))
    first = [str(creator["name"])] if creator.get("name") else []
    return (first + (_texts(achievement, "ext:AwardingBody") or [])) or None


def _dates(document: Json) -> dict[str, str] | None:
    names = ("awardedDate", "validFrom")
    found = {name: str(document[name]) for name in names if document.get(name)}
    return found if len(found) == len(names) else None


def _workload(achievement: Json) -> dict[str, Any] | None:
    hours = _codes(achievement, "ext:WorkloadHours")
    if hours is None:
        return None
    return {"hours": hours[0], "ects": achievement.get("creditsAvailable")}


def _level(achievement: Json) -> dict[str, str] | None:
    kinds = {"eqf": "ext:EQF", "nqf": "ext:NQF", "qf_ehea": "ext:QFEHEA"}
    found = {name: _codes(achievement, kind) for name, kind in kinds.items()}
    return {name: codes[0] for name, codes in found.items() if codes} or None


def _quality(achievement: Json) -> list[dict[str, str]] | None:
    found = [
        {"type": str(a["targetCode"])}
        for a in aligned(achievement, "ext:QualityAssurance")
        if a.get("targetCode")
    ]
    for decision in aligned(achievement, "ext:QualityAssuranceDecision"):
        found.append(
            {
                "type": str(decision.get("targetFramework")),
                "agency": str(decision.get("targetName")),
                "decision": str(decision.get("targetCode")),
                "term": str(decision.get("targetDescription")),
            }
        )
    return found or None


def _grade(subject: Json, achievement: Json) -> dict[str, str] | None:
    scales = {
        item.get("id"): str(item.get("name"))
        for item in objects_of(achievement.get("resultDescription"))
        if item.get("resultType") != "ext:PathwayTaken"
    }
    for result in objects_of(subject.get("result")):
        scale = scales.get(result.get("resultDescription"))
        if scale and result.get("value"):
            return {"grade": str(result["value"]), "scale": scale}
    return None


def _stackability(achievement: Json) -> dict[str, list[str]] | None:
    ways = _codes(achievement, "ext:Stackability")
    if ways is None:
        return None
    targets = [str(a["targetUrl"]) for a in aligned(achievement, "ceterms:Credential")]
    return {"ways": ways, "targets": targets}
