"""Why a case may not move: each guard is a code, and a pure question to the facts.

A guard answers with the facts of its sentence when it stops the move, and with None when it
lets it pass. The codes are those of the refusals that people read.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pharos.procedures.rules import conflicts
from pharos.procedures.rules.facts import CaseFacts
from pharos.procedures.rules.words import OF_ONE_PROGRAMME, OF_PROVIDER, Capacity, VisitForm

Facts = Mapping[str, Any]
Guard = Callable[[CaseFacts], Facts | None]
_STOPPED: Final[Facts] = MappingProxyType({})


def _stop_if(stops: bool, **facts: Any) -> Facts | None:
    return (facts or _STOPPED) if stops else None


def kind_not_offered(case: CaseFacts) -> Facts | None:
    return _stop_if(case.kind not in case.procedures.kinds, kind=case.kind)


def subjects_unfit(case: CaseFacts) -> Facts | None:
    """A kind of case is about the provider, one programme, several, or an earlier decision."""
    if case.kind in OF_PROVIDER:
        fits = case.programmes == 0 and len(case.subjects) == 1
    elif case.kind in OF_ONE_PROGRAMME:
        fits = case.programmes == 1 and len(case.subjects) == 1
    elif case.kind == "follow_up":
        fits = case.follows is not None and len(case.subjects) == 1
    else:
        fits = case.programmes >= 2 and case.programmes == len(case.subjects)
    return _stop_if(not fits, kind=case.kind, programmes=case.programmes)


def cluster_too_large(case: CaseFacts) -> Facts | None:
    limit = case.procedures.cluster_maximum
    stops = case.kind == "cluster" and case.programmes > limit
    return _stop_if(stops, programmes=case.programmes, maximum=limit)


def partners_missing(case: CaseFacts) -> Facts | None:
    """A joint programme has two providers or more (European Approach)."""
    stops = case.kind == "joint" and len(set(case.partners) - {case.provider}) < 1
    return _stop_if(stops)


def partner_not_agreed(case: CaseFacts) -> Facts | None:
    missing = len(set(case.partners) - case.agreed)
    return _stop_if(missing > 0, number=missing)


def internal_decision_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(not case.is_approved_inside)


def precondition_missing(case: CaseFacts) -> Facts | None:
    """Where the law asks for a decision about the provider first, it is in force."""
    missing = set(case.procedures.preconditions_of(case.kind)) - case.in_force
    return _stop_if(bool(missing), number=len(missing), kinds=", ".join(sorted(missing)))


def parent_not_in_force(case: CaseFacts) -> Facts | None:
    """A part is carved out of a programme whose accreditation is in force (REFERENCE 4.4)."""
    return _stop_if(not case.is_parent_in_force)


def carve_out_closed(case: CaseFacts) -> Facts | None:
    """Parts of programmes are a switch of the nation (REFERENCE 4.4)."""
    return _stop_if(bool(case.carved) and not case.is_carving_open)


def parent_unknown(case: CaseFacts) -> Facts | None:
    """The parent is a version in the register, of the provider or of a partner that it names."""
    return _stop_if(any(not one.is_known for one in case.carved))


def parent_outcomes_differ(case: CaseFacts) -> Facts | None:
    found = [name for one in case.carved for name in one.outcomes]
    return _stop_if(bool(found), outcomes=", ".join(found))


def parent_level_differs(case: CaseFacts) -> Facts | None:
    found = [one.level for one in case.carved if one.level is not None]
    return _stop_if(bool(found), level=", ".join(map(str, found)))


def parent_too_small(case: CaseFacts) -> Facts | None:
    """A part takes no more credits than its parent has."""
    found = [one.ects for one in case.carved if one.ects is not None]
    return _stop_if(bool(found), ects=", ".join(f"{one.normalize():f}" for one in found))


def reason_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(not case.is_reason_given)


def documents_missing(case: CaseFacts) -> Facts | None:
    missing = [one for one in case.procedures.documents_of(case.kind) if one not in case.documents]
    return _stop_if(bool(missing), documents=", ".join(missing))


def evidence_missing(case: CaseFacts) -> Facts | None:
    missing = sorted(case.criteria - case.evidenced)
    return _stop_if(bool(missing), criteria=", ".join(missing))


def contract_missing(case: CaseFacts) -> Facts | None:
    needed = case.tariffs.contract_required and not case.charge.is_exempt
    return _stop_if(needed and case.charge.contract_on is None)


def payment_missing(case: CaseFacts) -> Facts | None:
    """Where the clock starts with the payment nothing begins before it (REFERENCE, B26)."""
    needed = case.tariffs.clock_starts_on_payment and not case.charge.is_exempt
    return _stop_if(needed and case.charge.paid_on is None)


def panel_too_small(case: CaseFacts) -> Facts | None:
    least = case.procedures.panel_minimum
    return _stop_if(len(case.panel) < least, members=len(case.panel), minimum=least)


def _count(case: CaseFacts, capacity: Capacity) -> int:
    return sum(one.capacity is capacity for one in case.panel)


def panel_without_student(case: CaseFacts) -> Facts | None:
    """ESG 2015, 2.4: the group of experts includes a student."""
    needed = case.procedures.panel_students
    return _stop_if(_count(case, Capacity.STUDENT) < needed, needed=needed)


def panel_without_employer(case: CaseFacts) -> Facts | None:
    needed = case.procedures.panel_employers
    return _stop_if(_count(case, Capacity.EMPLOYER) < needed, needed=needed)


def panel_without_international(case: CaseFacts) -> Facts | None:
    needed = case.procedures.panel_internationals
    found = sum(one.is_international for one in case.panel)
    return _stop_if(found < needed, needed=needed)


def statement_missing(case: CaseFacts) -> Facts | None:
    missing = sum(not one.has_stated for one in case.panel)
    return _stop_if(missing > 0, number=missing)


def conflict_of_interest(case: CaseFacts) -> Facts | None:
    """AUT-08: who is or was bound to the provider does not judge it."""
    found = sum(conflicts.is_conflicted(one, case) for one in case.panel)
    return _stop_if(found > 0, number=found, years=case.procedures.conflict_years)


def objection_open(case: CaseFacts) -> Facts | None:
    waiting = sum(one.objection == "open" for one in case.panel)
    return _stop_if(waiting > 0, number=waiting)


def objection_time_runs(case: CaseFacts) -> Facts | None:
    """The provider has its days to object, unless it accepted the panel before."""
    if case.is_panel_accepted:
        return None
    until = case.objection_until
    return _stop_if(until is None or case.today <= until, until=until)


def visit_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(case.visit is None)


def visit_not_held(case: CaseFacts) -> Facts | None:
    """A physical or online visit took place; a desk review needs none."""
    visit = case.visit
    if visit is not None and visit.form == VisitForm.DESK:
        return None
    held = visit is not None and visit.held_on is not None and visit.held_on <= case.today
    return _stop_if(not held)


def findings_missing(case: CaseFacts) -> Facts | None:
    missing = sorted(case.criteria - case.found)
    return _stop_if(bool(missing), criteria=", ".join(missing))


def draft_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(not case.has_draft)


def factual_check_runs(case: CaseFacts) -> Facts | None:
    """The provider has answered, or its working days are over."""
    check = case.check
    if check is not None and check.has_answered:
        return None
    until = None if check is None else check.due_on
    return _stop_if(until is None or case.today <= until, until=until)


def comments_unanswered(case: CaseFacts) -> Facts | None:
    check = case.check
    return _stop_if(check is not None and check.has_comments and not check.is_responded)


def final_report_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(case.report_digest is None)


def session_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(case.session is None)


def session_without_quorum(case: CaseFacts) -> Facts | None:
    """A sitting that can never find its quorum is not worth holding."""
    if case.session is None:
        return None
    able = len(conflicts.entitled(case.session, case.panel))
    least = case.procedures.quorum_minimum
    return _stop_if(able < least, able=able, minimum=least)


def session_not_held(case: CaseFacts) -> Facts | None:
    session = case.session
    return _stop_if(session is None or session.day > case.today)


def quorum_missing(case: CaseFacts) -> Facts | None:
    """Each subject has a motion in which enough took part, without panel and conflicted."""
    without = [
        subject
        for subject in case.undecided
        if not any(one.subject == subject and conflicts.has_quorum(one, case)
                   for one in case.motions)
    ]  # fmt: skip
    return _stop_if(bool(without) or not case.undecided, number=len(without))


def majority_missing(case: CaseFacts) -> Facts | None:
    """Exactly one motion a subject was carried: a tie decides nothing, two would contradict."""
    without = [one for one in case.undecided if len(conflicts.carried(case, one)) != 1]
    return _stop_if(bool(without), number=len(without))


def decision_not_approved(case: CaseFacts) -> Facts | None:
    missing = len(set(case.subjects) - case.decided)
    return _stop_if(missing > 0, number=missing)


def panel_unconflicted(case: CaseFacts) -> Facts | None:
    """What a panel made falls only with a member of it who was bound (AUT-08)."""
    return _stop_if(not any(conflicts.is_conflicted(one, case) for one in case.panel))


def decision_stands(case: CaseFacts) -> Facts | None:
    """What waits for the second person is sent back first; what was taken is only changed."""
    return _stop_if(bool(case.proposed), number=len(case.proposed))


def not_remitted(case: CaseFacts) -> Facts | None:
    """Only an appeals body opens a case that was decided (ESG 2015, 2.7)."""
    return _stop_if(not case.remitted)


def answer_missing(case: CaseFacts) -> Facts | None:
    return _stop_if(not case.is_pause_answered)


def answer_time_runs(case: CaseFacts) -> Facts | None:
    """Only silence beyond the last day lets a case lapse."""
    until = case.answer_until
    runs = until is None or case.today <= until or case.is_pause_answered
    return _stop_if(runs, until=until)


GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        f"case_{guard.__name__}": guard
        for guard in (
            kind_not_offered, subjects_unfit, cluster_too_large, partners_missing,
            partner_not_agreed, internal_decision_missing, precondition_missing,
            parent_not_in_force, carve_out_closed, parent_unknown, parent_outcomes_differ,
            parent_level_differs, parent_too_small, reason_missing, documents_missing,
            evidence_missing,
            contract_missing, payment_missing, panel_too_small, panel_without_student,
            panel_without_employer, panel_without_international, statement_missing,
            conflict_of_interest, objection_open, objection_time_runs, visit_missing,
            visit_not_held, findings_missing, draft_missing, factual_check_runs,
            comments_unanswered, final_report_missing, session_missing, session_without_quorum,
            session_not_held, quorum_missing, majority_missing, decision_not_approved,
            panel_unconflicted, decision_stands, not_remitted, answer_missing, answer_time_runs,
        )
    }
)  # fmt: skip
