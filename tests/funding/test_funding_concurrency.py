"""Several reserve the last money or the last seats at the same moment: as many get them as fit."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from bodies import Bodies
from borrowed import borrow
from django.db import connections
from fundingworld import new_scheme
from moments import NOW, TODAY
from shelf import Shelf

from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings import queries as offered
from pharos.catalogue.offerings.rules import Terms
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict
from pharos.common.ids import uuid7
from pharos.funding import actions
from pharos.funding.models import Account, Application

courses = borrow("funding_courses", Path(__file__).parents[1] / "catalogue" / "conftest.py")
PLACES = 6
TERMS = Terms(
    starts=TODAY + timedelta(days=30), form="online", language="hy", seats=3,
    application_contact="Office",
)  # fmt: skip


def test_connections_never_take_the_same_money_or_seat(db_world: None) -> None:
    """BIZ: the rows of account and seats are waited for, so that neither is given out twice."""
    bodies = Bodies()
    shelf = Shelf(bodies, courses._of_kind)
    version = shelf.publish("data", "Տվյալներ", "Data", form_of_participation=["online"])
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
        offering = offerings.announce(version_id=version.id, terms=TERMS, by=shelf.head, now=NOW)
        for_money = [_applied(scheme, version) for _ in range(PLACES)]
        for_seats = [_applied(scheme, version, offering.id, Decimal(1)) for _ in range(PLACES)]
    outcomes = _at_once(for_money, shelf.head)
    assert sorted(outcomes) == ["budget_exhausted"] * (PLACES - 2) + ["reserved"] * 2
    outcomes = _at_once(for_seats, shelf.head)
    assert sorted(outcomes) == ["offering_full"] * (PLACES - 3) + ["reserved"] * 3
    with tenancy.scope(Actor(person_id=uuid7(), organisation_id=employer.id)):
        assert Account.objects.get().reserved == Decimal("203.00")
        filling = offered.filling(offering.id)
        assert filling is not None
        assert (filling.taken, filling.seats) == (3, 3)


def _at_once(waiting: list[Application], head: Actor) -> list[str]:
    """What becomes of places that are all reserved at the same moment."""
    start, outcomes = threading.Barrier(len(waiting)), []

    def accept(place: Application) -> None:
        start.wait()
        try:
            with tenancy.scope(head):
                actions.decide(application_id=place.id, accept=True, by=head, now=NOW)
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
    return outcomes


def _applied(
    scheme: object, version: object, offering_id: UUID | None = None,
    amount: Decimal = Decimal(100),
) -> Application:  # fmt: skip
    return Application.objects.create(
        id=uuid4(), organisation_id=version.organisation_id, funder_id=scheme.organisation_id,
        scheme=scheme, programme_id=version.programme_id, version=version, entitled=True,
        offering_id=offering_id,
        price=Decimal("125.00"), amount=amount, person_key_id=uuid7(),
        applied_at=NOW, forget_at=NOW + timedelta(days=400),
    )  # fmt: skip
