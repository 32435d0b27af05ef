"""Whole cases through the database's actions, from application to published report."""

import json
from datetime import timedelta
from typing import Any

import pytest
from caseworld import REASONS, TODAY, CaseWorld, after
from django.db import DatabaseError, connection

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import Condition
from pharos.accreditation.models import Decision, Proposal
from pharos.accreditation.rules import end_of_term
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import DomainError
from pharos.procedures import actions, queries
from pharos.procedures.models import Case, Report


def codes(error: DomainError) -> list[str]:
    return [one.code for one in error.problems] or [error.code]


def refused(code: str, world: CaseWorld, *act: Any, **facts: Any) -> None:
    with pytest.raises(DomainError) as error:
        world.act(*act, **facts)
    assert code in codes(error.value)


def decisions(world: CaseWorld, case: Case) -> list[Decision]:
    with tenancy.scope(world.officer):
        return queries.decisions_of(case)


def test_a_programme_from_application_to_published_report(world: CaseWorld) -> None:
    """One decision of this procedure, of two persons, and a report that everybody reads."""
    case = world.walk(world.open(), "decided")
    with tenancy.scope(ANONYMOUS):
        assert not Report.objects.exists()
    case = world.walk(case, "published")
    assert case.number == f"GE-{TODAY.year}-0001"
    (decision,) = decisions(world, case)
    assert (decision.basis, decision.case_id) == ("procedure", case.id)
    assert (decision.number, decision.outcome) == (f"{case.number}/1", "accredited")
    assert (decision.first_day, decision.until) == (TODAY, end_of_term(TODAY, 7))
    assert decision.proposed_by != decision.approved_by
    with tenancy.scope(ANONYMOUS):
        report = queries.published_report(case.id)
    told = json.loads(report.document)
    assert told["text"] == {"ka": "დასკვნა", "en": "The report of the panel."}
    assert [one["criterion"] for one in told["findings"]] == ["1.1", "1.2"]
    assert report.languages == ["ka", "en"]


def test_each_act_is_a_step_with_person_role_body_and_event(world: CaseWorld) -> None:
    """Whoever acts is recorded with the role and the body acted in; votes only inside."""
    case = world.walk(world.open(), "decided")
    with tenancy.scope(world.officer):
        steps, inside = queries.steps(case), queries.internal_steps(world.officer, case)
    roles = {(one.act, one.role, one.acted_in) for one in steps}
    assert ("submit", "quality", world.university.id) in roles
    assert ("decide", "officer", world.agency.id) in roles
    votes = {(one.act, one.role, one.by) for one in inside if one.act == "vote"}
    assert votes == {("vote", "committee", one.person_id) for one in world.committee}
    moves = [(one.from_state, one.to_state) for one in steps if one.from_state != one.to_state]
    assert moves[0] == ("draft", "submitted")
    assert moves[-1] == ("scheduled", "decided")
    assert [one[1] for one in moves[:-1]] == [one[0] for one in moves[1:]]


def test_a_refusal_is_published_in_full(world: CaseWorld) -> None:
    """ESG 2015, 2.6: the report of a refusal is before everybody like any other."""
    case = world.walk(world.open(), "scheduled")
    world.carry(case, world.subjects(case)[0], outcome="refused", years=None)
    world.act(world.officer, actions.decide, case_id=case.id)
    refused("case_decision_not_approved", world, world.officer, actions.publish, case_id=case.id)
    world.approve_all(case)
    world.act(world.officer, actions.publish, case_id=case.id)
    (decision,) = decisions(world, case)
    assert (decision.outcome, decision.first_day) == ("refused", None)
    with tenancy.scope(ANONYMOUS):
        assert json.loads(queries.published_report(case.id).document)["text"]["en"]


def test_a_cluster_is_one_report_and_a_decision_each(world: CaseWorld) -> None:
    """REFERENCE, scenario 8: nine are refused; each programme has its own decision and dates."""
    versions = [world.publish() for _ in range(9)]
    for one in versions:
        world.approve_inside(one)
    nine = world.open("cluster", versions=[one.id for one in versions])
    refused("case_cluster_too_large", world, world.quality, actions.submit, case_id=nine.id)
    world.act(world.quality, actions.change_case, case_id=nine.id,
              versions=[one.id for one in versions[:3]])  # fmt: skip
    case = world.walk(nine, "scheduled")
    first, second, third = world.subjects(case)
    mended = Condition(REASONS, end_of_term(TODAY, 1))
    world.carry(case, first)
    world.carry(case, second, outcome="conditional", years=2, conditions=[mended])
    refused("case_quorum_missing", world, world.officer, actions.decide, case_id=case.id)
    world.carry(case, third, outcome="refused", years=None)
    case = world.walk(world.decide(case), "published")
    found = decisions(world, case)
    assert [one.outcome for one in found] == ["accredited", "conditional", "refused"]
    assert [one.until for one in found] == [end_of_term(TODAY, 7), end_of_term(TODAY, 2), None]
    assert [one.due for one in found[1].content.conditions] == [end_of_term(TODAY, 1)]
    assert len({one.case_id for one in found}) == 1
    with tenancy.scope(ANONYMOUS):
        assert len(json.loads(queries.published_report(case.id).document)["programmes"]) == 3


