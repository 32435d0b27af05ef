"""Appeals against an outcome: filed, registered, decided by other people, entered (ESG 2.7)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation import rules as decision_rules
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Decision, DecisionChange, Proposal
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.nations.model import Nation
from pharos.organisations.models import Membership
from pharos.oversight import queries
from pharos.oversight.actions import common
from pharos.oversight.models import AppealMember, Filing
from pharos.oversight.rules import appeals as rules
from pharos.oversight.rules.words import Choice, Kind, State


@transaction.atomic
def file_appeal(
    *,
    decision_id: UUID,
    grounds: str,
    by: Actor,
    now: datetime,
    change_id: UUID | None = None,
    asks_suspensive: bool = False,
) -> Filing:
    """The provider's appeal against a decision about it, or against a change of one.

    Raises Invalid `appeal_too_late` after the last day, Conflict `appeal_filed_already` while
    another against the same is open.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    decision = common.own_decision(by, decision_id)
    change = _change(decision, change_id)
    nation = queries.nation_of(decision.organisation_id, now)
    told_on = nation.legal_day((change or decision).recorded_at)
    problems = rules.time_problems(told_on, nation.legal_day(now), nation.oversight)
    common.refuse(problems, "appeal_breaks_rules")
    running = Filing.objects.filter(
        kind=Kind.APPEAL, decision=decision, change=change, state__in=[State.FILED,
        State.REGISTERED, State.DECIDED], closing_id=None,
    )  # fmt: skip
    if running.exists():
        raise Conflict("appeal_filed_already")
    content = {"grounds": common.text(grounds), "asks_suspensive": asks_suspensive}
    return common.file(
        Kind.APPEAL, decision.agency_id, content, by, now, decision=decision, change=change
    )


@transaction.atomic
def register(*, filing_id: UUID, suspensive: bool, by: Actor, now: datetime) -> Filing:
    """The appeal is taken in; a second person approves the entry that everybody reads.

    From then on every page says that the decision is under appeal. What is contested rests only
    where a suspensive effect is granted.
    """
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.FILED)
    change = NewChange(
        decision=str(filing.decision_id),
        kind="under_appeal",
        number=filing.number,
        decided_on=_today(filing, now),
        first_day=filing.filed_on,
        contests=str(filing.change_id) if filing.change_id else None,
        suspensive=suspensive,
    )
    proposal = accreditation.propose_change(change=change, by=by, now=now)
    return common.close(
        filing, State.REGISTERED, by, now, proposal_id=proposal.id, suspensive=suspensive or None
    )


