"""Mails: a row with its state, written in the act's transaction together with the job.

    outbox.put(kind="mail_issued", to=address, language="hy", facts={"title": …},
               link="/hy/holder/…", by=by, now=now)

Subject and text are the sentences `<kind>_subject`, `_lead`, `_button` and `_foot`, made when
the mail is sent. Addresses and facts lie sealed, under the addressee's own key if there is one,
so that an erasure takes them along; some days after the end they go in any case.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from pharos.common import jobs, personkeys, secretbox
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid
from pharos.common.i18n import LANGUAGES
from pharos.common.ids import uuid7
from pharos.common.models import Mail
from pharos.common.secretbox import PersonCipher

PLACE: Final = "common_mail.box"
LIBRARY: Final = "mail_library"
"""Kind of the mails whose text a library wrote, not we."""
_MAX_ADDRESS: Final = 254
# Only what nobody can misread: no quotes, no comments, no routes, nothing that ends a header.
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"/]{3,}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_INSERT: Final = """
    insert into common_mail (id, tenant, bundle, kind, language, about, person_key_id,
        address_hash, box, state, attempts, last_code, put_at, next_at)
    select m.id, %s, %s, %s, m.language, m.about, m.person_key, m.hash, m.box,
        'waiting', 0, '', %s, %s
      from unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[])
        as m(id, language, about, person_key, hash, box)
    on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says: sentences by kind and facts, or the ready text of a library."""

    to: str
    language: str = "en"
    facts: Mapping[str, str | int] = field(default_factory=dict)
    link: str = ""
    about: UUID | None = None
    person_key_id: UUID | None = None
    cipher: PersonCipher | None = None
    """The addressee's own, when its key is known."""
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mails of a kind are in a state, with the newest code that stopped them."""

    kind: str
    state: str
    code: str
    count: int


Maker = Callable[..., Letter | None]
_makers: dict[str, Maker] = {}


def made_by(kind: str) -> Callable[[Maker], Maker]:
    """Register who makes the content of a kind when it is sent: `make(letter, now) -> Letter`.

    None means that there is nothing to say; the mail is dropped. So the one who asks learns
    nothing from how long the answer took.
    """

    def register(make: Maker) -> Maker:
        _makers[kind] = make
        return make

    return register


def maker_of(kind: str) -> Maker | None:
    """Who makes the content of a kind, if it is not in the box."""
    return _makers.get(kind)


def put(
    *,
    kind: str,
    to: str,
    language: str,
    facts: Mapping[str, str | int] | None = None,
    link: str = "",
    by: Actor,
    now: datetime,
    about: UUID | None = None,
    person_key_id: UUID | None = None,
) -> None:
    """Write one mail and its job into this transaction.

    `link` is a path of ours. A second mail of the same kind `about` the same is not written.
    Raises Invalid `letter_address_malformed` or `letter_malformed` (OUT-04).
    """
    cipher = personkeys.read(person_key_id) if person_key_id else None
    letter = Letter(to, language, facts or {}, link, about, person_key_id, cipher)
    put_many(kind, [letter], by=by, now=now)


def put_many(kind: str, letters: Sequence[Letter], *, by: Actor, now: datetime) -> int:
    """Write many mails of a kind by one statement, with one job for all; how many are new."""
    for letter in letters:
        _check(letter)
    if not letters:
        return 0
    bundle = uuid7()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INSERT, _values(kind, letters, bundle, by, now))
        written = int(cursor.rowcount)
        if written:
            actor = system(organisation_id=by.organisation_id, person_id=by.person_id)
            jobs.enqueue("common.mail", actor=actor, bundle=bundle)
    return written


def _values(
    kind: str, letters: Sequence[Letter], bundle: UUID, by: Actor, now: datetime
) -> list[object]:
    return [
        by.organisation_id, bundle, kind, now, now,
        [uuid7() for _ in letters],
        [one.language for one in letters],
        [one.about for one in letters],
        [one.person_key_id for one in letters],
        # only those whom an erasure can reach are found again by their address
        [address_hash(one.to) if one.person_key_id else None for one in letters],
        [_seal(one) for one in letters],
    ]  # fmt: skip


def address_is_sound(address: str) -> bool:
    """Whether an address is one that a mail can go to and nothing else can be read into."""
    return len(address) <= _MAX_ADDRESS and _ADDRESS.fullmatch(address) is not None


def address_hash(address: str) -> bytes:
    """The keyed hash by which a lost mail is found again by its address."""
    return secretbox.keyed_hash("common.mail", address.strip().casefold())


def opened(mail: Mail) -> Letter | None:
    """The letter in the box; None when it was emptied, or its addressee erased."""
    cipher = _cipher_of(mail)
    if mail.box is None or cipher is None:
        return None
    kept = json.loads(cipher.decrypt(bytes(mail.box), PLACE))
    return Letter(
        kept["to"],
        mail.language,
        kept["facts"],
        kept["link"],
        mail.about,
        mail.person_key_id,
        cipher,
        kept["subject"],
        kept["text"],
    )


def undelivered(by: Actor) -> QuerySet[Mail]:
    """The mails of the actor's organisation that nobody got, the newest first."""
    wanted = Mail.objects.filter(tenant=by.organisation_id, state=Mail.State.FAILED)
    return wanted.order_by("-id")