def test_nobody_edits_what_was_decided_only_decides_anew(world: CaseWorld) -> None:
    """Neither proposal, report, step nor decision of a case is written over."""
    case = world.walk(world.open(), "decided")
    with tenancy.scope(world.officer):
        proposal = Proposal.objects.get(case_id=case.id)
    softer = proposal.content
    refused("proposal_of_case", world, world.officer, accreditation.revise,
            proposal_id=proposal.id, content=softer)  # fmt: skip
    case = world.walk(case, "published")
    for table in ("procedures_report", "procedures_step", "accreditation_decision"):
        column = {"procedures_step": "note"}.get(table, "document")
        change = f"update {table} set {column} = 'x'"
        with pytest.raises(DatabaseError), tenancy.scope(world.officer), connection.cursor() as on:
            on.execute(change)
    refused("case_not_there", world, world.officer, actions.decide, case_id=case.id)


def test_what_the_second_person_sends_back_is_proposed_again_as_it_was_voted(
    world: CaseWorld,
) -> None:
    case = world.walk(world.open(), "decided")
    (subject,) = world.subjects(case)
    again = {"case_id": case.id, "subject_id": subject.id}
    refused("case_proposal_open", world, world.officer, actions.propose_again, **again)
    world.act(world.approver, accreditation.drop, proposal_id=subject.proposal_id, note="Why?")
    made = world.act(world.officer, actions.propose_again, **again)
    assert made.proposal_id != subject.proposal_id
    assert len(world.approve_all(case)) == 1


def test_a_renewal_begins_where_the_decision_in_force_ends(world: CaseWorld) -> None:
    """Never two decisions in force for one scope: a new one continues the old."""
    first = world.walk(world.open(), "published")
    (held,) = decisions(world, first)
    again = world.open(versions=[held.version_id], renewal_of=held.id)
    case = world.walk(again, "scheduled")
    (subject,) = world.subjects(case)
    put = actions.Put("accredited", REASONS, 7, first_day=TODAY)
    refused("case_term_overlaps", world, world.officer, actions.move_motion, case_id=case.id,
            subject_id=subject.id, put=put)  # fmt: skip
    world.carry(case, subject)
    case = world.walk(world.decide(case), "published")
    (renewed,) = decisions(world, case)
    assert (renewed.first_day, renewed.until) == (held.until, end_of_term(held.until, 7))
    assert renewed.content.renews == str(held.id)


def test_an_application_is_returned_with_reasons_and_comes_again(world: CaseWorld) -> None:
    case = world.walk(world.open(), "completeness_check")
    with tenancy.scope(world.quality):
        (document,) = queries.evidence(case).filter(document="application")
    refused("case_reason_missing", world, world.officer, actions.return_case, case_id=case.id,
            reason=" ")  # fmt: skip
    world.act(world.officer, actions.return_case, case_id=case.id, reason="The form is unsigned.")
    world.act(world.quality, actions.withdraw_evidence, case_id=case.id, evidence_id=document.id)
    case = world.walk(case, "completeness_check")
    refused("case_documents_missing", world, world.officer, actions.register, case_id=case.id)
    world.evidence(case, document="application")
    number = case.number
    assert world.walk(case, "registered").number == number


def test_silence_lets_a_returned_application_lapse(world: CaseWorld) -> None:
    case = world.walk(world.open(), "completeness_check")
    world.act(world.officer, actions.return_case, case_id=case.id, reason="Unsigned.")
    refused("case_answer_time_runs", world, world.officer, actions.lapse, case_id=case.id)
    lapsed = world.act(world.officer, actions.lapse, case_id=case.id, now=after(60))
    assert lapsed.state == "lapsed"
    refused("case_not_there", world, world.quality, actions.withdraw, case_id=case.id)


def test_the_clock_starts_with_the_payment_and_stops_for_what_is_missing(
    world: CaseWorld,
) -> None:
    """B26: where the law says so; a stop moves the last day of the decision."""
    case = world.walk(world.open(), "registered")
    assert case.started_on is None
    move = {"case_id": case.id}
    refused("case_payment_missing", world, world.officer, actions.accept_self_evaluation, **move)
    paid = TODAY + timedelta(days=3)
    world.act(world.officer, actions.settle, contract="C", contract_on=TODAY, invoice="I-7",
              paid_on=paid, now=after(3), **move)  # fmt: skip
    case = world.again(case)
    assert case.started_on == paid
    with tenancy.scope(world.officer):
        (before,) = queries.deadlines(case, after(3))
    world.act(world.officer, actions.suspend, reason="The staff list.", now=after(3), **move)
    refused("case_answer_missing", world, world.officer, actions.resume, now=after(9), **move)
    world.act(world.quality, actions.answer_pause, text="Here it is.", now=after(16), **move)
    case = world.act(world.officer, actions.resume, now=after(17), **move)
    assert case.state == "registered"
    with tenancy.scope(world.officer):
        (later,) = queries.deadlines(case, after(17))
    assert later.last_day - before.last_day >= timedelta(days=14)


