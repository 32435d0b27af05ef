"""Amendments lie over the shipped files: from a day on, as known at a moment, by two people."""

import ast
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

import pharos
from pharos.accounts import actions as accounts
from pharos.common import actor as actors
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.nations import files
from pharos.organisations import actions as organisations
from pharos.organisations import queries as organisation_queries
from pharos.standards import actions, queries
from pharos.standards.actions import consulting
from pharos.standards.models import Amendment

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FIRST = date(2027, 1, 1)
ACT = {
    "legal_basis": {"status": "in_force", "source": "Act of Examples, article 4", "mark": "public"},
    "ects": {"min": "2", "max": "30"},
}


@dataclass
class Office:
    officer: Actor
    approver: Actor

    def propose(self, **changes: Any) -> Amendment:
        wanted = {
            "nation": "AM",
            "first_day": FIRST,
            "changes": ACT,
            "reason": "The act was adopted",
            "evidence": "Official bulletin 12",
            "now": NOW,
            **changes,
        }
        with tenancy.scope(self.officer):
            return actions.propose(by=self.officer, **wanted)

    def approve(self, found: Amendment, *, now: datetime = NOW, **changes: Any) -> Amendment:
        self.consult(found)
        wanted = {"by": self.approver, "content_hash": bytes(found.content_hash), **changes}
        with tenancy.scope(wanted["by"]):
            return actions.approve(amendment_id=found.id, now=now, **wanted)

    def consult(self, found: Amendment) -> None:
        """A consultation that nobody commented on, held in the weeks before."""
        begun = NOW - timedelta(days=30)
        with tenancy.scope(self.officer):
            if queries.consultation_of(found.id) is not None:
                return
            made = consulting.open_consultation(
                by=self.officer,
                amendment_id=found.id,
                last_day=(begun + timedelta(days=20)).date(),
                kinds=["hei_public"],
                now=begun,
            )
            consulting.close(
                by=self.officer,
                consultation_id=made.id,
                summary={"en": "Nobody commented.", "hy": "Դիտողություններ չկան։"},
                now=NOW,
            )

    def amend(self, **changes: Any) -> Amendment:
        return self.approve(self.propose(**changes))


def appoint(organisation_id, role: str, person_id=None) -> Actor:
    if person_id is None:
        person_id = uuid7()
        by = Actor(person_id=person_id, organisation_id=None)
        with tenancy.scope(by):
            accounts.register_person(
                by=by, name="Example", email=f"{person_id}@example.org", now=NOW
            )
    by = actors.system(organisation_id=organisation_id)
    with tenancy.scope(by):
        organisations.add_membership(
            by=by, organisation_id=organisation_id, person_id=person_id, role=role, now=NOW
        )
    return organisation_queries.actor_for(person_id, organisation_id, now=NOW)


@pytest.fixture
def office(db: None) -> Office:
    by = actors.system(organisation_id=organisation_queries.platform_id())
    with tenancy.scope(by):
        platform = organisations.ensure_platform(by=by, now=NOW)
    return Office(appoint(platform.id, "officer"), appoint(platform.id, "approver"))


@pytest.mark.parametrize("code", files.all_codes())
def test_without_amendments_the_files_speak(db: None, code: str) -> None:
    assert queries.history(code) == files.history(code)
    assert queries.nation(code, on=date(2026, 1, 1)) == files.history(code)[-1]


def test_what_there_is_not(db: None) -> None:
    with pytest.raises(NotFound) as unknown:
        queries.nation("FR", on=FIRST)
    assert unknown.value.code == "nation_unknown"
    with pytest.raises(NotFound) as early:
        queries.nation("AM", on=date(1999, 1, 1))
    assert early.value.code == "nation_without_regime"


def test_an_amendment_holds_from_its_first_day(office: Office) -> None:
    found = office.amend()
    before = queries.nation("AM", on=FIRST - timedelta(days=1))
    after = queries.nation("AM", on=FIRST)
    assert before.legal_basis.status == "draft"
    assert before.legal_basis.last_day == FIRST - timedelta(days=1)
    assert before.ects.max == Decimal("59.5")
    assert (after.legal_basis.status, after.legal_basis.first_day) == ("in_force", FIRST)
    assert (after.ects.min, after.ects.max) == (Decimal(2), Decimal(30))
    assert after.gates == before.gates
    assert after.regime == f"am-2025+{found.id}"
    assert queries.nation("GE", on=FIRST).legal_basis.status == "none"


def test_what_was_known_at_a_moment(office: Office) -> None:
    office.amend()
    then = queries.nation("AM", on=FIRST, known_at=NOW - timedelta(seconds=1))
    assert then.legal_basis.status == "draft"
    assert queries.nation("AM", on=FIRST, known_at=NOW).legal_basis.status == "in_force"


def test_a_proposal_says_nothing(office: Office) -> None:
    office.propose()
    assert queries.nation("AM", on=FIRST).legal_basis.status == "draft"


