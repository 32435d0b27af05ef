"""What sends a case back: a remitted appeal, a panel that was bound; and what time ends."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from caseworld import TODAY, CaseWorld, after
from django.db import connection

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Decision, DecisionChange, Proposal, Tenure
from pharos.common import clock, tenancy
from pharos.common.actor import system
from pharos.common.errors import DomainError
from pharos.common.models import Mail
from pharos.procedures import actions, letters, queries, tasks
from pharos.procedures.actions import Put
from pharos.procedures.models import Case, DraftReport, Finding, Motion, PanelMember, Report
from pharos.procedures.rules.words import Move


def refused(world: CaseWorld, *act: Any, **facts: Any) -> list[str]:
    with pytest.raises(DomainError) as error:
        world.act(*act, **facts)
    return [one.code for one in error.value.problems] or [error.value.code]


def change(world: CaseWorld, decision: Decision, kind: str, **facts: Any) -> DecisionChange:
    """An entry of the agency about a decision, by two persons."""
    new = NewChange(decision=str(decision.id), kind=kind, number="GE-A-2026-0001/D",
                    decided_on=TODAY, first_day=TODAY, **facts)  # fmt: skip
    made = world.act(world.officer, accreditation.propose_change, change=new)
    found: DecisionChange = world.act(
        world.approver, accreditation.approve_change, proposal_id=made.id,
        digest=bytes(made.digest),
    )  # fmt: skip
    return found


def sent_back(world: CaseWorld, decision: Decision) -> DecisionChange:
    change(world, decision, "under_appeal")
    return change(world, decision, "appeal_closed", outcome="remit")


def waiting(entry: DecisionChange) -> int:
    """How many jobs wait to take the case of the entry up again."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s"
                       " and args->>'change' = %s", ["procedures.remit", str(entry.id)],
        )  # fmt: skip
        found: int = cursor.fetchone()[0]
    return found


def decisions(world: CaseWorld, case: Case) -> list[Decision]:
    with tenancy.scope(world.officer):
        return queries.decisions_of(case)


def by_itself(world: CaseWorld, entry: DecisionChange) -> None:
    with tenancy.scope(system(organisation_id=world.agency.id)) as by:
        tasks.remit(by, change=entry.id)


