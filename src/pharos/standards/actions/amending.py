"""Amending a nation's standards: proposed by one person, approved by another, never backwards."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import tenancy, texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.common.ids import uuid7
from pharos.nations import files, zones
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
    links: Sequence[str] = (),
    files: Sequence[Mapping[str, Any]] = (),
    revises: UUID | None = None,
) -> Amendment:
    """A draft amendment, judged against the standards as they stand.

    It never changes: whoever wants other words proposes a new one that `revises` it, and the
    earlier one is withdrawn. So a consultation is always about what was proposed.

    Raises NotAllowed `not_a_standard_setter`, Invalid `amendment_reaches_back`,
    `amendment_invalid` or `amendment_unreasoned`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    require_setter(by, nation, now)
    reason, evidence = clean(reason), clean(evidence)
    _check(nation=nation, first_day=first_day, changes=changes, amendment_id=uuid7(), now=now)
    if revises is not None:
        withdraw(by=by, amendment_id=revises, because=reason, now=now)
    said = {
        "nation": nation, "first_day": first_day, "changes": changes, "reason": reason,
        "evidence": evidence, "links": list(links), "files": [dict(one) for one in files],
    }  # fmt: skip
    return _made(by, said, revises, now)


def _made(by: Actor, said: dict[str, Any], revises: UUID | None, now: datetime) -> Amendment:
    return Amendment.objects.create(
        organisation_id=by.organisation_id, content_hash=rules.content_hash(**said),
        revises=revises, proposed_by=by.person_id, proposed_at=now, **said,
    )  # fmt: skip


@transaction.atomic
def approve(*, by: Actor, amendment_id: UUID, content_hash: bytes, now: datetime) -> Amendment:
    """The amendment that was read as `content_hash` holds from its first day on.

    It is judged again: other amendments may have come between. Raises Conflict
    `version_changed`, `amendment_decided`, `amendment_withdrawn`, `consultation_missing` or
    `consultation_open`, NotAllowed `proposer_approves`.
    """
    policies.require(by, Permission.AMENDMENT_APPROVE)
    found = queries.amendment(amendment_id)
    _own(by, found, now)
    require_waiting(found)
    if bytes(found.content_hash) != content_hash:
        raise Conflict("version_changed")
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    _require_consulted(found, now)
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


@transaction.atomic
def withdraw(*, by: Actor, amendment_id: UUID, because: str, now: datetime) -> Amendment:
    """A proposal that nobody approved ends; what was said about it stays to be read.

    Raises Conflict `amendment_decided` or `amendment_withdrawn`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = queries.amendment(amendment_id)
    _own(by, found, now)
    require_waiting(found)
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.withdrawn_because = clean(because)
    found.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    return found


def require_waiting(found: Amendment) -> None:
    """Lock the proposal; raise Conflict when it was approved or withdrawn."""
    locked = Amendment.objects.select_for_update().get(id=found.id)
    found.approved_at, found.withdrawn_at = locked.approved_at, locked.withdrawn_at
    if found.approved_at is not None:
        raise Conflict("amendment_decided")
    if found.withdrawn_at is not None:
        raise Conflict("amendment_withdrawn")


def _own(by: Actor, found: Amendment, now: datetime) -> None:
    require_setter(by, found.nation, now)
    if found.organisation_id != by.organisation_id:
        raise NotAllowed("not_a_standard_setter")


def _require_consulted(found: Amendment, now: datetime) -> None:
    """Consulted about this very content, and closed, where the nation asks for it."""
    consultation = queries.consultation_of(found.id)
    if consultation is not None and consultation.closed_at is None:
        raise Conflict("consultation_open")
    today = queries.history(found.nation)[-1].legal_day(now)
    days = queries.nation(found.nation, on=today).amendments.consultation_days
    if days and consultation is None:
        raise Conflict("consultation_missing", days=days)


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
    kinds = organisations.kinds_on(body.id, zones.legal_day(body.nation, now))
    if "registry_operator" in kinds or ("ministry" in kinds and body.nation == nation):
        return
    raise NotAllowed("not_a_standard_setter")


def clean(text: str) -> str:
    """A reason or its evidence; raises Invalid `amendment_unreasoned`."""
    return texts.kept(text, code="amendment_unreasoned")
