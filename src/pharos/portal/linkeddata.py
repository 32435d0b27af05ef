"""Programmes and bodies for machines, in the words of schema.org."""

from collections.abc import Iterable, Mapping
from typing import Any

from pharos.common.i18n import LanguageMap
from pharos.common.settings import settings
from pharos.portal.queries.decisions import HOLDING

_CONTEXT = "https://schema.org"


def course(page: Mapping[str, Any]) -> dict[str, Any]:
    """A programme version as a Course."""
    descriptor, facts = page["descriptor"], page["facts"]
    found = {
        "@context": _CONTEXT,
        "@type": "Course",
        "@id": page["address"],
        "url": page["address"],
        "courseCode": f"v{facts['number']}",
        "name": _texts(page["title"]),
        "description": _texts(page["objective"]),
        "provider": _body(page["provider"], page["provider_path"]),
        "inLanguage": list(descriptor.languages),
        "teaches": [text for one in page["outcomes"] for text in _texts(one.text)],
        "about": _texts(facts["field"]),
        "educationalCredentialAwarded": _credential(page),
        "hasCourseInstance": _instances(page),
    }  # fmt: skip
    found |= _described(page["described"])
    if page["more"] and _is_web(page["more"].url):
        found["sameAs"] = page["more"].url
    if facts["ects"] is not None:
        found["numberOfCredits"] = {
            "@type": "StructuredValue",
            "value": float(facts["ects"]),
            "unitText": "ECTS",
        }
    if facts["hours"] is not None:
        found["timeRequired"] = f"PT{facts['hours'].normalize():f}H"
    if facts["level"]:
        found["educationalLevel"] = _texts(facts["level"])
    if facts["fee"] is not None:
        found["offers"] = {
            "@type": "Offer",
            "price": str(facts["fee"].amount),
            "priceCurrency": facts["fee"].currency,
        }
    return {name: value for name, value in found.items() if value not in ([], None)}


def organisation(page: Mapping[str, Any]) -> dict[str, Any]:
    """A body's entry as an Organization."""
    return {
        "@context": _CONTEXT,
        "@type": "EducationalOrganization" if "/providers/" in page["path"] else "Organization",
        "@id": page["did"],
        "url": settings().origin + page["path"],
        "name": _texts(page["name"]),
        "hasCredential": [_decision(one) for one in page["decisions"] if one.state in HOLDING],
    }


def _instances(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is offered now; where nothing is, the starts that the description names."""
    if page["offerings"]:
        return [_instance(one) for one in page["offerings"]]
    modes = list(page["descriptor"].form_of_participation)
    return [
        {"@type": "CourseInstance", "courseMode": modes, "startDate": start.isoformat()}
        for start in page["facts"]["starts"]
    ]


def _instance(one: Any) -> dict[str, Any]:
    offering = one.offering
    found = {
        "@type": "CourseInstance",
        "courseMode": offering.form,
        "startDate": offering.starts.isoformat(),
        "endDate": offering.ends.isoformat() if offering.ends else None,
        "inLanguage": offering.language,
        "maximumAttendeeCapacity": offering.seats,
        "location": _place(one) if offering.place else None,
        "offers": _offer(offering),
    }
    return {name: value for name, value in found.items() if value is not None}


def _place(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Place", "name": one.offering.place}
    if one.region:
        found["address"] = {"@type": "PostalAddress", "addressRegion": _texts(one.region)}
    return found


def _offer(offering: Any) -> dict[str, Any]:
    found = {
        "@type": "Offer",
        "price": None if offering.price is None else f"{offering.price.normalize():f}",
        "priceCurrency": offering.currency or None,
        "url": offering.application_url or None,
        "availabilityEnds": offering.apply_until.isoformat() if offering.apply_until else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _credential(page: Mapping[str, Any]) -> dict[str, Any]:
    own = page["own"]
    found: dict[str, Any] = {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": _texts(page["facts"]["kind"]),
    }
    return {**found, "recognizedBy": _body(own.agency, own.agency_path)} if own else found


def _described(more: Mapping[str, Any]) -> dict[str, Any]:
    """For whom it is, what it asks and leads to, and the fields that the nation adds (A23)."""
    return {
        "audience": [{"@type": "Audience", "audienceType": _texts(one)} for one in more["groups"]],
        "occupationalCategory": [
            {"@type": "CategoryCode", "codeValue": one.code, "name": _texts(one.text)}
            for one in more["occupations"]
        ],
        "coursePrerequisites": [_linked(one) for one in more["asked_for"]],
        "isRelatedTo": [_linked(one) for one in more["combines"]],
        "isPartOf": _linked(more["carved_from"]["parent"]) if more["carved_from"] else None,
        "additionalProperty": [
            {
                "@type": "PropertyValue",
                "propertyID": one.code,
                "name": _texts(one.label),
                "value": one.day.isoformat() if one.day else _texts(one.text),
            }
            for one in more["extra"]
        ],
    }


def _linked(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Course", "name": _texts(one.name)}
    address = settings().origin + one.path if one.path else one.address
    return {**found, "url": address} if address else found


def _decision(one: Any) -> dict[str, Any]:
    return {
        "@type": "EducationalOccupationalCredential",
        "identifier": one.number,
        "credentialCategory": one.kind,
        "recognizedBy": _body(one.agency, one.agency_path),
        "dateCreated": one.first_day.isoformat() if one.first_day else None,
        "expires": one.last_day.isoformat() if one.last_day else None,
    }


def _body(name: LanguageMap, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Organization", "name": _texts(name)}
    return {**found, "url": settings().origin + path} if path else found


def _texts(texts: LanguageMap) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in _known(texts.items())]


def _known(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((code, text) for code, text in items if text)


def _is_web(address: str | None) -> bool:
    return bool(address) and str(address).startswith(("https://", "http://"))
