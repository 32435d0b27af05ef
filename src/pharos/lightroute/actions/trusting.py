"""Whom an agency trusts with the light route: the list, the yearly sample, its audits.

Putting a provider on the list, taking it off and the result of an audit take two persons. The lot
takes none: the sample is announced with what it is drawn from, and the seed is the first
checkpoint of the log that was signed after that, so that nobody could choose it.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core import jcs
from pharos.lightroute import facts, queries, rules, telling
from pharos.lightroute.actions import common, restoring
from pharos.lightroute.models import Audit, Draw, Listing, Proposal
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry
from pharos.standards import queries as standards


@transaction.atomic
def propose_listing(*, organisation_id: UUID, reason: str, by: Actor, now: datetime) -> Proposal:
    """A provider that shall have the right, or have it back, waits for a second person.

    Raises Invalid `light_not_open_to_you` with what its history lacks.
    """
    policies.require(by, Permission.TRUST_PROPOSE)
    common.refuse_conflict(organisation_id, by)
    _refuse_history(organisation_id, by, now)
    if queries.listed_here(organisation_id, by.organisation_id) is not None:
        raise Conflict("light_listed_already")
    return _keep("list", organisation_id, reason, by, now)


@transaction.atomic
def propose_end(*, organisation_id: UUID, reason: str, by: Actor, now: datetime) -> Proposal:
    """The end of a provider's right for a reason of the agency's waits for a second person."""
    policies.require(by, Permission.TRUST_PROPOSE)
    common.refuse_conflict(organisation_id, by)
    if queries.listed_here(organisation_id, by.organisation_id) is None:
        raise NotFound("light_listing_unknown")
    return _keep("end", organisation_id, reason, by, now)


@transaction.atomic
def propose_result(
    *, audit_id: UUID, outcome: str, findings: str, by: Actor, now: datetime
) -> Proposal:
    """What an audit found waits for a second person."""
    policies.require(by, Permission.TRUST_PROPOSE)
    found = queries.audit_for(by, audit_id)
    common.refuse_conflict(found.organisation_id, by)
    if outcome not in rules.AUDIT_OUTCOMES:
        raise Invalid("light_audit_outcome_unknown")
    if found.outcome is not None:
        raise Conflict("light_audit_done")
    return _keep("audit", found.organisation_id, findings, by, now, audit=found, outcome=outcome)


@transaction.atomic
def approve(*, proposal_id: UUID, by: Actor, now: datetime) -> Listing | Audit:
    """The second person: the listing begins or ends, or the result of the audit stands.

    A failed audit ends the right on the same day; it may be appealed against until
    `appeal_until`, and the agency may list the provider again.
    """
    policies.require(by, Permission.TRUST_APPROVE)
    found = _open(proposal_id, by)
    if by.person_id is None or by.person_id == found.proposed_by:
        raise NotAllowed("second_person_needed")
    common.refuse_conflict(found.organisation_id, by)
    nation = _nation(by, now)
    made: Listing | Audit
    if found.act == "list":
        made = _list(found, by, nation, now)
    elif found.act == "end":
        made = _end(found, by, nation, now, because="agency")
    else:
        made = _conclude(found, by, nation, now)
    _close(found, "approved", by, now)
    return made


@transaction.atomic
def drop(*, proposal_id: UUID, by: Actor, now: datetime) -> Proposal:
    """The proposal is given up, by whoever may propose or approve such a thing."""
    if not policies.allows(by, Permission.TRUST_APPROVE):
        policies.require(by, Permission.TRUST_PROPOSE)
    return _close(_open(proposal_id, by), "dropped", by, now)


@transaction.atomic
def announce(*, year: int, by: Actor, now: datetime) -> Draw:
    """The sample of a year is announced: what is drawn from, how many, and after which log size.

    Raises Conflict `light_draw_announced`, Invalid `light_draw_too_early` before the year is
    over, `light_draw_empty` where nothing was decided by the light route.
    """
    policies.require(by, Permission.TRUST_PROPOSE)
    nation = _nation(by, now)
    if year >= nation.legal_day(now).year:
        raise Invalid("light_draw_too_early", year=year)
    if any(one.year == year for one in queries.draws(by.organisation_id)):
        raise Conflict("light_draw_announced", year=year)
    ids = sorted(str(one.decision_id) for one in queries.records_of(by.organisation_id, year))
    count = rules.sample_size(len(ids), nation.light_route.audit_percent)
    if not count:
        raise Invalid("light_draw_empty", year=year)
    population = jcs.canonical_json(ids)
    return Draw.objects.create(
        agency_id=by.organisation_id,
        year=year,
        population=population.decode("utf-8"),
        digest=hashlib.sha256(population).digest(),
        percent=nation.light_route.audit_percent,
        count=count,
        log_size=registry.log_size(),
        announced_by=by.person_id,
    )


@transaction.atomic
def draw(*, draw_id: UUID, by: Actor, now: datetime) -> Draw:
    """The lot falls: its seed is the first checkpoint signed after the announcement.

    Raises Conflict `light_draw_no_seed` while there is none, `light_drawn_already`.
    """
    policies.require(by, Permission.TRUST_PROPOSE)
    found = queries.draw(draw_id)
    if found.agency_id != by.organisation_id:
        raise NotFound("light_draw_unknown")
    if found.drawn is not None:
        raise Conflict("light_drawn_already")
    seed = queries.seed_after(found)
    if seed is None:
        raise Conflict("light_draw_no_seed")
    root = bytes(seed.root).hex()
    chosen = rules.lot(found.ids, bytes.fromhex(root), found.count)
    found.seed_size, found.seed_root = seed.size, root
    found.drawn = jcs.canonical_json(chosen).decode("utf-8")
    found.drawn_by, found.drawn_at = by.person_id, now
    found.save(update_fields=["seed_size", "seed_root", "drawn", "drawn_by", "drawn_at"])
    nation = _nation(by, now)
    today = nation.legal_day(now)
    due = facts.calendar(nation, today).add(today, nation.light_route.audit_days)
    for one in chosen:
        record = queries.record(UUID(one))
        assert record is not None  # it was in the population
        Audit.objects.create(
            agency_id=found.agency_id,
            organisation_id=record.organisation_id,
            draw=found,
            decision_id=record.decision_id,
            number=record.number,
            due_on=due,
        )
    return found


def _list(found: Proposal, by: Actor, nation: Nation, now: datetime) -> Listing:
    _refuse_history(found.organisation_id, by, now)
    if queries.listed_here(found.organisation_id, found.agency_id) is not None:
        raise Conflict("light_listed_already")
    return Listing.objects.create(
        agency_id=found.agency_id,
        organisation_id=found.organisation_id,
        first_day=nation.legal_day(now),
        reason=found.text,
        proposed_by=found.proposed_by,
        approved_by=by.person_id,
    )


def _end(
    found: Proposal,
    by: Actor,
    nation: Nation,
    now: datetime,
    *,
    because: str,
    audit: Audit | None = None,
) -> Listing:
    listing = queries.listed_here(found.organisation_id, found.agency_id)
    if listing is None:
        raise NotFound("light_listing_unknown")
    today = nation.legal_day(now)
    listing.ended_on, listing.ended_because = today, because
    listing.ended_reason, listing.ended_audit_id = found.text, audit.id if audit else None
    listing.end_proposed_by, listing.end_approved_by = found.proposed_by, by.person_id
    listing.appeal_until = today + timedelta(days=nation.oversight.appeal_days)
    listing.save(
        update_fields=[
            "ended_on", "ended_because", "ended_reason", "ended_audit_id", "end_proposed_by",
            "end_approved_by", "appeal_until",
        ]
    )  # fmt: skip
    restoring.tell_later(found.organisation_id, telling.LOST, listing.id)
    return listing


def _conclude(found: Proposal, by: Actor, nation: Nation, now: datetime) -> Audit:
    audit = found.audit
    assert audit is not None  # the table says so
    if audit.outcome is not None:
        raise Conflict("light_audit_done")
    audit.outcome, audit.findings = found.outcome, found.text
    audit.decided_on = nation.legal_day(now)
    audit.proposed_by, audit.approved_by = found.proposed_by, by.person_id
    audit.save(update_fields=["outcome", "findings", "decided_on", "proposed_by", "approved_by"])
    is_listed = queries.listed_here(found.organisation_id, found.agency_id) is not None
    if audit.outcome == "failed" and is_listed:
        _end(found, by, nation, now, because="audit_failed", audit=audit)
    return audit


def _refuse_history(organisation_id: UUID, by: Actor, now: datetime) -> None:
    nation = facts.nation_of(organisation_id, now)
    if nation.code != _nation(by, now).code:
        raise NotAllowed("not_yours_to_decide", kind="programme", bodies="-")
    today = nation.legal_day(now)
    past = facts.history(organisation_id, nation, today=today)
    # a failed audit is what the agency makes good by listing the provider again
    problems = rules.history_problems(
        facts.without_failed_audits(past, organisation_id), nation.light_route, today
    )
    common.refuse(problems, "light_not_open_to_you")


def _keep(
    act: str, organisation_id: UUID, text: str, by: Actor, now: datetime, **members: object
) -> Proposal:
    try:
        with transaction.atomic():
            return Proposal.objects.create(
                agency_id=by.organisation_id,
                act=act,
                organisation_id=organisation_id,
                text=common.text(text, missing="light_reason_missing"),
                proposed_by=by.person_id,
                proposed_at=now,
                **members,
            )
    except IntegrityError as error:
        if "lightroute_proposal_once" in str(error) or "proposal_audit" in str(error):
            raise Conflict("light_proposed_already") from error
        raise


def _open(proposal_id: UUID, by: Actor) -> Proposal:
    found = queries.proposal_for(by, proposal_id, lock=True)
    if found.state != "open":
        raise Conflict("proposal_closed", state=found.state)
    return found


def _close(found: Proposal, state: str, by: Actor, now: datetime) -> Proposal:
    found.state, found.closed_by, found.closed_at = state, by.person_id, now
    found.save(update_fields=["state", "closed_by", "closed_at"])
    return found


def _nation(by: Actor, now: datetime) -> Nation:
    """The law of today where the agency is."""
    code = organisations.by_id(by.organisation_id).nation
    if code not in standards.all_codes():
        raise Invalid("holder_without_nation")
    day = standards.history(code)[-1].legal_day(now)
    return standards.nation(code, on=day, known_at=now)
