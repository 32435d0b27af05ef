"""The committee: sittings, motions, votes, and what is proposed, approved and published of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import bindings
from pharos.accreditation import rules as decision_rules
from pharos.accreditation.documents import Condition, NewChange, NewDecision
from pharos.accreditation.models import Proposal
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.organisations.models import Membership
from pharos.procedures import queries
from pharos.procedures.actions import acting
from pharos.procedures.actions.panels import is_known_to_be_tied
from pharos.procedures.models import (
    AgendaItem,
    Case,
    CaseSubject,
    Interest,
    Motion,
    Session,
    Vote,
)
from pharos.procedures.queries import standing
from pharos.procedures.queries.prolonged import free_from, is_prolonged
from pharos.procedures.rules import conflicts
from pharos.procedures.rules.words import (
    CONDITIONS_MET,
    DECISION_OF,
    QUALITY_OF,
    Choice,
    Deed,
    Move,
    Side,
    State,
)

MAX_SEATS = 60


@dataclass(frozen=True, slots=True)
class Put:
    """What is put to the vote: outcome, whole years from a first day, conditions, reasons.

    Without `first_day` the term begins on the day of the sitting, or where the decision that is
    in force ends.
    """

    outcome: str
    reasons: Mapping[str, str]
    years: int | None = None
    first_day: date | None = None
    conditions: Sequence[Condition] = ()


@transaction.atomic
def call_session(
    *, day: date, seats: Sequence[UUID], by: Actor, now: datetime, title: str = ""
) -> Session:
    """A sitting of the committee on a day: its members have a seat and a vote each.

    Raises Invalid `case_seat_not_committee` for somebody who is no member of the committee now.
    """
    policies.require(by, Permission.CASE_MANAGE)
    chosen = list(dict.fromkeys(seats))
    members = Membership.objects.filter(
        Q(active_until=None) | Q(active_until__gt=now), organisation_id=by.organisation_id,
        role="committee", active_from__lte=now, person_id__in=chosen,
    )  # fmt: skip
    if not chosen or len(chosen) > MAX_SEATS:
        raise Invalid("case_seats_missing")
    if len(set(members.values_list("person_id", flat=True))) != len(chosen):
        raise Invalid("case_seat_not_committee")
    return Session.objects.create(
        agency_id=by.organisation_id, day=day, title=acting.optional(title, limit=200),
        seats=chosen, by=by.person_id, role=queries.role_for(by, Permission.CASE_MANAGE),
        acted_in=by.organisation_id, at=now,
    )  # fmt: skip


@transaction.atomic
def schedule(*, case_id: UUID, session_id: UUID, by: Actor, now: datetime) -> Case:
    """The case before a sitting; also before another, when the first decided nothing."""
    case = acting.locked(by, case_id)
    session = Session.objects.filter(id=session_id, agency_id=by.organisation_id).first()
    if session is None:
        raise NotFound("case_session_unknown")
    if session.day < acting.today(case, now):
        raise Invalid("case_session_past")
    if AgendaItem.objects.filter(session=session, case=case).exists():
        raise Conflict("case_on_agenda_already")
    AgendaItem.objects.create(agency_id=case.agency_id, session=session, case=case, at=now)
    return acting.move(case, Move.SCHEDULE, by, now)


@transaction.atomic
def declare_interest(
    *, case_id: UUID, has_conflict: bool, by: Actor, now: datetime, text: str = ""
) -> Interest:
    """Whether a member of the committee is bound to the provider: with a tie, no vote, and not
    counted in the quorum. What the register knows of the person counts as well."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SCHEDULED)
    role = acting.inside(case, Deed.DECLARE_INTEREST, by, Side.COMMITTEE, now)
    return Interest.objects.create(
        **acting.internal(case, by, role, now),
        has_conflict=has_conflict,
        is_known=is_known_to_be_tied(case, by, now),
        text=acting.optional(text, limit=acting.MAX_NOTE),
    )


