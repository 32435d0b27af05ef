"""The guideline on putting micro-credentials together: a text by the ministry, in versions.

One person proposes the next version, another one approves it; only then everybody reads it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.i18n import LANGUAGES, require_languages
from pharos.standards import queries
from pharos.standards.actions import amending
from pharos.standards.models import Guideline, GuidelineProposal

MAX_TITLE = 200
MAX_TEXT = 20_000
_MAX_SOURCE = 500


@transaction.atomic
def propose(
    *,
    by: Actor,
    nation: str,
    title: Mapping[str, str],
    text: Mapping[str, str],
    source: str,
    first_day: date,
    now: datetime,
) -> GuidelineProposal:
    """The next version, in all three languages and with its source, waits for a second person.

    Raises Invalid `guideline_unreadable`, `guideline_reaches_back` or `language_missing`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    amending.require_setter(by, nation, now)
    titles, written = _clean(title, MAX_TITLE), _clean(text, MAX_TEXT)
    require_languages(titles, *LANGUAGES, field="title")
    require_languages(written, *LANGUAGES, field="text")
    _require_later(nation, first_day)
    return GuidelineProposal.objects.create(
        organisation_id=by.organisation_id,
        nation=nation,
        title=titles,
        text=written,
        source=texts.kept(source, code="guideline_unreadable", limit=_MAX_SOURCE),
        first_day=first_day,
        proposed_by=by.person_id,
        proposed_at=now,
    )


@transaction.atomic
def approve(*, by: Actor, proposal_id: UUID, now: datetime) -> Guideline:
    """The version is published as it was proposed; earlier ones stay.

    Raises NotAllowed `proposer_approves`, Conflict `guideline_decided`, Invalid
    `guideline_reaches_back` where a later version was published meanwhile.
    """
    policies.require(by, Permission.AMENDMENT_APPROVE)
    found = _open(by, proposal_id)
    amending.require_setter(by, found.nation, now)
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"guideline.{found.nation}"])
    _require_later(found.nation, found.first_day)
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    return _published(found)


@transaction.atomic
def drop(*, by: Actor, proposal_id: UUID, now: datetime) -> GuidelineProposal:
    """A proposal is given up, by whoever made it or by a colleague who would have approved it."""
    if not policies.allows(by, Permission.AMENDMENT_APPROVE):
        policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = _open(by, proposal_id)
    found.dropped_by, found.dropped_at = by.person_id, now
    found.save(update_fields=["dropped_by", "dropped_at"])
    return found


def _published(found: GuidelineProposal) -> Guideline:
    newest = queries.newest_guideline(found.nation)
    return Guideline.objects.create(
        organisation_id=found.organisation_id,
        nation=found.nation,
        number=newest.number + 1 if newest else 1,
        title=found.title,
        text=found.text,
        source=found.source,
        first_day=found.first_day,
        entered_by=found.proposed_by,
        entered_at=found.approved_at,
    )


def _require_later(nation: str, first_day: date) -> None:
    newest = queries.newest_guideline(nation)
    if newest is not None and first_day < newest.first_day:
        raise Invalid("guideline_reaches_back", day=newest.first_day.isoformat())


def _open(by: Actor, proposal_id: UUID) -> GuidelineProposal:
    rows = GuidelineProposal.objects.select_for_update()
    found = rows.filter(id=proposal_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("guideline_unknown")
    if found.approved_at is not None or found.dropped_at is not None:
        raise Conflict("guideline_decided")
    return found


def _clean(said: Mapping[str, str], limit: int) -> dict[str, str]:
    found = {
        code: texts.kept(
            said.get(code, ""), code="guideline_unreadable", limit=limit, may_be_empty=True
        )
        for code in LANGUAGES
    }
    return {code: text for code, text in found.items() if text}
