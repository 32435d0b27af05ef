"""What can happen inside the provider: a version is sent to the office, answered, confirmed.

The office is not whoever wrote or published the version, and the head who confirms is not who
answered; the database keeps both once more.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import locks
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.review import queries, rules
from pharos.review.models import InternalDecision


@transaction.atomic
def ask(*, version_id: UUID, note: str, by: Actor, now: datetime) -> InternalDecision:
    """A published version waits for the quality office.

    Raises Conflict `review_open_already` while one waits, `review_confirmed_already` after.
    """
    policies.require(by, Permission.REVIEW_ASK)
    version = queries.version_for(by, version_id)
    if version.state != ProgrammeVersion.State.PUBLISHED:
        raise Conflict("review_version_withdrawn")
    locks.lock_exclusive(version.id)
    last = queries.last(version.id)
    if last is not None and last.state in ("asked", "approved"):
        raise Conflict("review_open_already")
    if last is not None and last.state == "confirmed":
        raise Conflict("review_confirmed_already")
    return InternalDecision.objects.create(
        organisation_id=version.organisation_id,
        version=version,
        digest=bytes(version.digest),
        written_by=queries.writer_of(version),
        published_by=version.published_by,
        asked_by=by.person_id,
        asked_at=now,
        note=_text(note),
        kept="{}",
    )


@transaction.atomic
def keep(*, decision_id: UUID, answers: Mapping[str, rules.Answer], by: Actor) -> InternalDecision:
    """What the office has answered so far; nothing is decided by it."""
    found = _open(decision_id, by)
    _refuse(rules.answer_problems(answers))
    found.kept, found.kept_by = _document(answers), by.person_id
    found.save(update_fields=["kept", "kept_by"])
    return found


@transaction.atomic
def answer(
    *,
    decision_id: UUID,
    digest: bytes,
    outcome: str,
    answers: Mapping[str, rules.Answer],
    reason: str,
    by: Actor,
    now: datetime,
) -> InternalDecision:
    """The office's decision: returned with remarks, or approved and waiting for the head.

    Raises Conflict `version_changed` for another content, NotAllowed
    `review_not_your_own_work`, Invalid `review_breaks_rules` with every reason.
    """
    found = _open(decision_id, by)
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    _refuse(rules.decision_problems(outcome, answers, reason))
    found.answers = _document(answers)
    found.outcome, found.reason = outcome, _text(reason)
    found.by, found.at = by.person_id, now
    _save(found, "answers", "outcome", "reason", "by", "at")
    return found


@transaction.atomic
def confirm(*, decision_id: UUID, digest: bytes, by: Actor, now: datetime) -> InternalDecision:
    """The head's word: from here on the version may go to the agency."""
    found = _approved(decision_id, by)
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    found.confirmed_by, found.confirmed_at = by.person_id, now
    _save(found, "confirmed_by", "confirmed_at")
    return found


@transaction.atomic
def decline(*, decision_id: UUID, note: str, by: Actor, now: datetime) -> InternalDecision:
    """The head does not confirm: the version may be sent to the office again."""
    found = _approved(decision_id, by)
    told = _text(note)
    if not told:
        raise Invalid("review_remarks_missing")
    found.declined_by, found.declined_at, found.declined_note = by.person_id, now, told
    _save(found, "declined_by", "declined_at", "declined_note")
    return found


def _open(decision_id: UUID, by: Actor) -> InternalDecision:
    policies.require(by, Permission.REVIEW_ANSWER)
    found = queries.decision_for(by, decision_id, lock=True)
    if found.state != "asked":
        raise Conflict("review_answered_already")
    if by.person_id is None or by.person_id in (found.written_by, found.published_by):
        raise NotAllowed("review_not_your_own_work")
    return found


def _approved(decision_id: UUID, by: Actor) -> InternalDecision:
    policies.require(by, Permission.REVIEW_CONFIRM)
    found = queries.decision_for(by, decision_id, lock=True)
    if found.state != "approved":
        raise Conflict("review_not_waiting", state=found.state)
    if by.person_id is None or by.person_id == found.by:
        raise NotAllowed("second_person_needed")
    return found


def _save(found: InternalDecision, *fields: str) -> None:
    """Save; what the database keeps of the persons is said in our words."""
    try:
        with transaction.atomic():
            found.save(update_fields=list(fields))
    except IntegrityError as error:
        if "review_decision_other_person" in str(error):
            raise NotAllowed("review_not_your_own_work") from error
        if "four_eyes" in str(error) or "review_decision_declined" in str(error):
            raise NotAllowed("second_person_needed") from error
        raise


def _refuse(problems: list[rules.Problem]) -> None:
    if problems:
        raise Invalid("review_breaks_rules", problems=[one.as_error() for one in problems])


def _document(answers: Mapping[str, rules.Answer]) -> str:
    cleaned = {code: rules.Answer(one.verdict, _text(one.reason)) for code, one in answers.items()}
    return json.dumps(rules.document_of(cleaned), ensure_ascii=False)


def _text(text: str) -> str:
    return texts.kept(text, code="note_malformed", limit=rules.MAX_REASON, may_be_empty=True)