@transaction.atomic
def move_motion(*, case_id: UUID, subject_id: UUID, put: Put, by: Actor, now: datetime) -> Motion:
    """What the committee votes on for one subject, in the form in which it could be decided.

    Raises Invalid `decision_breaks_rules` with the problems of the term or the conditions,
    Invalid `case_term_overlaps` where another decision is in force until later.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SCHEDULED)
    session, subject = queries.session_of(case), _subject(case, subject_id)
    assert session is not None
    if subject.proposal_id is not None:
        raise Conflict("case_subject_decided")
    first, until = _term(case, subject, put, session.day)
    role = acting.inside(case, Deed.MOVE_MOTION, by, Side.AGENCY, now, put.outcome)
    motion = Motion(
        **acting.internal(case, by, role, now), session=session, subject=subject,
        outcome=put.outcome, first_day=first, until=until, reasons=_texts(put.reasons),
        conditions=[
            {"text": _texts(one.text), "due": one.due.isoformat()} for one in put.conditions
        ],
    )  # fmt: skip
    _refuse_motion(case, motion, session.day, now)
    motion.save()
    return motion


@transaction.atomic
def vote(*, case_id: UUID, motion_id: UUID, choice: str, by: Actor, now: datetime) -> Vote:
    """A vote, given once, on the day of the sitting or later, by a member who may.

    Raises Invalid `case_vote_conflicted` for a tie and for members of the panel, `case_interest_
    missing` before the member said whether there is one, Conflict `case_voted_already`.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SCHEDULED)
    session = queries.session_of(case)
    open_ones = Motion.objects.filter(case=case, session=session, result=None, set_aside=None)
    motion = open_ones.filter(id=motion_id).first()
    if motion is None or session is None:
        raise NotFound("case_motion_unknown")
    if choice not in list(Choice):
        raise Invalid("case_choice_unknown", choice=choice[:20])
    if by.person_id not in session.seats:
        raise Invalid("case_no_seat")
    if session.day > acting.today(case, now):
        raise Invalid("case_session_not_held")
    if Vote.objects.filter(motion=motion, by=by.person_id).exists():
        raise Conflict("case_voted_already")
    _refuse_voter(case, by, now)
    role = acting.inside(case, Deed.VOTE, by, Side.COMMITTEE, now)
    return Vote.objects.create(**acting.internal(case, by, role, now), motion=motion, choice=choice)


