"""What pages tell of needs, sectors and partnerships: names in the reader's languages."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.common.i18n import LanguageMap, choose
from pharos.nations import codes, zones
from pharos.nations.model import Nation
from pharos.needs import queries
from pharos.needs.models import Answer, Offer, PrioritySector, SkillNeed
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

OFFER_TONES = {"open": "info", "signed": "good", "declined": "grey", "withdrawn": "grey",
               "revoked": "bad"}  # fmt: skip


def nation(code: str, now: datetime) -> Nation:
    """The standards of a country as they hold now."""
    return standards.nation(code, on=zones.legal_day(code, now), known_at=now)


def today(code: str, now: datetime) -> date:
    """The legal day of a country; of any of them where none is named."""
    return nation(code or standards.all_codes()[0], now).legal_day(now)


def field_name(code: str) -> LanguageMap:
    """A field of education with its number; detailed ones have English names only."""
    found = codes.fields_of_education().get(code)
    return found.numbered if found else {"und": code}


def needs(found: Sequence[SkillNeed], now: datetime) -> list[dict[str, Any]]:
    """Each need with everything that a list or a page shows of it."""
    return [need(line.need, line.employer, now) for line in queries.lines(found)]


def need(one: SkillNeed, employer: Organisation, now: datetime) -> dict[str, Any]:
    """A need, its names and how it stands today."""
    own = nation(one.nation, now)
    level = own.levels.get(one.level) if one.level else None
    region = own.regions.get(one.region)
    state = _state(one, own.legal_day(now))
    return {
        "need": one,
        "employer": employer.name,
        "country": own.name,
        "region": region.name if region else None,
        "field": field_name(one.isced_f),
        "level": level.name if level else None,
        "skills": [_skill(skill) for skill in one.skills],
        "sector": one.sector,
        "state": state,
        "state_code": f"page_needs_state_{state}",
        "tone": {"open": "good", "ended": "grey", "withdrawn": "grey"}[state],
    }


def answers(found: Sequence[Answer]) -> list[dict[str, Any]]:
    """Who answered with what; a programme that is published has an address."""
    providers = Organisation.objects.in_bulk({one.organisation_id for one in found})
    versions = queries.versions_behind(found)
    rows = []
    for one in found:
        version = versions.get((one.organisation_id, one.slug))
        provider = providers[one.organisation_id]
        rows.append(
            {
                "answer": one,
                "provider": provider.name,
                "title": version.descriptor.title if version else one.title,
                "version": version,
                "path": f"/programmes/{provider.slug}/{one.slug}" if version else "",
            }
        )
    return rows


def offer(one: Offer, bodies: Mapping[UUID, Organisation]) -> dict[str, Any]:
    """An offer with both sides and how it stands."""
    state = offer_state(one)
    return {
        "offer": one,
        "partnership": queries.partnership_of(one.id) if state in ("signed", "revoked") else None,
        "provider": bodies[one.organisation_id].name,
        "provider_slug": bodies[one.organisation_id].slug,
        "employer": bodies[one.employer_id].name,
        "title": one.version.descriptor.title,
        "role": f"page_partner_role_{one.role}",
        "state": state,
        "state_code": f"page_partner_state_{state}",
        "tone": OFFER_TONES[state],
    }


def offers(found: Sequence[Offer]) -> list[dict[str, Any]]:
    """Each offer with both sides and how it stands."""
    wanted = {one.organisation_id for one in found} | {one.employer_id for one in found}
    bodies = Organisation.objects.in_bulk(wanted)
    return [offer(one, bodies) for one in found]


def offer_state(one: Offer) -> str:
    """open, signed, declined, withdrawn or revoked."""
    if one.withdrawn_at is not None:
        return "withdrawn"
    if one.declined_at is not None:
        return "declined"
    signed = getattr(one, "partnership", None)
    if signed is None:
        return "open"
    return "signed" if signed.revoked_at is None else "revoked"


def sector_state(one: PrioritySector, day: date) -> tuple[str, str]:
    """The sentence of how a sector stands, and its tone."""
    if one.ended_at is not None or one.last_day < day:
        return "page_sector_ended", "grey"
    if one.approved_at is None:
        return "page_sector_waits", "warn"
    if one.first_day > day:
        return "page_sector_later", "info"
    return "page_sector_holds", "good"


def choices_of_fields(*, detailed: bool, language: str) -> list[tuple[str, str]]:
    """Fields to choose from: the broad ones for filters, the detailed ones for a need."""
    wanted = 4 if detailed else 2
    return [
        (one.code, choose(one.numbered, language))
        for one in codes.fields_of_education().values()
        if len(one.code) == wanted
    ]


def _state(one: SkillNeed, day: date) -> str:
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "open" if one.until_day >= day else "ended"


def _skill(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"uri": str(given.get("uri", "")), "text": given.get("text", {})}
