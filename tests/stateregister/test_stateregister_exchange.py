"""E16: providers and licences of the national registry are compared, and nothing is overwritten."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import apiworld
import pytest
import sharedworlds

from pharos.accreditation.models import Decision
from pharos.common import tenancy
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.issuing.national.standin import Fault, StandIn
from pharos.organisations.models import Organisation
from pharos.stateregister.exchange import actions, connector, queries, rules
from pharos.stateregister.exchange.connector import LICENCE, PROVIDER, Listed
from pharos.stateregister.exchange.models import Discrepancy
from pharos.stateregister.exchange.rules import Kind, Line, Ours

NOW = apiworld.NOW
TERM = rules.term_text(date(2024, 1, 1), date(2029, 1, 1))
OURS = [
    Ours(PROVIDER, "01", ("Made-up Academy", "Կազմված ակադեմիա")),
    Ours(PROVIDER, "02", ("Only Here",)),
    Ours(PROVIDER, "03", ("Closed Here",), is_open=False),
    Ours(LICENCE, "L-1", (), "01", TERM),
    Ours(LICENCE, "L-2", (), "01", TERM),
]


@pytest.mark.parametrize(
    ("theirs", "lines"),
    [
        (Listed(PROVIDER, "01", "MADE-UP  ACADEMY"), []),
        (Listed(PROVIDER, "01", "Կազմված ակադեմիա"), []),
        (Listed(PROVIDER, "01", "Another Name"), [Kind.PROVIDER_NAME]),
        (Listed(PROVIDER, "01", until=date(2026, 1, 1)), [Kind.PROVIDER_ENDED]),
        (Listed(PROVIDER, "09", "Unknown"), [Kind.PROVIDER_ONLY_THERE]),
        (Listed(LICENCE, "L-1", "", "01", date(2024, 1, 1), date(2029, 1, 1)), []),
        (Listed(LICENCE, "L-1", "", "02", date(2024, 1, 1), date(2029, 1, 1)),
         [Kind.LICENCE_HOLDER]),
        (Listed(LICENCE, "L-1", "", "01", date(2024, 1, 1), date(2027, 1, 1)),
         [Kind.LICENCE_TERM]),
        (Listed(LICENCE, "L-9"), [Kind.LICENCE_ONLY_THERE]),
    ],
)  # fmt: skip
def test_each_difference_is_one_line(theirs: Listed, lines: list[Kind]) -> None:
    others = [
        Listed(PROVIDER, "02", "Only Here"), Listed(LICENCE, "L-2", "", "01", date(2024, 1, 1),
                                                    date(2029, 1, 1)),
        Listed(PROVIDER, "01", "Made-up Academy"),
        Listed(LICENCE, "L-1", "", "01", date(2024, 1, 1), date(2029, 1, 1)),
    ]  # fmt: skip
    told = {(one.kind, one.key): one for one in [*others, theirs]}
    assert [one.kind for one in rules.compare(OURS, told.values())] == lines


def test_what_is_only_here_is_told_but_for_what_is_closed() -> None:
    found = rules.compare(OURS, [])
    assert found == [
        Line(Kind.LICENCE_ONLY_HERE, "L-1", "", ""),
        Line(Kind.LICENCE_ONLY_HERE, "L-2", "", ""),
        Line(Kind.PROVIDER_ONLY_HERE, "01", "Made-up Academy", ""),
        Line(Kind.PROVIDER_ONLY_HERE, "02", "Only Here", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "key", "facts"),
    [
        ("school", "1", {}), (PROVIDER, "", {}), (PROVIDER, "1", {"name": "x" * 201}),
        (PROVIDER, "1", {"name": "a\u202eb"}), (LICENCE, "1", {"until": "tomorrow"}),
        (LICENCE, "1", {"until": 7}), (PROVIDER, "1", {"name": None}),
    ],
)  # fmt: skip
def test_what_no_register_would_tell_is_refused(kind: str, key: str, facts: Any) -> None:
    """NET-03: the other side's words are untrusted text."""

    class Told:
        def entries(self, nation: str) -> list[Any]:
            return [(kind, key, facts)]

    with pytest.raises(Invalid, match="national_answer_malformed"):
        connector.listed(Told(), "AM")


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        apiworld.standing_still(tmp_path),
        sharedworlds.lent(apiworld.awards_world.build_world) as made,
    ):
        yield made


