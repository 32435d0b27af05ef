"""In the database: appeals and complaints by other people, reports, evidence, decisions abroad."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from moments import NOW, TODAY

from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Proposal
from pharos.common import tenancy
from pharos.common.actor import system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.models import Mail
from pharos.oversight import queries, todo
from pharos.oversight.actions import appeals, complaints, monitoring, reminding
from pharos.oversight.models import AppealMember, Filing, Reminder
from pharos.oversight.rules.words import Stage


def refused(error: type[DomainError], act: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(error) as caught:
        act(*args, **facts)
    return caught.value.code


def approve_change(world: Any, proposal_id: Any) -> Any:
    with tenancy.scope(world.approver(world.agency)) as by:
        proposal = Proposal.objects.get(id=proposal_id)
        return accreditation.approve_change(
            proposal_id=proposal.id, digest=bytes(proposal.digest), by=by, now=NOW
        )


def appeal(world: Any, decision: Any, **facts: Any) -> Filing:
    return world.act(world.quality, appeals.file_appeal, decision_id=decision.id,
                     grounds="The report is wrong on criterion 3.", **facts)  # fmt: skip


def decided(world: Any, filing: Filing, choice: str, *, suspensive: bool = False) -> Filing:
    """Registered by two persons, decided by three others."""
    officer, approver = world.officer(world.agency), world.approver(world.agency)
    found = world.act(officer, appeals.register, filing_id=filing.id, suspensive=suspensive)
    approve_change(world, found.proposal_id)
    body = world.members[:3]
    world.act(approver, appeals.name_body, filing_id=filing.id,
              person_ids=[one.person_id for one in body])  # fmt: skip
    for one in body[:2]:
        found = world.act(one, appeals.vote, filing_id=filing.id, choice=choice, reason="As said.")
    return found


def stands(world: Any, decision: Any, day: date = TODAY) -> tuple[str, bool]:
    with tenancy.scope(world.registrar):
        found = decisions.decision(decision.id)
        return decisions.stands(found, day)[0], decisions.is_under_appeal(found, day)


def test_an_appeal_that_annuls_ends_the_decision_today_and_is_public_meanwhile(world: Any) -> None:
    """ESG 2015, 2.7; BIZ-07: what was awarded in between stays under a decision in force."""
    decision = world.decide(world.new("institution"))
    filing = appeal(world, decision)
    assert filing.number.startswith("AM-A-")
    assert refused(Conflict, appeal, world, decision) == "appeal_filed_already"
    assert stands(world, decision) == ("in_force", False)
    found = decided(world, filing, "annul")
    assert (found.state, found.outcome) == ("decided", "annul")
    assert stands(world, decision) == ("in_force", True)
    entry = world.act(world.officer(world.agency), appeals.enter_outcome, filing_id=filing.id)
    change = approve_change(world, entry.id)
    assert (change.kind, change.ground, change.first_day) == ("annulled", "appeal", TODAY)
    assert stands(world, decision) == ("annulled_on_appeal", False)
    assert stands(world, decision, TODAY - timedelta(days=1))[0] == "in_force"
    enter = (world.act, world.officer(world.agency), appeals.enter_outcome)
    assert refused(Conflict, *enter, filing_id=filing.id) == "filing_entered_already"


def test_a_suspensive_effect_rests_a_withdrawal_and_an_upheld_one_counts_again(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    withdrawn = world.change(decision.id, "withdrawn", first_day=TODAY)
    filing = appeal(world, decision, change_id=withdrawn.id, asks_suspensive=True)
    assert stands(world, decision)[0] == "withdrawn"
    decided(world, filing, "uphold", suspensive=True)
    assert stands(world, decision) == ("in_force", True)
    entry = world.act(world.officer(world.agency), appeals.enter_outcome, filing_id=filing.id)
    approve_change(world, entry.id)
    assert stands(world, decision) == ("withdrawn", False)


def test_a_remitted_matter_waits_for_the_committee_until_it_decides_anew(world: Any) -> None:
    decision = world.decide(world.new("institution", outcome="refused", first_day=None, until=None,
                                      reasons={"hy": "Ոչ"}))  # fmt: skip
    filing = appeal(world, decision)
    decided(world, filing, "remit")
    entry = world.act(world.officer(world.agency), appeals.enter_outcome, filing_id=filing.id)
    approve_change(world, entry.id)
    with tenancy.scope(world.members[3]) as by:
        assert [one.id for one in queries.remitted(world.agency.id)] == [filing.id]
        assert "page_today_remitted" in [one.code for one in todo.of_body(by, NOW, TODAY)]
    world.decide(world.new("institution", number="9-N"))
    with tenancy.scope(world.members[3]):
        assert queries.remitted(world.agency.id) == []


def test_who_took_part_decides_no_appeal(world: Any) -> None:
    """Not the panel, not the committee, not who signed; and only who was named votes."""
    decision = world.decide(world.new("institution"))
    filing = appeal(world, decision)
    officer, approver = world.officer(world.agency), world.approver(world.agency)
    dismiss = (world.act, approver, appeals.dismiss)
    assert refused(NotAllowed, *dismiss, filing_id=filing.id, reason="No") == (
        "appeal_member_involved"
    )
    world.act(officer, appeals.register, filing_id=filing.id, suspensive=False)
    naming = (world.act, approver, appeals.name_body)
    few = [one.person_id for one in world.members[:2]]
    assert refused(Invalid, *naming, filing_id=filing.id, person_ids=few) == (
        "appeal_body_breaks_rules"
    )
    world.join(approver, world.agency, "committee")
    signed = [*few, approver.person_id]
    assert refused(Invalid, *naming, filing_id=filing.id, person_ids=signed) == (
        "appeal_body_breaks_rules"
    )
    strangers = [*few, officer.person_id]
    assert refused(Invalid, *naming, filing_id=filing.id, person_ids=strangers) == (
        "appeal_member_unknown"
    )
    body = [one.person_id for one in world.members[:3]]
    world.act(approver, appeals.name_body, filing_id=filing.id, person_ids=body)
    vote = {"filing_id": filing.id, "choice": "annul", "reason": "So."}
    assert refused(NotAllowed, world.act, world.members[4], appeals.vote, **vote) == (
        "appeal_not_member"
    )
    world.act(world.members[0], appeals.vote, **vote)
    assert refused(Conflict, world.act, world.members[0], appeals.vote, **vote) == (
        "appeal_voted_already"
    )
    with tenancy.scope(world.quality):
        assert AppealMember.objects.count() == 0  # the agency alone sees the votes


def test_an_appeal_is_the_providers_own_and_in_time(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    stranger = world.bodies.person(world.neighbour, "head")
    assert refused(NotAllowed, world.act, stranger, appeals.file_appeal, decision_id=decision.id,
                   grounds="Mine.") == "decision_of_another"  # fmt: skip
    late = NOW + timedelta(days=400)
    with tenancy.scope(world.quality) as by, pytest.raises(Invalid) as caught:
        appeals.file_appeal(decision_id=decision.id, grounds="Late.", by=by, now=late)
    assert [one.code for one in caught.value.problems] == ["appeal_too_late"]


def test_a_complaint_is_another_procedure_than_an_appeal(world: Any) -> None:
    """ESG 2015, 2.7: about conduct, other people, other deadlines, answered with measures."""
    decision = world.decide(world.new("institution"))
    facts = {"agency_id": world.agency.id, "about": "panel", "text": "They were late."}
    filing = world.act(world.quality, complaints.file_complaint, happened_on=TODAY,
                       decision_id=decision.id, **facts)  # fmt: skip
    assert (filing.number[:5], filing.due_on) == ("AM-C-", TODAY + timedelta(days=30))
    assert stands(world, decision) == ("in_force", False)
    old = TODAY - timedelta(days=91)
    assert refused(Invalid, world.act, world.quality, complaints.file_complaint, happened_on=old,
                   **facts) == "complaint_too_late"  # fmt: skip
    answer = {"filing_id": filing.id, "outcome": "justified", "text": "We are sorry."}
    own = world.approver(world.agency)
    assert refused(NotAllowed, world.act, own, complaints.answer, measures="X", **answer) == (
        "complaint_own_conduct"
    )
    other = world.bodies.person(world.agency, "approver")
    assert refused(Invalid, world.act, other, complaints.answer, measures=" ", **answer) == (
        "complaint_measures_missing"
    )
    done = world.act(other, complaints.answer, measures="Panels are briefed on time.", **answer)
    assert (done.state, done.outcome) == ("answered", "justified")
    stranger = world.bodies.person(world.neighbour, "approver")
    with tenancy.scope(stranger) as by, pytest.raises(NotFound):
        queries.filing_for(by, filing.id)


def test_scenario_9_evidence_meets_conditions_and_no_deadline_withdraws(world: Any) -> None:
    """REFERENCE 9, scenario 9: accepted evidence keeps the end date; a deadline is a task."""
    condition = {"text": {"hy": "Պայման", "en": "Hire a librarian."}, "due": "2026-11-01"}
    new = world.new("institution", outcome="conditional", first_day=date(2025, 3, 1),
                    until=date(2029, 3, 1))  # fmt: skip
    document = NewDecision.from_text(json.dumps(json.loads(new.text) | {"conditions": [condition]}))
    decision = world.decide(document)
    with tenancy.scope(world.members[0]) as by:
        [due] = queries.conditions_due(queries.taken_by(world.agency.id), TODAY)
        assert due.is_over
        assert "page_today_condition_over" in [one.code for one in todo.of_body(by, NOW, TODAY)]
    assert stands(world, decision)[0] == "conditional"
    filing = world.act(world.quality, monitoring.file_evidence, decision_id=decision.id,
                       text="She began in May.", link="https://example.org/contract")  # fmt: skip
    settled = world.act(world.officer(world.agency), monitoring.settle, filing_id=filing.id,
                        good=True, text="")  # fmt: skip
    approve_change(world, settled.proposal_id)
    assert stands(world, decision)[0] == "conditions_met"
    assert stands(world, decision, date(2029, 3, 1))[0] == "ended"
    with tenancy.scope(world.members[0]):
        assert queries.conditions_due(queries.taken_by(world.agency.id), TODAY) == []
        found = decisions.decision(decision.id)
        assert found.content.conditions[0].due == date(2026, 11, 1)  # the first document stays
        assert found.changes.all()[0].content.link == "https://example.org/contract"


def test_reports_are_owed_and_reminders_go_out_once(world: Any) -> None:
    """180, 60 and 14 days before the end of a term; reports before and after their day."""
    # the report is due in November: the next one, whatever day it is today
    at = datetime(NOW.year, 11, 22, 20, tzinfo=UTC)
    at = at if at > NOW else at.replace(year=NOW.year + 1)
    year = at.year
    term = {"first_day": date(year - 4, 12, 20), "until": date(year, 12, 20)}
    world.decide(world.new("institution", **term))
    with tenancy.scope(world.quality) as by:
        [owed] = queries.reports_missing(at, organisation_id=world.academy.id)
    assert (owed.year, owed.stage) == (year, Stage.DUE_SOON)
    acting = system(organisation_id=world.academy.id)
    with tenancy.scope(acting):
        sent = reminding.remind(organisation_id=world.academy.id, by=acting, now=at)
        assert sorted(one.mark for one in sent) == [f"report-{year}-due_soon", "term-60"]
        assert reminding.remind(organisation_id=world.academy.id, by=acting, now=at) == []
        soon = at + timedelta(days=20)
        again = reminding.remind(organisation_id=world.academy.id, by=acting, now=soon)
        assert sorted(one.mark for one in again) == [f"report-{year}-reminder", "term-14"]
        assert (Reminder.objects.count(), Mail.objects.count()) == (4, 4)
    texts = dict.fromkeys(("learners", "quality", "changes", "measures"), "Text.")
    report = {"agency_id": world.agency.id, "year": year, "texts": texts, "link": ""}
    with tenancy.scope(world.quality) as by:
        filing = monitoring.file_report(by=by, now=at, **report)
        assert refused(Conflict, monitoring.file_report, by=by, now=at, **report) == (
            "report_not_due"
        )
    world.act(world.officer(world.agency), monitoring.settle, filing_id=filing.id, good=False,
              text="Name the measures.")  # fmt: skip
    with tenancy.scope(world.quality) as by:
        assert len(queries.reports_missing(at, organisation_id=by.organisation_id)) == 1


def test_a_check_is_seen_by_both_and_recorded_once(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    officer = world.officer(world.agency)
    check = world.act(officer, monitoring.plan_check, decision_id=decision.id, kind="unplanned",
                      day=TODAY, reason="Two complaints.")  # fmt: skip
    with tenancy.scope(world.quality) as by:
        assert [one.id for one in queries.checks(by)] == [check.id]
    found = {"check_id": check.id, "held_on": TODAY, "findings": "In order."}
    world.act(officer, monitoring.record_check, **found)
    assert refused(Conflict, world.act, officer, monitoring.record_check, **found) == (
        "check_recorded_already"
    )


def test_a_change_of_a_programme_is_told_by_its_versions(world: Any) -> None:
    version = world.publish()
    decision = world.decide(world.new("programme", version))
    same = {"decision_id": decision.id, "version_id": version.id, "text": "Nothing."}
    assert refused(Invalid, world.act, world.quality, monitoring.file_notice, **same) == (
        "notice_not_needed"
    )
    newer = world.publish(languages=["hy", "ru"])
    filing = world.act(world.quality, monitoring.file_notice, decision_id=decision.id,
                       version_id=newer.id, text="We teach in Russian too.")  # fmt: skip
    assert filing.content["differences"] == ["language"]
    done = world.act(world.officer(world.agency), monitoring.settle, filing_id=filing.id,
                     good=False, text="Apply anew.")  # fmt: skip
    assert done.state == "procedure"
