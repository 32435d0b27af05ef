"""Whom the agency trusts: the list, the lot of a year, audits, a right lost and given back."""

from datetime import timedelta
from typing import Any

import lightworld
import pytest
from lightworld import LightWorld
from moments import NOW

from pharos.common import tenancy
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed
from pharos.lightroute import actions, facts, queries, rules, tasks
from pharos.lightroute.models import Audit, Draw, Listing
from pharos.registry.models import Checkpoint

NEXT_YEAR = NOW.replace(year=NOW.year + 1, day=1)
SEED = bytes(range(32))


def codes(refused: DomainError) -> set[str]:
    return {one.code for one in refused.problems}


def decided(world: LightWorld, slug: str) -> Any:
    """A programme that the agency agreed to this year."""
    version = world.course(slug)
    world.review(version)
    note = world.notify(version)
    world.take(note)
    with tenancy.scope(world.approver):
        return actions.agree(
            notification_id=note.id, digest=bytes(note.digest), by=world.approver, now=NOW
        )


def drawn(world: LightWorld, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """The sample of this year, announced and drawn in the next."""
    with tenancy.scope(world.officer):
        made = actions.announce(year=NOW.year, by=world.officer, now=NEXT_YEAR)
        with pytest.raises(Conflict) as early:
            actions.draw(draw_id=made.id, by=world.officer, now=NEXT_YEAR)
        assert early.value.code == "light_draw_no_seed"
        seed = Checkpoint(size=made.log_size + 7, root=SEED, signed_at=NEXT_YEAR, note="")
        monkeypatch.setattr(queries, "seed_after", lambda draw: seed)
        return actions.draw(draw_id=made.id, by=world.officer, now=NEXT_YEAR)


def concluded(world: LightWorld, audit: Audit, outcome: str) -> Audit:
    with tenancy.scope(world.officer):
        proposal = actions.propose_result(
            audit_id=audit.id, outcome=outcome, findings="As found.", by=world.officer,
            now=NEXT_YEAR,
        )  # fmt: skip
    with tenancy.scope(world.approver):
        made = actions.approve(proposal_id=proposal.id, by=world.approver, now=NEXT_YEAR)
    assert isinstance(made, Audit)
    return made


def test_the_lot_can_be_drawn_again_by_anybody(
    world: LightWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = sorted(str(decided(world, f"short-{number}").id) for number in range(3))
    found = drawn(world, monkeypatch)
    assert (found.ids, found.count) == (ids, 1)
    assert found.chosen == rules.lot(ids, SEED, 1)
    assert found.seed_root == SEED.hex()
    with tenancy.scope(world.quality):
        audit = queries.audits(draw_id=found.id)[0]
    assert str(audit.decision_id) == found.chosen[0]
    with tenancy.scope(world.officer):
        with pytest.raises(Conflict):
            actions.draw(draw_id=found.id, by=world.officer, now=NEXT_YEAR)
        with pytest.raises(Conflict):
            actions.announce(year=NOW.year, by=world.officer, now=NEXT_YEAR)
        with pytest.raises(Invalid) as early:
            actions.announce(year=NEXT_YEAR.year, by=world.officer, now=NEXT_YEAR)
        assert early.value.code == "light_draw_too_early"
        with pytest.raises(Invalid) as empty:
            actions.announce(year=NOW.year - 1, by=world.officer, now=NEXT_YEAR)
        assert empty.value.code == "light_draw_empty"


def test_a_failed_audit_ends_the_right_and_the_agency_gives_it_back(
    world: LightWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(world, "short")
    other = world.course("other")
    world.review(other)
    running = world.notify(other)
    found = drawn(world, monkeypatch)
    audit = concluded(world, queries.audits(draw_id=found.id)[0], "failed")
    assert (audit.outcome, audit.decided_on) == ("failed", (NEXT_YEAR + timedelta(hours=4)).date())
    with tenancy.scope(world.quality):
        lost = facts.listings(organisation_id=world.school.id)[0]
        assert (lost.ended_on, lost.ended_because) == (audit.decided_on, "audit_failed")
        nation = facts.nation_of(world.school.id, NEXT_YEAR)
        assert lost.appeal_until == audit.decided_on + timedelta(days=nation.oversight.appeal_days)
    # what runs is decided by nobody's silence any more
    assert tasks.settle_now(world.agency.id, running.id, now=NEXT_YEAR) is None
    third = world.course("third")
    world.review(third)
    with pytest.raises(Invalid) as refused:
        world.notify(third, NEXT_YEAR)
    assert codes(refused.value) == {"light_right_lost", "light_history_troubled"}
    restored = world.list(NEXT_YEAR + timedelta(days=30))
    assert restored.id != lost.id
    assert world.notify(third, NEXT_YEAR + timedelta(days=30)).listing_id == restored.id


def test_a_passed_audit_changes_nothing(world: LightWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(world, "short")
    found = drawn(world, monkeypatch)
    audit = concluded(world, queries.audits(draw_id=found.id)[0], "passed")
    with tenancy.scope(world.officer):
        assert facts.listing(world.school.id) is not None
        with pytest.raises(Conflict) as twice:
            actions.propose_result(
                audit_id=audit.id, outcome="failed", findings="x", by=world.officer, now=NEXT_YEAR
            )
    assert twice.value.code == "light_audit_done"


def test_listing_takes_two_persons_and_a_history(world: LightWorld) -> None:
    """AUT-06: the proposer never approves; the other school has no history at all."""
    both = lightworld.both(world.officer)
    with tenancy.scope(both):
        with pytest.raises(Invalid) as refused:
            actions.propose_listing(
                organisation_id=world.other.id, reason="Why not.", by=both, now=NOW
            )
        assert codes(refused.value) == {"light_not_authorised", "light_history_short"}
        with pytest.raises(Conflict):
            actions.propose_listing(
                organisation_id=world.school.id, reason="Again.", by=both, now=NOW
            )
        ending = actions.propose_end(
            organisation_id=world.school.id, reason="It asked for it.", by=both, now=NOW
        )
        with pytest.raises(NotAllowed) as alone:
            actions.approve(proposal_id=ending.id, by=both, now=NOW)
        assert alone.value.code == "second_person_needed"
    with tenancy.scope(world.approver):
        ended = actions.approve(proposal_id=ending.id, by=world.approver, now=NOW)
        assert isinstance(ended, Listing)
        assert ended.ended_because == "agency"
        with pytest.raises(Conflict):
            actions.approve(proposal_id=ending.id, by=world.approver, now=NOW)
    version = world.course("short")
    world.review(version)
    with pytest.raises(Invalid) as closed:
        world.notify(version)
    assert codes(closed.value) == {"light_not_listed"}


def test_hours_of_both_routes_are_compared_from_three_cases_on(world: LightWorld) -> None:
    for number in range(3):
        version = world.course(f"short-{number}")
        world.review(version)
        note = world.notify(version)
        with tenancy.scope(world.officer):
            actions.spend(
                notification_id=note.id, minutes=30 + 30 * number, by=world.officer, now=NOW
            )
    year = {"since": NOW.date() - timedelta(days=30), "until": NOW.date() + timedelta(days=30)}
    with tenancy.scope(world.officer):
        found = queries.compared(world.agency.id, **year)
    assert (found["light"].cases, str(found["light"].median_hours)) == (3, "1.0")
    assert (found["procedure"].cases, found["procedure"].median_hours) == (None, None)
