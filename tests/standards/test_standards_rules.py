"""Laying amendments over regimes, as plain values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.nations.files import all_codes, regimes
from pharos.standards import rules

APPROVED = datetime(2026, 1, 1, tzinfo=UTC)

changes = st.builds(
    rules.Change,
    id=st.uuids(version=4),
    first_day=st.dates(min_value=date(2010, 1, 1), max_value=date(2040, 1, 1)),
    approved_at=st.datetimes(
        min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)
    ),
    changes=st.fixed_dictionaries(
        {"ects": st.fixed_dictionaries({"max": st.integers(min_value=10, max_value=200)})}
    ),
)


@settings(max_examples=40)
@given(code=st.sampled_from(all_codes()), several=st.lists(changes, max_size=5), data=st.data())
def test_every_day_has_one_nation_and_the_latest_amendment_speaks(
    code: str, several: list[rules.Change], data: st.DataObject
) -> None:
    found = rules.pieces(regimes(code), several)
    begin = regimes(code)[0].first_day
    assert found[0].legal_basis.first_day == begin
    assert found[-1].legal_basis.until is None
    for earlier, later in pairwise(found):
        assert earlier.legal_basis.until == later.legal_basis.first_day
    day = data.draw(st.dates(min_value=begin, max_value=date(2050, 1, 1)))
    (nation,) = [piece for piece in found if piece.legal_basis.covers(day)]
    begun = [change for change in several if change.first_day <= day]
    last = max(begun, key=lambda c: (c.first_day, c.approved_at, c.id), default=None)
    wanted = Decimal("59.5") if last is None else Decimal(last.changes["ects"]["max"])
    assert nation.ects.max == wanted


@settings(max_examples=40)
@given(several=st.permutations([1, 2, 3]))
def test_the_order_of_asking_does_not_matter(several: list[int]) -> None:
    made = [
        rules.Change(UUID(int=n), date(2027, n, 1), APPROVED, {"ects": {"max": 10 * n}})
        for n in several
    ]
    assert rules.pieces(regimes("AM"), made) == rules.pieces(
        regimes("AM"), sorted(made, key=lambda change: change.id)
    )


def test_two_amendments_of_one_day_follow_their_approval() -> None:
    day = date(2027, 1, 1)
    early = rules.Change(UUID(int=9), day, APPROVED, {"ects": {"max": 20}})
    late = rules.Change(UUID(int=1), day, APPROVED + timedelta(days=1), {"ects": {"max": 40}})
    for order in ([early, late], [late, early]):
        assert rules.pieces(regimes("AM"), order)[-1].ects.max == Decimal(40)


def test_without_amendments_nothing_is_built_anew() -> None:
    for code in all_codes():
        for piece, regime in zip(rules.pieces(regimes(code), []), regimes(code), strict=True):
            assert piece is regime.nation


def test_a_problem_names_the_member() -> None:
    change = rules.Change(UUID(int=1), date(2027, 1, 1), APPROVED, {"gates": {"two_persons": 1}})
    problem = rules.problem_of(change, regimes=regimes("AM"))
    assert problem == "gates.two_persons: neither true nor false"


def test_the_hash_of_an_amendment_knows_every_part() -> None:
    base = {
        "nation": "AM",
        "first_day": date(2027, 1, 1),
        "changes": {"ects": {"max": 20}},
        "reason": "r",
        "evidence": "e",
    }
    others = {
        "nation": "GE",
        "first_day": date(2027, 1, 2),
        "changes": {"ects": {"max": 21}},
        "reason": "s",
        "evidence": "f",
    }
    hashes = {rules.content_hash(**base)}
    hashes |= {rules.content_hash(**{**base, name: value}) for name, value in others.items()}
    assert len(hashes) == 6
