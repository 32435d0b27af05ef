"""Two providers reserve the last money of a scheme at the same moment: one of them gets it."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from bodies import Bodies
from borrowed import borrow
from django.db import connections
from fundingworld import new_scheme
from moments import NOW, TODAY
from shelf import Shelf

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict
from pharos.common.ids import uuid7
from pharos.funding import actions
from pharos.funding.models import Account, Application

courses = borrow("funding_courses", Path(__file__).parents[1] / "catalogue" / "conftest.py")
PLACES = 6


def test_two_connections_never_spend_the_same_money(db_world: None) -> None:
    """BIZ: the account's row is waited for, so that reserved and spent never exceed the budget."""
    bodies = Bodies()
    shelf = Shelf(bodies, courses._of_kind)
    version = shelf.publish("data", "Տվյալներ", "Data")
    employer = bodies.enter("demo-employer", "employer")
    partner, head = (bodies.person(employer, role) for role in ("partner", "head"))
    new = new_scheme(
        name={"hy": "Կրթաթոշակ", "en": "Grant"}, description={"hy": "Ա", "en": "A"},
        regions=(), fields=(), budget=Decimal("250.00"), cap=None,
        first_day=date(2026, 1, 1), last_day=TODAY + timedelta(days=9), currency="AMD",
    )  # fmt: skip
    with tenancy.scope(partner):
        scheme = actions.propose_scheme(new=new, by=partner, now=NOW)
    with tenancy.scope(head):
        digest = bytes(scheme.digest)
        actions.approve_scheme(scheme_id=scheme.id, digest=digest, by=head, now=NOW)
    with tenancy.scope(shelf.head):
        waiting = [_applied(scheme, version) for _ in range(PLACES)]
    start, outcomes = threading.Barrier(PLACES), []

    def accept(place: Application) -> None:
        start.wait()
        try:
            with tenancy.scope(shelf.head):
                actions.decide(application_id=place.id, accept=True, by=shelf.head, now=NOW)
            outcomes.append("reserved")
        except Conflict as refusal:
            outcomes.append(refusal.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=accept, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["budget_exhausted"] * (PLACES - 2) + ["reserved"] * 2
    with tenancy.scope(Actor(person_id=uuid7(), organisation_id=employer.id)):
        assert Account.objects.get().reserved == Decimal("200.00")


def _applied(scheme: object, version: object) -> Application:
    return Application.objects.create(
        id=uuid4(), organisation_id=version.organisation_id, funder_id=scheme.organisation_id,
        scheme=scheme, programme_id=version.programme_id, version=version, entitled=True,
        price=Decimal("125.00"), amount=Decimal("100.00"), person_key_id=uuid7(),
        applied_at=NOW, forget_at=NOW + timedelta(days=400),
    )  # fmt: skip
