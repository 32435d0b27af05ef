"""The internal stage in the database: who answers, who confirms, what a new version needs."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from lightworld import LightWorld, answers
from moments import NOW

from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.review import actions, queries
from pharos.review.models import InternalDecision


@pytest.fixture
def version(world: LightWorld) -> ProgrammeVersion:
    """A version that nobody has checked yet."""
    return world.course("short")


def test_the_office_answers_and_the_head_confirms(
    world: LightWorld, version: ProgrammeVersion
) -> None:
    digest = bytes(version.digest)
    asked = world.ask(version)
    with tenancy.scope(world.quality):
        assert queries.approved(version.id, digest) is None
    answered = world.answer(asked, answers=answers("partly", "Soon."), reason="Good enough.")
    assert answered.state == "approved"
    with tenancy.scope(world.quality):
        assert queries.approved(version.id, digest) is None
    confirmed = world.confirm(asked)
    assert (confirmed.state, confirmed.by, confirmed.confirmed_by) == (
        "confirmed", world.quality.person_id, world.head.person_id,
    )  # fmt: skip
    with tenancy.scope(world.quality):
        found = queries.approved(version.id, digest)
        assert found is not None
        assert found.told["esg_1_10"].reason == "Soon."
        assert queries.approved(version.id, b"0" * 32) is None
    with pytest.raises(Conflict) as again:
        world.ask(version)
    assert again.value.code == "review_confirmed_already"


def test_whoever_wrote_or_published_does_not_answer(
    world: LightWorld, version: ProgrammeVersion
) -> None:
    """AUT-06: the office is another person than the author and the publisher."""
    asked = world.ask(version)
    for author in (world.registrar, world.head):
        by = replace(author, roles=author.roles | {"quality"})
        with pytest.raises(NotAllowed) as own:
            world.answer(asked, by)
        assert own.value.code == "review_not_your_own_work"
    with pytest.raises(NotAllowed) as role:
        world.answer(asked, world.bodies.person(world.school, "registrar"))
    assert role.value.code == "permission_denied"


def test_whoever_answers_does_not_confirm(world: LightWorld, version: ProgrammeVersion) -> None:
    both = replace(world.quality, roles=frozenset({"quality", "head"}))
    asked = world.ask(version)
    with pytest.raises(Conflict) as early:
        world.confirm(asked)
    assert early.value.code == "review_not_waiting"
    world.answer(asked, both)
    with pytest.raises(NotAllowed) as alone:
        world.confirm(asked, both)
    assert alone.value.code == "second_person_needed"


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"confirmed_by": "quality"}, "review_decision_four_eyes"),
        ({"by": "registrar"}, "review_decision_other_person"),
    ],
)
def test_the_database_keeps_the_persons_apart(
    world: LightWorld, version: ProgrammeVersion, columns: dict[str, str], name: str
) -> None:
    """AUT-06: whatever code writes the row."""
    asked = world.ask(version)
    persons = {"by": world.quality.person_id} | {
        column: getattr(world, who).person_id for column, who in columns.items()
    }
    rows = InternalDecision.objects.filter(id=asked.id)
    with (
        tenancy.scope(world.quality),
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
    ):
        rows.update(outcome="approved", at=NOW, answers="{}", reason="", **persons)


def test_a_return_tells_what_to_mend_and_the_next_passage_begins_anew(
    world: LightWorld, version: ProgrammeVersion
) -> None:
    asked = world.ask(version)
    with pytest.raises(Invalid) as silent:
        world.answer(asked, outcome="returned", answers={})
    assert [one.code for one in silent.value.problems] == ["review_remarks_missing"]
    returned = world.answer(asked, outcome="returned", answers={}, reason="No map.")
    assert returned.state == "returned"
    again = world.ask(version)
    assert again.id != asked.id
    world.answer(again)
    with tenancy.scope(world.head):
        with pytest.raises(Invalid):
            actions.decline(decision_id=again.id, note=" ", by=world.head, now=NOW)
        declined = actions.decline(decision_id=again.id, note="Later.", by=world.head, now=NOW)
    assert declined.state == "declined"
    with tenancy.scope(world.quality):
        assert [one.state for one in queries.history(version.id)] == ["declined", "returned"]
    assert world.ask(version).state == "asked"


def test_what_was_answered_so_far_is_kept_and_decides_nothing(
    world: LightWorld, version: ProgrammeVersion
) -> None:
    asked = world.ask(version)
    some = {"esg_1_1": answers()["esg_1_1"]}
    with tenancy.scope(world.quality):
        kept = actions.keep(decision_id=asked.id, answers=some, by=world.quality)
    assert (kept.state, kept.told) == ("asked", some)
    with pytest.raises(Invalid) as incomplete:
        world.answer(asked, answers=some)
    assert [one.code for one in incomplete.value.problems] == ["review_items_open"]


def test_another_provider_sees_nothing_of_it(world: LightWorld, version: ProgrammeVersion) -> None:
    """AUT-02."""
    asked = world.ask(version)
    with tenancy.scope(world.stranger):
        assert queries.history(version.id) == []
        with pytest.raises(NotFound):
            queries.decision_for(world.stranger, asked.id)
        with pytest.raises(NotFound):
            actions.ask(version_id=version.id, note="", by=world.stranger, now=NOW)


def test_a_version_is_compared_with_the_one_before(
    world: LightWorld, version: ProgrammeVersion
) -> None:
    newer = world.course("short", target_groups=["Engineers"])
    with tenancy.scope(world.quality):
        assert queries.compared(version) is None
        made = queries.compared(newer)
    assert made is not None
    assert [one.field for one in made.differences] == ["target_groups"]
    assert made.before.number == 1
