"""The elements of the data dictionary, read back from a European Digital Credential.

It reads what `document` writes and as much of a stranger's credential as can be told
without guessing. It never raises: what is missing or of another shape is absent.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pharos.core import strict
from pharos.core.elements import shortest
from pharos.core.elm import vocabulary as words
from pharos.core.elm.achievement import SCALE, WEIGHT
from pharos.core.elm.document import STATUS_ENTRY
from pharos.core.elm.durations import hours_of
from pharos.core.elm.quality import KIND, NUMBER
from pharos.core.elm.specification import VERSION
from pharos.core.errors import CoreError

Node = Mapping[str, Any]


def elements(document: Node) -> dict[str, object]:
    """Every element that the credential tells, in the plain form of `core.elements`."""
    subject = node(document.get("credentialSubject"))
    claim = achievement(document)
    programme = node(claim.get("specifiedBy"))
    awarding = node(claim.get("awardedBy"))
    found: dict[str, object | None] = {
        **_identity(programme, claim, awarding),
        **_parties(document, awarding),
        **_content(programme, claim),
        **_level(programme),
        **_quality(programme, awarding),
        **_uses(programme, claim),
        **_award(document, subject, claim, awarding),
    }
    return {name: value for name, value in found.items() if value not in (None, [], {}, "")}


def achievement(document: Node) -> Node:
    """The first learning achievement of the subject; empty when there is none."""
    claims = nodes(node(document.get("credentialSubject")).get("hasClaim"))
    mine = (claim for claim in claims if "LearningAchievement" in texts(claim.get("type")))
    return next(mine, {})


def node(value: object) -> Node:
    """An object, or the first of a list; empty for anything else."""
    return next(iter(nodes(value)), {})


def nodes(value: object) -> list[Node]:
    """JSON-LD: one value and a list of one are the same."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item]


def text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def language_map(value: object) -> dict[str, str]:
    """A text by language; of several in one language the first."""
    if not isinstance(value, Mapping):
        return {}
    found = {str(tag): texts(said) for tag, said in value.items()}
    return {tag: said[0] for tag, said in found.items() if said}


def _identity(programme: Node, claim: Node, awarding: Node) -> dict[str, object | None]:
    return {
        "mc_id": text(programme.get("id")),
        "version": _identified(programme, VERSION),
        "jurisdiction": _code(node(awarding.get("educationalSystemNote"))),
        "kind": _code(node(programme.get("dcType"))),
        "title": language_map(claim.get("title")) or language_map(programme.get("title")),
        "objective": language_map(programme.get("description")),
    }


def _parties(document: Node, awarding: Node) -> dict[str, object | None]:
    issuer = node(document.get("issuer"))
    seat = node(issuer.get("location"))
    country = text(node(node(seat.get("address")).get("countryCode")).get("id"))
    return {
        "provider": _body(issuer),
        "awarding_body": [_body(body) for body in nodes(awarding.get("awardingBody"))],
        "country": _identified(seat, "ISO 3166-1") or (country and words.country_of(country)),
        "region": _identified(seat, "ISO 3166-2"),
    }


def _body(body: Node) -> dict[str, object]:
    made = {"id": text(body.get("id")), "name": language_map(body.get("legalName"))}
    return {name: value for name, value in made.items() if value}


def _content(programme: Node, claim: Node) -> dict[str, object | None]:
    assessment = node(claim.get("provenBy"))
    specified = node(assessment.get("specifiedBy"))
    parts = nodes(specified.get("hasPart")) or ([specified] if "dcType" in specified else [])
    return {
        "isced_f": _tail(node(programme.get("thematicArea")), f"{words.SNB}isced-f/"),
        "learning_outcomes": [_outcome(one) for one in nodes(programme.get("learningOutcome"))],
        "ects": _credits(programme) or _credits(claim),
        "workload_hours": _hours(programme, claim),
        "form_of_participation": _codes(programme.get("mode")),
        "languages": [code for one in nodes(programme.get("language")) if (code := _language(one))],
        "assessment": [_component(part) for part in parts],
        "supervision": _code(node(assessment.get("idVerification"))),
        "grading_scale": _identified(node(specified.get("gradingScheme")), SCALE),
    }


def _outcome(outcome: Node) -> dict[str, object]:
    kind = _code(node(outcome.get("dcType"))) or _code(
        node(node(outcome.get("additionalNote")).get("subject"))
    )
    made = {
        "text": language_map(outcome.get("title")),
        "type": kind,
        "esco": text(node(outcome.get("relatedESCOSkill")).get("id")),
    }
    return {name: value for name, value in made.items() if value}


def _component(part: Node) -> dict[str, object]:
    made = {"type": _code(node(part.get("dcType"))), "weight": _identified(part, WEIGHT)}
    return {name: value for name, value in made.items() if value}


def _credits(holder: Node) -> str | None:
    for member in ("creditPoint", "creditReceived"):
        for points in nodes(holder.get(member)):
            if text(node(points.get("framework")).get("id")) == words.ECTS:
                return _number(points.get("point"))
    return None


def _number(value: object) -> str | None:
    try:
        found = Decimal(value) if isinstance(value, str) and len(value) < 20 else Decimal("NaN")
    except InvalidOperation:
        return None
    return shortest(found) if found.is_finite() else None


def _hours(programme: Node, claim: Node) -> str | None:
    activity = node(claim.get("influencedBy"))
    for duration in (programme.get("volumeOfLearning"), activity.get("workload")):
        if isinstance(duration, str) and (hours := hours_of(duration)) is not None:
            return shortest(hours)
    return None


def _language(concept: Node) -> str | None:
    return words.language_of(str(concept.get("id", ""))) or _notation(concept)


