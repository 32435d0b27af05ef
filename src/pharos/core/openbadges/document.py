"""Facts into the unsigned Open Badges 3.0 document (OB 3.0 section 4, VC Data Model 2.0).

Every node has an id of its own, except the identity objects, which may have none (OB 3.0
section B.1.14): nodes of the programme under its address, nodes of the award under the
`urn:uuid:` of the credential. Thus what is constant sorts first in the canonical N-Quads,
and what varies hangs on a single identifier.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pharos.core.openbadges.alignments import alignments
from pharos.core.openbadges.facts import (
    Award,
    Grading,
    Issuer,
    Organisation,
    Programme,
    Status,
)
from pharos.core.openbadges.texts import both_texts, in_english, in_language, number

Json = dict[str, Any]

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
PURPOSES = ("revocation", "suspension")


def document(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    origin: str,
    demonstration: bool,
) -> Json:
    """The unsigned credential of `award`, with every member in its place (OB 3.0 section B.1.2)."""
    me = f"urn:uuid:{award.credential}"
    made: Json = {
        "@context": list(CONTEXTS),
        "id": me,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": in_english(programme.title),
        "description": in_english(programme.objective),
        "issuer": profile(
            issuer.organisation,
            programme.language,
            id=issuer.organisation.id,
            address_id=f"{issuer.organisation.address}#address",
            signatory=issuer.signatory,
        ),
        "awardedDate": award.awarded_at,
        "validFrom": award.valid_from,
        "credentialSubject": _subject(programme, award, me),
        "credentialStatus": [_entry(me, purpose, status) for purpose in PURPOSES],
    }
    if award.valid_until is not None:
        made["validUntil"] = award.valid_until
    if demonstration:
        made["termsOfUse"] = [demonstration_terms(origin)]
    return made


def is_demonstration(credential: Mapping[str, Any]) -> bool:
    """Whether the terms of use mark a credential of a demonstration without legal effect."""
    terms = credential.get("termsOfUse", [])
    entries = terms if isinstance(terms, list) else [terms]
    return any(
        isinstance(entry, dict) and str(entry.get("type", "")).endswith("/terms#Demonstration")
        for entry in entries
    )


def demonstration_terms(origin: str) -> Json:
    return {
        "id": f"{origin}/terms/demonstration",
        "type": f"{origin}/terms#Demonstration",
        "description": "Made in a demonstration of the register: without legal effect.",
    }


def _entry(me: str, purpose: str, status: Status) -> Json:
    # One list a purpose, the same place in both (Bitstring Status List 1.0 section 2.1).
    lists = {"revocation": status.revocation_list, "suspension": status.suspension_list}
    return {
        "id": f"{me}#{purpose}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": status.index,
        "statusListCredential": lists[purpose],
    }


def profile(
    body: Organisation, language: str, *, id: str, address_id: str, signatory: str | None = None
) -> Json:
    # Each place has an id of its own: one id at two places would be one node, and a member
    # dropped at one of them would go unnoticed by the signature.
    address: Json = {
        "id": address_id,
        "type": ["Address"],
        "addressCountryCode": body.country,
    }
    if body.region:
        address["addressRegion"] = body.region
    profile: Json = {
        "id": id,
        "type": ["Profile"],
        "name": in_language(body.name, language),
        "description": in_english(body.name),
        "url": body.address,
        "address": address,
    }
    if signatory:
        profile["official"] = signatory
    return profile


def _subject(programme: Programme, award: Award, me: str) -> Json:
    identities = [_identity("name", award.native_name)]
    if award.latin_name is not None:
        identities.append(_identity("ext:latinName", award.latin_name))
    subject: Json = {
        "id": award.holder or f"{me}#subject",
        "type": ["AchievementSubject"],
        "identifier": identities,
        "result": list(_results(programme, award, me)),
        "achievement": _achievement(programme),
    }
    if programme.ects is not None:
        subject["creditsEarned"] = number(programme.ects)
    return subject


def _identity(kind: str, value: str) -> Json:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _results(programme: Programme, award: Award, me: str) -> Iterator[Json]:
    if award.grade is not None:
        yield {
            "id": f"{me}#grade",
            "type": ["Result"],
            "resultDescription": f"{programme.id}#grade",
            "value": award.grade,
        }
    yield {
        "id": f"{me}#pathway",
        "type": ["Result"],
        "resultDescription": f"{programme.id}#pathway",
        "value": award.pathway,
    }


def _achievement(programme: Programme) -> Json:
    made: Json = {
        "id": programme.id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": in_language(programme.title, programme.language),
        "description": in_language(programme.objective, programme.language),
        "version": programme.version,
        "inLanguage": programme.languages[0],
        "creator": profile(
            programme.awarding_bodies[0],
            programme.language,
            id=f"{programme.id}#awarding-body",
            address_id=f"{programme.id}#awarding-body-address",
        ),
        "criteria": {
            "id": f"{programme.id}#criteria",
            "narrative": "\n\n".join(both_texts(programme.criteria, programme.language)),
        },
        "alignment": list(alignments(programme)),
        "related": list(_related(programme)),
        "resultDescription": list(_result_descriptions(programme)),
    }
    if programme.field:
        made["fieldOfStudy"] = f"{programme.field.code} {in_english(programme.field.name)}"
    if programme.ects is not None:
        made["creditsAvailable"] = number(programme.ects)
    return made


def _related(programme: Programme) -> Iterator[Json]:
    # Open Badges has no language maps: its way to say one thing in several languages is a
    # related achievement with `inLanguage` (OB 3.0 section B.1.18). Ours carries the title too.
    for language in sorted(programme.title):
        yield {
            "id": f"{programme.id}#title-{language}",
            "type": ["Related"],
            "inLanguage": language,
            "version": programme.version,
            "name": programme.title[language],
        }


def _result_descriptions(programme: Programme) -> Iterator[Json]:
    if programme.grading is not None:
        yield _grading(programme, programme.grading)
    # Without `allowedValue`: a list of RDF is made of blank nodes.
    yield {
        "id": f"{programme.id}#pathway",
        "type": ["ResultDescription"],
        "name": "Pathway taken",
        "resultType": "ext:PathwayTaken",
    }


def _grading(programme: Programme, grading: Grading) -> Json:
    made: Json = {
        "id": f"{programme.id}#grade",
        "type": ["ResultDescription"],
        "name": f"{in_english(grading.name)} ({grading.scale})",
        "resultType": grading.result_type,
    }
    if grading.marks:
        made["allowedValue"] = list(grading.marks)
    for member, value in (
        ("valueMin", grading.minimum),
        ("valueMax", grading.maximum),
        ("requiredValue", grading.required),
    ):
        if value is not None:
            made[member] = value
    return made
