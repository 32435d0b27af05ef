"""The register office by page: entered, held, reviewed, renamed, followed up, closed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import deskworld
import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import transaction
from django.test import Client

from pharos.accounts.rules import link_token_of, new_secret
from pharos.common import tenancy
from pharos.organisations import queries
from pharos.organisations.models import Invitation, Organisation

world_module = borrow("register_awards", TESTS / "awards" / "conftest.py")
PAGES = "/en/desk/registry/organisations"
ENTRY = {"entry_slug": "new-academy", "name_en": "New Academy", "nation": "AM",
         "kinds": ["company_academy"]}  # fmt: skip


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world(decisions=False)


@pytest.fixture
def world(module_world: Any) -> Iterator[Any]:
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


def member(world: Any, *roles: str, slug: str = "registry") -> Client:
    first, *more = roles
    actor = world_module._newcomer(world.organisations[slug].id, first)
    for role in more:
        world_module._newcomer(world.organisations[slug].id, role, actor.person_id)
    client = Client()
    deskworld.sign_in(client, actor.person_id)
    return client


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_an_organisation_is_entered_and_found(world: Any) -> None:
    officer = member(world, "officer")
    answer = deskworld.press(officer, f"{PAGES}/new", act="create", **ENTRY, name_hy="Նոր ակադեմիա",
                             legal_kind_1="tax_id", legal_value_1="01234567")  # fmt: skip
    assert answer.status_code == 303, text(answer)
    made = queries.organisation("new-academy")
    assert made.legal_ids == {"tax_id": "01234567"}
    page = text(officer.get(answer.headers["Location"]))
    assert "The organisation is entered." in page
    found = text(officer.get(f"{PAGES}?q=ակադեմիա&nation=AM"))
    assert "new-academy" in found
    assert "golden-fleece" not in found


def test_what_is_wrong_is_told_beside_its_field(world: Any) -> None:
    officer = member(world, "officer")
    bad = ENTRY | {"entry_slug": "Not A Slug", "name_hy": "Նոր academy-ե"}
    answer = deskworld.press(officer, f"{PAGES}/new", act="create", **bad)
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="Not A Slug"' in page
    assert "There is a problem" in page or "error" in page.lower()


def test_a_look_alike_is_held_and_shown_letter_by_letter(world: Any) -> None:
    """UNI-01: a name with look-alike letters waits for a second person, who sees both."""
    officer, approver = member(world, "officer", "approver"), member(world, "approver")
    twin = ENTRY | {
        "entry_slug": "golden-fleece-twin",
        "nation": "GE",
        "name_en": "G0lden F1eece Demonstration University",
    }
    answer = deskworld.press(officer, f"{PAGES}/new", act="create", **twin)
    assert answer.status_code == 303, text(answer)
    assert queries.organisation("golden-fleece-twin").state == "held"
    own = officer.get(f"{PAGES}/golden-fleece-twin")
    assert "It looks like another entry" in text(own)
    assert "a colleague reviews it" in text(own)
    assert 'value="accept"' not in text(own)
    page = text(approver.get(f"{PAGES}/golden-fleece-twin"))
    assert "Golden Fleece Demonstration University" in page
    refused = deskworld.press(officer, f"{PAGES}/golden-fleece-twin", act="accept")
    assert refused.status_code == 403
    done = deskworld.press(approver, f"{PAGES}/golden-fleece-twin", act="refuse")
    assert done.status_code == 303
    assert queries.organisation("golden-fleece-twin").state == "closed"


def test_an_entry_is_renamed_and_gets_and_loses_kinds(world: Any) -> None:
    officer = member(world, "officer")
    deskworld.press(officer, f"{PAGES}/new", act="create", **ENTRY)
    entry = f"{PAGES}/new-academy"
    renamed = deskworld.press(officer, entry, act="rename", name_en="Newer Academy",
                              since="01.01.2026")  # fmt: skip
    assert renamed.status_code == 303, text(renamed)
    added = deskworld.press(officer, entry, act="add_kind", kind="training_centre",
                            kind_since="01.02.2026")  # fmt: skip
    assert added.status_code == 303, text(added)
    ended = deskworld.press(officer, entry, act="end_kind", kind_ended="training_centre",
                            until="01.03.2026")  # fmt: skip
    assert ended.status_code == 303, text(ended)
    page = text(officer.get(entry))
    assert "Newer Academy" in page
    assert "before 1 January 2026" in page
    assert "before 1 March 2026" in page
    twice = deskworld.press(officer, entry, act="add_kind", kind="company_academy",
                            kind_since="01.02.2026")  # fmt: skip
    assert twice.status_code == 409
    assert "entered as company_academy already" in text(twice)


def test_relations_begin_and_end(world: Any) -> None:
    officer = member(world, "officer")
    deskworld.press(officer, f"{PAGES}/new", act="create", **ENTRY)
    entry = f"{PAGES}/new-academy"
    branch = {"other": "lighthouse-demo-university", "relation_since": "01.01.2026"}
    made = deskworld.press(officer, entry, act="relate", relation="branch_of", **branch)
    assert made.status_code == 303, text(made)
    relation = queries.organisation("new-academy").relations.get()
    ended = deskworld.press(officer, entry, act="end_relation", relation_ended=str(relation.id),
                            until="01.06.2026")  # fmt: skip
    assert ended.status_code == 303, text(ended)
    assert "Branch of" in text(officer.get(entry))


def test_closing_takes_a_reviewer_and_a_reason(world: Any) -> None:
    officer, approver = member(world, "officer"), member(world, "approver")
    deskworld.press(officer, f"{PAGES}/new", act="create", **ENTRY)
    entry = f"{PAGES}/new-academy"
    assert deskworld.press(officer, entry, act="close", reason="Gone.").status_code == 403
    assert deskworld.press(approver, entry, act="close", reason="").status_code == 422
    named = {
        "legal_act": "DEMO 12",
        "day": "01.02.2026",
        "contact": "Records office, demo@example.org",
    }
    ahead = deskworld.press(
        approver, entry, act="close", reason="Gone.", **named | {"day": "01.02.2999"}
    )
    assert "on a day that has come" in text(ahead)
    closed = deskworld.press(
        approver, entry, act="close", reason="Dissolved by its owner.", **named
    )
    assert closed.status_code == 303
    over = deskworld.press(
        approver, entry, act="hand_over", custodian="lighthouse-demo-university",
        **named | {"day": "01.03.2026"},
    )  # fmt: skip
    assert over.status_code == 303, text(over)
    assert "Lighthouse" in text(officer.get(entry))
    found = Organisation.objects.get(slug="new-academy")
    assert (found.state, found.register_note) == ("closed", "Dissolved by its owner.")
    own = deskworld.press(approver, f"{PAGES}/registry", act="close", reason="No.", **named)
    assert own.status_code == 403


def test_a_ministry_keeps_to_its_country(world: Any) -> None:
    officer = member(world, "officer", slug="demo-ministry-am")
    pages = "/en/desk/demo-ministry-am/organisations"
    listed = text(officer.get(pages))
    assert "lighthouse-demo-university" in listed
    assert "golden-fleece-demo-university" not in listed
    abroad = deskworld.press(officer, f"{pages}/new", act="create", **ENTRY | {"nation": "GE"})
    assert abroad.status_code == 403
    foreign = deskworld.press(officer, f"{pages}/lighthouse-demo-university", act="add_kind",
                              kind="ngo", kind_since="01.02.2026")  # fmt: skip
    assert foreign.status_code == 403


@pytest.mark.parametrize("language", ["hy", "ka", "en"])
def test_an_auditor_reads_and_presses_nothing(world: Any, language: str) -> None:
    """AUT-03: the pages of the register show no act to whoever may only read."""
    auditor = member(world, "auditor")
    for path in ("", "/new", "/lighthouse-demo-university"):
        answer = auditor.get(f"/{language}/desk/registry/organisations{path}")
        assert answer.status_code == 200
        assert 'method="post"' not in text(answer)
    assert deskworld.press(auditor, f"{PAGES}/new", act="create", **ENTRY).status_code == 403


def test_the_first_people_are_invited_by_the_office(world: Any, monkeypatch: Any) -> None:
    """AUT-04: the office invites head and administrator alone; who accepts has the role."""
    secret = new_secret()
    monkeypatch.setattr("pharos.organisations.actions.invitations.new_secret", lambda: secret)
    officer = member(world, "officer")
    deskworld.press(officer, f"{PAGES}/new", act="create", **ENTRY)
    entry = f"{PAGES}/new-academy"
    person = {"name": "Nare Example", "email": "nare@example.org", "language": "hy"}
    beyond = deskworld.press(officer, entry, act="invite", role="registrar", **person)
    assert beyond.status_code == 422
    asked = deskworld.press(officer, entry, act="invite", role="head", **person)
    assert asked.status_code == 303, text(asked)
    assert "Nare Example" in text(officer.get(entry))
    found = queries.organisation("new-academy")
    office = world.organisations["registry"].id
    with tenancy.scope(world_module.actors.system(organisation_id=office)):
        waiting = Invitation.objects.get(organisation=found)
    assert waiting.invited_in == office
    link = f"/hy/sign-in/invitation/{link_token_of(waiting.id, secret)}"
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert visitor.post(link).status_code in (302, 303)
    with tenancy.scope(world_module.actors.system(organisation_id=found.id)):
        (held,) = queries.memberships(found.id, now=world_module.NOW)
    assert held.role == "head"
    assert Client().get(link).status_code == 404


def test_a_ministry_of_another_country_invites_nobody(world: Any) -> None:
    officer = member(world, "officer", slug="demo-ministry-am")
    answer = deskworld.press(
        officer, "/en/desk/demo-ministry-am/organisations/golden-fleece-demo-university",
        act="invite", role="head", name="Nare", email="nare@example.org", language="hy",
    )  # fmt: skip
    assert answer.status_code == 403
