"""The mail to holders whose award a withdrawal for fraud reaches back to: the right to be heard.

Nothing is cancelled by it (REFERENCE 9, scenario 2): the award's page says that it was annulled,
and the holder, who is not blamed, can answer before anybody does anything more.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, DecisionChange
from pharos.awards import queries as awards
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import dates, jobs, outbox, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.common.outbox import Letter
from pharos.common.secretbox import PersonCipher
from pharos.issuing.holders import queries
from pharos.issuing.models import Credential
from pharos.organisations import queries as organisations

HEARING: Final = "mail_hearing"
AT_ONCE: Final = 500
JOB: Final = "issuing.hear"


def hear(*, change_id: UUID, after: UUID | None, by: Actor, now: datetime) -> int:
    """Mail the next holders that the change concerns; how many mails are new.

    Whoever has no address is told by the page alone. The job defers itself while there are more.
    """
    change = DecisionChange.objects.select_related("decision").get(id=change_id)
    if change.retroactive_from is None:
        return 0
    rows = _awarded(change.decision, change.retroactive_from)
    if after is not None:
        rows = rows.filter(id__gt=after)
    found = list(rows.defer("sealed", "signature").order_by("id")[:AT_ONCE])
    letters = _letters(found, change, now)
    if len(found) == AT_ONCE:
        jobs.enqueue(JOB, actor=by, change=change_id, after=found[-1].id)
    return outbox.put_many(HEARING, letters, by=by, now=now) if letters else 0


def _awarded(decision: Decision, since: date) -> QuerySet[Credential]:
    rows = Credential.objects.filter(issuer_id=decision.organisation_id, awarded_on__gte=since)
    return rows.filter(version_id=decision.version_id) if decision.version_id else rows


def _letters(found: list[Credential], change: DecisionChange, now: datetime) -> list[Letter]:
    """A letter for each award that lost what the law asks for by this kind of decision."""
    lost: dict[tuple[UUID, date], bool] = {}
    ciphers = personkeys.read_many(row.person_key_id for row in found)
    series = queries.series_of(ciphers)
    letters = []
    for row in found:
        version = catalogue.version(row.version_id)
        key = row.version_id, row.awarded_on
        if key not in lost:
            lost[key] = _is_lost(version, row.awarded_on, change.decision.kind, now)
        if not lost[key] or row.person_key_id not in ciphers:
            continue
        number = series.get(row.person_key_id, 0)
        letter = _letter(row, version, change, ciphers[row.person_key_id], number, now)
        letters += [letter] if letter is not None else []
    return letters


def _is_lost(version: ProgrammeVersion, awarded_on: date, kind: str, now: datetime) -> bool:
    problems = accreditation.award_problems(version, awarded_on=awarded_on, now=now)
    return any(one.facts.get("kind") == kind for one in problems)


def _letter(
    row: Credential,
    version: ProgrammeVersion,
    change: DecisionChange,
    cipher: PersonCipher,
    series: int,
    now: datetime,
) -> Letter | None:
    try:
        contact = awards.contact(row.award_id)
    except (NotFound, personkeys.Erased):
        return None
    if not outbox.address_is_sound(contact.email):
        return None
    language = queries.language_for(contact.language, version.nation, now)
    facts = {
        "name": contact.name.native,
        "title": choose(version.descriptor.title, language),
        "provider": choose(organisations.by_id(row.issuer_id).name, language),
        "agency": choose(organisations.by_id(change.agency_id).name, language),
        "day": dates.day_text(row.awarded_on, language),
        "number": change.number,
    }
    link = queries.link(language, cipher, row.id, series)
    return Letter(contact.email, language, facts, link, row.id, row.person_key_id, cipher)