def numbered(world: Any) -> Decision:
    """The university of Armenia with a legal number; its licence."""
    university = world.organisations["lighthouse-demo-university"]
    with tenancy.scope(world.actor("operator-one")):
        Organisation.objects.filter(id=university.id).update(legal_ids={"tax": "00000001"})
    return Decision.objects.get(kind="licence", organisation_id=university.id)


@pytest.fixture
def there(tmp_path: Path) -> StandIn:
    """The other side, with books of its own."""
    return StandIn(tmp_path / "there")


def test_a_night_opens_each_line_once_and_ends_what_agrees_again(
    world: Any, there: StandIn
) -> None:
    licence = numbered(world)
    there.list_entry("AM", PROVIDER, "00000001", name="Lighthouse Demonstration University")
    there.list_entry("AM", LICENCE, licence.number, holder="00000001", first_day="2001-01-01")
    with tenancy.scope(world.actor("operator-one")) as by:
        row = actions.compare("AM", by=by, now=NOW, registry=there)
        assert (row.last_code, row.theirs) == ("", 2)
        [line] = queries.open_lines(by, "AM")
        assert line.kind == Kind.LICENCE_TERM
        actions.compare("AM", by=by, now=NOW + timedelta(days=1), registry=there)
        assert len(queries.open_lines(by, "AM")) == 1
        until = {"until": licence.until.isoformat()} if licence.until else {}
        there.list_entry(
            "AM", LICENCE, licence.number, holder="00000001",
            first_day=licence.first_day.isoformat(), **until,
        )  # fmt: skip
        actions.compare("AM", by=by, now=NOW + timedelta(days=2), registry=there)
        assert queries.open_lines(by, "AM") == []
        assert queries.ended_lines(by, "AM")[0].resolution == rules.Resolution.CORRECTED
    assert Decision.objects.get(id=licence.id).first_day == licence.first_day


def test_a_registry_that_does_not_answer_changes_nothing(world: Any, there: StandIn) -> None:
    """NET-05: away is told, and asked again in an hour."""
    numbered(world)
    there.fail(Fault.DOWN)
    with tenancy.scope(world.actor("operator-one")) as by:
        row = actions.compare("AM", by=by, now=NOW, registry=there)
        assert (row.last_code, row.compared_at) == ("national_register_away", None)
        assert row.next_at == NOW + actions.AGAIN
        assert queries.open_lines(by, "AM") == []


def test_a_line_is_ended_once_by_the_operator(world: Any, there: StandIn) -> None:
    there.list_entry("GE", PROVIDER, "000000001", name="Only There")
    with tenancy.scope(world.actor("operator-one")) as by:
        actions.compare("GE", by=by, now=NOW, registry=there)
        line = Discrepancy.objects.get(kind=Kind.PROVIDER_ONLY_THERE)
        with pytest.raises(Invalid, match="discrepancy_note"):
            actions.resolve(discrepancy_id=line.id, resolution="ours", note=" ", by=by, now=NOW)
        actions.resolve(
            discrepancy_id=line.id, resolution="ours", note="No such body.", by=by, now=NOW
        )
        with pytest.raises(Conflict, match="discrepancy_ended"):
            actions.resolve(
                discrepancy_id=line.id, resolution="theirs", note="It is.", by=by, now=NOW
            )
    with tenancy.scope(world.actor("ministry-officer-am")) as by, pytest.raises(NotAllowed):
        actions.resolve(discrepancy_id=line.id, resolution="ours", note="x", by=by, now=NOW)