@transaction.atomic
def decide(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The motions that were carried, each proposed as a decision that a second person approves.

    One decision a subject, of the one report; in a follow-up a change, or nothing.
    """
    case = acting.locked(by, case_id)
    facts = queries.facts_of(case, now)
    moved = acting.move(case, Move.DECIDE, by, now)
    session = queries.session_of(case)
    rows = Motion.objects.filter(case=case, session=session, set_aside=None)
    rows = rows.prefetch_related("votes")
    for row in rows:
        told = queries.motion_facts(row)
        carries = conflicts.has_quorum(told, facts) and conflicts.is_carried(told, facts)
        row.result = "carried" if carries else "lost"
        row.save(update_fields=["result"])
        if carries:
            _propose(case, row, by, now)
    return moved


@transaction.atomic
def propose_again(*, case_id: UUID, subject_id: UUID, by: Actor, now: datetime) -> CaseSubject:
    """What the committee decided is proposed once more, after it was sent back unapproved."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.DECIDED)
    subject = _subject(case, subject_id)
    proposal = Proposal.objects.filter(id=subject.proposal_id).first()
    if proposal is None or proposal.state != Proposal.State.DROPPED:
        raise Conflict("case_proposal_open")
    acting.inside(case, Deed.PROPOSE_AGAIN, by, Side.AGENCY, now)
    motion = Motion.objects.get(subject=subject, result="carried", set_aside=None)
    return _propose(case, motion, by, now)


@transaction.atomic
def publish(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The report before everybody, in full, also of refusals (ESG 2015, 2.6)."""
    case = acting.locked(by, case_id)
    moved = acting.move(case, Move.PUBLISH, by, now)
    report = queries.report(case)
    assert report is not None
    report.published_at = now
    report.save(update_fields=["published_at"])
    return moved


def _propose(case: Case, motion: Motion, by: Actor, now: datetime) -> CaseSubject:
    subject = motion.subject
    subject.outcome = motion.outcome
    proposal: Proposal | None = None
    if case.kind != "follow_up":
        content = _decision(case, motion, motion.session.day)
        proposal = accreditation.propose(
            decision=content, by=by, now=now, case_id=case.id, basis="procedure"
        )
    elif motion.outcome == CONDITIONS_MET:
        change = _change(case, motion)
        proposal = accreditation.propose_change(
            change=change, by=by, now=now, case_id=case.id, basis="procedure"
        )
    subject.proposal_id = proposal.id if proposal else None
    subject.save(update_fields=["outcome", "proposal_id"])
    if motion.outcome == decision_rules.Outcome.REFUSED:
        _end_remitted(case, motion, by, now)
    return subject


def _end_remitted(case: Case, motion: Motion, by: Actor, now: datetime) -> None:
    """What was granted before the appeal sent it back does not outlive the refusal that came."""
    day = motion.session.day
    held = standing.tenure(case, motion.subject, day) if case.kind != "follow_up" else None
    if held is None or not standing.is_of(case, held):
        return
    change = NewChange(
        decision=str(held.decision_id), kind="withdrawn", number=f"{held.decision.number}/W",
        decided_on=day, first_day=day, reasons=motion.reasons,
    )  # fmt: skip
    accreditation.propose_change(change=change, by=by, now=now, case_id=case.id, basis="procedure")


def _decision(case: Case, motion: Motion, decided_on: date) -> NewDecision:
    """The decision in the words of the register; its number is the case's and the subject's."""
    subject = motion.subject
    held = standing.tenure(case, subject, decided_on)
    earlier = standing.decided_before(case, subject)
    parent = standing.parent_decision(subject.version, decided_on)
    is_positive = motion.outcome != decision_rules.Outcome.REFUSED
    return NewDecision(
        kind=DECISION_OF[case.kind],
        organisation=str(case.organisation_id),
        outcome=motion.outcome,
        number=f"{case.number}/{subject.position}" + (f"-{earlier + 1}" if earlier else ""),
        decided_on=decided_on,
        version=str(subject.version_id) if subject.version_id else None,
        version_digest=bytes(subject.digest).hex() if subject.digest else None,
        first_day=motion.first_day,
        until=motion.until,
        conditions=tuple(
            Condition(one["text"], date.fromisoformat(one["due"])) for one in motion.conditions
        ),
        reasons=motion.reasons,
        # a refusal ends the prolongation of what would have been renewed
        renews=str(held.decision_id) if held and (is_positive or is_prolonged(held)) else None,
        follows=str(parent.id) if parent and is_positive and case.kind == "carve_out" else None,
        quality=QUALITY_OF.get(case.kind),
    )


def _change(case: Case, motion: Motion) -> NewChange:
    day, earlier = motion.session.day, standing.decided_before(case, motion.subject)
    return NewChange(
        decision=str(case.follows), kind=CONDITIONS_MET,
        number=f"{case.number}/1" + (f"-{earlier + 1}" if earlier else ""),
        decided_on=day, first_day=day, reasons=motion.reasons,
    )  # fmt: skip


def _term(case: Case, subject: CaseSubject, put: Put, day: date) -> tuple[date | None, date | None]:
    """First day and end of the term; a renewal begins where the decision in force ends.

    What an appeal sent back goes on until the new decision, and ends with it.
    """
    if put.outcome == decision_rules.Outcome.REFUSED or case.kind == "follow_up":
        return None, None
    held = standing.tenure(case, subject, day)
    free = day if held is None or standing.is_of(case, held) else free_from(held, day)
    first = put.first_day or free
    if held is not None and (free is None or first < free):
        raise Invalid("case_term_overlaps", until=free)
    if put.years is None:
        return first, None
    until = decision_rules.end_of_term(first, put.years)
    parent = standing.parent_decision(subject.version, day) if case.kind == "carve_out" else None
    return first, min(until, parent.until) if parent and parent.until else until


def _refuse_motion(case: Case, motion: Motion, day: date, now: datetime) -> None:
    """Raise where the decision could not be taken in this form on the day of the sitting."""
    if case.kind == "follow_up":
        if motion.outcome not in (CONDITIONS_MET, "refused"):
            raise Invalid("case_outcome_unknown", outcome=motion.outcome[:40])
        return
    content, nation = _decision(case, motion, day), queries.nation_of(case, now)
    problems = decision_rules.decision_problems(content, nation, day)
    problems += bindings.quality_problems(content, nation)
    if problems:
        raise Invalid("decision_breaks_rules", problems=[one.as_error() for one in problems])


def _refuse_voter(case: Case, by: Actor, now: datetime) -> None:
    newest = Interest.objects.filter(case=case, by=by.person_id).last()
    if newest is None:
        raise Invalid("case_interest_missing")
    tied = newest.has_conflict or newest.is_known or is_known_to_be_tied(case, by, now)
    if tied or queries.is_on_panel(by, case):
        raise Invalid("case_vote_conflicted")


def _subject(case: Case, subject_id: UUID) -> CaseSubject:
    found = CaseSubject.objects.filter(case=case, id=subject_id).select_related("version").first()
    if found is None:
        raise NotFound("case_subject_unknown")
    return found


def _texts(given: Mapping[str, str]) -> dict[str, Any]:
    cleaned = {language: acting.optional(one) for language, one in given.items()}
    kept = {language: one for language, one in cleaned.items() if one}
    if not kept:
        raise Invalid("case_text_missing")
    return kept