def test_a_remitted_decision_comes_anew_through_report_sitting_and_quorum(
    world: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REFERENCE 4.3: the case goes back by itself; the earlier decision holds until the new one."""
    monkeypatch.setattr(clock, "now", lambda: after(40))
    case = world.walk(world.open(), "decided")
    (first,) = world.approve_all(case)
    entry = sent_back(world, first)
    assert waiting(entry) == 1
    by_itself(world, entry)
    assert world.again(case).state == "decided"  # it is published first
    world.act(world.officer, actions.publish, case_id=case.id)
    assert tasks.look_all() == 1
    assert tasks.look_all() == 0
    case = world.again(case)
    assert (case.state, case.started_on) == ("draft_report", TODAY + timedelta(days=40))
    with tenancy.scope(world.quality):
        step = queries.steps(case)[-1]
        assert (step.act, step.note, step.by) == (Move.REMIT, "GE-A-2026-0001", None)
        assert [one.key for one in letters.letters_of(case, world.now)][-1] == "again-1"
        due = {one.code: one.last_day for one in queries.deadlines(case, after(40))}
        assert due["decision"] > TODAY + timedelta(days=40 + 120)
    send = (world.officer, actions.send_factual_check)
    assert refused(world, *send, case_id=case.id) == ["case_draft_missing"]
    world.now = after(40)
    case = world.walk(case, "final_report")
    sitting = world.sitting(TODAY + timedelta(days=40))
    world.act(world.officer, actions.schedule, case_id=case.id, session_id=sitting.id)
    assert refused(world, world.officer, actions.decide, case_id=case.id) == [
        "case_quorum_missing", "case_majority_missing",
    ]  # fmt: skip
    world.carry(case, world.subjects(case)[0], first_day=TODAY + timedelta(days=41))
    world.decide(case)
    world.approve_all(case)
    case = world.walk(case, "published")
    one, two = decisions(world, case)
    assert (two.number, two.renews_id) == (f"{one.number}-2", one.id)
    with tenancy.scope(world.officer):
        held = Tenure.objects.get(decision=one)
        assert held.until == two.first_day == TODAY + timedelta(days=41)
        reports = queries.published_reports(case.id)
    assert [row.set_aside for row in reports] == [None, step.id]
    assert refused(world, world.officer, actions.remit, case_id=case.id) == ["case_not_remitted"]


def test_a_refusal_anew_ends_what_was_granted_before(world: CaseWorld) -> None:
    case = world.walk(world.open(), "published")
    (first,) = decisions(world, case)
    by_itself(world, sent_back(world, first))
    case = world.walk(case, "scheduled")
    world.carry(case, world.subjects(case)[0], outcome="refused", years=None)
    world.decide(case)
    with tenancy.scope(world.officer):
        waiting = [(one.act, one.kind) for one in _open(case.id)]
    assert sorted(waiting) == [("change", "withdrawn"), ("decision", "programme")]


def _open(case_id: UUID) -> Any:
    return Proposal.objects.filter(case_id=case_id, state="open")


def test_of_a_cluster_only_the_remitted_programme_is_decided_anew(world: CaseWorld) -> None:
    case = world.walk(world.open("cluster", programmes=2), "published")
    _, second = decisions(world, case)
    by_itself(world, sent_back(world, second))
    case = world.walk(case, "scheduled")
    assert refused(
        world, world.officer, actions.move_motion, case_id=case.id,
        subject_id=world.subjects(case)[0].id, put=Put("accredited", {"en": "So."}, 7),
    ) == ["case_subject_decided"]  # fmt: skip
    world.carry(case, world.subjects(case)[1], outcome="refused", years=None)
    world.decide(case)
    with tenancy.scope(world.officer):
        waiting = {one.content.number for one in _open(case.id) if one.act == "decision"}
    assert waiting == {f"{second.number}-2"}


def members(world: CaseWorld, case: Case) -> dict[str, PanelMember]:
    with tenancy.scope(world.officer):
        held = PanelMember.objects.filter(case=case, removed_at=None)
        return {one.name.removeprefix("Expert "): one for one in held}


def test_a_panel_found_bound_after_its_report_makes_room_for_another(world: CaseWorld) -> None:
    """AUT-08: report and findings count no more, the provider objects anew, nothing is lost."""
    case = world.walk(world.open(), "scheduled")
    which = {"case_id": case.id, "reason": "He advised the department in 2025."}
    aside = (world.officer, actions.set_panel_aside)
    assert refused(world, *aside, members=[], **which) == ["case_panel_unconflicted"]
    assert refused(world, *aside, members=[case.id], **which) == ["case_member_unknown"]
    employer = members(world, case)["employer"]
    world.act(*aside, members=[employer.id], **which)
    case = world.again(case)
    assert (case.state, case.panel_accepted_at) == ("self_evaluation_accepted", None)
    with tenancy.scope(world.quality):
        step = queries.steps(case)[-1]
        assert (step.act, step.note) == (Move.SET_PANEL_ASIDE, which["reason"])
        assert [one.key for one in letters.letters_of(case, world.now)][-1] == "aside-1"
        assert queries.report(case) is None
        assert len(queries.earlier_reports(case)) == 1
    with tenancy.scope(world.officer):
        said = PanelMember.objects.filter(case=case).exclude(removed_because="")
        assert [one.id for one in said] == [employer.id]
        for table in (Finding, DraftReport, Motion, Report):
            assert not table.objects.filter(case=case, set_aside=None).exists()
    assert refused(world, *_proposing(world, case, "chair", "student", "employer")) == [
        "case_member_bound"
    ]
    assert members(world, case) == {}
    world.propose_panel(case, "chair", "student", "spare")
    again = members(world, case)["student"]
    world.act(world.quality, actions.object_to, case_id=case.id, member_id=again.id, reason="No.")
    _answered(world, case)
    for name in ("chair", "student", "spare"):
        world.act(world.experts[name], actions.state_conflict, case_id=case.id, has_conflict=False)
    world.act(world.quality, actions.accept_panel, case_id=case.id)
    world.act(world.officer, actions.confirm_panel, case_id=case.id)
    case = world.walk(case, "published")
    assert len(decisions(world, case)) == 1


def _proposing(world: CaseWorld, case: Case, *names: str) -> tuple[Any, ...]:
    def propose(*, by: Any, now: Any) -> None:
        actions.propose_panel(case_id=case.id, experts=[world.pool[one] for one in names],
                              chair=world.pool[names[0]], by=by, now=now)  # fmt: skip

    return world.officer, propose


def _answered(world: CaseWorld, case: Case) -> None:
    with tenancy.scope(world.officer):
        member = members(world, case)["student"]
        objection = queries.panel(case).get(id=member.id).objection
    world.act(world.officer, actions.answer_objection, case_id=case.id, answer="There is no tie.",
              objection_id=objection.id)  # fmt: skip


def test_what_was_decided_by_a_bound_panel_and_sent_back_unapproved_is_decided_anew(
    world: CaseWorld,
) -> None:
    case = world.walk(world.open(), "decided")
    which = {"case_id": case.id, "reason": "A tie.", "members": [members(world, case)["chair"].id]}
    assert refused(world, world.officer, actions.set_panel_aside, **which) == [
        "case_decision_stands"
    ]
    with tenancy.scope(world.approver) as by:
        accreditation.drop(proposal_id=_open(case.id).get().id, by=by, note="A tie.", now=world.now)
    world.act(world.officer, actions.set_panel_aside, **which)
    assert world.subjects(case)[0].proposal_id is None


def test_a_case_that_nobody_answers_is_warned_of_and_ends_by_itself(
    world: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REFERENCE 4.2: no answer, no case; told some days before and afterwards, each once."""
    world.join(world.quality, world.university, "quality")
    case = world.walk(world.open(), "completeness_check")
    world.act(world.officer, actions.return_case, case_id=case.id, reason="Mend it.")
    case = world.again(case)
    with tenancy.scope(world.quality):
        (last,) = [one.last_day for one in queries.deadlines(case, world.now)]
    ahead = (last - TODAY).days

    def at(days: int) -> tuple[str, list[str]]:
        monkeypatch.setattr(clock, "now", lambda: after(days))
        tasks.look_all()
        tasks.look_all()
        with tenancy.scope(system(organisation_id=world.university.id)):
            kinds = [one.kind for one in Mail.objects.filter(kind__startswith="mail_case")]
        return world.again(case).state, kinds

    assert at(1) == ("returned", [])
    assert at(ahead - 1) == ("returned", ["mail_case_ends"])
    assert at(ahead) == ("returned", ["mail_case_ends"])
    assert at(ahead + 1) == ("lapsed", ["mail_case_ends"])
    with tenancy.scope(world.quality):
        step = queries.steps(case)[-1]
    assert (step.act, step.by, step.role) == (Move.LAPSE, None, "")
    with tenancy.scope(system(organisation_id=world.university.id)) as by:
        tasks.tell(by, step=step.id)
        tasks.tell(by, step=step.id)
        kinds = sorted(one.kind for one in Mail.objects.filter(kind__startswith="mail_case"))
    assert kinds == ["mail_case_ends", "mail_case_lapsed"]
