"""Enquiries about certificates of a closed organisation: asked without account, answered by mail.

The one who asks always reads the same: whether a number is known is told by nobody but the
custodian, in words of its own.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import outbox, personkeys, texts
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.organisations import queries
from pharos.organisations.models import Organisation
from pharos.organisations.records.models import KINDS, Enquiry

PLACE: Final = "organisations_enquiry.box"
MAX_NUMBER: Final = 100
MAX_MESSAGE: Final = 1_000
MAX_ANSWER: Final = 2_000
MAX_OPEN: Final = 1_000
"""More would only fill a desk; whoever asks reads the same answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wrote: the number, where the answer goes, in which language."""

    number: str
    email: str
    language: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An enquiry as its custodian reads it."""

    row: Enquiry
    asked: Asked


def closed_body(slug: str) -> Organisation:
    """The closed organisation whose records somebody keeps; raises NotFound for any other."""
    entry = queries.organisation(slug)
    if entry.state != "closed" or not queries.custodies(entry.id):
        raise NotFound("organisation_unknown", slug=slug)
    return entry


@transaction.atomic
def ask(*, entry: Organisation, kind: str, asked: Asked, by: Actor, now: datetime) -> None:
    """Keep the enquiry, sealed, for the custodian; called by the system in the body's scope."""
    if by.kind != "system" or kind not in KINDS or not outbox.address_is_sound(asked.email):
        raise Invalid("enquiry_malformed")
    waiting = Enquiry.objects.filter(organisation_id=entry.id, answered_at=None)
    if waiting.count() >= MAX_OPEN:
        return
    key_id, cipher = personkeys.create()
    Enquiry.objects.create(
        organisation_id=entry.id,
        kind=kind,
        person_key_id=key_id,
        box=cipher.encrypt(json.dumps(asdict(asked), ensure_ascii=False), PLACE),
        asked_at=now,
    )


@transaction.atomic
def answer(*, enquiry_id: UUID, text: str, by: Actor, now: datetime) -> Enquiry:
    """The answer goes out by mail, and what was asked can be read by nobody any more."""
    policies.require(by, Permission.ENQUIRY_ANSWER)
    row = (
        Enquiry.objects.select_for_update()
        .filter(id=enquiry_id, organisation_id=by.organisation_id, answered_at=None)
        .first()
    )
    if row is None:
        raise NotFound("enquiry_unknown")
    asked = _opened(row)
    body = queries.by_id(row.organisation_id)
    outbox.put(
        kind="mail_enquiry",
        to=asked.email,
        language=asked.language,
        facts={
            "provider": body.name.get(asked.language) or body.name["en"],
            "answer": _line(text),
        },
        link=f"/{asked.language}/providers/{body.slug}",
        by=by,
        now=now,
    )
    row.answered_by, row.answered_at = by.person_id, now
    row.save(update_fields=["answered_by", "answered_at"])
    personkeys.destroy(row.person_key_id, now=now)
    return row


def waiting(by: Actor) -> list[Opened]:
    """What waits for an answer, the oldest first."""
    policies.require(by, Permission.ENQUIRY_ANSWER)
    found = Enquiry.objects.filter(organisation_id=by.organisation_id, answered_at=None)
    return [Opened(one, _opened(one)) for one in found.order_by("asked_at")[:100]]


def answered(by: Actor) -> int:
    """How many were answered."""
    found = Enquiry.objects.filter(organisation_id=by.organisation_id)
    return found.exclude(answered_at=None).count()


def _opened(row: Enquiry) -> Asked:
    cipher = personkeys.read(row.person_key_id)
    return Asked(**json.loads(cipher.decrypt(bytes(row.box), PLACE)))


def _line(text: str) -> str:
    return " ".join(texts.kept(text, code="enquiry_answer_missing", limit=MAX_ANSWER).split())
