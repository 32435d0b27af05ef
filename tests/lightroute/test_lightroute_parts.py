"""Parts of accredited programmes: they begin by silence and end with their parent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import lightworld
import pytest
from lightworld import LightWorld
from moments import NOW, TODAY

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewChange
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.errors import DomainError, Invalid
from pharos.lightroute import actions, facts, queries, tasks
from pharos.lightroute.carving import CarveMapping, Component
from pharos.lightroute.models import Notification

MAPPING = CarveMapping({"plan": "plan"}, (Component("Module 1", Decimal(2)),))


def codes(refused: DomainError) -> set[str]:
    return {one.code for one in refused.problems}


@pytest.fixture
def part(world: LightWorld) -> ProgrammeVersion:
    """One ECTS of the first accredited programme, reviewed inside."""
    version = carved(world)
    world.review(version)
    return version


def carved(world: LightWorld, **members: Any) -> ProgrammeVersion:
    own = lightworld.document("part")
    return world.course(
        "part",
        kind="carved_out",
        ects="1",
        workload_hours={"count": "25", "minutes": 60},
        learning_outcomes=own["learning_outcomes"][:1],
        assessment=[own["assessment"][0] | {"weight": "100"}],
        recognising_programmes=[
            {
                "programme": "https://school.example/bsc",
                "max_ects": "1",
                "agreement": "2026/1",
                "first_day": "2026-01-01",
            }
        ],
        parent_programme="http://localhost:8000/programmes/trusted-school/full-0",
        carved_from={
            "level": 6,
            "components": [{"title": {"en": "Module 1", "ka": "ა"}, "ects": "2"}],
            "outcomes": [{"id": "plan", "text": {"en": "Plan", "ka": "ა"}}],
            "mapping": [{"outcome": "plan", "parent": "plan"}],
        },
        **members,
    )


def notified(
    world: LightWorld, part: ProgrammeVersion, mapping: CarveMapping = MAPPING
) -> Notification:
    with tenancy.scope(world.quality):
        return actions.notify_part(
            version_id=part.id, digest=bytes(part.digest), parent_id=world.full[0].id,
            mapping=mapping, statement="A module of its own.", by=world.quality, now=NOW,
        )  # fmt: skip


def parent_of(world: LightWorld, day: date) -> Any:
    with tenancy.scope(world.quality):
        return facts.parent_decision(world.full[0], day)


def changed(world: LightWorld, kind: str, first_day: date, until: date | None = None) -> None:
    decision = parent_of(world, TODAY)
    change = NewChange(
        decision=str(decision.id), kind=kind, number=f"C-{kind}", decided_on=NOW.date(),
        first_day=first_day, until=until,
    )  # fmt: skip
    with tenancy.scope(world.officer):
        proposal = accreditation.propose_change(change=change, by=world.officer, now=NOW)
    with tenancy.scope(world.approver):
        accreditation.approve_change(
            proposal_id=proposal.id, digest=change.digest, by=world.approver, now=NOW
        )


def test_a_part_ends_and_rests_with_its_parent(world: LightWorld, part: ProgrammeVersion) -> None:
    """Scenario 7: valid to the parent's end; closed while the parent is suspended."""
    note = notified(world, part)
    decision = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert decision is not None
    parent = parent_of(world, TODAY)
    assert decision.content.follows == str(parent.id)
    assert decision.until == parent.until
    first = note.due_on + timedelta(days=1)
    with tenancy.scope(world.quality):
        record = queries.record(decision.id)
        assert record is not None
        assert (record.kind, record.rests_on) == ("carve_out", "parent")
        assert record.mapped["outcomes"] == {"plan": "plan"}
        assert facts.remapping(record) == []
        assert facts.is_decided(part, first)
    changed(world, "suspended", first + timedelta(days=30), first + timedelta(days=60))
    with tenancy.scope(world.quality):
        days = [facts.is_decided(part, first + timedelta(days=n)) for n in (29, 30, 59, 60)]
    assert days == [True, False, False, True]


def test_a_parent_that_changed_an_outcome_flags_the_part(
    world: LightWorld, part: ProgrammeVersion
) -> None:
    note = notified(world, part)
    decision = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert decision is not None
    outcomes = lightworld.document("full-0")["learning_outcomes"]
    outcomes[0]["text"] = {"en": "Plan otherwise", "ka": "გ"}
    world.course("full-0", learning_outcomes=outcomes)
    with tenancy.scope(world.quality):
        record = queries.record(decision.id)
        assert record is not None
        assert [one.code for one in facts.remapping(record)] == ["carve_outcome_changed"]


def test_what_is_no_part_of_the_parent_is_refused(
    world: LightWorld, part: ProgrammeVersion
) -> None:
    elsewhere = CarveMapping({"plan": "nothing"}, MAPPING.components)
    small = CarveMapping(MAPPING.outcomes, (Component("Half", Decimal("0.5")),))
    for mapping, code in (
        (elsewhere, "carve_outcome_not_of_parent"), (small, "carve_too_large"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            notified(world, part, mapping)
        assert codes(refused.value) == {code}


def test_a_suspended_parent_carries_no_part(world: LightWorld, part: ProgrammeVersion) -> None:
    note = notified(world, part)
    changed(world, "suspended", TODAY)
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None
    with tenancy.scope(world.quality):
        actions.withdraw(notification_id=note.id, by=world.quality, now=NOW)
    with tenancy.scope(world.quality), pytest.raises(Invalid) as refused:
        actions.notify_part(
            version_id=part.id, digest=bytes(part.digest), parent_id=world.full[0].id,
            mapping=MAPPING, statement="Again.", by=world.quality, now=NOW,
        )  # fmt: skip
    assert "carve_parent_not_accredited" in codes(refused.value)


def test_a_part_does_not_come_by_the_light_route(world: LightWorld, part: ProgrammeVersion) -> None:
    with pytest.raises(Invalid) as refused:
        world.notify(part)
    assert codes(refused.value) == {"light_kind_not_open"}


def test_a_part_that_was_mapped_again_takes_the_place_of_the_closed_one(
    world: LightWorld, part: ProgrammeVersion
) -> None:
    """Scenario 7: closed since the parent was withdrawn, open again with its successor."""
    note = notified(world, part)
    first = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert first is not None
    outcomes = lightworld.document("full-0")["learning_outcomes"]
    outcomes[0]["text"] = {"en": "Plan otherwise", "ka": "გ"}
    successor = world.course("full-0", learning_outcomes=outcomes)
    world.decide("programme", successor)
    changed(world, "withdrawn", TODAY)
    later = world.after(note) + timedelta(days=30)
    day = later.date()
    with tenancy.scope(world.quality):
        assert not facts.is_decided(part, day)
        again = actions.notify_part(
            version_id=part.id, digest=bytes(part.digest), parent_id=successor.id,
            mapping=MAPPING, statement="Mapped again.", by=world.quality, now=later,
        )  # fmt: skip
    second = tasks.settle_now(world.agency.id, again.id, now=world.after(again))
    assert second is not None
    assert second.content.renews == str(first.id)
    with tenancy.scope(world.quality):
        assert facts.is_decided(part, again.due_on + timedelta(days=1))
        record = queries.record(second.id)
        assert record is not None
        assert facts.remapping(record) == []
