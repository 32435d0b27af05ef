"""What a provider does by the light route: notifies, answers a question, takes it back."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import locks
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.core import jcs
from pharos.lightroute import carving, facts, queries
from pharos.lightroute.actions import common
from pharos.lightroute.models import Notification, Question
from pharos.nations.model import Nation
from pharos.procedures import numbers
from pharos.review import queries as review


@transaction.atomic
def notify(
    *, version_id: UUID, digest: bytes, statement: str, by: Actor, now: datetime
) -> Notification:
    """A reviewed version is notified to the agency that lists the provider; the clock runs.

    Raises Conflict `version_changed`, or Invalid `light_not_open_to_you` with every reason.
    """
    policies.require(by, Permission.LIGHT_NOTIFY)
    version = _own(version_id, digest, by)
    common.refuse(facts.problems(version, now=now), "light_not_open_to_you")
    listing = facts.listing(version.organisation_id)
    assert listing is not None  # without it there was a problem
    nation = facts.nation_of(version.organisation_id, now)
    return _send(
        version,
        nation,
        by,
        now,
        kind="light",
        agency_id=listing.agency_id,
        listing=listing,
        days=nation.light_route.silence_days,
        told={"statement": common.text(statement, missing="light_statement_missing")},
    )


@transaction.atomic
def notify_part(
    *,
    version_id: UUID,
    digest: bytes,
    parent_id: UUID,
    mapping: carving.CarveMapping,
    statement: str,
    by: Actor,
    now: datetime,
) -> Notification:
    """A part of an accredited programme is notified with its mapping; the clock runs.

    Raises Invalid `carve_not_open_to_you` with every reason.
    """
    policies.require(by, Permission.LIGHT_NOTIFY)
    version = _own(version_id, digest, by)
    parent = catalogue.version(parent_id)
    if parent.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    common.refuse(facts.carve_problems(version, parent, mapping, now=now), "carve_not_open_to_you")
    nation = facts.nation_of(version.organisation_id, now)
    decision = facts.parent_decision(parent, nation.legal_day(now))
    assert decision is not None  # without it there was a problem
    return _send(
        version,
        nation,
        by,
        now,
        kind="carve_out",
        agency_id=decision.agency_id,
        parent_decision_id=decision.id,
        days=nation.carve_out.silence_days,
        told={
            "statement": common.text(statement, missing="light_statement_missing"),
            "mapping": mapping.written(),
            "parent": str(parent.id),
            "parent_digest": bytes(parent.digest).hex(),
        },
    )


@transaction.atomic
def answer(*, notification_id: UUID, text: str, by: Actor, now: datetime) -> Question:
    """The provider answers the open question; the clock goes on with what was left."""
    policies.require(by, Permission.LIGHT_NOTIFY)
    found = common.open_at_provider(notification_id, by)
    asked = found.questions.filter(answer=None).first()
    if asked is None:
        raise Conflict("light_no_question")
    nation = facts.nation_of(found.organisation_id, now)
    asked.answer = common.text(text, missing="light_answer_missing")
    asked.answered_by, asked.answered_at = by.person_id, now
    asked.answered_on = nation.legal_day(now)
    asked.save(update_fields=["answer", "answered_by", "answered_at", "answered_on"])
    due = queries.due_on(found, nation)
    assert due is not None  # no question is open
    found.state, found.due_on = "notified", due
    found.save(update_fields=["state", "due_on"])
    common.look_again(found, due, nation)
    return asked


@transaction.atomic
def withdraw(*, notification_id: UUID, by: Actor, now: datetime) -> Notification:
    """The provider takes the notification back before anything was decided."""
    policies.require(by, Permission.LIGHT_NOTIFY)
    found = common.open_at_provider(notification_id, by)
    found.state, found.closed_at, found.closed_by = "withdrawn", now, by.person_id
    found.save(update_fields=["state", "closed_at", "closed_by"])
    return found


def _own(version_id: UUID, digest: bytes, by: Actor) -> ProgrammeVersion:
    version = review.version_for(by, version_id)
    if version.state != ProgrammeVersion.State.PUBLISHED:
        raise Invalid("review_version_withdrawn")
    if bytes(version.digest) != digest:
        raise Conflict("version_changed")
    locks.lock_exclusive(version.id)
    return version


def _send(
    version: ProgrammeVersion,
    nation: Nation,
    by: Actor,
    now: datetime,
    *,
    told: dict[str, Any],
    days: int,
    **members: Any,
) -> Notification:
    today = nation.legal_day(now)
    internal = review.approved(version.id, bytes(version.digest))
    document = jcs.canonical_json(
        {
            "version": str(version.id),
            "version_digest": bytes(version.digest).hex(),
            "organisation": str(version.organisation_id),
            "regime": nation.regime,
            "review": _review(internal),
            **told,
        }
    )
    due = facts.calendar(nation, today).add(today, days)
    sent = Notification.objects.create(
        number=numbers.next(members["agency_id"], "light", now),
        organisation_id=version.organisation_id,
        version=version,
        document=document.decode("utf-8"),
        digest=hashlib.sha256(document).digest(),
        internal_decision_id=internal.id if internal else None,
        sent_by=by.person_id,
        sent_at=now,
        first_day=today,
        days=days,
        due_on=due,
        **members,
    )
    common.look_again(sent, due, nation)
    return sent


def _review(internal: review.InternalDecision | None) -> dict[str, Any] | None:
    """What the agency sees of the internal decision: its answers and reason, and no names."""
    if internal is None or internal.at is None or internal.confirmed_at is None:
        return None
    return {
        "answers": review.rules.document_of(internal.told),
        "reason": internal.reason or "",
        "decided_at": internal.at.isoformat(),
        "confirmed_at": internal.confirmed_at.isoformat(),
    }
