"""Mails to the head and the quality office of a provider about its right to the light route."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pharos.accounts.models import Person
from pharos.common import outbox
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.lightroute.models import Listing
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership

ROLES = ("head", "quality")
LOST, DECIDED = "lost", "decided"


def tell(listing_id: UUID, news: str, *, by: Actor, now: datetime) -> int:
    """How many people were written to: that the right ended, or how their appeal ended."""
    found = Listing.objects.select_related("appeal").get(id=listing_id)
    own = organisations.by_id(found.organisation_id)
    people = _people(found.organisation_id, now)
    for person in people:
        language = person.language
        facts = {"organisation": choose(own.name, language),
                 "agency": choose(organisations.by_id(found.agency_id).name, language)}  # fmt: skip
        facts |= _lost(found, language) if news == LOST else _decided(found, language)
        outbox.put(kind=f"mail_light_{news}", to=person.email, language=language, facts=facts,
                   link=f"/{language}/desk/{own.slug}/oversight/right/{found.id}", by=by,
                   now=now)  # fmt: skip
    return len(people)


def _lost(found: Listing, language: str) -> dict[str, str]:
    return {"day": day_text(found.ended_on, language) if found.ended_on else "–",
            "last": day_text(found.appeal_until, language)
            if found.appeal_until else "–"}  # fmt: skip


def _decided(found: Listing, language: str) -> dict[str, str]:
    appeal = found.appeal
    code = f"page_appeal_outcome_{appeal.outcome}" if appeal.outcome else "page_right_inadmissible"
    return {"number": appeal.number, "outcome": sentence(code, language)}


def _people(organisation_id: UUID, now: datetime) -> list[Person]:
    held = Membership.objects.filter(
        Q(active_until=None) | Q(active_until__gt=now), organisation_id=organisation_id,
        role__in=ROLES, active_from__lte=now,
    )  # fmt: skip
    ids = set(held.values_list("person_id", flat=True))
    return list(Person.objects.filter(id__in=ids).order_by("id"))
