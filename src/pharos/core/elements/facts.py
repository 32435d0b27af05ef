"""The elements of the frozen facts themselves: what every format is compared with."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from pharos.core import strict
from pharos.core.openbadges.facts import (
    Award,
    Issuer,
    LanguageMap,
    Level,
    Organisation,
    Outcome,
    Programme,
    QualityAssurance,
    Status,
)


def elements_of(
    programme: Programme, issuer: Issuer, award: Award, status: Status
) -> dict[str, object]:
    """Every element that the record of this award has, in the plain form of the package."""
    found: dict[str, object | None] = {
        **_identity(programme),
        **_parties(programme, issuer),
        **_content(programme),
        **_level(programme.level),
        **_quality(programme.quality),
        **_uses(programme),
        **_award(award),
        "status": status.index,
    }
    return {name: value for name, value in found.items() if value is not None}


def shortest(value: Decimal) -> str:
    """A number without trailing zeros or exponent: "6", "1.5", "180"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _identity(programme: Programme) -> dict[str, object | None]:
    return {
        "mc_id": programme.id,
        "version": programme.version,
        "jurisdiction": programme.legal_basis.nation,
        "kind": programme.kind.code,
        "title": dict(programme.title),
        "objective": dict(programme.objective),
    }


def _parties(programme: Programme, issuer: Issuer) -> dict[str, object | None]:
    return {
        "provider": _body(issuer.organisation),
        "awarding_body": [_body(body) for body in programme.awarding_bodies],
        "country": issuer.organisation.country,
        "region": issuer.organisation.region,
    }


def _body(body: Organisation) -> dict[str, object]:
    return {"id": body.id, "name": dict(body.name)}


def _content(programme: Programme) -> dict[str, object | None]:
    return {
        "isced_f": programme.field.code if programme.field else None,
        "learning_outcomes": [_outcome(outcome) for outcome in programme.outcomes],
        "ects": None if programme.ects is None else shortest(programme.ects),
        "workload_hours": shortest(programme.workload_hours),
        "form_of_participation": [form.code for form in programme.participation],
        "languages": list(programme.languages),
        "assessment": [
            {"type": part.code} | ({"weight": part.note} if part.note else {})
            for part in programme.assessment
        ],
        "supervision": programme.supervision.code if programme.supervision else None,
        "grading_scale": programme.grading.scale if programme.grading else None,
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    made: dict[str, object] = {"text": dict(outcome.text), "type": outcome.kind}
    return made | {"esco": outcome.esco} if outcome.esco else made


def _level(level: Level | None) -> dict[str, object | None]:
    if level is None:
        return {}
    return {
        "nqf_level": level.nqf,
        "eqf_level": level.eqf,
        "qf_ehea_cycle": level.cycle.code if level.cycle else None,
    }


def _quality(quality: Iterable[QualityAssurance]) -> dict[str, object | None]:
    kinds = [one.kind.code for one in quality]
    decided = [one for one in quality if one.agency is not None and one.decision is not None]
    return {
        "qa_type": kinds or None,
        "qa_decision": [_decision(one) for one in decided] or None,
        "qa_valid_from": [_day(one.valid_from) for one in decided] or None,
        "qa_valid_until": [_day(_last_day(one.valid_until)) for one in decided] or None,
    }


def _decision(quality: QualityAssurance) -> dict[str, object]:
    agency = quality.agency
    assert agency is not None
    return {"number": quality.decision, "agency": _body(agency)}


def _last_day(until: date | None) -> date | None:
    # The facts hold the exclusive end, the dictionary the inclusive one.
    return None if until is None else until - timedelta(days=1)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _uses(programme: Programme) -> dict[str, object | None]:
    way = programme.stackability
    return {
        "prerequisites": _with_addresses(
            programme.prerequisites, [one.address for one in programme.prerequisite_programmes]
        ),
        "stackability": {"code": way.code, "text": dict(way.name)} if way else None,
        "recognising_programmes": [one.address for one in programme.stacks_into] or None,
        "further_information": _further(programme.further, programme.further_address),
    }


def _with_addresses(text: LanguageMap, addresses: list[str]) -> dict[str, object]:
    made: dict[str, object] = {"text": dict(text)}
    return made | {"programmes": addresses} if addresses else made


def _further(text: LanguageMap | None, address: str | None) -> Mapping[str, object] | None:
    made: dict[str, object] = {}
    if text:
        made["text"] = dict(text)
    if address:
        made["address"] = address
    return made or None


def _award(award: Award) -> dict[str, object | None]:
    name = {"native": award.native_name}
    if award.latin_name is not None:
        name["latin"] = award.latin_name
    return {
        "holder_name": name,
        "holder_id": award.holder,
        "issue_date": _instant(award.valid_from),
        # local midnight with its offset: the day stands in front
        "award_date": award.awarded_at[:10],
        "valid_until": _instant(award.valid_until),
        "grade": award.grade,
        "pathway_taken": award.pathway,
    }


def _instant(text: str | None) -> str | None:
    return None if text is None else strict.format_instant(strict.parse_instant(text))