def _level(programme: Node) -> dict[str, object | None]:
    return {
        "nqf_level": _whole(_notation(node(programme.get("nqfLevel")))),
        "eqf_level": _whole(_tail(node(programme.get("eqfLevel")), f"{words.SNB}eqf/")),
        "qf_ehea_cycle": _code(node(programme.get("educationLevel"))),
    }


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 3 else None


def _quality(programme: Node, awarding: Node) -> dict[str, object | None]:
    """All kinds in the order of the record, which their ids keep."""
    bodies = nodes(awarding.get("awardingBody"))
    decided = [one for holder in (programme, *bodies) for one in nodes(holder.get("accreditation"))]
    told = [note for note in _notes(programme) if _place(note) is not None]
    told = [note for note in told if "#quality-" in str(note.get("id"))]
    ordered = sorted([*decided, *told], key=lambda one: _place(one) or 0)
    decisions = [one for one in ordered if "accreditingAgent" in one]
    kinds = [_identified(one, KIND) or _code(node(one.get("subject"))) for one in ordered]
    return {
        "qa_type": [kind for kind in kinds if kind],
        "qa_decision": [_decision(one) for one in decisions],
        "qa_valid_from": [_day(one.get("valid")) for one in decisions],
        "qa_valid_until": [_day(one.get("expiryDate")) for one in decisions],
    }


def _decision(accreditation: Node) -> dict[str, object]:
    made = {
        "number": _identified(accreditation, NUMBER),
        "agency": _body(node(accreditation.get("accreditingAgent"))),
    }
    return {name: value for name, value in made.items() if value}


def _place(one: Node) -> int | None:
    number = str(one.get("id", "")).rpartition("-")[2]
    return _whole(number)


def _uses(programme: Node, claim: Node) -> dict[str, object | None]:
    needed = [
        address
        for note in _notes(programme)
        if "#prerequisite-" in str(note.get("id"))
        if (address := text(node(note.get("subject")).get("id")))
    ]
    homepages = [
        text(node(node(node(one.get("specifiedBy")).get("homepage"))).get("contentURL"))
        for one in nodes(claim.get("entitlesTo"))
    ]
    return {
        "prerequisites": _without_nothing(
            text=_said(node(programme.get("entryRequirement"))), programmes=needed
        ),
        "stackability": _stackability(programme),
        "recognising_programmes": [address for address in homepages if address],
        "further_information": _without_nothing(
            text=_said(_note(programme, "further-information")),
            address=text(node(programme.get("supplementaryDocument")).get("contentURL")),
        ),
    }


def _stackability(programme: Node) -> dict[str, object]:
    way = _note(programme, "stackability")
    return _without_nothing(code=_code(node(way.get("subject"))), text=_said(way))


def _award(document: Node, subject: Node, claim: Node, awarding: Node) -> dict[str, object | None]:
    grade = node(node(claim.get("provenBy")).get("grade"))
    is_grade = not str(grade.get("id", "")).endswith("#passed")
    holder = text(subject.get("id"))
    return {
        "holder_name": _without_nothing(
            native=_any(subject.get("fullName")), latin=_any(subject.get("altLabel"))
        ),
        "holder_id": holder if holder and holder.startswith("did:") else None,
        "issue_date": _instant(document.get("issued")),
        "award_date": _day(awarding.get("awardingDate")),
        "valid_until": _instant(document.get("validUntil") or document.get("expirationDate")),
        "grade": _any(grade.get("noteLiteral")) if is_grade else None,
        "pathway_taken": _code(node(_note(claim, "pathway").get("subject"))),
        "status": next((entry[1] for entry in status_entries(document)), None),
    }


def status_entries(document: Node) -> list[tuple[str, str, str]]:
    """Purpose, place and address of each status list that the credential names."""
    status = node(document.get("credentialStatus"))
    found = []
    for entry in nodes(status.get("identifier")):
        purpose = str(entry.get("id", "")).rpartition("#")[2]
        index, address = text(entry.get("notation")), text(entry.get("schemeId"))
        if entry.get("schemeName") == STATUS_ENTRY and purpose and index and address:
            found.append((purpose, index, address))
    return found


def _without_nothing(**members: object) -> dict[str, object]:
    return {name: value for name, value in members.items() if value}


def _notes(holder: Node) -> list[Node]:
    return nodes(holder.get("additionalNote"))


def _note(holder: Node, fragment: str) -> Node:
    here = (note for note in _notes(holder) if str(note.get("id")).endswith(f"#{fragment}"))
    return next(here, {})


def _said(note: Node) -> dict[str, str]:
    return language_map(note.get("noteLiteral"))


def _any(value: object) -> str | None:
    return next(iter(language_map(value).values()), None)


def _identified(holder: Node, scheme: str) -> str | None:
    here: Iterable[Node] = nodes(holder.get("identifier"))
    return next(
        (text(one.get("notation")) for one in here if one.get("schemeName") == scheme), None
    )


def _notation(concept: Node) -> str | None:
    return text(concept.get("notation"))


def _tail(concept: Node, folder: str) -> str | None:
    uri = str(concept.get("id", ""))
    return uri.removeprefix(folder) if uri.startswith(folder) else None


def _code(concept: Node) -> str | None:
    """Our code of a concept; of a stranger's its address, so that nothing is mistaken."""
    return _notation(concept) or text(concept.get("id"))


def _codes(value: object) -> list[str]:
    return [code for concept in nodes(value) if (code := _code(concept))]


def _day(value: object) -> str | None:
    # the legal day stands in front, in the zone of the nation
    return value[:10] if isinstance(value, str) and _parsed(value) else None


def _instant(value: object) -> str | None:
    found = _parsed(value)
    return None if found is None else strict.format_instant(found)


def _parsed(value: object) -> datetime | None:
    try:
        return strict.parse_instant(value)
    except CoreError:
        return None
