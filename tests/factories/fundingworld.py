"""A funder with a scheme, a programme with a price, and somebody who applies for a place."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

# Before the awards of the examples, so that one of them can be the result of a place.
EARLY = datetime(2025, 6, 1, 8, 0, tzinfo=UTC)
PARTNER, HEAD = "employer-partner-ge", "employer-head-ge"


def new_scheme(**replaced: Any) -> Any:
    """A sound scheme of a Georgian employer, with members replaced."""
    from pharos.funding.rules import NewScheme

    facts: dict[str, Any] = {
        "funder_kind": "employer",
        "name": {"ka": "ნავსადგურის სტიპენდია", "en": "Harbour grant"},
        "description": {"ka": "უმუშევრებისთვის.", "en": "For people without work."},
        "groups": ("unemployed", "youth"),
        "regions": ("GE-AJ", "GE-TB"),
        "fields": ("05",),
        "share": Decimal("80.00"),
        "cap": Decimal("500.00"),
        "budget": Decimal("1000.00"),
        "currency": "GEL",
        "first_day": date(2025, 1, 1),
        "last_day": date(2032, 12, 31),
        "hold_days": 1_095,
        "decides": "provider",
    }
    return NewScheme(**(facts | replaced))


def priced(
    world: Any, now: datetime, price: str = "600.00", key: str = "registrar-ge", *,
    seats: int = 20, starts: date = date(2030, 3, 1),
) -> Any:  # fmt: skip
    """An offering of the Georgian programme with its price."""
    from pharos.catalogue.offerings import actions
    from pharos.catalogue.offerings.rules import Terms

    terms = Terms(
        starts=starts, form="hybrid", region="GE-TB", place="Tbilisi", language="ka",
        seats=seats, price=Decimal(price), currency="GEL", application_contact="Admissions office",
    )  # fmt: skip
    version = world.versions["data-analysis"]
    return world.in_scope(key, actions.announce, version_id=version.id, terms=terms, now=now)


def published(world: Any, now: datetime = EARLY, **replaced: Any) -> Any:
    """The scheme, proposed by one person of the funder and approved by another."""
    from pharos.funding import actions

    made = world.in_scope(PARTNER, actions.propose_scheme, new=new_scheme(**replaced), now=now)
    digest = bytes(made.digest)
    return world.in_scope(HEAD, actions.approve_scheme, scheme_id=made.id, digest=digest, now=now)


def applied(
    world: Any, scheme: Any, now: datetime = EARLY, *, group: str = "unemployed",
    region: str = "GE-TB", age: int | None = None, name: str = "ნინო ბერიძე",
) -> Any:  # fmt: skip
    """An application as the public page makes it: the proof first, each side in its scope."""
    from pharos.common import tenancy
    from pharos.common.actor import system
    from pharos.funding import actions, persons
    from pharos.funding.rules import Reader

    version, made = world.versions["data-analysis"], uuid4()
    told = persons.Told(Reader(group, region, age), "Certificate of the employment service.")
    contact = persons.Contact(name, "nino@example.org", "ka")
    with tenancy.scope(system(organisation_id=scheme.organisation_id)):
        entitled = actions.keep_proof(scheme=scheme, application_id=made, told=told, now=now)
    with tenancy.scope(system(organisation_id=version.organisation_id)):
        return actions.apply(
            scheme=scheme, version=version, application_id=made, entitled=entitled,
            contact=contact, now=now,
        )  # fmt: skip


def awarded(world: Any, now: datetime, **cells: str) -> UUID:
    """An award of the programme to one learner, confirmed."""
    from rosteracts import confirmed, single

    from pharos.awards.models import Award
    from pharos.common import tenancy

    report = single(world, **cells)
    confirmed(world, report.batch)
    with tenancy.scope(world.actor("registrar-ge")):
        return UUID(str(Award.objects.get(batch_id=report.batch).id))


@dataclass
class Funding:
    """The world with one scheme in force and a price."""

    world: Any
    scheme: Any = field(init=False)
    offering: Any = field(init=False)

    def __post_init__(self) -> None:
        self.offering = priced(self.world, EARLY)
        self.scheme = published(self.world)

    def act(self, key: str, action: Any, now: datetime = EARLY, **facts: Any) -> Any:
        return self.world.in_scope(key, action, now=now, **facts)

    def account(self) -> tuple[Decimal, Decimal]:
        """What is reserved and spent, as the funder sees it."""
        from pharos.common import tenancy
        from pharos.funding.models import Account

        with tenancy.scope(self.world.actor(PARTNER)):
            found = Account.objects.get(scheme_id=self.scheme.id)
            return found.reserved, found.spent

    def reserved(self, **told: Any) -> Any:
        """An application that the provider accepted."""
        from pharos.funding import actions

        made = applied(self.world, self.scheme, **told)
        return self.act("registrar-ge", actions.decide, application_id=made.id, accept=True)


def mailed(place: Any) -> dict[str, Any]:
    """The letters about a place by their kind: what jobs wait to tell is told now."""
    import json

    from django.db import connection

    from pharos.common import outbox, tenancy
    from pharos.common.actor import system
    from pharos.common.models import Mail
    from pharos.funding import tasks

    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'funding.tell'"
            " and args->>'application_id' = %s order by id", [str(place.id)],
        )  # fmt: skip
        rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    provider = system(organisation_id=place.organisation_id)
    assert all(row["actor"]["tenant"] == str(place.organisation_id) for row in rows)
    with tenancy.scope(provider):
        for row in rows:
            tasks.tell(provider, application_id=place.id, news=row["news"])
        mails = Mail.objects.filter(about=place.id).order_by("put_at", "id")
        return {mail.kind: outbox.opened(mail) for mail in mails}


def desk_objects(world: Any, now: datetime) -> dict[str, Any]:
    """What the addresses of this context name."""
    priced(world, now)
    scheme = published(world, now, decides="funder")
    return {"scheme_id": scheme.id, "application_id": applied(world, scheme, now).id}


LATER = EARLY + timedelta(days=60)
