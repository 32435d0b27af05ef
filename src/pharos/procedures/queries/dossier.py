"""What lies in a case, for whoever may see it: evidence, threads, panel, drafts, votes, report."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation.models import Decision
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.procedures.models import (
    Case,
    CaseSubject,
    Charge,
    ConflictStatement,
    DraftReport,
    Evidence,
    Expert,
    FactualCheck,
    Finding,
    Interest,
    Motion,
    PanelMember,
    Question,
    Remark,
    Report,
    Session,
    Step,
    WorkTime,
)
from pharos.procedures.queries.cases import require_inside
from pharos.procedures.queries.facts import (
    check_of,
    facts_of,
    motions_of,
    session_facts,
    session_of,
)
from pharos.procedures.rules import conflicts, transitions
from pharos.procedures.rules import flags as flag_rules
from pharos.procedures.rules.words import ENDED, Choice, Move, Side, State


@dataclass(frozen=True, slots=True)
class Next:
    """A move that starts here, and what still stops it."""

    move: Move
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A motion with its count; only votes of those who may vote are in it."""

    motion: Motion
    votes: dict[Choice, int]
    entitled: int
    needed: int
    has_quorum: bool
    is_carried: bool


def what_next(case: Case, side: Side, now: datetime) -> list[Next]:
    """The moves of this side that start here, each with what stops it."""
    facts = facts_of(case, now, is_reason_given=True)
    return [
        Next(one, tuple(transitions.problems(one, facts)))
        for one in transitions.possible(facts, side)
    ]


def still_missing(case: Case, now: datetime) -> list[Problem]:
    """What the application lacks to be complete."""
    return transitions.completeness(facts_of(case, now))


def evidence(case: Case) -> QuerySet[Evidence]:
    """What the provider handed in and did not take back, without the contents of files."""
    return Evidence.objects.filter(case=case, withdrawn_at=None).defer("content")


def evidence_file(case: Case, evidence_id: UUID) -> Evidence:
    """One piece with its content; raises NotFound."""
    found = Evidence.objects.filter(case=case, id=evidence_id).first()
    if found is None:
        raise NotFound("case_evidence_unknown")
    return found


def questions(case: Case) -> QuerySet[Question]:
    """The threads between agency or panel and provider, oldest first."""
    return Question.objects.filter(case=case).prefetch_related("replies")


def remarks(by: Actor, case: Case) -> list[Remark]:
    """What the agency and its panel said among themselves; NotFound for everybody else."""
    require_inside(by, case)
    return list(Remark.objects.filter(case=case))


def panel(case: Case) -> QuerySet[PanelMember]:
    """Everybody who was proposed, the replaced as well, with objections."""
    return PanelMember.objects.filter(case=case).select_related("objection")


def on_this_panel(case: Case) -> QuerySet[PanelMember]:
    """Everybody of the present panel, the replaced as well, but nobody of one set aside."""
    step = Step.objects.filter(case=case, act=Move.SET_PANEL_ASIDE).last()
    found = panel(case)
    return found if step is None else found.filter(Q(removed_at=None) | Q(removed_at__gt=step.at))


def bound_in(case: Case) -> frozenset[UUID]:
    """Who cannot come onto a panel of this case any more: they were bound when they were on one."""
    gone = ConflictStatement.objects.filter(
        case=case, has_conflict=True, member__removed_at__isnull=False
    )
    return frozenset(gone.values_list("member__person_id", flat=True))


def statements(by: Actor, case: Case) -> list[ConflictStatement]:
    """What the members said binds them; NotFound for the provider."""
    require_inside(by, case)
    return list(ConflictStatement.objects.filter(case=case).select_related("member"))


def findings(by: Actor, case: Case) -> list[Finding]:
    """What the panel finds, criterion by criterion; a draft until the report is final."""
    require_inside(by, case)
    found = Finding.objects.filter(case=case, set_aside=None)
    return list(found.select_related("subject"))


def drafts(by: Actor, case: Case) -> list[DraftReport]:
    """The drafts of the report, oldest first; NotFound for the provider and the evaluator."""
    require_inside(by, case)
    return list(DraftReport.objects.filter(case=case))


def factual_check(case: Case) -> FactualCheck | None:
    """The draft as it was sent to the provider, with comments and response, or None."""
    return check_of(case)


def report(case: Case) -> Report | None:
    """The final report, which both sides see, or None."""
    return Report.objects.filter(case=case, set_aside=None).first()


def earlier_reports(case: Case) -> list[Report]:
    """The reports that were set aside when the case went back, the newest first."""
    return list(Report.objects.filter(case=case).exclude(set_aside=None).order_by("-at"))


