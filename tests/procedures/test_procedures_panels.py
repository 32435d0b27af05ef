"""Panels and committees: who is too near, who objects, who votes, and who is not counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from caseworld import TODAY, CaseWorld, after

from pharos.common import tenancy
from pharos.common.errors import DomainError
from pharos.procedures import actions, queries
from pharos.procedures.actions import Bond
from pharos.procedures.models import Case, Interest, Objection, PanelMember

PANEL = ("chair", "student", "employer")


def refused(code: str, world: CaseWorld, *act: object, **facts: object) -> None:
    with pytest.raises(DomainError) as error:
        world.act(*act, **facts)  # type: ignore[arg-type]
    assert code in [one.code for one in error.value.problems] or error.value.code == code


def proposed(world: CaseWorld) -> Case:
    return world.walk(world.open(), "panel_proposed")


def stated(world: CaseWorld, case: Case, *names: str) -> None:
    for name in names or PANEL:
        world.act(world.experts[name], actions.state_conflict, case_id=case.id, has_conflict=False)


def member(world: CaseWorld, case: Case, name: str) -> PanelMember:
    with tenancy.scope(world.officer):
        return PanelMember.objects.get(case=case, person_id=world.experts[name].person_id)


def confirm(world: CaseWorld, case: Case, days: int = 30) -> None:
    world.act(world.officer, actions.confirm_panel, case_id=case.id, now=after(days))


def confirm_refused(code: str, world: CaseWorld, case: Case) -> None:
    refused(code, world, world.officer, actions.confirm_panel, case_id=case.id, now=after(30))


def test_a_panel_lacks_nobody_that_the_law_asks_for(world: CaseWorld) -> None:
    case = world.walk(world.open(), "self_evaluation_accepted")
    for names, code in (
        (("chair", "student"), "case_panel_too_small"),
        (("chair", "employer", "spare"), "case_panel_without_student"),
        (("student", "employer", "spare"), "case_panel_without_international"),
    ):
        with pytest.raises(DomainError) as error:
            world.propose_panel(case, *names)
        assert code in [one.code for one in error.value.problems]
    world.propose_panel(case)


def test_the_provider_has_its_days_to_object(world: CaseWorld) -> None:
    case = proposed(world)
    stated(world, case)
    refused("case_objection_time_runs", world, world.officer, actions.confirm_panel,
            case_id=case.id)  # fmt: skip
    refused("case_objection_late", world, world.quality, actions.object_to, case_id=case.id,
            member_id=member(world, case, "chair").id, reason="Late.", now=after(30))  # fmt: skip
    confirm(world, case)


def test_an_objection_is_one_a_member_and_is_answered(world: CaseWorld) -> None:
    """REFERENCE 4.2: the agency replaces the member, or keeps it and says why."""
    case = proposed(world)
    stated(world, case)
    for name in ("student", "employer"):
        which = {"case_id": case.id, "member_id": member(world, case, name).id}
        world.act(world.quality, actions.object_to, reason="A competitor.", **which)
        refused("case_objected_already", world, world.quality, actions.object_to,
                reason="Again.", **which)  # fmt: skip
    confirm_refused("case_objection_open", world, case)
    with tenancy.scope(world.officer):
        kept = Objection.objects.get(member__name="Expert student")
    world.act(world.officer, actions.answer_objection, case_id=case.id, objection_id=kept.id,
              answer="There is no tie.")  # fmt: skip
    world.act(
        world.officer, actions.replace_member, case_id=case.id, because="To be sure.",
        member_id=member(world, case, "employer").id, expert_id=world.pool["spare"],
    )  # fmt: skip
    confirm_refused("case_statement_missing", world, case)
    stated(world, case, "spare")
    confirm(world, case)
    with tenancy.scope(world.quality):
        outcomes = set(Objection.objects.values_list("outcome", flat=True))
    assert outcomes == {"replaced", "upheld"}


def test_a_tie_that_comes_up_later_stops_the_case_until_the_member_is_replaced(
    world: CaseWorld,
) -> None:
    """AUT-08: nothing goes on with a member who is bound, and the new one is objected to anew."""
    case = world.walk(world.open(), "draft_report")
    for code in case.criteria:
        world.act(world.experts["chair"], actions.find, case_id=case.id, criterion=code,
                  verdict="met", text="So.")  # fmt: skip
    world.act(world.experts["chair"], actions.write_draft, case_id=case.id, texts={"en": "A."})
    world.act(world.experts["employer"], actions.state_conflict, case_id=case.id,
              has_conflict=True)  # fmt: skip
    send = (world.officer, actions.send_factual_check)
    refused("case_conflict_of_interest", world, *send, case_id=case.id)
    world.act(
        world.officer, actions.replace_member, case_id=case.id, because="A tie.",
        member_id=member(world, case, "employer").id, expert_id=world.pool["spare"],
    )  # fmt: skip
    stated(world, case, "spare")
    object_to = {"case_id": case.id, "reason": "No."}
    world.act(world.quality, actions.object_to, **object_to,
              member_id=member(world, case, "spare").id)  # fmt: skip
    refused("case_objection_open", world, *send, case_id=case.id)
    with tenancy.scope(world.officer):
        open_one = Objection.objects.get(outcome=None)
    world.act(world.officer, actions.answer_objection, case_id=case.id,
              objection_id=open_one.id, answer="There is no tie.")  # fmt: skip
    world.act(*send, case_id=case.id)


@pytest.mark.parametrize(
    ("until", "conflicted"),
    [(None, True), (TODAY - timedelta(days=400), True), (date(2019, 1, 1), False)],
    ids=["still", "last year", "long ago"],
)
def test_work_for_the_provider_in_five_years_bars_from_its_panel(
    world: CaseWorld, until: date | None, conflicted: bool
) -> None:
    """AUT-08: the statement carries employers and contracts with their last days."""
    case = proposed(world)
    stated(world, case)
    bond = Bond(world.university.id, "contracted", until)
    world.act(world.experts["employer"], actions.state_conflict, case_id=case.id,
              has_conflict=False, bonds=[bond])  # fmt: skip
    if conflicted:
        confirm_refused("case_conflict_of_interest", world, case)
    else:
        confirm(world, case)


def test_what_the_register_knows_counts_whatever_somebody_states(world: CaseWorld) -> None:
    """AUT-08: a role at the provider three years ago, not mentioned in the statement."""
    case = proposed(world)
    left = datetime(TODAY.year - 3, 1, 1, tzinfo=UTC)
    world.join(world.experts["student"], world.university, "registrar", until=left)
    stated(world, case)
    confirm_refused("case_conflict_of_interest", world, case)


def test_a_conflicted_member_of_the_committee_is_not_in_the_quorum(world: CaseWorld) -> None:
    """Three of five are needed; with two bound to the provider, the three others are enough."""
    case = world.walk(world.open(), "scheduled")
    (subject,) = world.subjects(case)
    motion = world.put(case, subject)
    tied, known, *free = world.committee
    world.act(tied, actions.declare_interest, case_id=case.id, has_conflict=True, text="My wife.")
    world.join(known, world.university, "head")
    world.act(known, actions.declare_interest, case_id=case.id, has_conflict=False)
    for one in (tied, known):
        refused("case_vote_conflicted", world, one, actions.vote, case_id=case.id,
                motion_id=motion.id, choice="for")  # fmt: skip
    for one in free[:2]:
        world.cast(case, motion, one, "for")
    refused("case_quorum_missing", world, world.officer, actions.decide, case_id=case.id)
    world.cast(case, motion, free[2], "against")
    with tenancy.scope(world.officer):
        (ballot,) = queries.ballots(world.officer, case, world.now)
        assert Interest.objects.filter(is_known=True).count() == 1
    assert (ballot.entitled, ballot.needed, ballot.has_quorum) == (3, 3, True)
    assert world.decide(case).state == "decided"


def test_a_conflict_named_after_the_vote_takes_the_vote_back(world: CaseWorld) -> None:
    case = world.walk(world.open(), "scheduled")
    motion = world.put(case, world.subjects(case)[0])
    for one in world.committee[:3]:
        world.cast(case, motion, one, "for")
    world.act(world.committee[0], actions.declare_interest, case_id=case.id, has_conflict=True)
    refused("case_quorum_missing", world, world.officer, actions.decide, case_id=case.id)


def test_a_vote_is_given_once_by_who_has_a_seat_and_said_of_ties(world: CaseWorld) -> None:
    case = world.walk(world.open(), "scheduled")
    motion = world.put(case, world.subjects(case)[0])
    one = world.committee[0]
    cast = {"case_id": case.id, "motion_id": motion.id, "choice": "for"}
    refused("case_interest_missing", world, one, actions.vote, **cast)
    world.cast(case, motion, one, "for")
    refused("case_voted_already", world, one, actions.vote, **cast)
    stranger = world.bodies.person(world.agency, "committee")
    refused("case_unknown", world, stranger, actions.vote, **cast)
    refused("case_no_seat", world, world.officer, actions.vote, **cast)


def test_a_member_of_the_panel_does_not_vote_on_its_report(world: CaseWorld) -> None:
    """The deciding body is not the panel (REFERENCE 1): both roles do not make both voices."""
    case = world.walk(world.open(), "final_report")
    chair = world.experts["chair"]
    both = type(chair)(chair.person_id, chair.organisation_id, frozenset({"expert", "committee"}))
    world.join(chair, world.agency, "committee")
    session = world.sitting(seats=[*world.committee, both])
    world.act(world.officer, actions.schedule, case_id=case.id, session_id=session.id)
    motion = world.put(case, world.subjects(case)[0])
    world.act(both, actions.declare_interest, case_id=case.id, has_conflict=False)
    refused("case_vote_conflicted", world, both, actions.vote, case_id=case.id,
            motion_id=motion.id, choice="for")  # fmt: skip


def test_a_tie_decides_nothing_and_another_sitting_may(world: CaseWorld) -> None:
    case = world.walk(world.open(), "scheduled")
    (subject,) = world.subjects(case)
    world.carry(case, subject, "for", "for", "against", "against", "abstain")
    refused("case_majority_missing", world, world.officer, actions.decide, case_id=case.id)
    later = world.sitting(day=TODAY)
    world.act(world.officer, actions.schedule, case_id=case.id, session_id=later.id)
    refused("case_quorum_missing", world, world.officer, actions.decide, case_id=case.id)
    world.carry(case, subject)
    assert world.decide(case).state == "decided"


def test_nobody_votes_before_the_day_of_the_sitting(world: CaseWorld) -> None:
    case = world.walk(world.open(), "final_report")
    session = world.sitting(day=TODAY + timedelta(days=7))
    world.act(world.officer, actions.schedule, case_id=case.id, session_id=session.id)
    motion = world.put(case, world.subjects(case)[0])
    world.act(world.committee[0], actions.declare_interest, case_id=case.id, has_conflict=False)
    refused("case_session_not_held", world, world.committee[0], actions.vote, case_id=case.id,
            motion_id=motion.id, choice="for")  # fmt: skip


def test_only_members_of_the_committee_have_seats(world: CaseWorld) -> None:
    for seats in ([world.officer], []):
        refused("case_seat_not_committee" if seats else "case_seats_missing", world,
                world.officer, actions.call_session, day=TODAY,
                seats=[one.person_id for one in seats])  # fmt: skip


def test_a_term_that_the_law_does_not_know_is_not_put_to_the_vote(world: CaseWorld) -> None:
    case = world.walk(world.open(), "scheduled")
    (subject,) = world.subjects(case)
    for put, code in (
        ({"years": 4}, "term_not_in_national_scheme"),
        ({"outcome": "conditional", "years": 2}, "conditions_missing"),
        ({"outcome": "refused", "years": None, "reasons": {}}, "case_text_missing"),
    ):
        with pytest.raises(DomainError) as error:
            world.put(case, subject, **put)
        assert code in [one.code for one in error.value.problems] or error.value.code == code
