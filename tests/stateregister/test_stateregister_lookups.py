"""E01: an official finds a person's achievements with a ground alone, on record, seen by them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import apiworld
import pytest
import sharedworlds
from django.db import connection

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import persons
from pharos.common import tenancy
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core.strict import format_instant
from pharos.issuing.holders.queries import as_holder
from pharos.stateregister import actions, queries, rules
from pharos.stateregister.models import Hit, Lookup

NOW = apiworld.NOW
# The first learner of the shipped roster; plainly made up.
LEVAN = "99610097726"
ASKED = {
    "identifier_kind": "national_number", "number": LEVAN, "ground": "court",
    "clause": "Made-up act, clause 1", "case_number": "D-1/2026",
}  # fmt: skip


def _world() -> Any:
    issuers = apiworld.issuing_world.build_issuers()
    rows = issuers.issued()
    return issuers, rows


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    """Awards of a Georgian university, and who may ask about them."""
    with (
        django_db_blocker.unblock(),
        apiworld.standing_still(tmp_path),
        sharedworlds.lent(_world) as made,
    ):
        yield made


def official(issuers: Any, slug: str = "registry", role: str = "official") -> Any:
    return apiworld.awards_world._newcomer(issuers.world.organisations[slug].id, role)


def look(by: Any, **changed: str) -> Lookup:
    with tenancy.scope(by):
        return actions.look_up(**(ASKED | changed), by=by, now=NOW)


def test_what_is_found_is_on_record_and_the_person_sees_who_looked(world: Any) -> None:
    """PRV-05: each look-up is a row that stays, and one that the person reads."""
    issuers, rows = world
    by = official(issuers)
    made = look(by, number=" 996 100 977-26 ")
    with tenancy.scope(by):
        [found] = queries.achievements(queries.lookup(made.id, by=by, now=NOW))
    [row] = [one for one in rows if one.id == found.credential_id]
    assert (found.state, found.awarded_on) == ("valid", row.awarded_on)
    with as_holder(row.person_key_id):
        [visit] = queries.visits(row.person_key_id)
        assert (visit.ground, visit.case_number) == ("court", "D-1/2026")
        [told] = queries.told_visits(row.person_key_id)
        assert (told["case_number"], told["asked_at"]) == (
            "D-1/2026",
            format_instant(visit.asked_at),
        )
    stranger = next(one for one in rows if one.person_key_id != row.person_key_id)
    with as_holder(stranger.person_key_id):
        assert queries.visits(stranger.person_key_id) == []
        assert not Hit.objects.exists()


def test_neither_number_nor_name_is_kept(world: Any) -> None:
    """PRV-06: the question holds a fingerprint, and nothing that names the person."""
    issuers, _ = world
    by = official(issuers)
    look(by)
    with tenancy.scope(by), connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(l)::text from stateregister_lookup l union all"
            " select to_jsonb(h)::text from stateregister_hit h"
        )
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert LEVAN not in kept
    assert "Levan" not in kept


def test_an_unknown_number_answers_like_one_without_awards(world: Any) -> None:
    """PRV-03: nothing tells whether somebody is known."""
    issuers, _ = world
    by = official(issuers)
    made = look(by, number="11111111111")
    with tenancy.scope(by):
        assert queries.achievements(made) == []


def test_a_nation_s_officials_see_its_own_providers_alone(world: Any) -> None:
    issuers, _ = world
    by = official(issuers, "demo-ministry-am")
    made = look(by)
    with tenancy.scope(by):
        assert queries.achievements(made) == []


@pytest.mark.parametrize("role", ["officer", "approver", "head", "auditor", "operator"])
def test_no_other_role_looks(world: Any, role: str) -> None:
    """AUT-01: only the role of officials, and only for a body that the register serves."""
    by = official(world[0], role=role)
    with pytest.raises(NotAllowed, match="lacks stateregister"):
        look(by)


def test_an_official_of_a_university_or_agency_is_none(world: Any) -> None:
    for slug in ("golden-fleece-demo-university", "demo-quality-agency-ge"):
        with pytest.raises(NotAllowed, match="not_a_register_authority"):
            look(official(world[0], slug))


def test_it_is_asked_with_a_passkey() -> None:
    """ACC-04: no code of a mail is enough."""
    assert Permission.ACHIEVEMENT_FIND in policies.matrix().strong


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("ground", "curiosity"), ("ground", ""), ("clause", " "), ("case_number", ""),
        ("case_number", "x" * 201), ("number", "12"), ("number", "1' or '1'='1"),
        ("identifier_kind", "none"), ("clause", "a\u202eb"),
    ],
)  # fmt: skip
def test_without_ground_and_case_there_is_no_question(world: Any, field: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        look(official(world[0]), **{field: text})
    assert (refused.value.code, refused.value.facts["field"]) == ("lookup_incomplete", field)


def test_only_who_asked_reads_the_answer_and_for_a_day(world: Any) -> None:
    """AUT-02: a colleague with the same role does not, nor anybody a day later."""
    by, colleague = official(world[0]), official(world[0])
    made = look(by)
    for who, now in ((colleague, NOW), (by, NOW + timedelta(hours=rules.OPEN_HOURS))):
        with tenancy.scope(who), pytest.raises(NotFound):
            queries.lookup(made.id, by=who, now=now)
    auditor = official(world[0], role="auditor")
    with tenancy.scope(auditor):
        assert [one.id for one in queries.lookups(auditor)] == [made.id]


def test_more_than_case_work_is_refused(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """PRV-03: whoever tries numbers is stopped."""
    monkeypatch.setattr(rules, "A_DAY", 2)
    by = official(world[0])
    look(by, number="11111111111")
    look(by, number="11111111112")
    with pytest.raises(Conflict, match="lookups_exhausted"):
        look(by)


def test_the_database_asks_for_a_recorded_question_of_the_same_person(world: Any) -> None:
    """AUT-02: the function that finds does nothing without a question, or for a second time."""
    issuers, rows = world
    by, other = official(issuers), official(issuers)
    provider = rows[0].issuer_id
    identity = persons.identity(provider, "national_number", LEVAN)
    made = look(by, number="11111111111")
    sql = "select count(*) from stateregister_look(%s, %s::uuid[], %s::bytea[])"
    for who in (other, official(issuers, "demo-ministry-am")):
        with tenancy.scope(who), connection.cursor() as cursor:
            cursor.execute(sql, [made.id, [provider], [identity]])
            assert cursor.fetchone() == (0,)
    first = look(by)
    with tenancy.scope(by), connection.cursor() as cursor:
        cursor.execute(sql, [first.id, [provider], [identity]])
        assert cursor.fetchone() == (0,)
