"""The case as the rules see it, gathered from its rows, on the legal day of `now`.

In the scope of the provider the agency's own rows are not there: the facts then hold what the
provider's own moves are judged by, and nothing of the drafts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from pharos.accreditation.models import Decision, DecisionChange, Proposal
from pharos.common import tenancy
from pharos.core.standing import AppealOutcome, ChangeKind
from pharos.nations.model import Nation
from pharos.procedures.models import (
    AgendaItem,
    Case,
    CaseSubject,
    Charge,
    ConflictStatement,
    DraftReport,
    Evidence,
    FactualCheck,
    Finding,
    Interest,
    Motion,
    PanelMember,
    Pause,
    Report,
    SiteVisit,
    Step,
)
from pharos.procedures.models import Session as Sitting
from pharos.procedures.queries import standing
from pharos.procedures.queries.cases import calendar_of, nation_of
from pharos.procedures.rules import clocks, facts
from pharos.procedures.rules.words import Capacity, Choice, Deed, Move, State, TieKind
from pharos.review import queries as review

Subjects = Sequence[CaseSubject]


def facts_of(case: Case, now: datetime, *, is_reason_given: bool = False) -> facts.CaseFacts:
    """Everything that a guard may ask of the case."""
    nation = nation_of(case, now)
    subjects = list(case.subjects.select_related("version"))
    return facts.CaseFacts(
        kind=case.kind,
        state=case.where,
        today=nation.legal_day(now),
        procedures=nation.procedures,
        tariffs=nation.tariffs,
        provider=str(case.organisation_id),
        follows=str(case.follows) if case.follows else None,
        resume_to=State(case.resume_to) if case.resume_to else None,
        is_reason_given=is_reason_given,
        **_application(case, subjects, nation, now),
        **_of_panel(case, now),
        **_of_report(case),
        **_of_committee(case, subjects),
    )


def _application(case: Case, subjects: Subjects, nation: Nation, now: datetime) -> dict[str, Any]:
    """What the case is about, and what was handed in for it."""
    partners, today = list(case.partners.all()), nation.legal_day(now)
    return {
        "subjects": tuple(str(one.id) for one in subjects),
        "programmes": sum(one.version_id is not None for one in subjects),
        "partners": tuple(str(one.partner_id) for one in partners),
        "agreed": frozenset(str(one.partner_id) for one in partners if one.agreed_at),
        "documents": _evidenced(case, "document"),
        "criteria": frozenset(case.criteria),
        "evidenced": _evidenced(case, "criterion"),
        "is_approved_inside": _is_approved_inside(case, subjects, nation),
        "in_force": standing.in_force(case, today),
        **_carved(case, subjects, nation, today),
        "charge": _charge(case),
    }


def _carved(case: Case, subjects: Subjects, nation: Nation, today: date) -> dict[str, Any]:
    """Whether what is part of another programme is what it says of it, as the register has it."""
    parts = [
        one.version
        for one in subjects
        if case.kind == "carve_out" or (one.version and one.version.kind == "carved_out")
    ]
    held = [standing.parent_of(one, today) for one in parts if one is not None]
    return {
        "is_parent_in_force": all(one.decision is not None for one in held if one.version),
        "is_carving_open": nation.carve_out.is_open,
        "carved": tuple(one.difference for one in held),
    }


def _of_panel(case: Case, now: datetime) -> dict[str, Any]:
    """Who judges, and the days that run beside it."""
    times, pause = times_of(case), open_pause(case)
    return {
        "panel": tuple(_member(one) for one in members_of(case)),
        "is_panel_accepted": case.panel_accepted_at is not None,
        "objection_until": lastday_of(case, now, "objections", times),
        "visit": _visit(case),
        "is_pause_answered": pause is not None and pause.answered_at is not None,
        "answer_until": _answer_until(case, now, times),
    }


def _of_report(case: Case) -> dict[str, Any]:
    """What was written in this round: nothing that was set aside."""
    found = Finding.objects.filter(case=case, set_aside=None)
    return {
        "found": frozenset(found.values_list("criterion", flat=True)),
        "has_draft": DraftReport.objects.filter(case=case, set_aside=None).exists(),
        "check": _check(case),
        "report_digest": _report_digest(case),
    }


def _of_committee(case: Case, subjects: Subjects) -> dict[str, Any]:
    """How it was voted, and which subjects have their decision."""
    decided = _decided(case, subjects)
    carried = Motion.objects.filter(case=case, result="carried", set_aside=None)
    voted = {str(one) for one in carried.values_list("subject_id", flat=True)}
    return {
        "session": session_facts(case),
        "motions": motions_of(case),
        "decided": decided,
        "settled": decided - voted,
        "proposed": _proposed(subjects) & voted,
        "remitted": _remitted(subjects) if case.where is State.PUBLISHED else frozenset(),
    }


def _evidenced(case: Case, column: str) -> frozenset[str]:
    held = Evidence.objects.filter(case=case, withdrawn_at=None).exclude(**{column: ""})
    return frozenset(held.values_list(column, flat=True))


def _is_approved_inside(case: Case, subjects: Subjects, nation: Nation) -> bool:
    """Whether the provider's own stage approved each version that needs it (B14).

    Only the provider sees its internal decisions; in other scopes it is not asked again.
    """
    if tenancy.current().organisation_id != case.organisation_id:
        return True
    return all(
        review.approved(one.version_id, bytes(one.digest)) is not None
        for one in subjects
        if one.version is not None and nation.review.is_required(one.version.kind)
    )


def _charge(case: Case) -> facts.Charge:
    row = Charge.objects.filter(case=case).first()
    if row is None:
        return facts.Charge()
    return facts.Charge(row.contract_on, row.paid_on, row.exemption is not None)


def members_of(case: Case) -> list[PanelMember]:
    """The members of the panel who were not replaced."""
    found = PanelMember.objects.filter(case=case, removed_at=None).select_related("objection")
    return list(found.prefetch_related("statements"))


def _member(row: PanelMember) -> facts.Member:
    statements: list[ConflictStatement] = list(row.statements.all())
    newest = statements[-1] if statements else None
    objection = getattr(row, "objection", None)
    # what the agency found out stays, whatever the member says later
    found = any(one.has_conflict and one.by != row.person_id for one in statements)
    return facts.Member(
        person=str(row.person_id),
        capacity=Capacity(row.capacity),
        is_international=row.is_international,
        has_stated=newest is not None,
        has_conflict=newest is not None and (newest.has_conflict or found),
        ties=tuple(_tie(one) for one in (*newest.ties, *newest.register_ties)) if newest else (),
        objection=None if objection is None else objection.outcome or "open",
    )


def _tie(stored: dict[str, Any]) -> facts.Tie:
    until = stored.get("until")
    return facts.Tie(
        organisation=stored["organisation"],
        kind=TieKind(stored["kind"]),
        until=date.fromisoformat(until) if until else None,
    )


def _visit(case: Case) -> facts.Visit | None:
    row = visit_of(case)
    return None if row is None else facts.Visit(row.form, row.last_day, row.held_on)


def visit_of(case: Case) -> SiteVisit | None:
    """The newest plan of a visit, or None."""
    return SiteVisit.objects.filter(case=case, set_aside=None).last()


def _check(case: Case) -> facts.Check | None:
    row = check_of(case)
    if row is None:
        return None
    return facts.Check(
        due_on=row.due_on,
        has_answered=row.answered_at is not None,
        has_comments=bool(row.comments),
        is_responded=row.responded_at is not None,
    )


def check_of(case: Case) -> FactualCheck | None:
    """The factual check that counts: of this round, not of one that was set aside."""
    return FactualCheck.objects.filter(case=case, set_aside=None).first()


def _report_digest(case: Case) -> bytes | None:
    row = Report.objects.filter(case=case, set_aside=None).first()
    return None if row is None else bytes(row.digest)


def session_of(case: Case) -> Sitting | None:
    """The sitting that the case is before: the newest on whose agenda it was put."""
    item = AgendaItem.objects.filter(case=case).select_related("session").last()
    return None if item is None else item.session


def session_facts(case: Case) -> facts.Session | None:
    """The sitting with those who named a conflict, or are known to have one."""
    row = session_of(case)
    if row is None:
        return None
    newest = {one.by: one for one in Interest.objects.filter(case=case)}
    return facts.Session(
        day=row.day,
        seats=frozenset(str(one) for one in row.seats),
        conflicted=frozenset(
            str(person) for person, one in newest.items() if one.has_conflict or one.is_known
        ),
    )


def motions_of(case: Case) -> tuple[facts.Motion, ...]:
    """What was put to the vote in the newest sitting, with the votes."""
    sitting = session_of(case)
    rows = Motion.objects.filter(case=case, session=sitting, set_aside=None)
    rows = rows.prefetch_related("votes")
    return tuple(motion_facts(one) for one in rows) if sitting else ()


def motion_facts(row: Motion) -> facts.Motion:
    """One motion with its votes."""
    votes = tuple((str(one.by), Choice(one.choice)) for one in row.votes.all())
    return facts.Motion(str(row.subject_id), row.outcome, votes)


def _decided(case: Case, subjects: Subjects) -> frozenset[str]:
    """The subjects whose decision a second person approved; a follow-up may change nothing."""
    proposals = [one.proposal_id for one in subjects if one.proposal_id]
    done: set[UUID] = set()
    for table in (Decision, DecisionChange):
        done |= set(table.objects.filter(proposal_id__in=proposals)
                    .values_list("proposal_id", flat=True))  # fmt: skip
    return frozenset(
        str(one.id)
        for one in subjects
        if one.proposal_id in done or (case.follows and one.outcome == "refused")
    )


def _proposed(subjects: Subjects) -> frozenset[str]:
    """The subjects whose decision waits for the second person, or was approved."""
    waiting = Proposal.objects.filter(id__in=[one.proposal_id for one in subjects])
    known = set(waiting.exclude(state=Proposal.State.DROPPED).values_list("id", flat=True))
    return frozenset(str(one.id) for one in subjects if one.proposal_id in known)


def _remitted(subjects: Subjects) -> frozenset[str]:
    """The subjects whose decision, or the change of one, an appeals body sent back."""
    return frozenset(str(one.id) for one in subjects if remittal_of(one) is not None)


def remittal_of(subject: CaseSubject) -> DecisionChange | None:
    """The entry by which an appeals body sent back what was decided of a subject, or None."""
    if subject.proposal_id is None:
        return None
    of_decision = Q(contests=None, decision__proposal_id=subject.proposal_id)
    of_change = Q(contests__proposal_id=subject.proposal_id)
    closed = DecisionChange.objects.filter(
        of_decision | of_change, kind=ChangeKind.APPEAL_CLOSED, outcome=AppealOutcome.REMIT
    )
    found: DecisionChange | None = closed.order_by("recorded_at").last()
    return found


def open_pause(case: Case) -> Pause | None:
    """The stop of the clock that has not ended, or None."""
    return Pause.objects.filter(case=case, until=None).first()


def times_of(case: Case) -> clocks.Times:
    """The days from which terms of the case run."""
    pause = open_pause(case)
    check = check_of(case)
    spans = Pause.objects.filter(case=case).values_list("first_day", "until")
    return clocks.Times(
        state=case.where,
        submitted_on=case.submitted_on,
        started_on=case.started_on,
        returned_on=day_of(case, Move.RETURN),
        panel_on=day_of(case, Move.PROPOSE_PANEL, Deed.REPLACE_MEMBER),
        check_on=check.sent_on if check else None,
        asked_on=pause.first_day if pause else None,
        pauses=tuple(clocks.Span(*one) for one in spans),
    )


def day_of(case: Case, *acts: str) -> date | None:
    """The legal day of the newest such step."""
    step = Step.objects.filter(case=case, act__in=acts).last()
    return None if step is None else nation_of(case, step.at).legal_day(step.at)


def deadlines(case: Case, now: datetime) -> list[clocks.Deadline]:
    """What is due in the case, soonest first."""
    nation = nation_of(case, now)
    return clocks.deadlines(
        calendar_of(case, now), times_of(case), nation.procedures, nation.legal_day(now)
    )


def lastday_of(case: Case, now: datetime, code: str, times: clocks.Times) -> date | None:
    """The last day of one term, or None while it does not run."""
    nation = nation_of(case, now)
    found = clocks.deadlines(
        calendar_of(case, now), times, nation.procedures, nation.legal_day(now)
    )
    return next((one.last_day for one in found if one.code == code), None)


def _answer_until(case: Case, now: datetime, times: clocks.Times) -> date | None:
    mended = lastday_of(case, now, "application_mended", times)
    return mended or lastday_of(case, now, "missing_handed_in", times)
