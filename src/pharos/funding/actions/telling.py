"""What happens to a place is told to whoever applied, by mail, in that person's language.

A mail names the programme, the scheme and the outcome. It never holds what was proved, since
that lies with the funder; it is written in the provider's scope, where the address is.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from pharos.common import jobs, outbox
from pharos.common.actor import Actor, system
from pharos.common.counting import number_text
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.funding import queries
from pharos.funding.actions.common import nation_of
from pharos.funding.models import Application
from pharos.organisations import queries as organisations

TELL = "funding.tell"
NEWS: Final = ("received", "waiting", "reserved", "refused", "lapsed", "released", "paid",
               "ended")  # fmt: skip
"""What there is to tell; a job carries the place in this list."""


def tell_later(found: Application, news: str) -> None:
    """Defer the mail to the provider's scope, whoever acts."""
    provider = system(organisation_id=found.organisation_id)
    jobs.enqueue(TELL, actor=provider, application_id=found.id, news=NEWS.index(news))


@transaction.atomic
def tell(*, application_id: UUID, news: str, by: Actor, now: datetime) -> bool:
    """Put the mail into the outbox, once; False where nobody can be written to any more."""
    found = queries.application(application_id)
    contact = queries.contacts([found]).get(found.id)
    if contact is None or not outbox.address_is_sound(contact.email):
        return False
    language = contact.language
    link = reverse("funding-mine", kwargs={"language": language, "application_id": found.id})
    letter = outbox.Letter(
        to=contact.email,
        language=language,
        facts=_facts(found, language, now),
        link=link,
        about=found.id,
        person_key_id=found.person_key_id,
        cipher=queries.cipher_of(found),
    )
    return outbox.put_many(f"mail_place_{news}", [letter], by=by, now=now) == 1


def _facts(found: Application, language: str, now: datetime) -> dict[str, str | int]:
    nation, scheme = nation_of(found.scheme, now), found.scheme
    until = found.reserved_until
    return {
        "title": choose(found.version.descriptor.title, language),
        "provider": choose(organisations.by_id(found.organisation_id).name, language),
        "scheme": choose(scheme.name, language),
        "amount": f"{number_text(found.amount, language)} {scheme.currency}",
        "rest": f"{number_text(found.price - found.amount, language)} {scheme.currency}",
        "day": day_text(nation.legal_day(until), language) if until else "",
        "last": day_text(scheme.last_day, language),
        "reason": " ".join((found.reason or "").split()),
    }
