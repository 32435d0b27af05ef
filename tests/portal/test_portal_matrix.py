"""Every page of a desk and every act, by every role, at home and elsewhere, against `matrix.csv`.

A cell has two signs: what happens at the own desk, and what happens to the same role of another
organisation that asks at its own desk for the same things; one sign where the role may not at
home. `y` the page is there, or the act was
judged by its content; `n` not allowed; `-` unknown, as what never was. A page without a row fails.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import amendmentworld
import apiworld
import casedesk
import criteriaworld
import demandworld
import fundingworld
import lightdesk
import lookupdesk
import oversightdesk
import pagematrix
import pytest
from apiworld import NOW, Doors
from borrowed import borrow
from deskworld import sign_in
from django.db import connection, transaction
from django.test import Client
from pagematrix import EVERYBODY, HOMES, REFUSED, THERE, UNKNOWN, Address, Row

from pharos.accounts.models import ApiClient
from pharos.accreditation import actions as accreditation
from pharos.awards import actions as awards
from pharos.awards.models import Enrolment
from pharos.catalogue import queries as catalogue
from pharos.catalogue.claims import actions as claims
from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings.rules import Terms
from pharos.common import tenancy
from pharos.organisations.models import Mandate, Membership

HERE = Path(__file__)
TABLE = HERE.with_name("matrix.csv")
api_matrix = borrow("pages_api_matrix", HERE.parents[1] / "api" / "test_api_matrix.py")
KNOWN = {row.key: row for row in pagematrix.rows(TABLE)}
# A refusal comes as a document, which is made faster than a page.
BRIEF = {"Accept": "application/json"}
# Sessions: when one was last seen, and how long it lasts from here.
OF_SESSIONS = ('update "usersessions_usersession"', 'update "django_session"')
OFFERED = Terms(starts=date(2027, 3, 1), form="hybrid", region="GE-TB", place="Tbilisi",
                language="ka", application_contact="Admissions office")  # fmt: skip
WRITES = ("insert", "update", "delete", "truncate", "copy", "merge")


@pytest.fixture(scope="module")
def doors(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """The world of the examples; nothing of it stays."""
    folder = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), apiworld.standing_still(folder), apiworld.taken_back():
        yield apiworld.build(decisions=True)


@pytest.fixture(scope="module")
def objects(doors: Doors) -> dict[str, Any]:
    """One object of each kind that an address can name."""
    made = api_matrix.objects(doors).found
    golden = doors.organisation(HOMES["provider"][0])
    with tenancy.scope(doors.world.actor("registrar-ge")) as registrar:
        learner = Enrolment.objects.get(id=made["enrolment"]).learner_id
        mandate = Mandate.objects.filter(organisation_id=golden.id)[0].id
        draft = _import_draft(registrar, made)
        version = catalogue.version(made["version"])
        met = {one.id: version.level for one in version.descriptor.learning_outcomes}
        claims.claim_level(version_id=version.id, matches=met, by=registrar, now=NOW)
        offering = offerings.announce(
            version_id=made["version"], terms=OFFERED, by=registrar, now=NOW
        ).id
    doors.client(HOMES["provider"][0])
    with tenancy.scope(doors.world.actor("head-ge")):
        membership = Membership.objects.filter(organisation_id=golden.id)[0].id
        client = ApiClient.objects.filter(organisation_id=golden.id)[0].id
    return {
        "format_id": _format(doors, made), "version_id": made["version"],
        "membership_id": membership, "client_id": client, "entry": HOMES["provider"][1],
        "formats-draft-file.file": "usual.pdf", "portal-specimen-file.file": "usual.pdf",
        "mandate_id": mandate, "draft_id": made["draft"], "section": "content",
        "decision_id": made["decision"], "kind": "suspended",
        "accreditation-decide.kind": "programme", "subject_id": made["version"],
        "proposal_id": made["proposal"], "run_id": made["run"],
        "enrolment_id": made["enrolment"], "learner_id": learner, "import_id": draft,
        "batch_id": made["proposed"], "award_id": made["award"], "offering_id": offering,
        **demandworld.desk_objects(doors.world, NOW),
        **fundingworld.desk_objects(doors.world, NOW),
        **lightdesk.desk_objects(doors.world, NOW),
        **oversightdesk.desk_objects(doors.world, NOW),
        **criteriaworld.desk_objects(doors.world, NOW),
        **casedesk.desk_objects(doors.world, NOW),
        **lookupdesk.desk_objects(doors.world, NOW),
        **amendmentworld.desk_objects(doors.world, NOW),
    }  # fmt: skip


def _import_draft(by: Any, made: dict[str, Any]) -> Any:
    return awards.begin_import(
        raw=made["roster"], file_name="learners.csv", version_id=made["version"], by=by, now=NOW
    ).id


def _format(doors: Doors, made: dict[str, Any]) -> Any:
    with tenancy.scope(doors.world.actor("registrar-ge")) as by:
        return accreditation.submit_format(content_hash=b"f" * 32, by=by, now=NOW).id


@pytest.fixture(scope="module")
def people(doors: Doors) -> dict[tuple[str, str], Client]:
    """A signed-in client of each role in each organisation."""
    found = {}
    for slug in dict.fromkeys(slug for homes in HOMES.values() for slug in homes):
        for role in EVERYBODY:
            owner = doors.organisation(slug).id
            by = apiworld.awards_world._newcomer(owner, role)
            client = Client(raise_request_exception=False)
            sign_in(client, by.person_id)
            found[role, slug] = client
    return found


def sign_of(client: Client, path: str, act: str) -> str:
    """What happens, as one sign; what it changed is taken back."""
    point = transaction.savepoint()
    if act == "look":
        answer = client.get(path, headers=BRIEF)
    else:
        sent = {"form_key": uuid4().hex, "act": "" if act == "act" else act}
        answer = client.post(path, sent, headers=BRIEF)
    transaction.savepoint_rollback(point)
    # the signer is not there: whoever may have a key made is told so
    assert answer.status_code < 500 or (answer.status_code, act) == (503, "propose"), path
    return {403: REFUSED, 404: UNKNOWN}.get(answer.status_code, THERE)


def test_every_page_and_act_has_its_row() -> None:
    """AUT-01: a page or an act that nobody put into the table fails, and so does a row too many."""
    assert pagematrix.keys() ^ set(KNOWN) == set()
    assert len(list(pagematrix.rows(TABLE))) == len(KNOWN)


@pytest.mark.parametrize("row", KNOWN.values(), ids=lambda row: f"{row.name} {row.act}")
def test_only_listed_cells_pass(
    row: Row,
    doors: Doors,
    objects: dict[str, Any],
    people: dict[tuple[str, str], Client],
) -> None:
    """AUT-01, AUT-02: each role at home, and elsewhere with the ids of somebody else."""
    address = pagematrix.addresses()[row.name]
    found = {role: cells_of(row, address, role, objects, people) for role in EVERYBODY}
    assert found == dict(row.cells)


def cells_of(
    row: Row,
    address: Address,
    role: str,
    objects: dict[str, Any],
    people: dict[tuple[str, str], Client],
) -> str:
    home, other = HOMES[row.home]
    first = sign_of(people[role, home], address.path(home, objects), row.act)
    if first == REFUSED:
        # a role that may not at home may not elsewhere either
        return first
    return first + sign_of(people[role, other], address.path(other, objects), row.act)


@pytest.mark.parametrize("name", sorted({name for name, _ in KNOWN}))
def test_a_desk_opens_for_its_members_only(
    name: str, objects: dict[str, Any], people: dict[tuple[str, str], Client]
) -> None:
    """AUT-02: a visitor is led to the sign-in; a member of another organisation is refused."""
    address = pagematrix.addresses()[name]
    home, other = HOMES[next(row.home for row in KNOWN.values() if row.name == name)]
    path = address.path(home, objects)
    visitor = Client().get(path)
    assert visitor.status_code == 303
    assert visitor.headers["Location"].startswith("/en/sign-in?next=")
    assert visitor.headers["Cache-Control"] == "no-store"
    stranger = people["head", other]
    assert stranger.get(path).status_code == 403
    sent = stranger.post(path, {"form_key": uuid4().hex})
    assert sent.status_code in (400, 403, 405)
    unknown = address.path("nobody-at-all", objects)
    assert stranger.get(unknown).status_code == 404


@pytest.mark.parametrize("name", sorted({name for name, act in KNOWN if act == "look"}))
def test_looking_changes_nothing(
    name: str, objects: dict[str, Any], people: dict[tuple[str, str], Client]
) -> None:
    """AUT-03: no statement of a GET writes; other methods are refused, override or not."""
    address = pagematrix.addresses()[name]
    row = KNOWN[name, "look"]
    home = HOMES[row.home][0]
    path = address.path(home, objects)
    # of a page for none of these roles (who keeps records has none), the refusal is looked at
    role = next((role for role in EVERYBODY if row.cells[role] != REFUSED), EVERYBODY[0])
    statements: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(str(sql).lower())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        people[role, home].get(path, headers={"X-HTTP-Method-Override": "POST"})
    writing = [one for one in statements if one.lstrip().startswith(WRITES)]
    assert [one for one in writing if not one.startswith(OF_SESSIONS)] == []
    for method in ("put", "patch", "delete"):
        answer = getattr(people[role, home], method)(path)
        assert answer.status_code in (403, 405)


def test_an_auditor_changes_nothing_at_any_page() -> None:
    """AUT-03: in the column of the auditor no act passes anywhere."""
    passed = {
        row.key
        for row in KNOWN.values()
        if row.act not in ("look", "preview") and THERE in row.cells["auditor"]
    }
    # everybody may leave an organisation
    assert passed == {("team-end", "act")}
