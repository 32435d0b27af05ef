"""What waits at a desk after decisions: counted, with how pressing it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.organisations.models import Organisation
from pharos.oversight import queries, renewals, rights
from pharos.oversight.models import AppealMember
from pharos.oversight.rules.words import Kind, Stage, State

_TONES: Mapping[Stage, str] = {
    Stage.DUE_SOON: "info",
    Stage.REMINDER: "warn",
    Stage.WARNING: "bad",
    Stage.SUSPENSION: "bad",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: the sentence that counts it, how pressing it is, the filing it leads to."""

    code: str
    tone: str = "info"
    count: int = 1
    filing_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def of_provider(organisation_id: UUID, now: datetime, today: date) -> Iterator[Waiting]:
    """Reports that are due, conditions with their days."""
    missing = queries.reports_missing(now, organisation_id=organisation_id)
    due_soon = [one for one in missing if one.stage in _TONES]
    bodies = Organisation.objects.in_bulk({one.agency_id for one in due_soon})
    for one in due_soon:
        # two bodies that decided about the provider are each told in a line of its own
        agency = bodies[one.agency_id].name
        facts = {"year": str(one.year), "last_day": one.due, "agency": agency}
        yield Waiting("page_today_report", _TONES[one.stage], facts=facts)
    for due in queries.conditions_due(queries.own_decisions(organisation_id), today):
        yield Waiting("page_today_condition", "bad" if due.is_over else "warn",
                      facts={"last_day": due.due})  # fmt: skip


def of_body(by: Actor, now: datetime, today: date) -> Iterator[Waiting]:
    """What the reader may act on: filings, votes, conditions that are over, late reports."""
    assert by.organisation_id is not None
    filings = queries.open_with(by.organisation_id)
    if policies.allows(by, Permission.OVERSIGHT_HANDLE):
        mine = [one for one in filings if one.state == State.FILED and one.kind != Kind.COMPLAINT]
        if mine:
            yield Waiting("page_today_filing", "warn", len(mine))
        if ending := renewals.pending_at(by.organisation_id, now):
            yield Waiting("page_today_prolong", "bad" if ending[0].is_over else "warn",
                          len(ending), facts={"last_day": ending[0].last_day})  # fmt: skip
        late = queries.reports_missing(now, agency_id=by.organisation_id)
        if over := [one for one in late if one.stage is Stage.SUSPENSION]:
            yield Waiting("page_today_report_late", "warn", len(over))
    if policies.allows(by, Permission.OVERSIGHT_DECIDE):
        for one in filings:
            if one.kind == Kind.COMPLAINT:
                yield Waiting("page_today_complaint", "warn", filing_id=one.id)
            elif (
                one.kind == Kind.APPEAL
                and one.state == State.REGISTERED
                and not (one.members.exists())
            ):
                yield Waiting("page_today_appeal_body", "warn", filing_id=one.id)
    if waits := _about_rights(by):
        yield Waiting("page_today_right", "warn", waits)
    if policies.allows(by, Permission.APPEAL_VOTE):
        votes = AppealMember.objects.filter(
            person_id=by.person_id, choice=None, filing__state=State.REGISTERED
        )
        for vote in votes:
            yield Waiting("page_today_appeal_vote", "warn", filing_id=vote.filing_id)
    if policies.allows(by, Permission.APPEAL_VOTE) or policies.allows(
        by, Permission.OVERSIGHT_HANDLE
    ):
        dues = queries.conditions_due(queries.taken_by(by.organisation_id), today)
        if over_now := [one for one in dues if one.is_over]:
            yield Waiting("page_today_condition_over", "bad", len(over_now))
        if back := queries.remitted(by.organisation_id):
            yield Waiting("page_today_remitted", "warn", len(back))


def _about_rights(by: Actor) -> int:
    """How many appeals about the light route wait for the reader: for a body, or for a vote."""
    assert by.organisation_id is not None
    decides = policies.allows(by, Permission.OVERSIGHT_DECIDE)
    votes = policies.allows(by, Permission.APPEAL_VOTE)
    found = 0
    for one in rights.open_at(by.organisation_id) if decides or votes else ():
        named = [seat for seat, _ in rights.seats(one)]
        mine = any(seat.person_id == by.person_id and seat.choice is None for seat in named)
        found += (decides and not named) or (votes and mine)
    return found
