"""The mail to a learner whose document was signed anew: why, and where the new one is."""

from datetime import datetime
from typing import Final
from uuid import UUID

from pharos.awards import queries as awards
from pharos.catalogue import queries as catalogue
from pharos.common import dates, outbox, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.common.outbox import Letter
from pharos.common.sentences import sentence
from pharos.issuing.holders import queries
from pharos.issuing.models import Chunk, Credential
from pharos.issuing.reissue.models import Reissue
from pharos.organisations import queries as organisations

REISSUED: Final = "mail_reissued"


def tell_chunk(*, chunk_id: UUID, by: Actor, now: datetime) -> int:
    """Mail every learner of a chunk who has an address; how many mails are new."""
    chunk = Chunk.objects.get(id=chunk_id)
    reason = Reissue.objects.get(id=chunk.batch_id).reason
    rows = list(
        Credential.objects.filter(issuer_id=chunk.organisation_id, chunk_id=chunk.id)
        .defer("sealed", "signature")
        .order_by("position")
    )
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    series = queries.series_of(ciphers)
    version = catalogue.version(rows[0].version_id)
    issuer = organisations.by_id(chunk.organisation_id)
    letters = []
    for row in rows:
        try:
            contact = awards.contact(row.award_id)
        except (NotFound, personkeys.Erased):
            continue
        if not outbox.address_is_sound(contact.email):
            continue
        cipher = ciphers[row.person_key_id]
        language = queries.language_for(contact.language, version.nation, now)
        letters.append(
            Letter(
                to=contact.email,
                language=language,
                facts={
                    "name": contact.name.native,
                    "title": choose(version.descriptor.title, language),
                    "provider": choose(issuer.name, language),
                    "day": dates.day_text(row.awarded_on, language),
                    "reason": sentence(f"mail_because_{reason}", language),
                },
                link=queries.link(language, cipher, row.id, series.get(row.person_key_id, 0)),
                about=row.id,
                person_key_id=row.person_key_id,
                cipher=cipher,
            )
        )
    return outbox.put_many(REISSUED, letters, by=by, now=now) if letters else 0
