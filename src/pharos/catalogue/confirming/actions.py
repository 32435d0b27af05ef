"""What an owner does with entries: says that they are true, and is reminded of it before."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.models import Person
from pharos.accounts.policies import Permission
from pharos.catalogue import indexing
from pharos.catalogue.confirming import queries, rules
from pharos.catalogue.confirming.models import Confirmation
from pharos.catalogue.confirming.queries import Entry
from pharos.common import dates, jobs, outbox
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.i18n import choose
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership, Organisation

MAIL = "mail_confirm_entries"


@transaction.atomic
def confirm(*, subjects: Collection[UUID], by: Actor, now: datetime) -> int:
    """The owner says that these entries are true today; how many were not confirmed today yet.

    Raises Invalid `entries_none_chosen`, NotFound `entry_unknown` for what is not the owner's.
    """
    policies.require(by, Permission.ENTRY_CONFIRM)
    if not subjects:
        raise Invalid("entries_none_chosen")
    organisation = organisations.by_id(by.organisation_id)
    known = {one.subject_id: one for one in queries.entries(organisation, now=now)}
    if set(subjects) - set(known):
        raise NotFound("entry_unknown")
    confirmed = [_confirm(known[one], by, now) for one in dict.fromkeys(subjects)]
    remind_later(organisation, by=by, now=now)
    return sum(confirmed)


@transaction.atomic
def remind_later(organisation: Organisation, *, by: Actor, now: datetime) -> None:
    """A job looks again on the next day on which the owner is to be reminded."""
    today, asked = queries.judged_by(organisation.nation, now)
    days = [
        day
        for entry in queries.entries(organisation, now=now)
        for day in rules.reminders(entry.freshness.due, asked)
        if day > today
    ]
    if days:
        at = datetime.combine(min(days), time(6), tzinfo=UTC)
        jobs.enqueue("catalogue.remind", actor=by, at=at, lock=f"remind:{organisation.id}",
                     organisation=organisation.id)  # fmt: skip


@transaction.atomic
def remind(*, organisation_id: UUID, by: Actor, now: datetime) -> int:
    """Mails to the owner's people about entries whose day of reminding is today; how many.

    Repeated on the same day it sends nothing twice: a mail is about one owner and day.
    """
    sent = remind_today(organisation_id, by=by, now=now)
    organisation = organisations.by_id(organisation_id)
    remind_later(organisation, by=by, now=now + timedelta(days=1))
    return sent


@transaction.atomic
def remind_today(organisation_id: UUID, *, by: Actor, now: datetime) -> int:
    """The same without a look at later days, for owners who never confirmed anything.

    An entry that nobody confirmed counts from the day on which it was published.
    """
    organisation = organisations.by_id(organisation_id)
    today, asked = queries.judged_by(organisation.nation, now)
    pressing = [
        one
        for one in queries.entries(organisation, now=now)
        if today in rules.reminders(one.freshness.due, asked)
    ]
    return _send(organisation, pressing, today, by, now) if pressing else 0


def owners() -> list[UUID]:
    """Every body that stands in the register, with whatever entries it has."""
    return list(Organisation.objects.filter(state="listed").values_list("id", flat=True))


def _confirm(entry: Entry, by: Actor, now: datetime) -> bool:
    organisation = organisations.by_id(by.organisation_id)
    today, _ = queries.judged_by(organisation.nation, now)
    _, is_new = Confirmation.objects.get_or_create(
        subject_id=entry.subject_id,
        day=today,
        defaults={
            "organisation_id": by.organisation_id,
            "subject": entry.subject,
            "confirmed_by": by.person_id,
            "confirmed_at": now,
        },
    )
    if is_new and entry.subject == Confirmation.Subject.PROGRAMME:
        indexing.index(entry.subject_id)
    return is_new


def _send(
    organisation: Organisation, pressing: list[Entry], today: date, by: Actor, now: datetime
) -> int:
    first = min(pressing, key=lambda one: one.freshness.due)
    letters = [
        outbox.Letter(
            to=person.email,
            language=person.language,
            facts={
                "organisation": choose(organisation.name, person.language),
                "count": len(pressing),
                "day": dates.day_text(first.freshness.due, person.language),
            },
            link=f"/{person.language}/desk/{organisation.slug}/entries",
            about=uuid5(organisation.id, f"{person.id} {today.isoformat()}"),
        )
        for person in _owners(organisation, now)
    ]
    return outbox.put_many(MAIL, letters, by=by, now=now)


def _owners(organisation: Organisation, now: datetime) -> list[Person]:
    """Everybody who may confirm for the organisation, once each."""
    held = Membership.objects.filter(
        organisation=organisation,
        role__in=policies.matrix().holders(Permission.ENTRY_CONFIRM),
        active_from__lte=now,
    ).exclude(active_until__lte=now)
    people = {one.person_id: one.person for one in held.select_related("person")}
    return list(people.values())
