"""The cases of the demonstration come to the states that are written beside them, once."""

from collections.abc import Iterator
from typing import Any

import pytest
from sharedworlds import taken_back

from pharos.common import clock, secretbox, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.portal.demo import criteria, procedures
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import world
from pharos.procedures.models import Case, Report


@pytest.fixture(scope="module")
def seeding(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seeding]:
    with django_db_blocker.unblock(), taken_back():
        secretbox.ensure_keys()
        made = Seeding(world(), format_hash=bytes(32))
        by = system(organisation_id=organisations.platform_id())
        with tenancy.scope(by):
            organisation_actions.ensure_platform(by=by, now=clock.now())
        for step in (made.people, made.bodies, made.members, made.programmes):
            step()
        criteria.seed(made)
        yield made


def test_every_case_stands_where_it_was_walked_to(seeding: Seeding) -> None:
    """All but the one about a programme of the shelf, which is not there; and none twice."""
    assert procedures.seed(seeding) == 4
    assert procedures.seed(seeding) == 0
    found: list[tuple[str, str]] = []
    for officer in ("agency-officer-am", "agency-officer-ge"):
        with tenancy.scope(seeding.actor(officer)):
            found += Case.objects.values_list("kind", "state")
    assert sorted(found) == [
        ("authorisation", "factual_check"),
        ("institution", "panel_proposed"),
        ("programme", "published"),
        ("programme", "scheduled"),
    ]
    with tenancy.scope(ANONYMOUS):
        assert Report.objects.count() == 1
