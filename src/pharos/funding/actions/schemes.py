"""Schemes: proposed by one person of the funder, published by another, closed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import Programme, ProgrammeVersion
from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.funding import queries, rules
from pharos.funding.actions.common import UNDECIDED, nation_of, save, text
from pharos.funding.actions.telling import tell_later
from pharos.funding.models import Account, Application, Scheme
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

END = "funding.end_scheme"


@transaction.atomic
def propose_scheme(*, new: rules.NewScheme, by: Actor, now: datetime) -> Scheme:
    """A scheme waits for a second person of the funder.

    Raises NotAllowed `scheme_not_yours`, Invalid `scheme_breaks_rules`.
    """
    policies.require(by, Permission.SCHEME_PROPOSE)
    body = organisations.by_id(by.organisation_id)
    fitting = rules.FUNDING_KINDS.get(new.funder_kind, frozenset())
    today = zones.legal_day(body.nation, now)
    if not body.nation or not organisations.kinds_on(body.id, today) & fitting:
        raise NotAllowed("scheme_not_yours")
    nation = standards.nation(body.nation, on=today, known_at=now)
    problems = rules.scheme_problems(new, nation, nation.legal_day(now))
    problems += _unknown_programmes(new.programmes)
    if problems:
        told = [Invalid(one.code, field=one.place, **one.facts) for one in problems]
        raise Invalid("scheme_breaks_rules", problems=told)
    kept = replace(new, name=_texts(new.name), description=_texts(new.description))
    lists = {name: list(getattr(kept, name)) for name in
             ("groups", "regions", "programmes", "fields", "levels", "kinds")}  # fmt: skip
    return Scheme.objects.create(
        organisation_id=body.id,
        nation=nation.code,
        digest=hashlib.sha256(kept.digest_input).digest(),
        proposed_by=by.person_id,
        proposed_at=now,
        **(asdict(kept) | lists),
    )


@transaction.atomic
def approve_scheme(*, scheme_id: UUID, digest: bytes, by: Actor, now: datetime) -> Scheme:
    """The scheme is published, and its account is open.

    Raises NotAllowed `proposer_approves`, Conflict `scheme_decided` or `version_changed`.
    """
    policies.require(by, Permission.SCHEME_APPROVE)
    found = queries.own_scheme(by, scheme_id, lock=True)
    if found.approved_at is not None or found.closed_at is not None:
        raise Conflict("scheme_decided")
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    Account.objects.create(scheme=found, organisation_id=found.organisation_id, budget=found.budget)
    at = nation_of(found, now).midnight(found.last_day + timedelta(days=1))
    jobs.enqueue(END, actor=by, at=at, scheme_id=found.id)
    return found


@transaction.atomic
def close_scheme(*, scheme_id: UUID, reason: str, by: Actor, now: datetime) -> Scheme:
    """No place is reserved any more, and who still waits is refused; what was promised is kept."""
    policies.require(by, Permission.SCHEME_APPROVE)
    found = queries.own_scheme(by, scheme_id, lock=True)
    if found.closed_at is not None:
        raise Conflict("scheme_decided")
    found.closed_by, found.closed_at, found.closed_reason = by.person_id, now, text(reason)
    found.save(update_fields=["closed_by", "closed_at", "closed_reason"])
    _refuse_waiting(found, "refused", found.closed_reason, by, now)
    return found


@transaction.atomic
def end_scheme(*, scheme_id: UUID, by: Actor, now: datetime) -> int:
    """After the last day nobody waits any more: how many were told that the scheme has ended."""
    found = queries.scheme(scheme_id)
    if nation_of(found, now).legal_day(now) <= found.last_day:
        return 0
    return _refuse_waiting(found, "ended", None, by, now)


def place_of(scheme_id: UUID, version_id: UUID, now: datetime) -> tuple[Scheme, ProgrammeVersion]:
    """The scheme and the version for which one can apply now; raises Conflict otherwise."""
    scheme, version = queries.published(scheme_id), catalogue.version(version_id)
    if not queries.is_in_force(scheme, nation_of(scheme, now).legal_day(now)):
        raise Conflict("scheme_not_open")
    if version.state != ProgrammeVersion.State.PUBLISHED or not queries.covers(scheme, version):
        raise Conflict("scheme_not_for_programme")
    return scheme, version


def _refuse_waiting(scheme: Scheme, news: str, reason: str | None, by: Actor, now: datetime) -> int:
    waiting = Application.objects.select_for_update().filter(scheme=scheme, state__in=UNDECIDED)
    found = list(waiting.order_by("id"))
    for one in found:
        one.state, one.ended_at, one.reason = "refused", now, reason
        one.decided_by, one.decided_at = by.person_id, now
        save(one)
        tell_later(one, news)
    return len(found)


def _unknown_programmes(named: Sequence[str]) -> list[rules.Problem]:
    known = {str(one) for one in
             Programme.objects.filter(id__in=named).values_list("id", flat=True)}  # fmt: skip
    return [rules.Problem("scheme_word_unknown", "programmes", {"word": one[:40]})
            for one in named if one not in known]  # fmt: skip


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    cleaned = {tag: rules.clean(one) for tag, one in given.items()}
    return {tag: one for tag, one in cleaned.items() if one}
