"""Reminders by mail, each once: terms that end, reports that are due or late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pharos.accounts.models import Person
from pharos.accreditation.models import Tenure
from pharos.common import outbox
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership
from pharos.oversight import queries
from pharos.oversight.models import Reminder
from pharos.oversight.rules import monitoring
from pharos.oversight.rules.words import Stage

TERM: Final = "mail_term_ends"
REPORT: Final = "mail_report_due"
ROLES: Final = ("head", "quality")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to remind of: what it is about, which reminder, the day, what it says."""

    about: UUID
    mark: str
    mail: str
    day: date
    code: str
    facts: dict[str, str]


@transaction.atomic
def remind(*, organisation_id: UUID, by: Actor, now: datetime) -> list[Reminder]:
    """The reminders that a provider is due today and did not have yet."""
    sent = []
    for one in due(organisation_id, now):
        made, is_new = Reminder.objects.get_or_create(
            organisation_id=organisation_id,
            about=one.about,
            mark=one.mark,
            defaults={"sent_at": now},
        )
        if is_new:
            _mail(organisation_id, one, by, now)
            sent.append(made)
    return sent


def due(organisation_id: UUID, now: datetime) -> Iterator[Due]:
    """What a provider is to be reminded of today, whether or not it was already."""
    nation = queries.nation_of(organisation_id, now)
    today, parameters = nation.legal_day(now), nation.oversight
    for tenure in _newest(organisation_id):
        days = monitoring.reminder(tenure.until, today, parameters)
        if days is not None and tenure.until is not None:
            last = tenure.until - timedelta(days=1)
            facts = {"number": tenure.decision.number}
            yield Due(tenure.decision_id, f"term-{days}", TERM, last,
                      f"page_deciding_kind_{tenure.kind}", facts)  # fmt: skip
    for missed in queries.reports_missing(now, organisation_id=organisation_id):
        if missed.stage is not Stage.LATER:
            facts = {"year": str(missed.year)}
            yield Due(missed.agency_id, f"report-{missed.year}-{missed.stage}", REPORT, missed.due,
                      f"page_report_stage_{missed.stage}", facts)  # fmt: skip


def providers() -> list[UUID]:
    """Every provider with a decision that holds its place."""
    about = Tenure.objects.filter(kind__in=["institution", "authorisation", "programme", "licence"])
    return list(about.values_list("decision__organisation_id", flat=True).distinct())


def _newest(organisation_id: UUID) -> list[Tenure]:
    """The last term of each kind and subject: what was renewed needs no reminder."""
    rows = Tenure.objects.filter(decision__organisation_id=organisation_id).exclude(kind="format")
    found = {(one.kind, one.subject_id): one for one in
             rows.select_related("decision").order_by("first_day")}  # fmt: skip
    return list(found.values())


def _mail(organisation_id: UUID, one: Due, by: Actor, now: datetime) -> None:
    own = organisations.by_id(organisation_id)
    for person in _people(organisation_id, now):
        facts = {
            "organisation": choose(own.name, person.language),
            "what": sentence(one.code, person.language),
            "day": day_text(one.day, person.language),
            **one.facts,
        }
        link = f"/{person.language}/desk/{own.slug}/oversight"
        outbox.put(kind=one.mail, to=person.email, language=person.language, facts=facts,
                   link=link, by=by, now=now)  # fmt: skip


def _people(organisation_id: UUID, now: datetime) -> list[Person]:
    """The head and the quality office."""
    held = Membership.objects.filter(
        Q(active_until=None) | Q(active_until__gt=now), organisation_id=organisation_id,
        role__in=ROLES, active_from__lte=now,
    )  # fmt: skip
    ids = set(held.values_list("person_id", flat=True))
    return list(Person.objects.filter(id__in=ids).order_by("id"))
