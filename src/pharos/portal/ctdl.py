"""Programmes in the Credential Transparency Description Language (CTDL) of Credential Engine.

One graph: the micro-credential and the bodies that offer and accredit it. Terms are those of the
`ceterms` vocabulary; a CTID is made of the address, so that it is the same for ever.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from pharos.common.i18n import LanguageMap
from pharos.common.settings import settings

Json = dict[str, Any]
CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"
ISCED_F: Final = "http://data.europa.eu/snb/isced-f/"


def micro_credential(page: Mapping[str, Any]) -> Json:
    """A programme version as a `ceterms:MicroCredential` with the bodies around it."""
    return {"@context": CONTEXT, "@graph": [_programme(page), *_bodies(page)]}


def ctid(address: str) -> str:
    """The identifier that CTDL wants: `ce-` and a UUID made of the address (RFC 9562, 5.5)."""
    return f"ce-{uuid5(NAMESPACE_URL, address)}"


def _programme(page: Mapping[str, Any]) -> Json:
    descriptor, facts, address = page["descriptor"], page["facts"], page["address"]
    found = {
        "@id": address,
        "@type": "ceterms:MicroCredential",
        "ceterms:ctid": ctid(address),
        "ceterms:name": dict(page["title"]),
        "ceterms:description": dict(page["objective"]),
        "ceterms:subjectWebpage": address,
        "ceterms:versionCode": str(facts["number"]),
        "ceterms:inLanguage": list(descriptor.languages),
        "ceterms:ownedBy": [_address(page["provider_path"])],
        "ceterms:offeredBy": [_address(page["provider_path"])],
        "ceterms:requires": [_conditions(page)],
        "ceterms:estimatedDuration": _duration(facts),
        "ceterms:availabilityListing": [f"{address}#offerings"] if page["offerings"] else [],
        "ceterms:availableAt": _places(page),
        "ceterms:estimatedCost": _costs(page),
        "ceterms:audienceLevelType": _level(facts),
        "ceterms:instructionalProgramType": [
            _aligned("ISCED-F 2013", f"{ISCED_F}{descriptor.isced_f}", descriptor.isced_f)
        ],
    }
    own = page["own"]
    if own is not None and own.agency_path:
        found["ceterms:accreditedBy"] = [_address(own.agency_path)]
    return {name: value for name, value in found.items() if value not in ([], None)}


def _conditions(page: Mapping[str, Any]) -> Json:
    """What has to be learned and shown, and what credit it gives."""
    facts = page["facts"]
    made: Json = {
        "@type": "ceterms:ConditionProfile",
        "ceterms:targetCompetency": [
            {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": dict(one.text)}
            for one in page["outcomes"]
        ],
    }
    if facts["ects"] is not None:
        made["ceterms:creditValue"] = [
            {
                "@type": "schema:QuantitativeValue",
                "schema:value": float(facts["ects"]),
                "schema:unitText": {"en": "ECTS"},
            }
        ]
    return made


def _places(page: Mapping[str, Any]) -> list[Json]:
    """Where it is held next."""
    regions = {
        one.offering.place: one.region or {} for one in page["offerings"] if one.offering.place
    }
    return [
        {"@type": "ceterms:Place", "ceterms:name": {"und": place}}
        | ({"ceterms:addressRegion": dict(region)} if region else {})
        for place, region in regions.items()
    ]


def _costs(page: Mapping[str, Any]) -> list[Json]:
    """What each offering costs, from its first day to its last."""
    found = []
    for one in page["offerings"]:
        offering = one.offering
        if offering.price is None:
            continue
        found.append(
            {
                "@type": "ceterms:CostProfile",
                "ceterms:costDetails": page["address"],
                "ceterms:price": float(offering.price),
                "ceterms:startDate": offering.starts.isoformat(),
            }
            | ({"ceterms:currency": offering.currency} if offering.currency else {})
            | ({"ceterms:endDate": offering.ends.isoformat()} if offering.ends else {})
        )
    return found


def _duration(facts: Mapping[str, Any]) -> list[Json]:
    if facts["hours"] is None:
        return []
    exact = f"PT{facts['hours'].normalize():f}H"
    return [{"@type": "ceterms:DurationProfile", "ceterms:exactDuration": exact}]


def _level(facts: Mapping[str, Any]) -> list[Json]:
    if not facts["level"]:
        return []
    return [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:targetNodeName": dict(facts["level"]),
        }
    ]


def _aligned(framework: str, address: str, code: str) -> Json:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": {"en": framework},
        "ceterms:targetNode": address,
        "ceterms:codedNotation": code,
    }


def _bodies(page: Mapping[str, Any]) -> Iterator[Json]:
    yield _body(page["provider"], page["provider_path"], "ceterms:CredentialOrganization")
    own = page["own"]
    if own is not None and own.agency_path:
        yield _body(own.agency, own.agency_path, "ceterms:QACredentialOrganization")


def _body(name: LanguageMap, path: str, kind: str) -> Json:
    address = _address(path)
    return {
        "@id": address,
        "@type": kind,
        "ceterms:ctid": ctid(address),
        "ceterms:name": dict(name),
        "ceterms:subjectWebpage": address,
    }


def _address(path: str) -> str:
    return settings().origin + path
