"""The light route end to end: notified, asked, silent, decided, objected; who may do what."""

from datetime import timedelta

import lightworld
import pytest
from lightworld import LightWorld

from pharos.accreditation import queries as accreditation
from pharos.common import tenancy
from pharos.common.errors import DomainError
from pharos.lightroute import facts, queries, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> LightWorld:
    return LightWorld()


def codes(refused: DomainError) -> set[str]:
    return {one.code for one in refused.problems}


def test_silence_is_a_recorded_decision_of_two_persons(world: LightWorld) -> None:
    version = world.course("short")
    world.review(version)
    note = world.notify(version)
    world.take(note)
    assert tasks.settle_now(world.agency.id, note.id, now=lightworld.at(note.due_on)) is None
    decision = tasks.settle_now(world.agency.id, note.id, now=world.after(note))
    assert decision is not None
    assert (decision.basis, decision.case_id, decision.number) == ("light", note.id, note.number)
    assert (decision.proposed_by, decision.approved_by) == (
        world.officer.person_id, world.approver.person_id,
    )  # fmt: skip
    with tenancy.scope(world.quality):
        record = queries.record(decision.id)
        assert record is not None
        assert (record.how, record.rests_on, record.days) == ("silence", "notification", 15)
        assert facts.is_decided(version, note.due_on + timedelta(days=1))
        assert "15" in accreditation.decision(decision.id).content.reasons["en"]
    assert tasks.settle_now(world.agency.id, note.id, now=world.after(note)) is None
