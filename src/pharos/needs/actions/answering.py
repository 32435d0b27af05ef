"""Answers: a provider's programme is meant for a need, and the body that filed it is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.models import Draft, Programme
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotFound
from pharos.nations import zones
from pharos.needs import queries
from pharos.needs.actions.common import text
from pharos.needs.actions.telling import answer_later
from pharos.needs.models import Answer
from pharos.standards import queries as standards


@transaction.atomic
def answer(
    *, need_ids: Sequence[UUID], slug: str, note: str = "", by: Actor, now: datetime
) -> list[Answer]:
    """The provider's programme, drafted or published, answers these needs.

    Raises NotFound `answer_without_design`, Conflict `need_closed` or `need_answered`.
    """
    policies.require(by, Permission.ANSWER_GIVE)
    title = _design_title(by, slug)
    if title is None:
        raise NotFound("answer_without_design", slug=slug[:60])
    return [_answer(one, slug, title, text(note, required=False), by, now) for one in need_ids]


@transaction.atomic
def withdraw_answer(*, answer_id: UUID, by: Actor, now: datetime) -> Answer:
    """The programme is no longer meant for the need."""
    policies.require(by, Permission.ANSWER_GIVE)
    found = queries.answer_for(by, answer_id)
    if found.withdrawn_at is not None:
        raise Conflict("answer_withdrawn")
    found.withdrawn_by, found.withdrawn_at = by.person_id, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return found


def _design_title(by: Actor, slug: str) -> Mapping[str, str] | None:
    """The title of the provider's draft or newest version with this slug."""
    draft = Draft.objects.filter(organisation_id=by.organisation_id, slug=slug).first()
    if draft is not None:
        return dict(draft.descriptor.title)
    programme = Programme.objects.filter(organisation_id=by.organisation_id, slug=slug).first()
    newest = programme and programme.versions.order_by("-number").first()
    return dict(newest.descriptor.title) if newest else None


def _answer(
    need_id: UUID, slug: str, title: Mapping[str, str], note: str, by: Actor, now: datetime
) -> Answer:
    need = queries.need(need_id)
    nation = standards.nation(need.nation, on=zones.legal_day(need.nation, now), known_at=now)
    if not queries.is_open(need, nation.legal_day(now)):
        raise Conflict("need_closed")
    try:
        with transaction.atomic():
            made: Answer = Answer.objects.create(
                organisation_id=by.organisation_id,
                employer_id=need.organisation_id,
                need=need,
                slug=slug,
                title=dict(title),
                note=note,
                given_by=by.person_id,
                given_at=now,
            )
    except IntegrityError as error:
        raise Conflict("need_answered", slug=slug) from error
    answer_later(made)
    return made
