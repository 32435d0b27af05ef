"""The light route in the database: notified, asked, silent, decided, objected; who may do what."""

from dataclasses import replace
from datetime import timedelta

import lightworld
import pytest
from lightworld import LightWorld
from moments import NOW

from pharos.accreditation import actions as accreditation_actions
from pharos.accreditation import queries as accreditation
from pharos.accreditation.documents import NewChange
from pharos.common import tenancy
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.lightroute import actions, facts, queries, tasks
from pharos.lightroute.models import Notification
from pharos.organisations.models import Membership
from pharos.procedures.models import Case, Evidence, Question, Reply


@pytest.fixture
def note(world: LightWorld) -> Notification:
    """A reviewed course of 3 ECTS that was notified today."""
    version = world.course("short")
    world.review(version)
    return world.notify(version)


def codes(refused: DomainError) -> set[str]:
    return {one.code for one in refused.problems}


def test_silence_is_a_recorded_decision_of_two_persons(
    world: LightWorld, note: Notification
) -> None:
    """Silence is an act with its rule; nothing is decided before the last day is over."""
    world.take(note)
    assert tasks.settle_now(world.agency.id, note.id, now=lightworld.at(note.due_on)) is None
    decision = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert decision is not None
    assert (decision.basis, decision.case_id, decision.number) == ("light", note.id, note.number)
    persons = (world.officer.person_id, world.approver.person_id)
    assert (decision.proposed_by, decision.approved_by) == persons
    with tenancy.scope(world.quality):
        record = queries.record(decision.id)
        assert record is not None
        assert (record.how, record.rests_on, record.days) == ("silence", "notification", 15)
        assert facts.is_decided(note.version, note.due_on + timedelta(days=1))
        assert "15" in accreditation.decision(decision.id).content.reasons["en"]
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None


def test_silence_of_an_agency_that_never_looked_rests_on_its_list(
    world: LightWorld, note: Notification
) -> None:
    with tenancy.scope(world.officer):
        actions.take(notification_id=note.id, by=world.officer, now=NOW)
    decision = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert decision is not None
    assert world.listing is not None
    with tenancy.scope(world.officer):
        record = queries.record(decision.id)
        assert record is not None
        assert record.rests_on == "listing"
        assert queries.notification_for(world.officer, note.id).state == "decided"
    assert decision.approved_by == world.listing.approved_by


def test_a_question_stops_the_clock_and_its_answer_starts_it(
    world: LightWorld, note: Notification
) -> None:
    with tenancy.scope(world.officer):
        asked = actions.ask(notification_id=note.id, text="Who teaches?", by=world.officer, now=NOW)
        with pytest.raises(Conflict) as twice:
            actions.ask(notification_id=note.id, text="And where?", by=world.officer, now=NOW)
        assert twice.value.code == "light_question_open"
    # whatever the day: while the question is open within its days, nothing happens
    assert tasks.settle_now(world.agency.id, note.id, now=lightworld.at(asked.answer_until)) is None
    answered = lightworld.at(asked.answer_until)
    with tenancy.scope(world.quality):
        actions.answer(notification_id=note.id, text="Two of us.", by=world.quality, now=answered)
        later = queries.notification_for(world.quality, note.id)
        with pytest.raises(Conflict):
            actions.answer(notification_id=note.id, text="Again.", by=world.quality, now=answered)
    assert later.due_on > note.due_on
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(later)) is not None


def test_a_question_that_is_never_answered_ends_the_notification(
    world: LightWorld, note: Notification
) -> None:
    with tenancy.scope(world.officer):
        asked = actions.ask(notification_id=note.id, text="Who?", by=world.officer, now=NOW)
    late = lightworld.at(asked.answer_until + timedelta(days=1))
    assert tasks.settle_now(world.agency.id, note.id, now=late) is None
    with tenancy.scope(world.quality):
        assert queries.notification_for(world.quality, note.id).state == "lapsed"
        with pytest.raises(Conflict) as closed:
            actions.answer(notification_id=note.id, text="We.", by=world.quality, now=late)
    assert closed.value.code == "light_closed"


def test_an_objection_carries_everything_into_a_full_case(
    world: LightWorld, note: Notification
) -> None:
    with tenancy.scope(world.officer):
        actions.ask(notification_id=note.id, text="Who teaches?", by=world.officer, now=NOW)
    with tenancy.scope(world.quality):
        actions.answer(notification_id=note.id, text="Two of us.", by=world.quality, now=NOW)
    with tenancy.scope(world.officer):
        with pytest.raises(Invalid):
            actions.object_to(notification_id=note.id, text=" ", by=world.officer, now=NOW)
        closed = actions.object_to(
            notification_id=note.id, text="The level is doubtful.", by=world.officer, now=NOW
        )
    assert (closed.state, closed.decision_id) == ("objected", None)
    with tenancy.scope(world.quality):
        case = Case.objects.get(id=closed.case_id)
        assert (case.kind, case.state, case.organisation_id) == (
            "programme", "submitted", world.school.id,
        )  # fmt: skip
        assert case.subjects.get().version_id == note.version_id
        told = dict(Evidence.objects.filter(case=case).values_list("document", "text"))
        assert told["application"] == "Employers asked for it."
        assert "ESG 1.10" in told["internal_decision"]
        assert Question.objects.get(case=case).text == "Who teaches?"
        assert Reply.objects.get(case=case).text == "Two of us."
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None


