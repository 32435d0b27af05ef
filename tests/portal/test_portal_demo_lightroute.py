"""The light route of the demonstration comes to the states that are written beside it, once."""

from collections.abc import Iterator
from typing import Any

import pytest
from sharedworlds import taken_back

from pharos.common import clock, secretbox, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.lightroute.models import Draw, Notification, Record
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.portal.demo import lightroute
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import world
from pharos.review.models import InternalDecision


@pytest.fixture(scope="module")
def seeding(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seeding]:
    with django_db_blocker.unblock(), taken_back():
        secretbox.ensure_keys()
        made = Seeding(world(), format_hash=bytes(32))
        by = system(organisation_id=organisations.platform_id())
        with tenancy.scope(by):
            organisation_actions.ensure_platform(by=by, now=clock.now())
        for step in (made.people, made.bodies, made.members, made.programmes, made.decisions):
            step()
        yield made


def test_every_notification_stands_where_it_was_walked_to(seeding: Seeding) -> None:
    assert lightroute.seed(seeding) == 6
    assert lightroute.seed(seeding) == 0
    with tenancy.scope(seeding.actor("quality-ge")):
        states = sorted(Notification.objects.values_list("state", flat=True))
        assert states == ["asked", "decided", "notified"]
        assert InternalDecision.objects.filter(outcome=None).count() == 1
    assert lightroute.draw(seeding) == 0
    with tenancy.scope(ANONYMOUS):
        # the lot waits for the log, which nobody signs here
        draw = Draw.objects.get()
        assert (draw.count, draw.drawn) == (1, None)
        assert draw.ids == [str(Record.objects.get().decision_id)]
