"""Needs and priority sectors: filed by one body, sectors by two persons of a ministry."""

import hashlib
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotAllowed, NotFound
from pharos.nations.model import Nation
from pharos.needs import queries, rules
from pharos.needs.actions.common import own_body, refuse, text, texts
from pharos.needs.actions.telling import end_later
from pharos.needs.models import PrioritySector, SkillNeed


@transaction.atomic
def file_need(*, new: rules.NewNeed, sector_id: UUID | None, by: Actor, now: datetime) -> SkillNeed:
    """The need stands and everybody reads it.

    Raises NotAllowed `needs_not_yours`, Invalid `need_breaks_rules` with every broken rule.
    """
    policies.require(by, Permission.NEED_FILE)
    body, nation = own_body(by, now, rules.FILING_KINDS, "needs_not_yours")
    today = nation.legal_day(now)
    problems = rules.need_problems(new, nation, today)
    sector = _sector(sector_id, new, nation, today, problems)
    refuse("need_breaks_rules", problems)
    kept = _clean_need(new)
    made: SkillNeed = SkillNeed.objects.create(
        organisation_id=body.id,
        nation=nation.code,
        sector=sector,
        filed_by=by.person_id,
        filed_at=now,
        filed_on=today,
        **kept,
    )
    end_later(made, nation)
    return made


@transaction.atomic
def withdraw_need(*, need_id: UUID, reason: str, by: Actor, now: datetime) -> SkillNeed:
    """Nothing answers it any more; it stays readable. Raises Conflict `need_withdrawn`."""
    policies.require(by, Permission.NEED_FILE)
    found = queries.own_need(by, need_id, lock=True)
    if found.withdrawn_at is not None:
        raise Conflict("need_withdrawn")
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.withdrawn_reason = text(reason)
    found.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return found


@transaction.atomic
def propose_sector(*, new: rules.NewSector, by: Actor, now: datetime) -> PrioritySector:
    """A sector waits for a second person of the ministry.

    Raises NotAllowed `sector_not_yours`, Invalid `sector_breaks_rules`.
    """
    policies.require(by, Permission.SECTOR_PROPOSE)
    body, nation = own_body(by, now, frozenset({"ministry"}), "sector_not_yours")
    refuse("sector_breaks_rules", rules.sector_problems(new, nation, nation.legal_day(now)))
    kept = replace(new, name=texts(new.name), document_title=texts(new.document_title))
    return PrioritySector.objects.create(
        organisation_id=body.id,
        nation=nation.code,
        digest=hashlib.sha256(kept.digest_input).digest(),
        proposed_by=by.person_id,
        proposed_at=now,
        **{**asdict(kept), "fields": list(kept.fields)},
    )


@transaction.atomic
def approve_sector(*, sector_id: UUID, digest: bytes, by: Actor, now: datetime) -> PrioritySector:
    """Needs can carry the sector from its first day on.

    Raises NotAllowed `proposer_approves`, Conflict `sector_decided` or `version_changed`.
    """
    policies.require(by, Permission.SECTOR_APPROVE)
    found = _own_sector(by, sector_id)
    if found.approved_at is not None or found.ended_at is not None:
        raise Conflict("sector_decided")
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    return found


@transaction.atomic
def end_sector(*, sector_id: UUID, reason: str, by: Actor, now: datetime) -> PrioritySector:
    """It holds no more, or is not proposed any more; what carried it keeps it."""
    policies.require(by, Permission.SECTOR_APPROVE)
    found = _own_sector(by, sector_id)
    if found.ended_at is not None:
        raise Conflict("sector_decided")
    found.ended_by, found.ended_at, found.ended_reason = by.person_id, now, text(reason)
    found.save(update_fields=["ended_by", "ended_at", "ended_reason"])
    return found


def _sector(
    sector_id: UUID | None,
    new: rules.NewNeed,
    nation: Nation,
    today: date,
    problems: list[rules.Problem],
) -> PrioritySector | None:
    if sector_id is None:
        return None
    held = {one.id: one for one in queries.sectors(nation=nation.code, on=today)}
    found = held.get(sector_id)
    if found is None:
        problems.append(rules.Problem("need_sector_unknown", "sector"))
    elif not rules.sector_covers(found.fields, new.isced_f):
        problems.append(rules.Problem("need_sector_of_other_fields", "sector"))
    return found


def _own_sector(by: Actor, sector_id: UUID) -> PrioritySector:
    found = queries.sector(sector_id, lock=True)
    if found.organisation_id != by.organisation_id:
        raise NotFound("sector_unknown")
    return found


def _clean_need(new: rules.NewNeed) -> dict[str, Any]:
    return {
        "title": texts(new.title),
        "description": texts(new.description),
        "skills": [{"uri": one.uri, "text": texts(one.text)} for one in new.skills],
        "isced_f": new.isced_f,
        "region": new.region,
        "people": new.people,
        "level": new.level,
        "until_day": new.until_day,
        "evidence": texts(new.evidence),
        "evidence_link": new.evidence_link,
    }
