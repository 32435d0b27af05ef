"""The elements of the data dictionary, read back from the claims of both types that we issue.

What the holder held back is absent, and so is whatever is odd in a stranger's claims.
"""

from collections.abc import Mapping
from typing import Any

from pharos.core import jose, strict
from pharos.core.errors import CoreError
from pharos.core.sdjwt import typemetadata
from pharos.core.values import object_of, objects_of

Claims = Mapping[str, Any]


def elements(claims: Claims) -> dict[str, object]:
    """What the claims of either type tell; others are read as those of ours."""
    is_eu = claims.get("vct") == typemetadata.EU_VCT
    return eu_elements(claims) if is_eu else own_elements(claims)


def own_elements(claims: Claims) -> dict[str, object]:
    """What a credential of our own type tells, by the dictionary's name of the element."""
    programme, law = object_of(claims.get("programme")), object_of(claims.get("legal_basis"))
    quality = objects_of(claims.get("quality_assurance"))
    decided = [one for one in quality if "decision" in one]
    found: dict[str, object | None] = {
        "mc_id": programme.get("id"),
        "version": programme.get("version"),
        "kind": _code(programme.get("kind")),
        "jurisdiction": law.get("nation"),
        "provider": claims.get("issuing_authority"),
        "isced_f": _code(claims.get("field_of_study")),
        "qf_ehea_cycle": _code(claims.get("qf_ehea_cycle")),
        "supervision": _code(claims.get("supervision")),
        "grading_scale": _code(claims.get("grading_scheme")),
        "form_of_participation": _codes(claims.get("participation_form")),
        "assessment": [_part(one) for one in objects_of(claims.get("assessment_type"))] or None,
        "qa_type": [_code(one.get("type")) for one in quality] or None,
        "qa_decision": [{"number": one["decision"], "agency": one.get("agency")} for one in decided]
        or None,
        "qa_valid_from": [one.get("valid_from") for one in decided] or None,
        "qa_valid_until": [one.get("valid_until") for one in decided] or None,
        "prerequisites": _with_programmes(object_of(claims.get("prerequisites"))),
        "ects": _number(claims.get("ects")),
        "workload_hours": _number(claims.get("workload_hours")),
        "pathway_taken": claims.get("pathway"),
        "award_date": claims.get("award_date"),
        **_stackability(object_of(claims.get("stackability"))),
        **_same(claims),
        **_registered(claims),
    }
    names = {"native": claims.get("name"), "latin": claims.get("latin_name")}
    found["holder_name"] = {key: name for key, name in names.items() if name} or None
    return _there(found)


def eu_elements(claims: Claims) -> dict[str, object]:
    """What the EU wallet's Learning Credential tells; its texts are in English."""
    outcomes = claims.get("learning_outcomes")
    whole = [claims.get("given_name"), claims.get("family_name")]
    found: dict[str, object | None] = {
        "mc_id": claims.get("programme"),
        "country": claims.get("issuing_country"),
        "title": _english(claims.get("achievement_title")),
        "objective": _english(claims.get("achievement_description")),
        "learning_outcomes": [{"text": _english(one)} for one in outcomes]
        if isinstance(outcomes, list)
        else None,
        "languages": claims.get("language_of_classes"),
        "grade": claims.get("assessment_grade"),
        "workload_hours": _hours(claims.get("expected_study_time")),
        "eqf_level": claims.get("level_of_learning_experience"),
        "award_date": claims.get("date_of_issuance"),
        "holder_name": {"native": " ".join(part for part in whole if isinstance(part, str))}
        if any(whole)
        else None,
        **_registered(claims),
    }
    if name := _english(claims.get("issuing_authority")):
        found["provider"] = {"name": name}
    if texts := _texts(claims.get("prerequisites_to_enroll")):
        found["prerequisites"] = {"text": {"en": texts[0]}}
    return _there(found)


_SAME = {
    "title": "title",
    "objective": "objective",
    "awarding_body": "awarding_body",
    "country": "issuing_country",
    "region": "issuing_jurisdiction",
    "learning_outcomes": "learning_outcomes",
    "nqf_level": "nqf_level",
    "eqf_level": "eqf_level",
    "languages": "instruction_language",
    "further_information": "further_information",
    "grade": "grade",
}


def _same(claims: Claims) -> dict[str, object | None]:
    """Elements whose claim holds them in the very form of the dictionary."""
    return {element: claims.get(claim) for element, claim in _SAME.items()}


def _registered(claims: Claims) -> dict[str, object | None]:
    """What every token tells in the registered claims."""
    status = object_of(object_of(claims.get("status")).get("status_list"))
    index = status.get("idx")
    return {
        "issue_date": _instant(claims.get("nbf")),
        "valid_until": _instant(claims.get("exp")),
        "holder_id": claims.get("sub"),
        "status": str(index) if isinstance(index, int) else None,
    }


def _stackability(way: Claims) -> dict[str, object | None]:
    targets = [one.get("id") for one in objects_of(way.get("targets"))]
    told = {"code": way.get("type"), "text": way.get("text")} if "type" in way else None
    return {"stackability": told, "recognising_programmes": targets or None}


def _with_programmes(needed: Claims) -> dict[str, object] | None:
    made: dict[str, object] = {"text": needed["text"]} if "text" in needed else {}
    if programmes := [one.get("id") for one in objects_of(needed.get("programmes"))]:
        made["programmes"] = programmes
    return made or None


def _part(part: Claims) -> dict[str, object]:
    made: dict[str, object] = {"type": part.get("code")}
    return made | ({"weight": part["weight"]} if "weight" in part else {})


def _there(found: Mapping[str, object | None]) -> dict[str, object]:
    return {name: value for name, value in found.items() if value is not None}


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _code(value: object) -> object | None:
    return value.get("code") if isinstance(value, Mapping) else None


def _codes(value: object) -> list[object] | None:
    return [_code(one) for one in objects_of(value)] or None


def _english(value: object) -> dict[str, str] | None:
    return {"en": value} if isinstance(value, str) and value else None


def _number(value: object) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if is_number else None


def _hours(value: object) -> str | None:
    text = value.removesuffix(" hours") if isinstance(value, str) else ""
    return text if text.replace(".", "", 1).isdigit() and text.isascii() else None


def _instant(value: object) -> str | None:
    try:
        return strict.format_instant(jose.numeric_date_of(value))
    except CoreError:
        return None
