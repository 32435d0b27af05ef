"""Consulting on an amendment: opened for a period, clause by clause, answered, closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.i18n import LANGUAGES, require_languages
from pharos.nations import codes
from pharos.organisations import queries as organisations
from pharos.standards import parameters, queries
from pharos.standards.actions import amending, telling
from pharos.standards.models import Amendment, Answer, Comment, Consultation

MAX_COMMENT = 4_000
MAX_COMMENTS = 200
MAX_INVITED = 100


@transaction.atomic
def open_consultation(
    *,
    by: Actor,
    amendment_id: UUID,
    last_day: date,
    kinds: Sequence[str],
    invited: Sequence[str] = (),
    now: datetime,
) -> Consultation:
    """Everybody may comment from today to `last_day`; the invited are named.

    `kinds` are kinds of bodies, `invited` slugs of single ones. Raises Conflict
    `consultation_exists`, Invalid `consultation_too_short` or `consultation_invites_nobody`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = queries.amendment(amendment_id)
    amending.require_setter(by, found.nation, now)
    if found.organisation_id != by.organisation_id:
        raise NotAllowed("not_a_standard_setter")
    amending.require_waiting(found)
    if queries.consultation_of(found.id) is not None:
        raise Conflict("consultation_exists")
    today = queries.history(found.nation)[-1].legal_day(now)
    _require_period(found, today, last_day)
    made = Consultation.objects.create(
        organisation_id=by.organisation_id,
        amendment_id=found.id,
        content_hash=bytes(found.content_hash),
        first_day=today,
        last_day=last_day,
        kinds=_kinds(kinds),
        invited=_invited(invited, has_kinds=bool(kinds)),
        opened_by=by.person_id,
        opened_at=now,
    )
    telling.invite_later(made, found)
    return made


@transaction.atomic
def comment(*, by: Actor, consultation_id: UUID, clause: str, text: str, now: datetime) -> Comment:
    """What the organisation of the actor says of one clause.

    Raises Conflict `consultation_not_open`, Invalid `clause_unknown` or `comment_unreadable`.
    """
    policies.require(by, Permission.COMMENT_WRITE)
    found = queries.consultation(consultation_id)
    amendment = queries.amendment(found.amendment_id)
    today = queries.history(amendment.nation)[-1].legal_day(now)
    is_open = found.closed_at is None and amendment.withdrawn_at is None
    if not is_open or not found.first_day <= today <= found.last_day:
        raise Conflict("consultation_not_open")
    if clause not in {".".join(path) for path in parameters.clauses(amendment.changes)}:
        raise Invalid("clause_unknown")
    said = Comment.objects.filter(consultation_id=found.id, organisation_id=by.organisation_id)
    if said.count() >= MAX_COMMENTS:
        raise Conflict("comments_too_many", limit=MAX_COMMENTS)
    return Comment.objects.create(
        organisation_id=by.organisation_id,
        consultation_id=found.id,
        clause=clause,
        text=_text(text),
        written_by=by.person_id,
        written_at=now,
    )


@transaction.atomic
def answer(*, by: Actor, comment_id: UUID, text: str, now: datetime) -> Answer:
    """The authority's answer to one comment; raises Conflict `comment_answered`."""
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    said = Comment.objects.filter(id=comment_id).first()
    if said is None:
        raise NotFound("comment_unknown")
    found = _own(by, said.consultation_id)
    if Answer.objects.filter(comment_id=said.id).exists():
        raise Conflict("comment_answered")
    return Answer.objects.create(
        comment_id=said.id,
        organisation_id=by.organisation_id,
        consultation_id=found.id,
        text=_text(text),
        answered_by=by.person_id,
        answered_at=now,
    )


@transaction.atomic
def close(
    *, by: Actor, consultation_id: UUID, summary: Mapping[str, str], now: datetime
) -> Consultation:
    """The consultation ends with a summary for everybody.

    Raises Conflict `consultation_running` before the last day is over, `comments_unanswered`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = _own(by, consultation_id)
    amendment = queries.amendment(found.amendment_id)
    today = queries.history(amendment.nation)[-1].legal_day(now)
    if today <= found.last_day:
        raise Conflict("consultation_running", day=found.last_day.isoformat())
    waiting = sum(1 for _, answered in queries.comments(found.id) if answered is None)
    if waiting:
        raise Conflict("comments_unanswered", n=waiting)
    told = {code: _text(summary[code]) for code in LANGUAGES if summary.get(code, "").strip()}
    nation = queries.nation(amendment.nation, on=today)
    require_languages(told, *nation.required_languages, field="summary")
    found.closed_by, found.closed_at, found.summary = by.person_id, now, told
    found.save(update_fields=["closed_by", "closed_at", "summary"])
    telling.answered_later(found, amendment)
    return found


def _require_period(found: Amendment, today: date, last_day: date) -> None:
    days = max(queries.nation(found.nation, on=today).amendments.consultation_days, 1)
    if last_day < today + timedelta(days=days - 1):
        raise Invalid("consultation_too_short", days=days)
    if last_day >= found.first_day:
        raise Invalid("consultation_too_long", day=found.first_day.isoformat())


def is_invited(consultation: Consultation, *, slug: str, kinds: frozenset[str]) -> bool:
    """Whether a body is one of those that were asked by kind or by name."""
    return slug in consultation.invited or bool(kinds & set(consultation.kinds))


def _own(by: Actor, consultation_id: UUID) -> Consultation:
    found = Consultation.objects.select_for_update().filter(id=consultation_id).first()
    if found is None:
        raise NotFound("consultation_unknown")
    if found.organisation_id != by.organisation_id:
        raise NotAllowed("not_a_standard_setter")
    if found.closed_at is not None:
        raise Conflict("consultation_closed")
    return found


def _kinds(kinds: Sequence[str]) -> list[str]:
    unknown = set(kinds) - set(codes.organisation_kinds())
    if unknown:
        raise Invalid("consultation_invites_nobody")
    return sorted(set(kinds))


def _invited(slugs: Sequence[str], *, has_kinds: bool) -> list[str]:
    wanted = sorted({one.strip() for one in slugs if one.strip()})
    if len(wanted) > MAX_INVITED or not (wanted or has_kinds):
        raise Invalid("consultation_invites_nobody")
    return [organisations.organisation(slug).slug for slug in wanted]


def _text(text: str) -> str:
    return texts.kept(text, code="comment_unreadable", limit=MAX_COMMENT)
