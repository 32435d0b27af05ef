"""A provider, its agency with a committee, and decisions to follow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sharedworlds
from borrowed import borrow
from moments import NOW

from pharos.accounts import actions as accounts
from pharos.accounts.models import Person
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.organisations.models import Membership

_world = borrow(
    "accreditation_world", Path(__file__).parents[1] / "accreditation" / "conftest.py"
).World


class OversightWorld(_world):  # type: ignore[valid-type,misc]
    """The bodies of decisions, with a quality office and five members of the committee."""

    def __init__(self) -> None:
        super().__init__()
        self.quality = self.join(self.bodies.person(self.academy, "quality"), self.academy,
                                 "quality")  # fmt: skip
        self.members = [self._member() for _ in range(5)]

    def _member(self) -> Actor:
        person = self.bodies.person(self.agency, "committee")
        return self.join(person, self.agency, "committee")

    def join(self, person: Actor, body: Any, role: str) -> Actor:
        """The person with an address, and a role in a body."""
        own = Actor(person_id=person.person_id, organisation_id=None)
        with tenancy.scope(own):
            if not Person.objects.filter(id=person.person_id).exists():
                email = f"{person.person_id}@example.org"
                accounts.register_person(by=own, name="A person", email=email, now=NOW)
        with tenancy.scope(Actor(person_id=person.person_id, organisation_id=body.id)):
            Membership.objects.create(
                organisation_id=body.id, person_id=person.person_id, role=role,
                active_from=NOW, appointed_in=body.id,
            )  # fmt: skip
        return person

    def act(self, by: Actor, act: Any, **arguments: Any) -> Any:
        """An act in a scope of its own."""
        with tenancy.scope(by):
            return act(by=by, now=NOW, **arguments)


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[OversightWorld]:
    """The agency and the provider before any filing."""
    with django_db_blocker.unblock(), sharedworlds.lent(OversightWorld) as lent:
        yield lent
