"""In the database: renewals, decisions that follow others, appeals, and what the gate says."""

from datetime import date
from typing import Any

import pytest

from pharos.accreditation import queries, statements
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Tenure
from pharos.catalogue.models import Standing
from pharos.common import tenancy
from pharos.common.errors import Invalid
from pharos.core import standing
from pharos.core.bundle import TrustedDecision
from pharos.core.bundlefields import Fields

pytestmark = pytest.mark.django_db


def _gate(world: Any, version: Any, day: date) -> list[str]:
    with tenancy.scope(world.registrar):
        found = queries.decisions_for(world.academy.id, version.id)
        held = standing.in_force(
            found, kind="programme", subject=queries.subject_of(version), on=day,
            known_at=max(one.recorded_at for one in found).replace(year=2040),
        )  # fmt: skip
    return [] if held.reason is None else [held.reason.value]


def _told(world: Any, decision_id: Any, day: date) -> str:
    with tenancy.scope(world.registrar):
        return queries.stands(queries.decision(decision_id), day)[0]


def test_a_renewal_takes_the_place_of_what_it_renews(world: Any) -> None:
    old = world.decide(world.new("institution"))
    renewal = world.decide(
        world.new(
            "institution", number="2-R", first_day=date(2029, 6, 1), until=date(2033, 6, 1),
            renews=str(old.id),
        )
    )  # fmt: skip
    held = {one.decision_id: one.until for one in Tenure.objects.all()}
    assert held == {old.id: date(2029, 6, 1), renewal.id: date(2033, 6, 1)}
    assert _told(world, old.id, date(2029, 5, 31)) == "in_force"
    assert _told(world, old.id, date(2029, 6, 1)) == "superseded"
    # what is annulled from its beginning renewed nothing
    world.change(renewal.id, "annulled", first_day=date(2029, 6, 1))
    assert _told(world, old.id, date(2029, 6, 1)) == "in_force"
    assert Tenure.objects.get(decision=old).until == date(2030, 2, 1)
    with pytest.raises(Invalid) as caught:
        world.decide(world.new("authorisation", renews=str(old.id)), world.ministry)
    assert "renewal_of_another_kind" in [one.code for one in caught.value.problems]


def test_scenario_7_a_part_closes_and_opens_with_its_parent(world: Any) -> None:
    """REFERENCE 9, scenario 7, in the register: projection, gate and log follow the parent."""
    parent = world.decide(world.new("institution"))
    version = world.publish()
    child = world.decide(world.new("programme", version, follows=str(parent.id)))
    assert Standing.objects.get(decision_id=child.id).until == date(2030, 2, 1)
    with tenancy.scope(world.registrar):
        shown = queries.end_of_term(queries.decision(child.id))
    assert shown == date(2030, 2, 1)  # its own end is a year later
    world.change(parent.id, "suspended", until=date(2028, 5, 1))
    assert Standing.objects.get(decision_id=child.id).state == "suspended"
    assert _gate(world, version, date(2028, 2, 29)) == []
    assert _gate(world, version, date(2028, 3, 1)) == ["parent_not_in_force"]
    assert _gate(world, version, date(2028, 5, 1)) == []
    with tenancy.scope(world.registrar):
        told = statements.trusted(queries.decision(child.id)).to_json()
    assert told["follows"] == str(parent.id)
    assert TrustedDecision.read(Fields(told)).to_json() == told


def test_biz_07_an_appeal_that_annuls_a_withdrawal(world: Any) -> None:
    """BIZ-07: while the appeal rests it, and after it is struck, the decision is in force."""
    decision = world.decide(world.new("institution"))
    withdrawn = world.change(decision.id, "withdrawn")
    assert _told(world, decision.id, date(2028, 3, 1)) == "withdrawn"
    appeal = {"contests": str(withdrawn.id), "first_day": world.now.date()}
    world.change(decision.id, "under_appeal", suspensive=True, **appeal)
    with tenancy.scope(world.registrar):
        found = queries.decision(decision.id)
        assert queries.is_under_appeal(found, date(2028, 3, 1))
    assert _told(world, decision.id, date(2028, 3, 1)) == "in_force"
    assert Tenure.objects.get(decision=decision).until == date(2030, 2, 1)
    with pytest.raises(Invalid):
        world.change(decision.id, "under_appeal", **appeal)
    world.change(decision.id, "appeal_closed", outcome="annul", **appeal)
    assert _told(world, decision.id, date(2028, 3, 1)) == "in_force"
    with tenancy.scope(world.registrar):
        found = queries.decision(decision.id)
        assert [one.kind for one in found.changes.all()] == [
            "withdrawn", "under_appeal", "appeal_closed",
        ]  # fmt: skip
        assert not queries.is_under_appeal(found, date(2028, 3, 1))


def test_what_the_nation_does_not_prolong_is_not_prolonged(world: Any) -> None:
    decision = world.decide(world.new("institution"))
    change = NewChange(
        decision=str(decision.id), kind="prolonged", number="2-C", decided_on=world.now.date(),
        first_day=date(2030, 2, 1), until=date(2031, 2, 1), applied_on=world.now.date(),
    )  # fmt: skip
    with pytest.raises(Invalid) as caught:
        world.propose(change, world.agency)
    assert [one.code for one in caught.value.problems] == ["prolongation_not_allowed"]
