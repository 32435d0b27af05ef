"""Runs: enrolled, withdrawn, assessed, closed; a roster is held against what is recorded."""

from datetime import date

import pytest
from rosteracts import CELLS, NOW, codes, confirmed, refused_with, single

from pharos.awards import actions
from pharos.awards.models import Award, Enrolment, Learner, Result
from pharos.common import tenancy
from pharos.common.errors import Conflict, Invalid


def enrolled(world, run, **cells):
    return world.in_scope(
        "registrar-ge",
        actions.enrol,
        run_id=run.id,
        cells={**CELLS, **cells},
        enrolled_on=date(2025, 4, 21),
        now=NOW,
    )


@pytest.fixture
def run(world):
    return world.in_scope(
        "registrar-ge",
        actions.open_run,
        version_id=world.versions["data-analysis"].id,
        code="spring-2025",
        first_day=date(2025, 4, 21),
        last_day=date(2025, 6, 30),
        now=NOW,
    )


def test_who_is_enrolled_completes_with_the_award(world, run):
    enrolment = enrolled(world, run)
    report = single(world, run_id=run.id)
    confirmed(world, report.batch)
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.ended_on) == ("completed", date(2025, 7, 4))
        (award,) = Award.objects.all()
        assert (award.learner_id, award.enrolled_on) == (enrolment.learner_id, date(2025, 4, 21))
        (result,) = Result.objects.all()
        assert (result.enrolment_id, result.no_enrolment) == (enrolment.id, "")
        assert Learner.objects.count() == 1


def test_who_withdrew_is_not_awarded(world, run):
    enrolment = enrolled(world, run)
    leave = {"ended_on": date(2025, 5, 5), "because": "moved away", "now": NOW}
    world.in_scope("registrar-ge", actions.withdraw, enrolment_id=enrolment.id, **leave)
    assert codes(single(world, run_id=run.id)) == {(1, "enrolment_withdrawn")}
    with refused_with("enrolment_ended_already", Conflict):
        world.in_scope("registrar-ge", actions.withdraw, enrolment_id=enrolment.id, **leave)


def test_a_closed_run_takes_nobody_and_tells_who_did_not_complete(world, run):
    enrolment = enrolled(world, run)
    facts = {"run_id": run.id, "ended_on": date(2025, 6, 30), "now": NOW}
    world.in_scope("registrar-ge", actions.close_run, **facts)
    with tenancy.scope(world.actor("registrar-ge")):
        assert Enrolment.objects.get(id=enrolment.id).state == "not_completed"
    with refused_with("run_closed", Conflict):
        enrolled(world, run, national_number="99000000025")


def test_enrolling_twice_and_the_same_code_twice_are_refused(world, run):
    enrolled(world, run)
    with refused_with("already_enrolled", Conflict):
        enrolled(world, run)
    with refused_with("run_code_taken", Conflict):
        world.in_scope(
            "registrar-ge", actions.open_run, version_id=world.versions["data-analysis"].id,
            code="spring-2025", first_day=date(2025, 4, 21), last_day=date(2025, 6, 30), now=NOW,
        )  # fmt: skip


def test_a_person_with_problems_is_not_enrolled(world, run):
    with pytest.raises(Invalid) as caught:
        enrolled(world, run, given_name="=cmd", birth_date="1/2/1990")
    assert [fault.code for fault in caught.value.problems] == ["name_formula", "invalid_date"]


def test_a_result_is_kept_with_its_parts(world, run):
    enrolment = enrolled(world, run)
    facts = {
        "enrolment_id": enrolment.id,
        "grade": "56",
        "assessed_on": date(2025, 6, 20),
        "components": [{"type": "project_work", "points": "24"}],
        "now": NOW,
    }
    result = world.in_scope("registrar-ge", actions.record_result, **facts)
    assert (result.grade, result.passed, result.grade_scale) == ("E (56/100)", True, "ge-100")
    assert result.identity_check == "supervised_onsite_id"
    failed = world.in_scope("registrar-ge", actions.record_result, **(facts | {"grade": "45"}))
    assert not failed.passed
    for change, code in (
        ({"grade": "A (56)"}, "grade_contradicts_itself"),
        ({"assessed_on": date(2025, 4, 1)}, "assessed_out_of_range"),
        ({"components": [{"type": "level_of_attendance"}]}, "component_unknown"),
        ({"identity_check": "camera"}, "word_unknown"),
    ):
        with refused_with(code, Invalid):
            world.in_scope("registrar-ge", actions.record_result, **(facts | change))


def test_a_roster_is_held_against_recorded_results(world, run):
    enrolment = enrolled(world, run)
    facts = {"enrolment_id": enrolment.id, "now": NOW}
    for grade, day in (("45", 20), ("56", 25)):
        world.in_scope(
            "registrar-ge", actions.record_result,
            grade=grade, assessed_on=date(2025, 6, day), **facts,
        )  # fmt: skip
        report = single(world, run_id=run.id)
        told = [(one.code, one.facts["grade"]) for one in (*report.rejected, *report.warnings)]
        assert told == (
            [("recorded_not_passed", "FX (45/100)")]
            if grade == "45"
            else [("recorded_grade_differs", "E (56/100)")]
        )
    assert single(world, run_id=run.id, grade="56").warnings == ()
