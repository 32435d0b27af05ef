"""The demonstration's bodies that changed are made once, and a second run finds them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sharedworlds import taken_back

from pharos.common import clock, secretbox, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.portal.demo import lifetimes
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import world
from pharos.portal.queries import bodies


@pytest.fixture(scope="module")
def seeding(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seeding]:
    with django_db_blocker.unblock(), taken_back():
        secretbox.ensure_keys()
        made = Seeding(world(), format_hash=bytes(32))
        by = system(organisation_id=organisations.platform_id())
        with tenancy.scope(by):
            organisation_actions.ensure_platform(by=by, now=clock.now())
        for step in (made.people, made.bodies, made.members):
            step()
        yield made


def test_each_body_shows_what_became_of_it(seeding: Seeding) -> None:
    """B23: renamed, merged, a branch, closed with a keeper of its records."""
    assert lifetimes.seed(seeding) == 7
    assert lifetimes.seed(seeding) == 0
    with tenancy.scope(ANONYMOUS):
        pages = {
            slug: bodies.page(organisations.organisation(slug), now=clock.now())
            for slug in (lifetimes.CLOSED, lifetimes.MERGED, lifetimes.BRANCH)
        }
    merged = pages[lifetimes.MERGED]
    assert merged["successor"]["path"] == "/providers/golden-fleece-demo-university"
    assert {one.text for one in merged["former_names"]} >= {"Copper Bridge Demonstration School"}
    closed = pages[lifetimes.CLOSED]
    assert closed["custody"].custodian.slug == "lighthouse-demo-university"
    assert closed["successor"] is None
    assert [one["kind"] for one in pages[lifetimes.BRANCH]["relations"]] == ["branch_of"]
    keeper = organisations.actor_for(
        seeding.world.people["registrar-am"], organisations_id(lifetimes.CLOSED)
    )
    with tenancy.scope(keeper):
        assert len(lifetimes.enquiries.waiting(keeper)) == 1


def organisations_id(slug: str) -> Any:
    with tenancy.scope(ANONYMOUS):
        return organisations.organisation(slug).id
