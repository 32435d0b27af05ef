"""What can happen to needs: filed, withdrawn, answered; sectors by two persons."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.models import Draft, Programme
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.nations.model import Nation
from pharos.needs import queries, rules
from pharos.needs.models import Answer, PrioritySector, SkillNeed
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards


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
    return SkillNeed.objects.create(
        organisation_id=body.id,
        nation=nation.code,
        sector=sector,
        filed_by=by.person_id,
        filed_at=now,
        filed_on=today,
        **kept,
    )


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
    kept = replace(new, name=_texts(new.name), document_title=_texts(new.document_title))
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


@transaction.atomic
def answer(
    *, need_ids: Sequence[UUID], slug: str, note: str = "", by: Actor, now: datetime
) -> list[Answer]:
    """The provider's programme, drafted or published, answers these needs.

    Raises NotFound `answer_without_design`, Conflict `need_closed` or `need_answered`.
    """
    policies.require(by, Permission.ANSWER_GIVE)
    title = _design_title(by, slug)
    if title is None:
        raise NotFound("answer_without_design", slug=slug[:60])
    return [_answer(one, slug, title, text(note, required=False), by, now) for one in need_ids]


@transaction.atomic
def withdraw_answer(*, answer_id: UUID, by: Actor, now: datetime) -> Answer:
    """The programme is no longer meant for the need."""
    policies.require(by, Permission.ANSWER_GIVE)
    found = queries.answer_for(by, answer_id)
    if found.withdrawn_at is not None:
        raise Conflict("answer_withdrawn")
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return found


def own_body(
    by: Actor, now: datetime, kinds: frozenset[str], code: str
) -> tuple[Organisation, Nation]:
    """The actor's body and its nation today; raises NotAllowed `code` for one of other kinds."""
    body = organisations.by_id(by.organisation_id)
    if not body.nation or not organisations.kinds_on(body.id, now.date()) & kinds:
        raise NotAllowed(code)
    return body, standards.nation(body.nation, on=now.date(), known_at=now)


def refuse(code: str, problems: Sequence[rules.Problem]) -> None:
    """Raise Invalid with every broken rule beside its field, or do nothing."""
    if problems:
        told = [Invalid(one.code, field=one.place, **one.facts) for one in problems]
        raise Invalid(code, problems=told)


def text(given: str, *, required: bool = True) -> str:
    """A reason or note in its kept form; raises Invalid `reason_malformed`."""
    cleaned = rules.clean(given)
    if cleaned is None or (required and not cleaned):
        raise Invalid("reason_malformed", limit=rules.MAX_TEXT)
    return cleaned


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


def _design_title(by: Actor, slug: str) -> Mapping[str, str] | None:
    """The title of the provider's draft or newest version with this slug."""
    draft = Draft.objects.filter(organisation_id=by.organisation_id, slug=slug).first()
    if draft is not None:
        return dict(draft.descriptor.title)
    programme = Programme.objects.filter(organisation_id=by.organisation_id, slug=slug).first()
    newest = programme and programme.versions.order_by("-number").first()
    return dict(newest.descriptor.title) if newest else None


def _answer(
    need_id: UUID, slug: str, title: Mapping[str, str], note: str, by: Actor, now: datetime
) -> Answer:
    need = queries.need(need_id)
    nation = standards.nation(need.nation, on=now.date(), known_at=now)
    if not queries.is_open(need, nation.legal_day(now)):
        raise Conflict("need_closed")
    try:
        with transaction.atomic():
            return Answer.objects.create(
                organisation_id=by.organisation_id,
                employer_id=need.organisation_id,
                need=need,
                slug=slug,
                title=dict(title),
                note=note,
                given_by=by.person_id,
                given_at=now,
            )
    except IntegrityError as error:
        raise Conflict("need_answered", slug=slug) from error


def _clean_need(new: rules.NewNeed) -> dict[str, Any]:
    return {
        "title": _texts(new.title),
        "description": _texts(new.description),
        "skills": [{"uri": one.uri, "text": _texts(one.text)} for one in new.skills],
        "isced_f": new.isced_f,
        "region": new.region,
        "people": new.people,
        "level": new.level,
        "until_day": new.until_day,
        "evidence": _texts(new.evidence),
        "evidence_link": new.evidence_link,
    }


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    cleaned = {tag: rules.clean(one) for tag, one in given.items()}
    return {tag: one for tag, one in cleaned.items() if one}
