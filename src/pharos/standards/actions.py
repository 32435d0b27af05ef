"""Amending a nation's standards: proposed by one person, approved by another, never backwards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.common.ids import uuid7
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.nations import files
from pharos.organisations import queries as organisations
from pharos.standards import queries, rules
from pharos.standards.models import Amendment


@transaction.atomic
def propose(
    *,
    by: Actor,
    nation: str,
    first_day: date,
    changes: Mapping[str, Any],
    reason: str,
    evidence: str,
    now: datetime,
) -> Amendment:
    """A draft amendment, judged against the standards as they stand.

    Raises NotAllowed `not_a_standard_setter`, Invalid `amendment_reaches_back`,
    `amendment_invalid` or `amendment_unreasoned`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    require_setter(by, nation, now)
    reason, evidence = _text(reason), _text(evidence)
    _check(nation=nation, first_day=first_day, changes=changes, amendment_id=uuid7(), now=now)
    return Amendment.objects.create(
        organisation_id=by.organisation_id,
        nation=nation,
        first_day=first_day,
        changes=changes,
        content_hash=rules.content_hash(
            nation=nation, first_day=first_day, changes=changes, reason=reason, evidence=evidence
        ),
        reason=reason,
        evidence=evidence,
        proposed_by=by.person_id,
        proposed_at=now,
    )


@transaction.atomic
def approve(*, by: Actor, amendment_id: UUID, content_hash: bytes, now: datetime) -> Amendment:
    """The amendment that was read as `content_hash` holds from its first day on.

    It is judged again: other amendments may have come between. Raises Conflict
    `version_changed` or `amendment_decided`, NotAllowed `proposer_approves`.
    """
    policies.require(by, Permission.AMENDMENT_APPROVE)
    found = queries.amendment(amendment_id)
    require_setter(by, found.nation, now)
    if found.organisation_id != by.organisation_id:
        raise NotAllowed("not_a_standard_setter")
    _lock(found)
    if found.approved_at is not None:
        raise Conflict("amendment_decided")
    if bytes(found.content_hash) != content_hash:
        raise Conflict("version_changed")
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    recorded_on = _check(
        nation=found.nation,
        first_day=found.first_day,
        changes=found.changes,
        amendment_id=found.id,
        now=now,
    )
    found.approved_by, found.approved_at, found.recorded_on = by.person_id, now, recorded_on
    found.save(update_fields=["approved_by", "approved_at", "recorded_on"])
    tenancy.forget()
    return found


def _check(
    *,
    nation: str,
    first_day: date,
    changes: Mapping[str, Any],
    amendment_id: UUID,
    now: datetime,
) -> date:
    """The legal day of `now`, once the changes are found sound and to begin after it."""
    today = queries.history(nation)[-1].legal_day(now)
    if first_day <= today:
        raise Invalid("amendment_reaches_back", day=first_day.isoformat())
    problem = rules.problem_of(
        rules.Change(amendment_id, first_day, now, changes),
        regimes=files.regimes(nation),
        known=queries.changes(nation),
    )
    if problem:
        raise Invalid("amendment_invalid", problem, reason=problem)
    return today


def require_setter(by: Actor, nation: str, now: datetime) -> None:
    """Standards are set by the nation's ministry, or entered by the operator of the register."""
    body = organisations.by_id(by.organisation_id)
    kinds = organisations.kinds_on(body.id, now.date())
    if "registry_operator" in kinds or ("ministry" in kinds and body.nation == nation):
        return
    raise NotAllowed("not_a_standard_setter")


def _lock(amendment: Amendment) -> None:
    locked = Amendment.objects.select_for_update().get(id=amendment.id)
    amendment.approved_at = locked.approved_at


def _text(text: str) -> str:
    try:
        cleaned = strict.clean_text(text)
    except CoreError as error:
        raise Invalid("amendment_unreasoned", error.message) from error
    if not cleaned:
        raise Invalid("amendment_unreasoned")
    return cleaned