def published_report(case_id: UUID, report_id: UUID | None = None) -> Report:
    """The newest report of a case, or the one that is named, for everybody; raises NotFound."""
    rows = published_reports(case_id)
    found = next((one for one in rows if report_id in (None, one.id)), None)
    if found is None:
        raise NotFound("case_report_unknown")
    return found


def published_reports(case_id: UUID) -> list[Report]:
    """Every report of a case that was published, the newest first."""
    found = Report.objects.filter(case_id=case_id, published_at__isnull=False)
    return list(found.order_by("-published_at", "-id"))


def charge_of(case: Case) -> Charge | None:
    """Tariff, contract, invoice and payment, as far as entered."""
    return Charge.objects.filter(case=case).first()


def sittings(by: Actor, *, since: date | None = None) -> list[Session]:
    """The committee's sittings of the actor's agency that it may see, soonest first."""
    found = Session.objects.filter(agency_id=by.organisation_id)
    if not policies.allows(by, Permission.CASE_READ):
        found = found.filter(seats__contains=[by.person_id]) if by.person_id else found.none()
    return list(found.filter(day__gte=since) if since else found)


def interests(by: Actor, case: Case) -> list[Interest]:
    """What members of the committee said of ties to this case."""
    require_inside(by, case)
    return list(Interest.objects.filter(case=case))


def ballots(by: Actor, case: Case, now: datetime) -> list[Ballot]:
    """The motions of the newest sitting with their counts; NotFound for the provider."""
    require_inside(by, case)
    facts, session = facts_of(case, now), session_facts(case)
    if session is None:
        return []
    rows = Motion.objects.filter(case=case, session=session_of(case), set_aside=None)
    rows = rows.select_related("subject")
    able = conflicts.entitled(session, facts.panel)
    rules = facts.procedures
    needed = conflicts.quorum(len(able), rules.quorum_percent, rules.quorum_minimum)
    return [
        Ballot(
            motion=row,
            votes=conflicts.counted(told, able),
            entitled=len(able),
            needed=needed,
            has_quorum=conflicts.has_quorum(told, facts),
            is_carried=conflicts.is_carried(told, facts),
        )
        for row, told in zip(rows, motions_of(case), strict=True)
    ]


def decisions_of(case: Case) -> list[Decision]:
    """What was decided in the case and approved, in the order of its subjects."""
    found = Decision.objects.filter(case_id=case.id).prefetch_related("changes")
    return sorted(found, key=lambda one: one.number)


def outcome_of(subject: CaseSubject) -> Decision | None:
    """The approved decision of one subject, or None."""
    if subject.proposal_id is None:
        return None
    found: Decision | None = Decision.objects.filter(proposal_id=subject.proposal_id).first()
    return found


def experts(by: Actor, *, active: bool = True) -> list[Expert]:
    """The pool of the actor's agency (B08)."""
    policies.require(by, Permission.CASE_READ)
    found = Expert.objects.filter(agency_id=by.organisation_id)
    return list(found.filter(is_active=True) if active else found)


def hours(case_id: UUID) -> int:
    """The minutes that people of the agency recorded on a case, of whichever route."""
    total = WorkTime.objects.filter(case_id=case_id).aggregate(total=Sum("minutes"))["total"]
    return int(total or 0)


def flags(case: Case, now: datetime) -> list[Problem]:
    """What looks unlikely in the application: advice, never a refusal (B22)."""
    subjects = list(case.subjects.exclude(version=None).select_related("version"))
    looks = [_look(case, one) for one in subjects]
    held = [
        flag_rules.EvidenceLook(
            one.criterion or one.document, one.text, bytes(one.digest) if one.digest else None
        )
        for one in evidence(case)
    ]
    return flag_rules.flags(looks, held)


def _look(case: Case, subject: CaseSubject) -> flag_rules.ProgrammeLook:
    version = subject.version
    assert version is not None
    described = version.descriptor
    others = CaseSubject.objects.filter(version__programme=version.programme_id)
    running = others.exclude(case=case).exclude(case__state__in=[*ENDED, State.DRAFT])
    return flag_rules.ProgrammeLook(
        title=described.title.get("en") or next(iter(described.title.values()), ""),
        ects=version.ects,
        clock_hours=described.workload_hours.clock_hours if described.workload_hours else None,
        level=version.level,
        outcomes=len(described.learning_outcomes),
        supervised=(described.supervision or "").startswith("supervised"),
        other_versions_open=running.count(),
    )