@transaction.atomic
def register_again(*, filing_id: UUID, suspensive: bool, by: Actor, now: datetime) -> Filing:
    """The entry was sent back: the appeal waits to be registered, and is registered anew."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.REGISTERED)
    _require_dropped(filing.proposal_id)
    filing.state = State.FILED
    filing.save(update_fields=["state"])
    return register(filing_id=filing_id, suspensive=suspensive, by=by, now=now)


@transaction.atomic
def dismiss(*, filing_id: UUID, reason: str, by: Actor, now: datetime) -> Filing:
    """The appeal is not admitted, by somebody who took no part in what it contests."""
    policies.require(by, Permission.OVERSIGHT_DECIDE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.FILED)
    if by.person_id in _involved(filing):
        raise NotAllowed("appeal_member_involved")
    return common.close(filing, State.INADMISSIBLE, by, now, answer={"reason": common.text(reason)})


@transaction.atomic
def name_body(
    *, filing_id: UUID, person_ids: Sequence[UUID], by: Actor, now: datetime
) -> list[AppealMember]:
    """The people who decide the appeal: of the body, enough of them, none who took part.

    Raises Invalid `appeal_body_breaks_rules` with each reason.
    """
    policies.require(by, Permission.OVERSIGHT_DECIDE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.REGISTERED)
    if filing.members.exists():
        raise Conflict("appeal_body_named")
    named = list(dict.fromkeys(person_ids))
    known = Membership.objects.filter(
        organisation_id=by.organisation_id, role="committee", person_id__in=named,
        active_from__lte=now, active_until=None,
    )  # fmt: skip
    if len(set(known.values_list("person_id", flat=True))) != len(named):
        raise Invalid("appeal_member_unknown")
    nation = queries.nation_of(filing.organisation_id, now)
    problems = rules.body_problems(named, _involved(filing), nation.oversight)
    common.refuse(problems, "appeal_body_breaks_rules")
    return [
        AppealMember.objects.create(
            filing=filing, agency_id=filing.agency_id, person_id=person,
            named_by=by.person_id, named_at=now,
        )
        for person in named
    ]  # fmt: skip


@transaction.atomic
def vote(*, filing_id: UUID, choice: str, reason: str, by: Actor, now: datetime) -> Filing:
    """A member's vote; the last one that is needed decides the appeal."""
    policies.require(by, Permission.APPEAL_VOTE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.REGISTERED)
    if choice not in list(Choice):
        raise Invalid("appeal_outcome_missing")
    member = filing.members.filter(person_id=by.person_id).first()
    if member is None:
        raise NotAllowed("appeal_not_member")
    if member.choice is not None:
        raise Conflict("appeal_voted_already")
    member.choice, member.voted_at = choice, now
    member.reason = common.text(reason)
    member.save()
    choices = [Choice(one.choice) if one.choice else None for one in filing.members.all()]
    found = rules.outcome(choices)
    if found is None:
        return filing
    reasons = [one.reason for one in filing.members.all() if one.choice == found and one.reason]
    return common.close(
        filing, State.DECIDED, by, now, outcome=str(found), answer={"reason": "\n\n".join(reasons)}
    )


@transaction.atomic
def enter_outcome(*, filing_id: UUID, by: Actor, now: datetime) -> Proposal:
    """The outcome as a change of the decision, which a second person approves."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.APPEAL, State.DECIDED)
    if filing.closing_id is not None:
        _require_dropped(filing.closing_id)
    nation = queries.nation_of(filing.organisation_id, now)
    change = _closing(filing, nation, nation.legal_day(now))
    proposal = accreditation.propose_change(change=change, by=by, now=now)
    filing.closing_id = proposal.id
    filing.save(update_fields=["closing_id"])
    return proposal


def _closing(filing: Filing, nation: Nation, today: date) -> NewChange:
    """What the outcome does: an annulled decision falls by an annulment, all else is a close."""
    assert filing.handled_on is not None
    assert filing.decision is not None
    decided_on, parameters = filing.handled_on, nation.oversight
    number = f"{filing.number}/D"
    reasons = {nation.state_languages[0]: (filing.answer or {}).get("reason", "")}
    if filing.outcome == Choice.ANNUL and filing.change_id is None:
        decision = decisions.as_core(decisions.decision(filing.decision_id))
        return NewChange(
            decision=str(filing.decision_id), kind="annulled", number=number,
            decided_on=decided_on, ground=decision_rules.APPEAL, reasons=reasons,
            first_day=rules.annulled_from(decision, decided_on, parameters),
        )  # fmt: skip
    return NewChange(
        decision=str(filing.decision_id), kind="appeal_closed", number=number,
        decided_on=decided_on, first_day=max(decided_on, today), outcome=filing.outcome,
        contests=str(filing.change_id) if filing.change_id else None, reasons=reasons,
    )  # fmt: skip


def _change(decision: Decision, change_id: UUID | None) -> DecisionChange | None:
    if change_id is None:
        return None
    found = next((one for one in decision.changes.all() if one.id == change_id), None)
    if found is None:
        raise Invalid("contested_unknown")
    return found


def _involved(filing: Filing) -> set[UUID]:
    assert filing.decision is not None
    return queries.involved(filing.decision, filing.change)


def _require_dropped(proposal_id: UUID | None) -> None:
    """Raise unless the entry that waits, or was made, was given up."""
    state = Proposal.objects.filter(id=proposal_id).values_list("state", flat=True).first()
    if state != Proposal.State.DROPPED:
        raise Conflict("filing_entered_already")


def _today(filing: Filing, now: datetime) -> date:
    return queries.nation_of(filing.organisation_id, now).legal_day(now)