def test_a_second_person_may_say_yes_at_once(world: LightWorld, note: Notification) -> None:
    """AUT-06, AUT-07: nobody stands for a decision alone, and nobody of the provider takes part."""
    digest = bytes(note.digest)
    both = replace(world.officer, roles=frozenset({"officer", "approver"}))
    with tenancy.scope(world.approver), pytest.raises(Invalid) as early:
        actions.agree(notification_id=note.id, digest=digest, by=world.approver, now=NOW)
    assert early.value.code == "light_not_taken"
    with tenancy.scope(both):
        actions.take(notification_id=note.id, by=both, now=NOW)
        for act in (actions.sign, actions.agree):
            with pytest.raises(NotAllowed) as alone:
                act(notification_id=note.id, digest=digest, by=both, now=NOW)
            assert alone.value.code == "second_person_needed"
    with tenancy.scope(world.approver):
        with pytest.raises(Conflict) as other:
            actions.agree(notification_id=note.id, digest=b"0" * 32, by=world.approver, now=NOW)
        assert other.value.code == "version_changed"
        decision = actions.agree(notification_id=note.id, digest=digest, by=world.approver, now=NOW)
        record = queries.record(decision.id)
        assert record is not None
        assert record.how == "yes"


def test_who_acts_for_the_provider_takes_no_part(world: LightWorld, note: Notification) -> None:
    """AUT-08: a membership of the provider, ended or not, closes the desk of the agency."""
    own = world.officer
    with tenancy.scope(replace(world.head, kind="system")):
        Membership.objects.create(
            organisation=world.school, person_id=own.person_id, role="auditor",
            appointed_in=world.school.id,
            active_from=NOW - timedelta(days=900),
        )  # fmt: skip
    with tenancy.scope(own), pytest.raises(Invalid) as refused:
        actions.take(notification_id=note.id, by=own, now=NOW)
    assert refused.value.code == "conflict_of_interest"


def test_silence_never_says_yes_to_what_was_refused(world: LightWorld, note: Notification) -> None:
    """The same version, refused meanwhile: no decision by silence, and it is told why."""
    refusal = {"outcome": "refused", "first_day": None, "until": None}
    world.decide("programme", note.version, reasons={"en": "Not met"}, **refusal)
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None
    with tenancy.scope(world.quality):
        assert queries.notification_for(world.quality, note.id).state == "notified"
        found = {one.code for one in facts.problems(note.version, now=NOW)}
    assert found == {"light_notified_already", "light_refused_in_full"}


def test_without_an_internal_decision_nothing_is_notified(world: LightWorld) -> None:
    version = world.course("short")
    with pytest.raises(Invalid) as refused:
        world.notify(version)
    assert codes(refused.value) == {"light_not_reviewed"}
    world.review(version)
    world.notify(version)
    with pytest.raises(Invalid) as twice:
        world.notify(version)
    assert codes(twice.value) == {"light_notified_already"}
    # another content is another version, and needs another review
    changed = world.course("short", target_groups=["Engineers"])
    with pytest.raises(Invalid) as again:
        world.notify(changed)
    assert codes(again.value) == {"light_not_reviewed"}


def test_only_the_two_sides_see_a_notification(world: LightWorld, note: Notification) -> None:
    """AUT-02: another provider finds nothing; the provider does nothing of the agency's."""
    with tenancy.scope(world.stranger), pytest.raises(NotFound):
        queries.notification_for(world.stranger, note.id)
    with tenancy.scope(world.stranger), pytest.raises(NotFound):
        actions.notify(
            version_id=note.version_id, digest=b"", statement="x", by=world.stranger, now=NOW
        )
    with tenancy.scope(world.quality), pytest.raises(NotAllowed):
        actions.take(notification_id=note.id, by=world.quality, now=NOW)
    with tenancy.scope(world.officer), pytest.raises(NotAllowed):
        actions.withdraw(notification_id=note.id, by=world.officer, now=NOW)
    with tenancy.scope(world.quality):
        actions.withdraw(notification_id=note.id, by=world.quality, now=NOW)
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None


def test_silence_decides_nothing_once_the_ground_fell_away(
    world: LightWorld, note: Notification
) -> None:
    """A suspension in the silent days: the notification stays open for a person to judge."""
    decision = next(
        one for one in accreditation.taken_by(world.agency.id) if one.version == world.full[0]
    )
    change = NewChange(
        decision=str(decision.id), kind="suspended", number="S-1", decided_on=NOW.date(),
        first_day=NOW.date(),
    )  # fmt: skip
    with tenancy.scope(world.officer):
        proposal = accreditation_actions.propose_change(change=change, by=world.officer, now=NOW)
    with tenancy.scope(world.approver):
        accreditation_actions.approve_change(
            proposal_id=proposal.id, digest=change.digest, by=world.approver, now=NOW
        )
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None
    with tenancy.scope(world.officer):
        assert queries.notification_for(world.officer, note.id).is_open


def test_minutes_of_both_sides_of_the_agency_are_kept(
    world: LightWorld, note: Notification
) -> None:
    for by in (world.officer, world.approver):
        with tenancy.scope(by):
            actions.spend(notification_id=note.id, minutes=30, by=by, now=NOW)
    with tenancy.scope(world.officer):
        assert queries.minutes_of(note.id) == 60
        with pytest.raises(Invalid):
            actions.spend(notification_id=note.id, minutes=0, by=world.officer, now=NOW)
    with tenancy.scope(world.quality), pytest.raises(NotAllowed):
        actions.spend(notification_id=note.id, minutes=5, by=world.quality, now=NOW)
