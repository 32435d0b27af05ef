"""The mails to learners: an award issued, something that happened to it, a lost link, an answer.

Each is put inside the provider's scope by a job that the act deferred, and only where the roster
had an address. One mail a credential and kind, whatever is repeated.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from pharos.awards import queries as awards
from pharos.catalogue import queries as catalogue
from pharos.common import dates, jobs, outbox, personkeys, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.common.outbox import Letter
from pharos.common.sentences import sentence
from pharos.issuing import queries as issuing
from pharos.issuing.holders import queries
from pharos.issuing.models import Chunk, Correction, Credential, StatusChange
from pharos.issuing.rules import Act
from pharos.organisations import queries as organisations

ISSUED: Final = "mail_issued"
LOST: Final = "mail_lost"
"""Never sent: somebody gave an address, and what is behind it is looked up by the job."""
LINKS: Final = "mail_links"
ANSWERED: Final = "mail_corrected"
ASKED: Final = "mail_correction"
_CHANGED: Final = {
    Act.REVOKE: "mail_revoked",
    Act.SUSPEND: "mail_suspended",
    Act.REINSTATE: "mail_reinstated",
}
_READERS: Final = ("registrar",)
# So many records of one address are told at once; nobody has as many.
_MOST_LINKS: Final = 20


def tell_chunk(*, chunk_id: UUID, by: Actor, now: datetime) -> int:
    """Mail every learner of a signed chunk who has an address; how many mails are new."""
    chunk = Chunk.objects.get(id=chunk_id)
    addressed = {
        one.award_id: one
        for one in awards.chunk(chunk.organisation_id, chunk.batch_id, chunk.number)
        if outbox.address_is_sound(one.email)
    }
    rows = Credential.objects.filter(issuer_id=chunk.organisation_id, chunk_id=chunk.id)
    found = list(rows.filter(award_id__in=list(addressed)).order_by("position"))
    if not found:
        return 0
    version = catalogue.version(found[0].version_id)
    issuer = organisations.by_id(chunk.organisation_id)
    series = queries.series_of(one.person_key_id for one in addressed.values())
    letters = []
    for row in found:
        one = addressed[row.award_id]
        language = queries.language_for(one.language, version.nation, now)
        letters.append(
            Letter(
                to=one.email,
                language=language,
                facts={
                    "name": one.person.name.native,
                    "title": choose(version.descriptor.title, language),
                    "provider": choose(issuer.name, language),
                    "day": dates.day_text(one.award_date, language),
                },
                link=queries.link(language, one.cipher, row.id, series.get(one.person_key_id, 0)),
                about=row.id,
                person_key_id=one.person_key_id,
                cipher=one.cipher,
            )
        )
    return outbox.put_many(ISSUED, letters, by=by, now=now)


def tell_change(*, change_id: UUID, by: Actor, now: datetime) -> bool:
    """Mail the learner what happened to the credential and why; False without an address."""
    change = StatusChange.objects.get(id=change_id)
    more = {"reason": f"mail_because_{change.reason}"}
    return _tell(_CHANGED[Act(change.act)], change.credential_id, change.id, more, by=by, now=now)


def tell_answer(*, correction_id: UUID, by: Actor, now: datetime) -> bool:
    """Mail the learner that the provider answered the wish for a correction."""
    wish = Correction.objects.get(id=correction_id)
    more = {"outcome": f"mail_corrected_{wish.outcome}"}
    return _tell(ANSWERED, wish.credential_id, wish.id, more, by=by, now=now)


def tell_wish(*, correction_id: UUID, by: Actor, now: datetime) -> int:
    """Mail those of the provider who can look after a correction; how many they are."""
    wish = Correction.objects.get(id=correction_id)
    issuer = organisations.by_id(wish.issuer_id)
    version = catalogue.version(issuing.credential(wish.credential_id).version_id)
    told = 0
    members = organisations.memberships(wish.issuer_id, now=now)
    for person in {one.person_id: one.person for one in members if one.role in _READERS}.values():
        outbox.put(
            kind=ASKED,
            to=person.email,
            language=person.language,
            facts={
                "title": choose(version.descriptor.title, person.language),
                "provider": choose(issuer.name, person.language),
            },
            link=f"/{person.language}/desk/{issuer.slug}/requests",
            by=by,
            now=now,
        )
        told += 1
    return told


def ask_links(*, address: str, language: str, by: Actor, now: datetime) -> None:
    """Have the links of every record with this address sent to it.

    The mail is written for known and unknown addresses alike, and made when it is sent.
    """
    outbox.put(kind=LOST, to=address, language=language, by=by, now=now)


@outbox.made_by(LOST)
def find_links(letter: Letter, now: datetime) -> Letter | None:
    """Have each record that was mailed to this address told to it; the mail itself is dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant, credential from issuing_links_of(%s, %s)",
            [outbox.address_hash(letter.to), _MOST_LINKS],
        )
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    for tenant, credential in found:
        worker = system(organisation_id=tenant)
        with tenancy.scope(worker):
            jobs.enqueue("issuing.tell_link", actor=worker, credential=credential)
    return None


def tell_link(*, credential_id: UUID, by: Actor, now: datetime) -> bool:
    """Mail the learner the secret link of its record again, to the address on record."""
    return _tell(LINKS, credential_id, None, {}, by=by, now=now)


def _tell(
    kind: str,
    credential_id: UUID,
    about: UUID | None,
    more: Mapping[str, str],
    *,
    by: Actor,
    now: datetime,
) -> bool:
    row = issuing.credential(credential_id)
    try:
        contact = awards.contact(row.award_id)
        cipher = personkeys.read(row.person_key_id)
    except (NotFound, personkeys.Erased):
        return False
    if not outbox.address_is_sound(contact.email):
        return False
    version = catalogue.version(row.version_id)
    issuer = organisations.by_id(row.issuer_id)
    language = queries.language_for(contact.language, version.nation, now)
    facts = {
        "name": contact.name.native,
        "title": choose(version.descriptor.title, language),
        "provider": choose(issuer.name, language),
        "day": dates.day_text(row.awarded_on, language),
        **{name: sentence(code, language) for name, code in more.items()},
    }
    number = queries.series_of([row.person_key_id]).get(row.person_key_id, 0)
    link = queries.link(language, cipher, row.id, number)
    letter = Letter(contact.email, language, facts, link, about, row.person_key_id, cipher)
    return outbox.put_many(kind, [letter], by=by, now=now) == 1
