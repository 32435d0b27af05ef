"""Who sees what of a case: by row-level security, and by role within the agency."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from caseworld import TODAY, CaseWorld
from django.apps import apps
from django.db import DatabaseError

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import DomainError, NotFound
from pharos.procedures import actions, queries
from pharos.procedures.models import Case, Evidence, FactualCheck, PanelMember, Step

INTERNAL = ("internalstep", "conflictstatement", "remark", "finding", "draftreport", "session",
            "agendaitem", "interest", "motion", "vote", "worktime", "expert")  # fmt: skip


def unseen(by: Actor, case: Case) -> None:
    with tenancy.scope(by), pytest.raises(NotFound):
        queries.case_for(by, case.id)


def test_the_agency_sees_nothing_before_it_is_submitted(world: CaseWorld) -> None:
    case = world.open()
    for by in (world.officer, world.approver):
        unseen(by, case)
        with tenancy.scope(by):
            assert not queries.of_agency(by).exists()
    world.act(world.quality, actions.submit, case_id=case.id)
    with tenancy.scope(world.officer):
        assert queries.case_for(world.officer, case.id).number


def test_what_the_agency_drafts_the_provider_never_sees(world: CaseWorld) -> None:
    """AUT-09: drafts, findings, statements, motions and votes are rows of the agency alone."""
    case = world.walk(world.open(), "scheduled")
    world.carry(case, world.subjects(case)[0])
    world.act(world.officer, actions.remark, case_id=case.id, text="Among us.")
    world.act(world.officer, actions.record_hours, case_id=case.id, minutes=5, day=TODAY)
    for name in INTERNAL:
        table = apps.get_model("procedures", name)
        with tenancy.scope(world.officer):
            assert table.objects.exists(), name
        for by in (world.quality, world.other, ANONYMOUS):
            with tenancy.scope(by):
                assert not table.objects.exists(), name
    for look in (queries.findings, queries.drafts, queries.statements, queries.remarks,
                 queries.internal_steps, queries.interests):  # fmt: skip
        with tenancy.scope(world.quality), pytest.raises(NotFound):
            look(world.quality, case)
    with tenancy.scope(world.quality), pytest.raises(NotFound):
        queries.ballots(world.quality, case, world.now)


def test_a_draft_is_invisible_to_the_recognition_role_of_the_same_body(world: CaseWorld) -> None:
    """NCEQE is quality agency and ENIC in one: an evaluator sees no case and no draft."""
    case = world.walk(world.open(), "draft_report")
    world.act(world.experts["chair"], actions.write_draft, case_id=case.id, texts={"en": "A."})
    by = world.evaluator
    unseen(by, case)
    with tenancy.scope(by):
        for found in (queries.of_agency(by), queries.of_panel(by), queries.of_committee(by)):
            assert not found.exists()
        with pytest.raises(NotFound):
            queries.drafts(by, case)
        with pytest.raises(DomainError):
            actions.write_draft(case_id=case.id, texts={"en": "B."}, by=by, now=world.now)


def test_the_provider_sees_the_draft_as_it_was_sent_for_the_factual_check(
    world: CaseWorld,
) -> None:
    case = world.walk(world.open(), "draft_report")
    world.act(world.experts["chair"], actions.write_draft, case_id=case.id, texts={"en": "First."})
    for code in case.criteria:
        world.act(world.experts["chair"], actions.find, case_id=case.id, criterion=code,
                  verdict="met", text="So.")  # fmt: skip
    with tenancy.scope(world.quality):
        assert not FactualCheck.objects.exists()
    world.act(world.officer, actions.send_factual_check, case_id=case.id)
    world.act(world.experts["chair"], actions.write_draft, case_id=case.id, texts={"en": "Later."})
    with tenancy.scope(world.quality):
        check = queries.factual_check(case)
    assert check is not None
    assert check.text == {"en": "First."}


def test_comments_are_answered_before_the_report_is_final(world: CaseWorld) -> None:
    case = world.walk(world.open(), "factual_check")
    with pytest.raises(DomainError) as error:
        world.act(world.officer, actions.finish_report, case_id=case.id)
    assert [one.code for one in error.value.problems] == ["case_factual_check_runs"]
    world.act(world.quality, actions.comment, case_id=case.id, text="It is 12 teachers.")
    with pytest.raises(DomainError) as error:
        world.act(world.officer, actions.finish_report, case_id=case.id)
    assert [one.code for one in error.value.problems] == ["case_comments_unanswered"]
    world.act(world.officer, actions.answer_comments, case_id=case.id, response="Mended.")
    world.act(world.officer, actions.finish_report, case_id=case.id)


def test_another_provider_and_everybody_else_see_nothing(world: CaseWorld) -> None:
    """AUT-02: a foreign id is as unknown as one that does not exist."""
    case = world.walk(world.open(), "panel_proposed")
    for by in (world.other, ANONYMOUS):
        unseen(by, case)
        with tenancy.scope(by):
            for table in (Case, Step, Evidence, PanelMember):
                assert not table.objects.exists()


def test_an_expert_sees_the_cases_of_its_panels_only(world: CaseWorld) -> None:
    case = world.walk(world.open(), "panel_proposed")
    for name, sees in (("chair", True), ("spare", False)):
        by = world.experts[name]
        with tenancy.scope(by):
            assert queries.of_panel(by).exists() is sees
            assert not queries.of_agency(by).exists()
        if not sees:
            unseen(by, case)


def test_a_member_of_the_committee_sees_what_is_on_its_agenda(world: CaseWorld) -> None:
    case = world.walk(world.open(), "final_report")
    unseen(world.committee[0], case)
    case = world.walk(case, "scheduled")
    with tenancy.scope(world.committee[0]) as by:
        assert queries.case_for(by, case.id).id == case.id
        assert [one.id for one in queries.of_committee(by)] == [case.id]


def test_questions_go_between_the_sides_and_remarks_do_not(world: CaseWorld) -> None:
    case = world.walk(world.open(), "panel_confirmed")
    asked = world.act(world.experts["chair"], actions.ask, case_id=case.id, criterion="1.1",
                      text="How many teachers?")  # fmt: skip
    which = {"case_id": case.id, "question_id": asked.id}
    world.act(world.quality, actions.reply, text="Twelve.", **which)
    with pytest.raises(DomainError):
        world.act(world.quality, actions.close_question, **which)
    world.act(world.officer, actions.close_question, **which)
    with tenancy.scope(world.quality):
        (question,) = queries.questions(case)
        assert [one.text for one in question.replies.all()] == ["Twelve."]
        assert question.closed_at
    with pytest.raises(DomainError):
        world.act(world.quality, actions.remark, case_id=case.id, text="Ours.")


def test_a_person_with_two_roles_switches_context_and_both_are_recorded(world: CaseWorld) -> None:
    """One person is officer and, in another body, quality office; both are on record."""
    case = world.open()
    there = replace(world.quality, roles=frozenset({"quality", "head"}))
    here = Actor(there.person_id, world.agency.id, frozenset({"officer", "approver"}))
    world.act(there, actions.submit, case_id=case.id)
    world.act(here, actions.begin_check, case_id=case.id)
    with tenancy.scope(world.officer):
        found = [(one.act, one.role, one.acted_in) for one in queries.steps(case)][-2:]
    assert found == [
        ("submit", "quality", world.university.id),
        ("begin_check", "officer", world.agency.id),
    ]


def test_an_officer_who_acted_for_the_provider_does_not_act_in_its_case(world: CaseWorld) -> None:
    """AUT-08: whoever has or had a role at the provider takes no part for the agency."""
    case = world.walk(world.open(), "submitted")
    world.join(world.officer, world.university, "registrar", until=datetime(2024, 1, 1, tzinfo=UTC))
    with pytest.raises(DomainError) as error:
        world.act(world.officer, actions.begin_check, case_id=case.id)
    assert error.value.code == "case_officer_conflicted"


def test_a_provider_moves_its_case_nowhere_but_in_and_out(world: CaseWorld) -> None:
    """AUT-12: not even a row written past the actions registers, decides or publishes a case."""
    case = world.walk(world.open(), "completeness_check")
    for state in ("registered", "decided", "published"):
        with pytest.raises(DatabaseError), tenancy.scope(world.quality):
            Case.objects.filter(id=case.id).update(state=state)
    assert world.again(case).state == "completeness_check"
