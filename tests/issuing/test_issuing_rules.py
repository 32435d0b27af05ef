"""Places, decoys, samples, steps and packed rows, on plain values."""

from datetime import date
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import statuslist
from pharos.issuing import rules
from pharos.issuing.rules import Act, State

places = st.lists(st.integers(0, rules.LIST_PLACES - 1), max_size=40, unique=True)


@given(places)
def test_bits_are_those_of_the_published_list(chosen):
    bits = rules.with_places(bytes(rules.LIST_BYTES), chosen)
    published = statuslist.new()
    for place in chosen:
        statuslist.set(published, place)
    assert bits == bytes(published)
    assert all(rules.is_set(bits, place) for place in chosen)
    assert rules.with_places(bits, chosen, False) == bytes(rules.LIST_BYTES)


@given(places, st.integers(1, 60), st.integers())
def test_drawn_places_are_free_and_different(taken, count, seed):
    bits = rules.with_places(bytes(rules.LIST_BYTES), taken)
    drawn = rules.draw_places(bits, count, Random(seed))
    assert len(set(drawn)) == count
    assert not set(drawn) & set(taken)


def test_decoys_do_not_meet():
    revoked, suspended = rules.decoys(Random(1))
    assert not set(revoked) & set(suspended)
    assert rules.REVOKED_DECOYS[0] <= len(revoked) <= rules.REVOKED_DECOYS[1]
    assert rules.SUSPENDED_DECOYS[0] <= len(suspended) <= rules.SUSPENDED_DECOYS[1]


@given(st.integers(1, 5_000), st.integers(0, 10_000))
def test_a_thousandth_is_made_again(count, start):
    positions = list(rules.recomputed(count, start))
    assert len(set(positions)) == len(positions)
    assert all(0 <= position < count for position in positions)
    assert len(positions) in (count // rules.RECOMPUTED, count // rules.RECOMPUTED + 1)


@pytest.mark.parametrize(
    ("act", "state", "problem"),
    [
        (Act.REVOKE, State.VALID, None),
        (Act.REVOKE, State.SUSPENDED, None),
        (Act.REVOKE, State.REVOKED, "already_revoked"),
        (Act.SUSPEND, State.VALID, None),
        (Act.SUSPEND, State.SUSPENDED, "already_suspended"),
        (Act.SUSPEND, State.REVOKED, "already_revoked"),
        (Act.REINSTATE, State.SUSPENDED, None),
        (Act.REINSTATE, State.VALID, "not_suspended"),
        (Act.REINSTATE, State.REVOKED, "already_revoked"),
    ],
)
def test_steps(act, state, problem):
    assert rules.step_problem(act, state, rules.REASONS[act][0]) == problem
    assert rules.step_problem(act, state, "because") == "status_reason_unknown"


def test_nothing_leads_out_of_revoked():
    assert all(State.REVOKED not in before for before, _ in rules.STEPS.values())


@given(st.lists(st.text(max_size=30), max_size=6), st.integers(0, 131_071), st.binary(max_size=90))
def test_rows_of_an_intent_come_back(leaves, index, sealed):
    row = rules.Prepared(
        credential=uuid4(),
        award=uuid4(),
        person_key=uuid4(),
        template=7,
        index=index,
        awarded_on=date(2026, 2, 28),
        enrolled_on=None,
        plain=rules.pack(leaves),
        sealed=sealed,
        leaf=bytes(range(32)),
    )
    assert rules.thaw(rules.freeze([row, row])) == [row, row]
    assert rules.unpack(row.plain) == tuple(leaves)


def test_chunks_of():
    assert [rules.chunks_of(n, 50) for n in (0, 1, 50, 51, 2_000)] == [0, 1, 1, 2, 40]
