"""After a whole world has acted: nobody sees another's rows, nobody approves his own, and the
ministry decides nothing. Tried as the app role with raw SQL, past every line of our code.
"""

import contextlib
import importlib.util
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7
from pharos.common.tenancy import TABLES, Class

OURS = "golden-fleece-demo-university"
THEIRS = "lighthouse-demo-university"


def _issuing():
    path = Path(__file__).parents[1] / "issuing" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tenancy_issuers", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def told(db_world, tmp_path, monkeypatch):
    """Both providers of the examples with everything that they did; real commits."""
    from pharos.awards import actions as awards
    from pharos.common import settings as pharos_settings
    from pharos.issuing import actions

    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr("pharos.issuing.actions.publishing.settings", lambda: mine)
    module = _issuing()
    issuers = module.build(module.awards_world.build_world())
    issuers.issued("teachers.csv", "teacher-course", nation="am")
    [row, *_] = issuers.issued()
    module.tasks.publish_now(
        issuers.worker("ge"), row.list_id, now=module.NOW, signer=issuers.signer
    )
    issuers.world.in_scope(
        "registrar-ge",
        actions.suspend,
        credential_id=row.id,
        reason="under_investigation",
        now=module.NOW,
    )
    issuers.world.in_scope(
        "registrar-ge",
        actions.propose_reinstatement,
        credential_id=row.id,
        reason="cleared",
        now=module.NOW,
    )
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        from pharos.awards.models import Learner

        learner = Learner.objects.first()
        awards.propose_erasure(learner_id=learner.id, by=by, now=module.NOW)
    return issuers


@pytest.fixture
def app(database, told):
    """The app role, on a connection that our code never saw."""
    with psycopg.connect(database.dsn("app")) as connection:
        yield connection


def _owned() -> list:
    return [table for table in TABLES.values()
            if table.kind in (Class.TENANT, Class.CASE, Class.PERSON)]  # fmt: skip


def _as(connection, *, tenant: UUID | None = None, person: UUID | None = None) -> None:
    connection.rollback()
    connection.execute(
        "select set_config('pharos.tenant', %s, true), set_config('pharos.person', %s, true),"
        " set_config('pharos.kind', 'person', true), set_config('pharos.capability', '', true)",
        [str(tenant or ""), str(person or "")],
    )


def _seen(connection, table) -> int:
    return connection.execute(f"select count(*) from {table.name}").fetchone()[0]


def test_nobody_sees_the_rows_of_another(told, app, database):
    """AUT-09, AUT-02: every table that is somebody's, with rows in it, as the app role."""
    owner = told.owner("ge")
    filled = {}
    with psycopg.connect(database.dsn("admin")) as admin:
        for table in _owned():
            filled[table.name] = admin.execute(f"select count(*) from {table.name}").fetchone()[0]
    with_rows = {name for name, count in filled.items() if count}
    assert with_rows >= {
        "common_event", "common_chain_head", "common_person_key", "accounts_person",
        "organisations_membership", "accreditation_proposal", "registry_signing_intent",
        "awards_learner", "awards_batch", "awards_batch_row", "awards_award", "awards_erasure",
        "issuing_status_pool", "issuing_intent", "issuing_chunk", "issuing_credential",
        "issuing_status_change", "issuing_counter",
    }  # fmt: skip

    _as(app)
    assert {t.name: _seen(app, t) for t in _owned() if _seen(app, t)} == {}, "no scope, no row"
    _as(app, tenant=uuid7(), person=uuid7())
    assert {t.name: _seen(app, t) for t in _owned() if _seen(app, t)} == {}, "a stranger"

    # in a provider's scope only its own rows, and the other provider's never
    _as(app, tenant=told.owner("am"))
    for table in _owned():
        if table.tenant is None:
            continue
        theirs = f"{table.tenant} = %(owner)s"
        if table.counterparty:
            theirs += f" and {table.counterparty} is distinct from %(reader)s"
        query = f"select count(*) from {table.name} where {theirs}"
        values = {"owner": owner, "reader": told.owner("am")}
        assert app.execute(query, values).fetchone()[0] == 0, table.name
    _as(app, tenant=owner)
    assert app.execute("select count(*) from issuing_credential").fetchone()[0] == 60


def test_nobody_writes_for_another(told, app):
    """AUT-09: an update in another's scope changes no row, whatever the table grants."""
    _as(app, tenant=told.owner("am"))
    for statement in (
        "update awards_award set state = 'revoked' where issuer_id = %s",
        "update issuing_credential set state = 'revoked' where issuer_id = %s",
        "update awards_batch set state = 'dropped' where organisation_id = %s",
        "update issuing_status_list set version = version + 1 where organisation_id = %s",
        "update registry_issuer_key set state = 'retired' where organisation_id = %s",
        "update catalogue_programmeversion set state = 'withdrawn' where organisation_id = %s",
    ):
        assert app.execute(statement, [told.owner("ge")]).rowcount == 0, statement