def test_later_amendments_lie_over_earlier_ones(office: Office) -> None:
    office.amend(first_day=date(2028, 1, 1), changes={"ects": {"max": "20"}})
    office.amend()
    assert [n.ects.max for n in queries.history("AM")[-3:]] == [
        Decimal("59.5"), Decimal(30), Decimal(20),
    ]  # fmt: skip
    assert queries.nation("AM", on=date(2028, 1, 1)).ects.min == Decimal(2)
    limits = [(n.legal_basis.first_day, n.legal_basis.until) for n in queries.history("AM")]
    assert all(one[1] == two[0] for one, two in itertools.pairwise(limits))


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 1), date(2016, 1, 1)])
def test_no_amendment_reaches_back(office: Office, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        office.propose(first_day=day)
    assert refused.value.code == "amendment_reaches_back"


def test_the_day_of_recording_is_the_nations(office: Office) -> None:
    """At 20:00 UTC the next legal day has begun in Yerevan."""
    found = office.propose(first_day=date(2026, 11, 23))
    with pytest.raises(Invalid) as refused:
        office.approve(found, now=datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    assert refused.value.code == "amendment_reaches_back"
    just = datetime(2026, 11, 22, 19, 59, tzinfo=UTC)
    assert office.approve(found, now=just).recorded_on == date(2026, 11, 22)


def test_the_table_knows_no_way_back(office: Office) -> None:
    found = office.propose()
    with tenancy.scope(office.approver), pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(id=found.id).update(
            approved_by=office.approver.person_id, approved_at=NOW, recorded_on=FIRST
        )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code": "GE"},
        {"timezone": "UTC"},
        {"legal_basis": {"first_day": "2020-01-01"}},
        {"legal_basis": {"status": "perhaps"}},
        {"legal_basis": "law"},
        {"ects": {"min": "90"}},
        {"colour": "blue"},
        {"deciders": {"programme": []}},
    ],
    ids=str,
)
def test_what_cannot_be_amended(office: Office, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        office.propose(changes=changes)
    assert refused.value.code == "amendment_invalid"


def test_reason_and_evidence_are_given(office: Office) -> None:
    for missing in ("reason", "evidence"):
        with pytest.raises(Invalid) as refused:
            office.propose(**{missing: "  "})
        assert refused.value.code == "amendment_unreasoned"


def test_two_people_amend(office: Office) -> None:
    """AUT-06: the proposer's approval is refused by the action and by the table."""
    both = appoint(office.officer.organisation_id, "approver", office.officer.person_id)
    found = office.propose()
    with pytest.raises(NotAllowed) as refused:
        office.approve(found, by=both)
    assert refused.value.code == "proposer_approves"
    with tenancy.scope(both), pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(id=found.id).update(
            approved_by=both.person_id, approved_at=NOW, recorded_on=NOW.date()
        )


def test_an_approval_binds_to_what_was_read(office: Office) -> None:
    """AUT-07: the approval of one text is not the approval of another."""
    found = office.propose()
    with pytest.raises(Conflict) as refused:
        office.approve(found, content_hash=bytes(32))
    assert refused.value.code == "version_changed"
    office.approve(found)
    with pytest.raises(Conflict) as again:
        office.approve(found)
    assert again.value.code == "amendment_decided"


def test_an_amendment_never_changes(office: Office) -> None:
    found = office.amend()
    rows = Amendment.objects.filter(id=found.id)
    for change in (rows.delete, lambda: rows.update(changes={}), lambda: rows.update(reason="x")):
        with tenancy.scope(office.officer), pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_sets_standards(office: Office) -> None:
    with tenancy.scope(office.officer):
        bodies = {
            kind: organisations.create(
                by=office.officer, slug=f"{kind.replace('_', '-')}-of-examples",
                name={"en": f"{kind} of Examples"}, nation="AM", kinds=[kind], now=NOW,
            )
            for kind in ("ministry", "qa_agency")
        }  # fmt: skip
    ministry, agency = (
        Office(appoint(body.id, "officer"), appoint(body.id, "approver"))
        for body in bodies.values()
    )
    found = ministry.amend()
    assert found.organisation_id == bodies["ministry"].id
    for who, nation in ((ministry, "GE"), (agency, "AM")):
        with pytest.raises(NotAllowed) as refused:
            who.propose(nation=nation)
        assert refused.value.code == "not_a_standard_setter"
    other = ministry.propose(first_day=date(2028, 1, 1))
    with pytest.raises(NotAllowed):
        office.approve(other)


def test_asking_costs_one_small_query(
    office: Office, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    office.amend()
    queries.nation("AM", on=FIRST)
    with django_assert_num_queries(1):
        queries.nation("AM", on=FIRST)


def test_only_the_policy_register_reads_the_files_of_nations() -> None:
    """Whoever asked the files would not know the amendments."""
    readers = set()
    root = Path(pharos.__file__).parent
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            if {"pharos.nations.files", "pharos.nations.reading"} & set(names):
                readers.add(file.relative_to(root).parts[0])
    assert readers == {"nations", "standards"}
