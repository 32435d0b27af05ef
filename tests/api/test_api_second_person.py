"""Whoever proposes does not approve, by whatever token."""

from typing import Any
from uuid import UUID

import apiworld
from apiworld import NOW, Doors, token_for

from pharos.common import actor as actors
from pharos.common import tenancy
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations

GE = "golden-fleece-demo-university"


def many_roles(doors: Doors, *roles: str, slug: str = GE) -> Any:
    """One person with several roles in the organisation."""
    owner = doors.organisation(slug).id
    person = apiworld.awards_world._newcomer(owner, roles[0]).person_id
    by = actors.system(organisation_id=owner)
    for role in roles[1:]:
        with tenancy.scope(by):
            organisation_actions.add_membership(
                by=by, organisation_id=owner, person_id=person, role=role, now=NOW
            )
    return organisations.actor_for(person, owner, now=NOW)


def proposed(doors: Doors, token: str) -> str:
    lines = doors.world.roster("data-analysts.csv").splitlines()[:3]
    path = f"/batches?version={doors.world.versions['data-analysis'].id}"
    batch = str(doors.post(token, path, b"\n".join(lines), content_type="text/csv").json["batch"])
    assert doors.post(token, f"/batches/{batch}/propose").status == 200
    return batch


def test_one_person_with_both_roles_does_not_confirm_alone(doors: Doors) -> None:
    """AUT-06: the proposer may hold the role that confirms; the person is what counts."""
    token = token_for(many_roles(doors, "registrar", "head"))
    batch = proposed(doors, token)
    answer = doors.post(token, f"/batches/{batch}/confirm")
    assert (answer.status, answer.code) == (403, "second_person_needed")
    assert doors.post(doors.person("head-ge"), f"/batches/{batch}/confirm").status == 200


def test_a_machine_and_its_sponsor_are_one_person(doors: Doors) -> None:
    """AUT-06: what a client proposed, the person who answers for it cannot confirm."""
    sponsor = many_roles(doors, "registrar", "head")
    keeper = apiworld.awards_world._newcomer(doors.organisation(GE).id, "administrator")
    with tenancy.scope(keeper):
        _, client = organisation_actions.create_client(
            by=keeper, name="import", scopes=["awards:batch:import", "awards:batch:propose",
            "awards:batch:read"], sponsor_id=sponsor.person_id, lifetime=apiworld.DAY, now=NOW,
        )  # fmt: skip
    batch = proposed(doors, client)
    answer = doors.post(token_for(sponsor), f"/batches/{batch}/confirm")
    assert (answer.status, answer.code) == (403, "second_person_needed")


def test_a_machine_never_approves(doors: Doors) -> None:
    """AUT-06: no client can be given an approval, whoever its sponsor is."""
    batch = proposed(doors, doors.person("registrar-ge"))
    answer = doors.post(doors.client(GE), f"/batches/{batch}/confirm")
    assert (answer.status, answer.code) == (403, "permission_denied")


def test_giving_back_takes_two(doors: Doors) -> None:
    """AUT-06: whoever proposed to lift a suspension does not lift it."""
    both = token_for(many_roles(doors, "registrar", "head"))
    batch = proposed(doors, doors.person("registrar-ge"))
    doors.post(doors.person("head-ge"), f"/batches/{batch}/confirm")
    doors.issuers.signed(doors.issuers.prepared(UUID(batch)))
    award = doors.get(both, f"/awards?batch={batch}").json["items"][0]["id"]
    doors.post(both, f"/awards/{award}/suspend", {"reason": "error_suspected"})
    found = doors.post(both, f"/awards/{award}/reinstate", {"reason": "cleared"}).json
    change = {"change": next(c["id"] for c in found["changes"] if c["act"] == "reinstate")}
    own = doors.post(both, f"/awards/{award}/reinstate/approve", change)
    assert (own.status, own.code) == (403, "second_person_needed")
    other = doors.post(doors.person("head-ge"), f"/awards/{award}/reinstate/approve", change)
    assert (other.status, other.json["state"]) == (200, "valid")
