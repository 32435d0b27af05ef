"""A registry office with two people, and a plainly fictitious provider with a head."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from pharos.accounts import actions as accounts
from pharos.common import actor as actors
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries
from pharos.organisations.models import Organisation

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def newcomer(name: str = "Ani Example") -> UUID:
    """Somebody who just signed up."""
    person_id = uuid7()
    by = Actor(person_id=person_id, organisation_id=None)
    with tenancy.scope(by):
        accounts.register_person(by=by, name=name, email=f"{person_id}@example.org", now=NOW)
    return person_id


def appoint(organisation_id: UUID, role: str, *, person_id: UUID | None = None) -> Actor:
    """Give somebody a role, as the installation's first start does, and let them act."""
    person_id = person_id or newcomer()
    by = actors.system(organisation_id=organisation_id)
    with tenancy.scope(by):
        actions.add_membership(
            by=by, organisation_id=organisation_id, person_id=person_id, role=role, now=NOW
        )
    return queries.actor_for(person_id, organisation_id, now=NOW)


@dataclass
class World:
    platform: Organisation
    officer: Actor
    approver: Actor

    def enter(self, slug: str = "academy-of-examples", **changes: object) -> Organisation:
        with tenancy.scope(self.officer):
            wanted = {
                "name": {"en": "Academy of Examples"},
                "nation": "AM",
                "kinds": ["company_academy"],
                "fictitious": True,
                **changes,
            }
            return actions.create(by=self.officer, slug=slug, now=NOW, **wanted)


@pytest.fixture
def world(db: None) -> World:
    secretbox.ensure_keys()
    by = actors.system(organisation_id=queries.platform_id())
    with tenancy.scope(by):
        platform = actions.ensure_platform(by=by, now=NOW)
    return World(platform, appoint(platform.id, "officer"), appoint(platform.id, "approver"))


@pytest.fixture
def academy(world: World) -> Organisation:
    return world.enter()


@pytest.fixture
def member(academy: Organisation) -> Callable[..., Actor]:
    """`member("head")`: somebody with that role in the academy."""

    def make(role: str, *, person_id: UUID | None = None) -> Actor:
        return appoint(academy.id, role, person_id=person_id)

    return make
