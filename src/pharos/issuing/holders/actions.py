"""What holders can do with their record, and what the provider answers.

`share`, `withdraw`, `end_links` and `ask_correction` run in the holder's scope, `claim` in the
person's, `answer_correction` and `send_again` in the provider's. The doors have proved the link
before.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import jobs, outbox, personkeys
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.issuing.holders import queries, rules
from pharos.issuing.holders.queries import WISH_PLACE, Holder
from pharos.issuing.models import Claim, Correction, LinkSeries, Share, ShareUse


@transaction.atomic
def share(
    *, holder: Holder, credential_id: UUID, parts: list[str], days: int, now: datetime
) -> Share:
    """A link that shows these parts of one credential for so many days.

    Raises NotFound `credential_unknown`, Invalid `share_days_unknown`, Conflict `share_too_many`.
    """
    queries.held_one(holder, credential_id)
    expires_at = rules.expiry(days, now)
    if expires_at is None:
        raise Invalid("share_days_unknown", days=days)
    mine = Share.objects.filter(person_key_id=holder.person_key_id, withdrawn_at=None)
    if mine.filter(expires_at__gt=now).count() >= rules.MAX_SHARES:
        raise Conflict("share_too_many", limit=rules.MAX_SHARES)
    made = Share.objects.create(
        id=rules.new_share_id(),
        person_key_id=holder.person_key_id,
        credential_id=credential_id,
        parts=rules.chosen_parts(parts),
        created_at=now,
        expires_at=expires_at,
    )
    ShareUse.objects.create(share_id=made.id, person_key_id=holder.person_key_id)
    return made


def send_again(*, by: Actor, now: datetime, mail_id: UUID | None = None) -> int:
    """Undelivered mails of the provider go out anew, one or all of them; how many."""
    policies.require(by, Permission.LEARNER_RECORD)
    return outbox.send_again(by=by, now=now, mail_id=mail_id)


@transaction.atomic
def withdraw(*, holder: Holder, share_id: UUID, now: datetime) -> None:
    """The link shows nothing any more, from this moment (PRV-04); again is no error."""
    row = Share.objects.filter(id=share_id, person_key_id=holder.person_key_id).first()
    if row is None:
        raise NotFound("share_unknown")
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])


def count_use(*, share_id: UUID, is_open: bool, now: datetime) -> None:
    """One more look at a share, in the scope of its link; nothing is kept of who looked."""
    column = "opened" if is_open else "refused"
    changes: dict[str, Any] = {column: F(column) + 1, "last_at": now}
    ShareUse.objects.filter(share_id=share_id).update(**changes)


@transaction.atomic
def end_links(*, holder: Holder, now: datetime) -> None:
    """Every earlier secret link of this record ends; a new one goes to the address on record."""
    series, is_new = LinkSeries.objects.get_or_create(
        person_key_id=holder.person_key_id,
        defaults={"issuer_id": holder.issuer_id, "number": 1, "changed_at": now},
    )
    if not is_new:
        series.number += 1
        series.changed_at = now
        series.save(update_fields=["number", "changed_at"])
    worker = system(organisation_id=holder.issuer_id)
    jobs.enqueue("issuing.tell_link", actor=worker, credential=holder.credential_id)


@transaction.atomic
def ask_correction(*, holder: Holder, credential_id: UUID, wish: str, now: datetime) -> Correction:
    """The provider is asked to correct something; raises Invalid `correction_text_malformed`,
    Conflict `correction_waits` while an earlier wish has no answer.
    """
    queries.held_one(holder, credential_id)
    cipher = personkeys.read(holder.person_key_id)
    try:
        with transaction.atomic():
            made = Correction.objects.create(
                issuer_id=holder.issuer_id,
                person_key_id=holder.person_key_id,
                credential_id=credential_id,
                wish=cipher.encrypt(_text(wish), WISH_PLACE),
                asked_at=now,
            )
    except IntegrityError as error:
        raise Conflict("correction_waits") from error
    worker = system(organisation_id=holder.issuer_id)
    jobs.enqueue("issuing.tell_wish", actor=worker, correction=made.id)
    return made


@transaction.atomic
def answer_correction(
    *, correction_id: UUID, outcome: str, answer: str, by: Actor, now: datetime
) -> Correction:
    """The provider answers a wish; the learner is told by mail."""
    policies.require(by, Permission.LEARNER_RECORD)
    row = Correction.objects.select_for_update().filter(
        id=correction_id, issuer_id=by.organisation_id
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("correction_unknown")
    if row.answered_at is not None:
        raise Conflict("correction_answered")
    if outcome not in set(rules.Outcome):
        raise Invalid("correction_outcome_unknown", outcome=outcome[:20])
    cipher = personkeys.read(row.person_key_id)
    row.outcome = outcome
    row.answer = cipher.encrypt(_text(answer), WISH_PLACE)
    row.answered_by, row.answered_at = by.person_id, now
    row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    jobs.enqueue("issuing.tell_answer", actor=by, correction=row.id)
    return row


@transaction.atomic
def claim(*, holder: Holder, by: Actor, now: datetime) -> Claim:
    """The record is the acting person's own from now on; again is no error.

    Raises NotAllowed `person_missing`, Conflict `record_claimed` when it is another person's.
    """
    if by.person_id is None:
        raise NotAllowed("person_missing")
    mine = Claim.objects.filter(
        person_id=by.person_id, person_key_id=holder.person_key_id, ended_at=None
    ).first()
    if mine is not None:
        return mine
    try:
        with transaction.atomic():
            return Claim.objects.create(
                person_id=by.person_id,
                person_key_id=holder.person_key_id,
                issuer_id=holder.issuer_id,
                claimed_at=now,
            )
    except IntegrityError as error:
        raise Conflict("record_claimed") from error


@transaction.atomic
def give_up(*, claim_id: UUID, by: Actor, now: datetime) -> None:
    """The record is no longer the person's own; the secret links go on working."""
    row = Claim.objects.filter(id=claim_id, person_id=by.person_id, ended_at=None).first()
    if row is None:
        raise NotFound("record_unknown")
    row.ended_at = now
    row.save(update_fields=["ended_at"])


_MIN_TEXT: Final = 3


def _text(text: str) -> str:
    try:
        cleaned = strict.clean_text(text, max_length=rules.MAX_WISH).strip()
    except CoreError as error:
        raise Invalid("correction_text_malformed", limit=rules.MAX_WISH) from error
    if len(cleaned) < _MIN_TEXT:
        raise Invalid("correction_text_missing")
    return cleaned