# table, what the second person sets, who stands as the first; as the app role in its tenant
FOUR_EYES = {
    "awards_batch": (
        "update awards_batch set state = 'confirmed', confirmed_by = proposed_by,"
        " confirmed_at = now() where proposed_by is not null",
        "ge",
    ),
    "awards_erasure": (
        "update awards_erasure set approved_by = proposed_by, approved_at = now()",
        "ge",
    ),
    "issuing_status_change": (
        "update issuing_status_change set approved_by = proposed_by, done_at = now(), step = 9,"
        " log_chunk_id = 1 where act = 'reinstate'",
        "ge",
    ),
    "registry_issuer_key": (
        "update registry_issuer_key set approved_by = proposed_by",
        "ge",
    ),
    "organisations_mandate": (
        "update organisations_mandate set approved_by = proposed_by",
        "ge",
    ),
    "accreditation_decision": (
        "insert into accreditation_decision select (jsonb_populate_record(d, jsonb_build_object("
        "'id', gen_random_uuid(), 'approved_by', d.proposed_by))).* from accreditation_decision d"
        " where d.agency_id = (select nullif(current_setting('pharos.tenant'), '')::uuid) limit 1",
        "agency",
    ),
}


def test_the_proposer_does_not_approve_whatever_the_code_does(told, app):
    """AUT-06: the table itself refuses one person in both places."""
    agency = told.world.organisations["demo-quality-agency-ge"].id
    for table, (statement, whose) in FOUR_EYES.items():
        tenant = told.owner("ge") if whose == "ge" else agency
        _as(app, tenant=tenant, person=told.world.people["registrar-ge"])
        with pytest.raises(psycopg.Error) as refused:
            app.execute(statement)
        # a constraint or one of our triggers, never a missing grant
        assert refused.value.sqlstate == "23514" or refused.value.sqlstate.startswith("PH"), table


DECIDING = [
    one
    for one in Permission
    if one.value.startswith("accreditation:") and not one.value.endswith(":read")
]


def test_an_administrator_decides_nothing(told):
    """Every permission that proposes, approves or changes a decision is closed to the role."""
    ministry = told.world.organisations["demo-ministry-am"].id
    administrator = Actor(
        person_id=uuid7(), organisation_id=ministry, roles=frozenset({"administrator"})
    )
    assert len(DECIDING) >= 10
    for permission in DECIDING:
        with pytest.raises(NotAllowed):
            policies.require(administrator, permission)


BY_FORCE = (
    "update accreditation_decision set outcome = 'refused'",
    "delete from accreditation_decision",
    "truncate accreditation_decision",
    "update accreditation_decisionchange set kind = 'withdrawn'",
    "update accreditation_tenure set until = null",
    "insert into accreditation_decision select (jsonb_populate_record(d, jsonb_build_object("
    "'id', gen_random_uuid()))).* from accreditation_decision d limit 1",
    "update catalogue_standing set state = 'withdrawn'",
    "alter table accreditation_decision disable trigger all",
    "set session_replication_role = replica",
)


def test_the_ministry_changes_no_decision_by_any_door(told, app):
    """AUT-06: raw SQL of the app role in the ministry's tenant, on decisions of others."""
    ministry = told.world.organisations["demo-ministry-am"].id
    person = told.world.people["ministry-officer-am"]
    own = "select count(*) from accreditation_decision where agency_id = %s"
    _as(app, tenant=ministry)
    its_own = app.execute(own, [ministry]).fetchone()[0]
    digest = (
        "select md5(string_agg(to_jsonb(d)::text, '' order by to_jsonb(d)::text)) from {} d"
        " where agency_id <> %s"
    )
    tables = ("accreditation_decision", "accreditation_tenure", "catalogue_standing")
    kept = [app.execute(digest.format(table), [ministry]).fetchone()[0] for table in tables]
    assert all(kept)
    for statement in BY_FORCE:
        _as(app, tenant=ministry, person=person)
        with contextlib.suppress(psycopg.Error):
            app.execute(statement)
            app.commit()
        _as(app, tenant=ministry)
        found = [app.execute(digest.format(table), [ministry]).fetchone()[0] for table in tables]
        assert found == kept, statement
        assert app.execute(own, [ministry]).fetchone()[0] == its_own, statement
