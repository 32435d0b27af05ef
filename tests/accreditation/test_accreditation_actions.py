"""Decisions under four eyes on a real database: who, once, for ever, and what follows."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pharos.accreditation import actions, queries, statements
from pharos.accreditation.documents import Condition, NewDecision, Scope
from pharos.accreditation.models import Decision, DecisionChange, Proposal, Tenure
from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.core.commitments import Kind
from pharos.registry.models import Entry, LogChunk

pytestmark = pytest.mark.django_db


def _refused(error: type[DomainError], act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with pytest.raises(error) as caught:
        act(*args, **more)
    return caught.value


def _codes(error: DomainError) -> list[str]:
    return [one.code for one in error.problems]


def test_a_decision_is_recorded_shown_and_logged(world: Any) -> None:
    version = world.publish()
    decision = world.decide(world.new("programme", version))
    with tenancy.scope(ANONYMOUS):
        found = queries.decision(decision.id)
        standing = catalogue.standings(version.id)[0]
        entry = Entry.objects.get()
        assert LogChunk.objects.get(id=entry.chunk_id).kind == Kind.DECISION
    assert (found.kind, found.outcome, found.number) == ("programme", "accredited", "1-D")
    assert found.proposed_by == world.officer(world.agency).person_id
    assert found.approved_by == world.approver(world.agency).person_id
    assert (standing.state, standing.first_day) == ("in_force", date(2026, 2, 1))
    assert standing.until == date(2031, 2, 1)
    with tenancy.scope(ANONYMOUS):
        told = statements.trusted(found).to_json()
    assert entry.statement == {"type": "decision", "decision": told}
    assert told["holder"].endswith(":providers:demo-academy")
    assert told["agency"]["id"].endswith(":agencies:demo-agency")
    assert told["programme"].endswith("/programmes/demo-academy/course/v1")


def test_the_register_holds_records_older_than_itself(world: Any) -> None:
    """The first day lies before the day of entry, and the entry says when it was made."""
    old = world.new(
        "institution",
        decided_on=date(2018, 1, 15),
        first_day=date(2018, 2, 1),
        until=date(2024, 2, 1),
    )
    decision = world.decide(old)
    with tenancy.scope(ANONYMOUS):
        found = queries.decision(decision.id)
    assert found.first_day == date(2018, 2, 1)
    assert found.recorded_at.year >= 2025


def test_nobody_approves_the_own_proposal(world: Any) -> None:
    """AUT-06: proposer is not approver; the rule of the program and that of the database."""
    both = world.bodies.person(world.agency, "officer", "approver")
    proposal = world.propose(world.new("institution"), world.agency, by=both)
    error = _refused(NotAllowed, world.approve, proposal, world.agency, by=both)
    assert error.code == "second_person_needed"
    with tenancy.scope(both), pytest.raises(IntegrityError) as caught, transaction.atomic():
        _insert(proposal, both.person_id)
    assert "accreditation_decision_four_eyes" in str(caught.value)


def _insert(proposal: Proposal, approved_by: Any, **members: Any) -> Decision:
    content = proposal.content
    assert isinstance(content, NewDecision)
    given = {
        "agency_id": proposal.agency_id,
        "kind": content.kind,
        "organisation_id": content.organisation,
        "outcome": content.outcome,
        "first_day": content.first_day,
        "until": content.until,
        "number": content.number,
        "decided_on": content.decided_on,
        "document": proposal.document,
        "digest": proposal.digest,
        "proposal": proposal,
        "proposed_by": proposal.proposed_by,
        "approved_by": approved_by,
    }
    return Decision.objects.create(**(given | members))


def test_the_database_knows_who_acts(world: Any) -> None:
    """AUT-12: no session can enter another person as the approver, or another proposer."""
    proposal = world.propose(world.new("institution"), world.agency)
    approver = world.approver(world.agency)
    other = uuid7()
    for approved_by, members in ((other, {}), (approver.person_id, {"proposed_by": other})):
        with tenancy.scope(approver), pytest.raises(DatabaseError), transaction.atomic():
            _insert(proposal, approved_by, **members)


def test_the_clock_of_an_entry_is_the_database(world: Any) -> None:
    proposal = world.propose(world.new("institution"), world.agency)
    approver = world.approver(world.agency)
    with tenancy.scope(approver):
        made = _insert(proposal, approver.person_id, recorded_at=world.now - timedelta(days=999))
        made.refresh_from_db()
    assert abs((made.recorded_at - world.now).days) < 900


def test_an_approval_binds_to_what_was_looked_at(world: Any) -> None:
    """AUT-07: the proposal was revised in between: version_changed."""
    seen = world.propose(world.new("institution"), world.agency)
    officer = world.officer(world.agency)
    with tenancy.scope(officer):
        revised = actions.revise(
            proposal_id=seen.id, content=world.new("institution", number="9-D"),
            by=officer, now=world.now,
        )  # fmt: skip
    assert _refused(Conflict, world.approve, seen, world.agency).code == "version_changed"
    assert world.approve(revised, world.agency).number == "9-D"


def test_whoever_revises_does_not_approve(world: Any) -> None:
    """AUT-06: the reviser becomes the proposer."""
    proposal = world.propose(world.new("institution"), world.agency)
    both = world.bodies.person(world.agency, "officer", "approver")
    with tenancy.scope(both):
        revised = actions.revise(
            proposal_id=proposal.id, content=world.new("institution", number="9-D"),
            by=both, now=world.now,
        )  # fmt: skip
    error = _refused(NotAllowed, world.approve, revised, world.agency, by=both)
    assert error.code == "second_person_needed"


def test_the_judged_content_is_bound(world: Any) -> None:
    """AUT-07: a decision about a version names the digest that was judged."""
    version = world.publish()
    other = world.new("programme", version, version_digest="00" * 32)
    assert _codes(_refused(Invalid, world.propose, other, world.agency)) == ["content_changed"]
    stranger = world.bodies.enter("other-academy", "company_academy")
    foreign = world.new("programme", version, organisation=str(stranger.id))
    error = _refused(Invalid, world.propose, foreign, world.agency)
    assert _codes(error) == ["subject_of_another"]


@pytest.mark.parametrize("body", ["ministry", "neighbour", "academy"])
def test_only_the_right_body_decides_on_quality(body: str, world: Any) -> None:
    """AUT-01: ministry, foreign agency and provider take no decision on accreditation."""
    organisation = getattr(world, body)
    officer = world.bodies.person(organisation, "officer", "approver", "administrator")
    new = world.new("institution")
    with tenancy.scope(officer):
        error = _refused(NotAllowed, actions.propose, decision=new, by=officer, now=world.now)
    assert error.code == "not_yours_to_decide"


def test_the_ministry_cannot_touch_a_decision_by_any_door(world: Any) -> None:
    """AUT-01: not by a change, not by approving, not by its own session."""
    decision = world.decide(world.new("institution"))
    proposal = world.propose(world.new("institution", number="8"), world.agency)
    boss = world.bodies.person(world.ministry, "administrator", "officer", "approver")
    error = _refused(NotAllowed, world.change, decision.id, "withdrawn", world.ministry)
    assert error.code == "not_yours_to_decide"
    assert _refused(NotFound, world.approve, proposal, world.ministry, by=boss).code
    with tenancy.scope(boss):
        assert Proposal.objects.count() == 0
        assert Tenure.objects.filter(decision=decision).update(until=date(2026, 3, 1)) == 0
        for act in (
            lambda: Decision.objects.filter(id=decision.id).update(until=date(2040, 1, 1)),
            lambda: Decision.objects.filter(id=decision.id).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_decisions_never_change(world: Any) -> None:
    """LOG-06: neither the deciding body nor anybody else rewrites a decision or a change."""
    decision = world.decide(world.new("institution"))
    change = world.change(decision.id, "suspended", until=date(2028, 5, 1))
    with tenancy.scope(world.approver(world.agency)):
        for rows in (Decision.objects.filter(id=decision.id),
                     DecisionChange.objects.filter(id=change.id)):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(number="other")
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()


@pytest.mark.parametrize(
    ("first_day", "until", "overlaps"),
    [
        (date(2030, 2, 1), date(2034, 2, 1), False),
        (date(2022, 2, 1), date(2026, 2, 1), False),
        (date(2030, 1, 31), date(2034, 1, 31), True),
        (date(2022, 2, 2), date(2026, 2, 2), True),
        (date(2027, 1, 1), date(2031, 1, 1), True),
    ],
)
def test_terms_of_a_kind_do_not_overlap(
    first_day: date, until: date, overlaps: bool, world: Any
) -> None:
    """BIZ-06: half-open terms may touch and never overlap, kept by the database."""
    world.decide(world.new("institution"))
    second = world.new("institution", number="2", first_day=first_day, until=until)
    proposal = world.propose(second, world.agency)
    if overlaps:
        error = _refused(Conflict, world.approve, proposal, world.agency)
        assert error.code == "decision_overlaps"
        with tenancy.scope(world.officer(world.agency)):
            assert Decision.objects.count() == 1
            assert queries.proposal_for(world.officer(world.agency), proposal.id).state == "open"
    else:
        world.approve(proposal, world.agency)


def test_other_kinds_and_subjects_do_not_overlap(world: Any) -> None:
    first = world.publish()
    second = world.publish(objective={"hy": "Այլ", "en": "Other"})
    world.decide(world.new("institution"))
    world.decide(world.new("programme", first))
    world.decide(world.new("programme", second))
    world.decide(world.new("authorisation"), world.ministry)
    refusal = {"outcome": "refused", "first_day": None, "until": None}
    world.decide(world.new("institution", number="no", **refusal))
    with tenancy.scope(ANONYMOUS):
        assert Decision.objects.count() == 5
        assert Tenure.objects.count() == 4


def test_a_withdrawal_makes_room_for_a_new_decision(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    world.change(decision.id, "withdrawn")
    again = world.new("institution", number="2", first_day=date(2028, 3, 1), until=date(2034, 3, 1))
    world.decide(again)
    with tenancy.scope(ANONYMOUS):
        old = Tenure.objects.get(decision=decision)
        assert (old.until, queries.decision(decision.id).until) == (
            date(2028, 3, 1),
            date(2030, 2, 1),
        )


def test_an_annulled_decision_holds_no_day(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    world.change(decision.id, "annulled", first_day=date(2026, 2, 1))
    world.decide(world.new("institution", number="2"))


def test_a_change_moves_the_standing_and_the_log(world: Any) -> None:
    version = world.publish()
    decision = world.decide(world.new("programme", version))
    world.change(decision.id, "suspended", first_day=date(2027, 1, 1), until=date(2027, 3, 1))
    with tenancy.scope(ANONYMOUS):
        assert catalogue.standings(version.id)[0].state == "suspended"
    world.change(decision.id, "lifted", first_day=date(2027, 2, 1))
    with tenancy.scope(ANONYMOUS):
        assert catalogue.standings(version.id)[0].state == "in_force"
    world.change(decision.id, "withdrawn", teach_out_until=date(2028, 6, 30))
    with tenancy.scope(ANONYMOUS):
        standing = catalogue.standings(version.id)[0]
        told = [one.statement["decision"] for one in Entry.objects.order_by("id")]
    assert (standing.state, standing.until) == ("withdrawn", date(2028, 3, 1))
    assert [len(one["changes"]) for one in told] == [0, 1, 2, 3]
    assert told[-1]["changes"][-1]["teach_out_until"] == "2028-06-30"


def test_changes_need_two_persons_too(world: Any) -> None:
    """AUT-06: a withdrawal is proposed by one person and made by another."""
    decision = world.decide(world.new("institution"))
    both = world.bodies.person(world.agency, "officer", "approver")
    world.people[world.agency.id] = (both, both)
    error = _refused(NotAllowed, world.change, decision.id, "withdrawn")
    assert error.code == "second_person_needed"


def test_reaching_back_is_for_fraud_alone(world: Any) -> None:
    """Scenario 2: a withdrawal reaches back only where the ground is fraud."""
    decision = world.decide(world.new("institution"))
    back = {"retroactive_from": date(2027, 5, 1)}
    error = _refused(Invalid, world.change, decision.id, "withdrawn", **back)
    assert _codes(error) == ["retroactive_only_for_fraud"]
    made = world.change(decision.id, "withdrawn", ground="fraud", **back)
    assert (made.retroactive_from, made.ground) == (date(2027, 5, 1), "fraud")


def test_conditions_have_their_days(world: Any) -> None:
    """B10 and scenario 9: four years with conditions to be met within two."""
    conditional = world.new(
        "institution",
        outcome="conditional",
        decided_on=date(2025, 2, 20),
        first_day=date(2025, 3, 1),
        until=date(2029, 3, 1),
        conditions=(Condition({"en": "Mend the library"}, date(2027, 3, 1)),),
    )
    decision = world.decide(conditional)
    assert decision.content.conditions[0].due == date(2027, 3, 1)
    late = replace(conditional.conditions[0], due=date(2027, 3, 2))
    error = _refused(Invalid, world.propose, replace(conditional, conditions=(late,)), world.agency)
    assert _codes(error) == ["condition_due_out_of_term"]


def test_a_proposal_is_used_once(world: Any) -> None:
    proposal = world.propose(world.new("institution"), world.agency)
    world.approve(proposal, world.agency)
    assert _refused(Conflict, world.approve, proposal, world.agency).code == "proposal_closed"
    officer = world.officer(world.agency)
    dropped = world.propose(world.new("institution", number="2"), world.agency)
    with tenancy.scope(officer):
        assert [one.id for one in queries.open_proposals(officer)] == [dropped.id]
        actions.drop(proposal_id=dropped.id, by=officer)
    assert _refused(Conflict, world.approve, dropped, world.agency).code == "proposal_closed"


def test_roles_separate_proposing_from_approving(world: Any) -> None:
    """AUT-01: an approver proposes nothing, an officer approves nothing."""
    officer, approver = world.people[world.agency.id]
    new = world.new("institution")
    assert _refused(NotAllowed, world.propose, new, world.agency, by=approver).code == (
        "permission_denied"
    )
    proposal = world.propose(new, world.agency)
    other = world.bodies.person(world.agency, "officer")
    assert _refused(NotAllowed, world.approve, proposal, world.agency, by=other).code == (
        "permission_denied"
    )
    with tenancy.scope(officer), pytest.raises(NotFound):
        actions.approve_change(
            proposal_id=proposal.id, digest=bytes(proposal.digest), by=officer, now=world.now
        )


@pytest.mark.parametrize("id_", ["", "x", "../../x", "018f"])
def test_ids_in_documents_are_ids(id_: str, world: Any) -> None:
    error = _refused(
        Invalid, world.propose, world.new("institution", organisation=id_), world.agency
    )
    assert error.code == "id_malformed"


def test_formats_are_numbered_and_approved(world: Any) -> None:
    """The ministry approves the content of a certificate format, by its hash."""
    content = b"\x01" * 32
    with tenancy.scope(world.registrar):
        first = actions.submit_format(content_hash=content, by=world.registrar, now=world.now)
        again = actions.submit_format(content_hash=content, by=world.registrar, now=world.now)
        other = actions.submit_format(content_hash=b"\x02" * 32, by=world.registrar, now=world.now)
        error = _refused(
            Invalid, actions.submit_format, content_hash=b"x", by=world.registrar, now=world.now
        )
    assert (first.id, other.number, error.code) == (again.id, 2, "format_hash_malformed")
    new = world.new(
        "format", format=str(first.id), format_hash=content.hex(), until=date(2031, 2, 1)
    )
    error = _refused(NotAllowed, world.propose, new, world.agency)
    assert error.code == "not_yours_to_decide"
    wrong = replace(new, format_hash=bytes(other.content_hash).hex())
    assert _codes(_refused(Invalid, world.propose, wrong, world.ministry)) == ["content_changed"]
    decision = world.decide(new, world.ministry)
    with tenancy.scope(ANONYMOUS):
        held = queries.format_decisions(world.academy.id, content)
        assert [one.id for one in held] == [str(decision.id)]
        assert queries.format_decisions(world.academy.id, b"\x02" * 32) == []


def test_the_scope_is_kept_as_decided(world: Any) -> None:
    """B04: levels, fields and kinds of the right."""
    scope = Scope(levels=(6, 7), fields=("01",), kinds=("credit_bearing",))
    decision = world.decide(world.new("institution", scope=scope))
    assert json.loads(decision.document)["scope"]["levels"] == [6, 7]
    with tenancy.scope(ANONYMOUS):
        (held,) = queries.decisions_for(world.academy.id)
    assert held.scope.levels == frozenset({6, 7})
