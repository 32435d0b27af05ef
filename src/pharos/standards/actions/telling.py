"""Invited bodies are told of a consultation by mail: when invited, before the end, when answered.

Each mail is written by a job in the scope of the body whose people read it, once for a person.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.models import Person
from pharos.accounts.policies import Permission
from pharos.common import jobs, outbox
from pharos.common.actor import Actor, system
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.organisations import queries as organisations
from pharos.standards import queries
from pharos.standards.models import Amendment, Consultation

TELL: Final = "standards.tell"
NEWS: Final = ("invited", "reminded", "answered")
"""What there is to tell of a consultation; a job carries the place in this list."""


def invite_later(found: Consultation, amendment: Amendment) -> None:
    """Defer the invitations, and the reminders to some days before the last one."""
    nation = queries.nation(amendment.nation, on=found.first_day)
    day = found.last_day - timedelta(days=nation.amendments.reminder_days)
    for body_id in sorted(bodies(found, amendment)):
        _enqueue(found, body_id, "invited", None)
        if found.first_day < day:
            _enqueue(found, body_id, "reminded", nation.midnight(day))


def answered_later(found: Consultation, amendment: Amendment) -> None:
    """Defer the mails about the published answers to whoever was invited or commented."""
    spoke = {comment.organisation_id for comment, _ in queries.comments(found.id)}
    for body_id in sorted((bodies(found, amendment) | spoke) - {found.organisation_id}):
        _enqueue(found, body_id, "answered", None)


def bodies(found: Consultation, amendment: Amendment) -> set[UUID]:
    """The bodies that are invited by kind or by name, but for the one that asks."""
    invited = {organisations.organisation(slug).id for slug in found.invited}
    for kind in found.kinds:
        listed = organisations.listing(nation=amendment.nation, kind=kind, on=found.first_day)
        invited |= {one.id for one in listed}
    return invited - {found.organisation_id}


@transaction.atomic
def tell(*, consultation_id: UUID, news: str, by: Actor, now: datetime) -> int:
    """Mails to those of the scope's body who write comments; how many are new.

    Nobody is invited to or reminded of a consultation that has ended meanwhile.
    """
    found = queries.consultation(consultation_id)
    amendment = queries.amendment(found.amendment_id)
    today = queries.history(amendment.nation)[-1].legal_day(now)
    if news != "answered" and not _waits(found, amendment, by, news, today):
        return 0
    body = organisations.by_id(by.organisation_id)
    letters = [
        outbox.Letter(
            to=person.email,
            language=person.language,
            facts=_facts(found, amendment, by.organisation_id, person.language),
            link=reverse(
                "consultations-one",
                kwargs={"language": person.language, "slug": body.slug,
                        "consultation_id": found.id},
            ),
            # a job that is done again writes none again, and each reader has an own mail
            about=uuid5(found.id, f"{body.id}/{person.id}"),
        )
        for person in _people(body.id, now)
    ]  # fmt: skip
    return outbox.put_many(f"mail_consultation_{news}", letters, by=by, now=now)


def _waits(found: Consultation, amendment: Amendment, by: Actor, news: str, today: date) -> bool:
    """Whether a comment can still come; whoever has commented is not reminded."""
    if found.closed_at or amendment.withdrawn_at or today > found.last_day:
        return False
    spoke = {comment.organisation_id for comment, _ in queries.comments(found.id)}
    return news == "invited" or by.organisation_id not in spoke


def _facts(
    found: Consultation, amendment: Amendment, reader: UUID, language: str
) -> dict[str, str | int]:
    nation = queries.history(amendment.nation)[-1]
    return {
        "organisation": choose(organisations.by_id(reader).name, language),
        "authority": choose(organisations.by_id(found.organisation_id).name, language),
        "nation": choose(nation.name, language),
        "last": day_text(found.last_day, language),
        "first": day_text(amendment.first_day, language),
        "count": sum(1 for _, answer in queries.comments(found.id) if answer is not None),
    }


def _enqueue(found: Consultation, body_id: UUID, news: str, at: datetime | None) -> None:
    reader = system(organisation_id=body_id)
    jobs.enqueue(TELL, actor=reader, at=at, consultation_id=found.id, news=NEWS.index(news))


def _people(organisation_id: UUID, now: datetime) -> list[Person]:
    roles = policies.matrix().holders(Permission.COMMENT_WRITE)
    members = organisations.memberships(organisation_id, now=now)
    found = {one.person_id: one.person for one in members if one.role in roles}
    return [found[key] for key in sorted(found)]