def send_again(*, by: Actor, now: datetime, mail_id: UUID | None = None) -> int:
    """Have undelivered mails of the actor's organisation tried anew, one or all; how many.

    What was emptied meanwhile cannot go out any more: raises Conflict `mail_not_undelivered`
    where nothing is left to send.
    """
    wanted = undelivered(by).filter(box__isnull=False)
    if mail_id is not None:
        wanted = wanted.filter(id=mail_id)
    with transaction.atomic():
        found = list(wanted.select_for_update())
        if not found:
            raise Conflict("mail_not_undelivered")
        Mail.objects.filter(id__in=[one.id for one in found]).update(
            state=Mail.State.WAITING, attempts=0, last_code="", next_at=now, ended_at=None
        )
        actor = system(organisation_id=by.organisation_id, person_id=by.person_id)
        for bundle in dict.fromkeys(one.bundle for one in found):
            jobs.enqueue("common.mail", actor=actor, bundle=bundle)
    return len(found)


def counts(by: Actor) -> list[Tally]:
    """How many mails the actor's organisation has in each state."""
    found = (
        Mail.objects.filter(tenant=by.organisation_id)
        .values("kind", "state")
        .annotate(code=Max("last_code"), count=Count("id"))
        .order_by("kind", "state")
    )
    return [Tally(**row) for row in found]


def counts_of_all() -> list[Tally]:
    """The same over all organisations, for the operator: numbers, and nobody's address."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, state, code, count from common_mail_counts()")
        return [Tally(*row) for row in cursor.fetchall()]


def _check(letter: Letter) -> None:
    if letter.language not in LANGUAGES:
        raise Invalid("letter_malformed", field="language")
    if not address_is_sound(letter.to):
        raise Invalid("letter_address_malformed")
    for name, value in (*letter.facts.items(), ("subject", letter.subject)):
        if _CONTROL.search(str(value)):
            raise Invalid("letter_malformed", field=name)
    if letter.link and not re.fullmatch(r"/[!-~]*", letter.link):
        raise Invalid("letter_malformed", field="link")


def _seal(letter: Letter) -> bytes:
    kept = {
        "to": letter.to,
        "facts": dict(letter.facts),
        "link": letter.link,
        "subject": letter.subject,
        "text": letter.text,
    }
    cipher = letter.cipher or _installation_cipher()
    return cipher.encrypt(json.dumps(kept, ensure_ascii=False), PLACE)


def _cipher_of(mail: Mail) -> PersonCipher | None:
    if mail.person_key_id is None:
        return _installation_cipher()
    return personkeys.read_many([mail.person_key_id]).get(mail.person_key_id)


def _installation_cipher() -> PersonCipher:
    return _cipher_under(secretbox.keys().master)


@cache
def _cipher_under(master: bytes) -> PersonCipher:
    return PersonCipher(secretbox.derived(master, b"pharos-mail"))
