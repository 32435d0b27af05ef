"""Team, invitations, programs and features by page, in the world of the examples."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from borrowed import borrow
from deskworld import press, sign_in
from django.test import Client

from pharos.accounts.models import ApiClient, Login
from pharos.common import clock, jobs, mailbox, secretbox, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import NotAllowed
from pharos.organisations import actions, queries, rules
from pharos.organisations.models import Membership

TESTS = Path(__file__).parents[1]
HOME = "/en/desk/lighthouse-demo-university"
SLUG = "lighthouse-demo-university"


@pytest.fixture
def world(db_world: None) -> Any:
    secretbox.ensure_keys()
    examples = borrow("team_examples", TESTS / "awards" / "conftest.py")
    examples.NOW = clock.now() - timedelta(minutes=5)
    made = examples.build_world(decisions=False)
    made.newcomer = examples._newcomer
    return made


@pytest.fixture
def head(world: Any) -> Client:
    return _signed_in(world.actor("head-am").person_id)


def _signed_in(person_id: UUID, **how: Any) -> Client:
    client = Client()
    sign_in(client, person_id, **how)
    return client


def _with_role(world: Any, role: str) -> Client:
    return _signed_in(world.newcomer(world.organisations[SLUG].id, role).person_id)


def _invite(client: Client, **changes: str) -> Any:
    fields = {"name": "Nona Example", "email": "nona@example.org", "language": "en"}
    return press(client, f"{HOME}/team/invite", **{**fields, "role": "registrar", **changes})


def _mailed_link(to: str) -> str:
    jobs.drain()
    text = next(one.text for one in mailbox.newest() if one.to == to)
    return re.search(r"/en/sign-in/invitation/\S+", text).group()


def _roles(world: Any, person_id: UUID) -> set[str]:
    entry = world.organisations[SLUG]
    with tenancy.scope(system(organisation_id=entry.id)):
        found = queries.memberships(entry.id, now=clock.now())
        return {one.role for one in found if one.person_id == person_id}


def test_an_invitation_makes_a_member_once(world: Any, head: Client) -> None:
    answer = _invite(head)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{HOME}/team?done=done_team_invited")
    link, guest = _mailed_link("nona@example.org"), Client()
    shown = guest.get(link).content.decode()
    assert "Registrar" in shown
    assert "Lighthouse Demonstration University" in shown
    accepted = guest.post(link)
    assert (accepted.status_code, accepted["Location"]) == (302, "/en/desk/")
    nona = Login.objects.get(email="nona@example.org")
    assert _roles(world, nona.pk) == {"registrar"}
    # the code of a mail is one factor: no desk opens with it alone
    assert guest.get(f"{HOME}/team")["Location"] == "/en/account/?need=factor"
    assert Client().get(link).status_code == 404


def test_looking_at_an_invitation_does_nothing(world: Any, head: Client) -> None:
    _invite(head)
    link = _mailed_link("nona@example.org")
    Client().get(link)
    assert not Login.objects.filter(email="nona@example.org").exists()


def test_an_address_that_is_known_joins_that_person(world: Any, head: Client) -> None:
    """However it is spelled: the same person gets the role, and nobody new is made."""
    office = world.newcomer(world.organisations["registry"].id, "auditor")
    known = Login.objects.get(pk=office.person_id)
    people = Login.objects.count()
    _invite(head, email=known.email.upper())
    Client().post(_mailed_link(known.email.upper()))
    assert Login.objects.count() == people
    assert _roles(world, known.pk) == {"registrar"}


@pytest.mark.parametrize("name", ["Nona\r\nBcc: x@example.org", "No\u200bna", "No\u202ena", ""])
def test_no_name_reaches_a_header(world: Any, head: Client, name: str) -> None:
    """OUT-04, UNI-03: what ends a line or hides in one is refused before any mail."""
    assert _invite(head, name=name, email="header@example.org").status_code == 422
    jobs.drain()
    assert not [one for one in mailbox.newest() if one.to == "header@example.org"]


def test_markup_in_a_name_is_shown_as_it_is(world: Any, head: Client) -> None:
    """OUT-01: on the page of the team, in the mail and behind its link."""
    name = "<img src=x onerror=alert(1)>"
    _invite(head, name=name, email="markup@example.org")
    assert "<img src=x" not in head.get(f"{HOME}/team").content.decode()
    jobs.drain()
    [mail] = [one for one in mailbox.newest() if one.to == "markup@example.org"]
    assert "<img src=x" not in mail.html
    assert "<img src=x" not in Client().get(_mailed_link("markup@example.org")).content.decode()


def test_an_invitation_can_be_withdrawn(world: Any, head: Client) -> None:
    _invite(head)
    link = _mailed_link("nona@example.org")
    page = head.get(f"{HOME}/team").content.decode()
    waiting = re.search(r'name="invitation" value="([^"]+)"', page).group(1)
    answer = press(head, f"{HOME}/team", act="withdraw", invitation=waiting)
    assert answer.status_code == 303
    assert Client().post(link).status_code == 404


def test_the_same_is_asked_once(world: Any, head: Client) -> None:
    _invite(head)
    answer = _invite(head, email="NONA@example.org")
    assert answer.status_code == 409
    assert "invited to this role already" in answer.content.decode()


def test_nobody_invites_the_own_address_or_beyond_the_own_role(world: Any, head: Client) -> None:
    """AUT-04: not by mail either; the administrator gives no role that decides."""
    own = Login.objects.get(pk=world.actor("head-am").person_id)
    assert _invite(head, email=own.email.upper(), role="auditor").status_code == 403
    keeper = _with_role(world, "administrator")
    assert _invite(keeper, role="head").status_code == 422
    entry = world.organisations[SLUG]
    by = world.newcomer(entry.id, "administrator")
    with pytest.raises(Exception) as refused, tenancy.scope(by):
        actions.invite(
            by=by, email="x@example.org", name="X Y", language="en", role="head", now=clock.now()
        )
    assert refused.value.code == "role_beyond_own"


@pytest.mark.parametrize(
    ("kinds", "offered", "not_offered"),
    [
        (
            {"training_centre"},
            {"registrar", "quality"},
            {"officer", "approver", "expert", "official"},
        ),
        ({"qa_agency"}, {"officer", "expert", "committee"}, {"registrar", "operator", "partner"}),
        ({"employer"}, {"partner", "officer"}, {"registrar", "committee", "evaluator"}),
        ({"hei_public", "employer"}, {"registrar", "partner"}, {"expert", "operator"}),
        (set(), {"head", "auditor"}, {"registrar", "officer"}),
    ],
    ids=lambda one: "-".join(sorted(one)),
)
def test_roles_are_offered_by_the_kind_of_the_body(
    kinds: set[str], offered: set[str], not_offered: set[str]
) -> None:
    found = set(rules.grantable(["head"], kinds))
    assert offered | {"head", "administrator", "auditor"} <= found
    assert not not_offered & found


def test_a_role_of_another_kind_is_refused(world: Any, head: Client) -> None:
    """AUT-04: neither by the page nor by any other door, with a code."""
    assert 'value="committee"' not in head.get(f"{HOME}/team/invite").content.decode()
    assert _invite(head, role="committee").status_code == 422
    by = world.actor("head-am")
    with pytest.raises(NotAllowed) as refused, tenancy.scope(by):
        actions.invite(
            by=by, email="x@example.org", name="X Y", language="en", role="committee",
            now=clock.now(),
        )  # fmt: skip
    assert refused.value.code == "role_not_of_kind"


def test_an_invitation_is_void_when_the_inviter_has_gone(world: Any) -> None:
    """AUT-05: a delegated power ends with the membership that gave it."""
    entry = world.organisations[SLUG]
    keeper = world.newcomer(entry.id, "administrator")
    _invite(_signed_in(keeper.person_id))
    link = _mailed_link("nona@example.org")
    with tenancy.scope(keeper):
        [held] = Membership.objects.filter(organisation=entry, person_id=keeper.person_id)
        actions.end_membership(by=keeper, membership_id=held.id, now=clock.now())
    answer = Client().post(link)
    assert answer.status_code == 403
    assert "does not act for this organisation any more" in answer.content.decode()


def test_a_role_is_given_and_ended_with_its_reason(world: Any, head: Client) -> None:
    entry = world.organisations[SLUG]
    officer = world.newcomer(entry.id, "registrar")
    fields = {"person": str(officer.person_id), "role": "auditor"}
    assert press(head, f"{HOME}/team/role", **fields).status_code == 303
    assert _roles(world, officer.person_id) == {"registrar", "auditor"}
    with tenancy.scope(world.actor("head-am")):
        held = Membership.objects.get(person_id=officer.person_id, role="auditor")
    page = f"{HOME}/team/end/{held.id}"
    assert press(head, page).status_code == 422
    assert press(head, page, reason="left the office").status_code == 303
    assert _roles(world, officer.person_id) == {"registrar"}
    with tenancy.scope(world.actor("head-am")):
        assert Membership.objects.get(id=held.id).ended_reason == "left the office"


def test_the_end_of_a_role_ends_the_desk_at_the_next_request(world: Any, head: Client) -> None:
    """AUT-05: an open session opens nothing any more."""
    entry = world.organisations[SLUG]
    auditor = world.newcomer(entry.id, "auditor")
    client = _signed_in(auditor.person_id)
    assert client.get(f"{HOME}/team").status_code == 200
    with tenancy.scope(world.actor("head-am")):
        held = Membership.objects.get(person_id=auditor.person_id)
    press(head, f"{HOME}/team/end/{held.id}", reason="left")
    assert client.get(f"{HOME}/team").status_code == 403


def test_an_auditor_sees_the_team_and_changes_nothing(world: Any) -> None:
    """AUT-03: what an auditor sends is refused."""
    auditor = _with_role(world, "auditor")
    page = auditor.get(f"{HOME}/team").content.decode()
    assert "team/invite" not in page
    assert _invite(auditor).status_code == 403


def test_the_secret_of_a_program_is_shown_once(world: Any) -> None:
    keeper = _with_role(world, "administrator")
    sponsor = world.newcomer(world.organisations[SLUG].id, "registrar")
    fields = {
        "name": "student system",
        "sponsor": str(sponsor.person_id),
        "scopes": ["awards:run:read", "awards:batch:import"],
        "days": "90",
        "key": "a-key-of-its-own",
    }
    shown = press(keeper, f"{HOME}/clients/new", **fields)
    token = re.search(r"pharos_client_[\w-]+", shown.content.decode()).group()
    again = press(keeper, f"{HOME}/clients/new", **fields)
    assert "pharos_client_" not in again.content.decode()
    page = keeper.get(f"{HOME}/clients").content.decode()
    assert "student system" in page
    assert ">never<" in page
    assert (
        Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    )
    assert ">never<" not in keeper.get(f"{HOME}/clients").content.decode()


def test_a_program_is_rotated_and_ended(world: Any) -> None:
    keeper = _with_role(world, "administrator")
    sponsor = world.newcomer(world.organisations[SLUG].id, "registrar")
    press(
        keeper, f"{HOME}/clients/new", name="system", sponsor=str(sponsor.person_id),
        scopes=["awards:run:read"], days="30",
    )  # fmt: skip
    with tenancy.scope(system(organisation_id=world.organisations[SLUG].id)):
        made = ApiClient.objects.get()
    page = f"{HOME}/clients/{made.id}"
    assert "See runs" in keeper.get(page).content.decode()
    assert "pharos_client_" in press(keeper, page, act="rotate").content.decode()
    assert press(keeper, page, act="end", reason="").status_code == 422
    assert press(keeper, page, act="end", reason="replaced").status_code == 303
    assert press(keeper, page, act="rotate").status_code == 409


def test_a_feature_that_is_off_is_refused_and_shown(world: Any) -> None:
    """L17: the operator switches, the desk shows it, the act is refused."""
    operator = _signed_in(world.newcomer(world.organisations["registry"].id, "operator").person_id)
    desk = "/en/desk/registry/features"
    assert SLUG in operator.get(f"{desk}?q=Lighthouse").content.decode()
    assert press(operator, desk, switch=f"{SLUG} api_clients off").status_code == 303
    keeper = _with_role(world, "administrator")
    assert "turned access by programs off" in keeper.get(f"{HOME}/clients").content.decode()
    sponsor = world.newcomer(world.organisations[SLUG].id, "registrar")
    fields = {"name": "x", "sponsor": str(sponsor.person_id), "scopes": ["awards:run:read"]}
    refused = press(keeper, f"{HOME}/clients/new", days="30", **fields)
    assert refused.status_code == 403
    assert press(operator, desk, switch=f"{SLUG} api_clients on").status_code == 303
    assert press(keeper, f"{HOME}/clients/new", days="30", **fields).status_code == 200


@pytest.mark.parametrize("wanted", ["", f"{SLUG} flying on", "nowhere import off"])
def test_a_switch_that_is_none(world: Any, wanted: str) -> None:
    operator = _signed_in(world.newcomer(world.organisations["registry"].id, "operator").person_id)
    assert press(operator, "/en/desk/registry/features", switch=wanted).status_code in (404, 422)


def test_who_operates_nothing_switches_nothing(world: Any, head: Client) -> None:
    page = f"{HOME}/features"
    assert "Access by programs" in head.get(page).content.decode()
    assert press(head, page, switch=f"{SLUG} import off").status_code == 403


def test_the_chooser_leads_straight_to_the_only_desk(world: Any, head: Client) -> None:
    assert head.get("/en/desk/")["Location"] == f"{HOME}/"
    person = world.actor("head-am").person_id
    other = world.organisations["golden-fleece-demo-university"]
    by = system(organisation_id=other.id)
    with tenancy.scope(by):
        actions.add_membership(
            by=by, organisation_id=other.id, person_id=person, role="auditor", now=clock.now()
        )
    page = head.get("/en/desk/").content.decode()
    assert "Golden Fleece" in page
    assert "Auditor" in page


def test_whoever_acts_nowhere_is_told_so(world: Any) -> None:
    by = Actor(person_id=world.actor("head-am").person_id, organisation_id=None)
    assert by.organisation_id is None
    from pharos.accounts import actions as accounts
    from pharos.common.ids import uuid7

    nobody = Actor(person_id=uuid7(), organisation_id=None)
    with tenancy.scope(nobody):
        accounts.register_person(
            by=nobody, name="Ani Example", email="ani@example.org", now=clock.now()
        )
    page = _signed_in(nobody.person_id).get("/en/desk/").content.decode()
    assert "no role in any organisation" in page
