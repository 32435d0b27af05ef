"""Who waits for something is told by mail: an answer, the end of a need, an offer, a signature.

Each mail is written by a job in the scope of the body whose people read it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.models import Person
from pharos.accounts.policies import Permission
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import jobs, outbox
from pharos.common.actor import Actor, system
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.nations.model import Nation
from pharos.needs import queries
from pharos.needs.models import Answer, Offer, SkillNeed
from pharos.organisations import queries as organisations

TELL_ANSWER, TELL_OFFER, END_NEED = (
    "needs.tell_answer", "needs.tell_offer", "needs.end_need",
)  # fmt: skip
NEWS: Final = ("asked", "reminded", "signed", "declined", "revoked")
"""What there is to tell about an offer; a job carries the place in this list."""
_TO_EMPLOYER: Final = ("asked", "reminded")
Facts = Callable[[str], dict[str, str | int]]


def answer_later(made: Answer) -> None:
    """Defer the mail about an answer to the body that filed the need."""
    jobs.enqueue(TELL_ANSWER, actor=system(organisation_id=made.employer_id), answer_id=made.id)


def end_later(made: SkillNeed, nation: Nation) -> None:
    """Defer the mail about the end of a need to the day after its last one."""
    at = nation.midnight(made.until_day + timedelta(days=1))
    body = system(organisation_id=made.organisation_id)
    jobs.enqueue(END_NEED, actor=body, at=at, need_id=made.id)


def offer_later(found: Offer, news: str) -> None:
    """Defer the mail about an offer to the side that did not act."""
    _enqueue(found, news, None)


def remind_later(found: Offer, at: datetime) -> None:
    """Defer the question whether somebody of the employer has signed."""
    _enqueue(found, "reminded", at)


@transaction.atomic
def tell_answer(*, answer_id: UUID, by: Actor, now: datetime) -> int:
    """Mails to those of the body who file needs; how many. One that was withdrawn is not told."""
    found = Answer.objects.select_related("need").filter(id=answer_id, withdrawn_at=None).first()
    if found is None:
        return 0
    provider = organisations.by_id(found.organisation_id)

    def facts(language: str) -> dict[str, str | int]:
        return {
            "need": choose(found.need.title, language),
            "title": choose(found.title, language),
            "provider": choose(provider.name, language),
        }

    kind, page = "mail_need_answered", ("needs-need", {"need_id": found.need_id})
    return _mail(kind, Permission.NEED_FILE, found.id, facts, page, by, now)


@transaction.atomic
def tell_end(*, need_id: UUID, by: Actor, now: datetime) -> int:
    """Mails to those who file needs that one has ended; how many. Not of one withdrawn before."""
    need = queries.need(need_id)
    if need.withdrawn_at is not None:
        return 0
    answers = len(queries.answers_to([need.id]))

    def facts(language: str) -> dict[str, str | int]:
        return {
            "need": choose(need.title, language),
            "day": day_text(need.until_day, language),
            "count": answers,
        }

    page = ("needs-need", {"need_id": need.id})
    return _mail("mail_need_ended", Permission.NEED_FILE, need.id, facts, page, by, now)


@transaction.atomic
def tell_offer(*, offer_id: UUID, news: str, by: Actor, now: datetime) -> int:
    """Mails about an offer to those who sign, or to those who offered; how many.

    Nobody is asked or reminded of what was answered or taken back meanwhile.
    """
    found = queries.offer_for(by, offer_id)
    to_employer = news in _TO_EMPLOYER
    if to_employer and not _is_open(found):
        return 0
    provider, employer = (
        organisations.by_id(found.organisation_id), organisations.by_id(found.employer_id),
    )  # fmt: skip
    partnership = queries.partnership_of(found.id)
    reason = found.declined_reason or (partnership.revoked_reason if partnership else "") or ""

    def facts(language: str) -> dict[str, str | int]:
        return {
            "title": choose(found.version.descriptor.title, language),
            "provider": choose(provider.name, language),
            "employer": choose(employer.name, language),
            "reason": " ".join(reason.split()),
        }

    permission = Permission.PARTNERSHIP_SIGN if to_employer else Permission.PARTNERSHIP_OFFER
    page = ("needs-offer", {"offer_id": found.id})
    return _mail(f"mail_partner_{news}", permission, found.id, facts, page, by, now)


def _enqueue(found: Offer, news: str, at: datetime | None) -> None:
    reader = found.employer_id if news in _TO_EMPLOYER else found.organisation_id
    jobs.enqueue(TELL_OFFER, actor=system(organisation_id=reader), at=at,
                 offer_id=found.id, news=NEWS.index(news))  # fmt: skip


def _is_open(found: Offer) -> bool:
    ended = found.withdrawn_at is not None or found.declined_at is not None
    stands = found.version.state == ProgrammeVersion.State.PUBLISHED
    return stands and not ended and queries.partnership_of(found.id) is None


def _mail(
    kind: str,
    permission: Permission,
    subject: UUID,
    facts: Facts,
    page: tuple[str, dict[str, UUID]],
    by: Actor,
    now: datetime,
) -> int:
    """One mail to each person of the scope's body with this permission, once for the subject."""
    body = organisations.by_id(by.organisation_id)
    name, ids = page
    letters = [
        outbox.Letter(
            to=person.email,
            language=person.language,
            facts={"organisation": choose(body.name, person.language), **facts(person.language)},
            link=reverse(name, kwargs={"language": person.language, "slug": body.slug, **ids}),
            # a job that is done again writes none again, and each reader has an own mail
            about=uuid5(subject, str(person.id)),
        )
        for person in _people(body.id, permission, now)
    ]
    return outbox.put_many(kind, letters, by=by, now=now)


def _people(organisation_id: UUID, permission: Permission, now: datetime) -> list[Person]:
    roles = policies.matrix().holders(permission)
    members = organisations.memberships(organisation_id, now=now)
    found = {one.person_id: one.person for one in members if one.role in roles}
    return [found[key] for key in sorted(found)]
