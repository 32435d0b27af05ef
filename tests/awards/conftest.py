"""What the tests of awards share: the example files and what a version asks of a roster."""

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sharedworlds
from moments import NOW

from pharos.accounts import actions as accounts
from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewDecision, Scope
from pharos.accreditation.rules import end_of_term
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow
from pharos.awards.rules import Expected
from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import actor as actors
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.nations.files import history
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


@pytest.fixture
def expected() -> Callable[..., Expected]:
    def build(**changes: Any) -> Expected:
        facts: dict[str, Any] = {
            "today": date(2026, 11, 22),
            "first_day": date(2024, 10, 1),
            "last_day": None,
            "ects": Decimal(6),
            "scale": history("GE")[-1].grading_scales["ge-100"],
            "programme_names": frozenset({"data-analysis"}),
            "own_programmes": frozenset({"spreadsheet-skills"}),
            "grade_required": True,
        }
        return Expected(**(facts | changes))

    return build


@pytest.fixture
def row() -> Callable[..., SheetRow]:
    def build(number: int = 1, **cells: str) -> SheetRow:
        good = {
            "given_name": "ნინო",
            "family_name": "ბერიძე",
            "given_name_latin": "Nino",
            "family_name_latin": "Beridze",
            "birth_date": "1994-03-12",
            "national_number": f"99{number:09}",
            "result": "ჩათვლილი",
            "grade": "85",
            "ects": "6",
            "award_date": "2025-07-04",
        }
        kept = {name: cell for name, cell in (good | cells).items() if cell is not None}
        return SheetRow(number, number + 1, {Field(name): cell for name, cell in kept.items()})

    return build


@dataclass
class World:
    """The bodies, people, programmes and decisions of `examples/world.toml`, made by actions."""

    organisations: dict[str, Organisation]
    people: dict[str, UUID]
    versions: dict[str, ProgrammeVersion]

    def actor(self, key: str) -> Actor:
        """The person of the world in its one organisation."""
        (slug,) = {
            one["organisation"] for one in self.described["memberships"] if one["person"] == key
        }
        return organisations.actor_for(self.people[key], self.organisations[slug].id, now=NOW)

    @cached_property
    def described(self) -> dict[str, Any]:
        return tomllib.loads((EXAMPLES / "world.toml").read_text("utf-8"))

    def in_scope(self, key: str, act: Callable[..., Any], **facts: Any) -> Any:
        """The answer of an act of this person, in a scope of its own."""
        by = self.actor(key)
        with tenancy.scope(by):
            return act(by=by, **facts)

    def roster(self, name: str) -> bytes:
        return (EXAMPLES / name).read_bytes()


def build_world(*, decisions: bool = True) -> World:
    """Everything but keys and awards; without `decisions` nobody is authorised."""
    secretbox.ensure_keys()
    world = World({}, {}, {})
    described = world.described
    system = actors.system(organisation_id=organisations.platform_id())
    with tenancy.scope(system):
        platform = organisation_actions.ensure_platform(by=system, now=NOW)
    world.organisations["registry"] = platform
    officer, approver = (_newcomer(platform.id, role) for role in ("officer", "approver"))
    for one in described["organisations"]:
        with tenancy.scope(officer):
            entered = organisation_actions.create(
                by=officer,
                slug=one["slug"],
                name=one["name"],
                nation=one["nation"],
                kinds=[kind["kind"] for kind in one["kinds"]],
                fictitious=True,
                since=one["kinds"][0]["from"],
                now=NOW,
            )
        if entered.state != "listed":
            with tenancy.scope(approver):
                entered = organisation_actions.review(
                    by=approver, organisation_id=entered.id, accept=True, now=NOW
                )
        world.organisations[one["slug"]] = entered
    for one in described["memberships"]:
        organisation = world.organisations[one["organisation"]]
        for role in one["roles"]:
            actor = _newcomer(organisation.id, role, world.people.get(one["person"]))
            world.people[one["person"]] = actor.person_id
    for one in described["programmes"]:
        world.versions[one["slug"]] = _publish(world, one)
    if decisions:
        for one in described["decisions"]:
            _decide(world, one)
    return world


def build_bare_world() -> World:
    """The same without any decision."""
    return build_world(decisions=False)


def _newcomer(organisation_id: UUID, role: str, person_id: UUID | None = None) -> Actor:
    if person_id is None:
        person_id = uuid7()
        by = Actor(person_id=person_id, organisation_id=None)
        with tenancy.scope(by):
            accounts.register_person(
                by=by, name="Ani Example", email=f"{person_id}@example.org", now=NOW
            )
    by = actors.system(organisation_id=organisation_id)
    with tenancy.scope(by):
        organisation_actions.add_membership(
            by=by, organisation_id=organisation_id, person_id=person_id, role=role, now=NOW
        )
    return organisations.actor_for(person_id, organisation_id, now=NOW)


def _publish(world: World, one: dict[str, Any]) -> ProgrammeVersion:
    document = json.loads((EXAMPLES / one["descriptor"]).read_text("utf-8"))
    keys = ("am", "lighthouse") if document["jurisdiction"] == "AM" else ("ge", "golden")
    draft = world.in_scope(
        f"registrar-{keys[0]}", catalogue.draft, slug=one["slug"], document=document, now=NOW
    )
    return world.in_scope(
        f"head-{keys[0]}",
        catalogue.publish,
        draft_id=draft.id,
        digest=bytes(draft.digest),
        first_day=one["first_day"],
        now=NOW,
    )


def _decide(world: World, one: dict[str, Any]) -> None:
    holder = world.organisations[one["holder"]]
    version = world.versions[one["programme"]] if "programme" in one else None
    certificate = None
    if one["kind"] == "format":
        certificate = world.in_scope(
            "registrar-am", accreditation.submit_format, content_hash=bytes(32), now=NOW
        )
    scope = one["scope"]
    decision = NewDecision(
        kind=one["kind"],
        organisation=str(holder.id),
        outcome="accredited",
        number=one["number"],
        decided_on=one["from"],
        version=str(version.id) if version else None,
        version_digest=bytes(version.digest).hex() if version else None,
        format=str(certificate.id) if certificate else None,
        format_hash=bytes(certificate.content_hash).hex() if certificate else None,
        first_day=one["from"],
        until=end_of_term(one["from"], one["years"]) if "years" in one else None,
        scope=Scope(tuple(scope["levels"]), tuple(scope["fields"]), tuple(scope["kinds"])),
    )
    proposal = world.in_scope(one["proposed_by"], accreditation.propose, decision=decision, now=NOW)
    world.in_scope(
        one["approved_by"],
        accreditation.approve,
        proposal_id=proposal.id,
        digest=bytes(proposal.digest),
        now=NOW,
    )


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of the examples, rolled back afterwards."""
    with django_db_blocker.unblock(), sharedworlds.lent(build_world) as world:
        yield world


@pytest.fixture
def bare_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The same without any decision: nobody is authorised, nothing accredited."""
    with django_db_blocker.unblock(), sharedworlds.lent(build_bare_world) as world:
        yield world


@pytest.fixture
def committed_world(db_world: None) -> World:
    """The world of the examples with real commits."""
    return build_world()