def test_a_joint_programme_needs_each_partner(world: CaseWorld) -> None:
    case = world.open("joint", partners=[world.partner.id])
    case = world.walk(case, "completeness_check")
    refused("case_partner_not_agreed", world, world.officer, actions.register, case_id=case.id)
    refused("case_not_yours", world, world.quality, actions.agree, case_id=case.id)
    world.act(world.other, actions.agree, case_id=case.id)
    with tenancy.scope(world.other):
        assert [one.id for one in queries.of_provider(world.other)] == [case.id]
    assert world.walk(case, "registered").state == "registered"
    alone = world.open("joint")
    refused("case_partners_missing", world, world.quality, actions.submit, case_id=alone.id)


def test_one_subject_has_one_running_case(world: CaseWorld) -> None:
    case = world.walk(world.open(), "submitted")
    with tenancy.scope(world.quality):
        version = case.subjects.get().version_id
    twin = world.open(versions=[version])
    refused("case_already_running", world, world.quality, actions.submit, case_id=twin.id)
    world.act(world.quality, actions.withdraw, case_id=case.id)
    assert world.walk(twin, "submitted").number == f"GE-{TODAY.year}-0002"


def test_what_was_not_approved_inside_does_not_go_out(world: CaseWorld) -> None:
    case = world.open(versions=[world.publish().id])
    refused("case_internal_decision_missing", world, world.quality, actions.submit,
            case_id=case.id)  # fmt: skip


def test_an_agency_that_may_not_decide_gets_no_application(world: CaseWorld) -> None:
    abroad = world.bodies.enter("agency-abroad", "qa_agency", nation="AM")
    for agency in (abroad, world.partner):
        refused("case_agency_cannot_decide", world, world.quality, actions.open_case,
                kind="programme", agency_id=agency.id)  # fmt: skip


def test_hours_of_the_agency_are_added_up(world: CaseWorld) -> None:
    case = world.walk(world.open(), "submitted")
    for minutes in (30, 45):
        world.act(world.officer, actions.record_hours, case_id=case.id, minutes=minutes, day=TODAY)
    refused("permission_denied", world, world.quality, actions.record_hours, case_id=case.id,
            minutes=5, day=TODAY)  # fmt: skip
    with tenancy.scope(world.officer):
        assert queries.hours(case.id) == 75
    with tenancy.scope(world.quality):
        assert queries.hours(case.id) == 0


def test_evidence_is_kept_by_its_digest_and_named_harmlessly(world: CaseWorld) -> None:
    """UPL-07: whatever a file was called, it is shown by a clean name and its real kind."""
    case = world.open()
    where = {"case_id": case.id, "criterion": "1.1", "file_name": "../../x.exe"}
    made = world.act(world.quality, actions.add_evidence, content=b"%PDF-1.7 x", **where)
    assert (made.file_name, made.media_type) == ("x.pdf", "application/pdf")
    refused("evidence_file_kind", world, world.quality, actions.add_evidence,
            content=b"PK\x03\x04", **where)  # fmt: skip
    refused("case_criterion_unknown", world, world.quality, actions.add_evidence,
            **(where | {"criterion": "9.9"}), content=b"%PDF-1.7 x")  # fmt: skip


def test_a_follow_up_closes_the_conditions_and_leaves_the_term(world: CaseWorld) -> None:
    """REFERENCE, scenario 9: the decision stays as it was, what was met stands beside it."""
    first = world.walk(world.open(), "scheduled")
    mended = Condition(REASONS, end_of_term(TODAY, 1))
    world.carry(first, world.subjects(first)[0], outcome="conditional", years=2,
                conditions=[mended])  # fmt: skip
    world.walk(world.decide(first), "published")
    (held,) = decisions(world, first)
    follow = {"kind": "follow_up", "programmes": 0}
    refused("case_decision_missing", world, world.quality, actions.open_case, kind="follow_up",
            agency_id=world.agency.id)  # fmt: skip
    case = world.walk(world.open(follows=held.id, **follow), "scheduled")
    (subject,) = world.subjects(case)
    refused("case_outcome_unknown", world, world.officer, actions.move_motion, case_id=case.id,
            subject_id=subject.id, put=actions.Put("accredited", REASONS, 7))  # fmt: skip
    world.carry(case, subject, outcome="conditions_met", years=None)
    world.decide(case)
    with tenancy.scope(world.officer):
        proposal = Proposal.objects.get(case_id=case.id)
    assert (proposal.act, proposal.basis) == ("change", "procedure")
    world.act(world.approver, accreditation.approve_change, proposal_id=proposal.id,
              digest=bytes(proposal.digest))  # fmt: skip
    world.act(world.officer, actions.publish, case_id=case.id)
    (now,) = decisions(world, first)
    assert (now.outcome, now.until) == ("conditional", held.until)
    assert [one.kind for one in now.changes.all()] == ["conditions_met"]
