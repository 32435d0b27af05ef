"""The one way to a nation: the shipped files with the approved amendments laid over them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.ids import uuid7
from pharos.nations import files, reading, tables
from pharos.nations.model import Nation
from pharos.standards import parameters, rules
from pharos.standards.models import (
    Amendment,
    AmendmentDraft,
    Answer,
    Comment,
    Consultation,
    EvidenceFile,
    Guideline,
    GuidelineProposal,
)
from pharos.standards.parameters import Parameter

_APPROVED = """
    select id, approved_at from standards_amendment
    where nation = %(nation)s and approved_at is not null
      and approved_at <= coalesce(%(known_at)s::timestamptz, 'infinity')
    order by id
"""
# An amendment's id and the moment of its approval; with it the row never changes again.
_Key = tuple[UUID, datetime]


def nation(code: str, *, on: date, known_at: datetime | None = None) -> Nation:
    """The nation's standards on that legal day, as known at `known_at` (None: as known now).

    Raises NotFound `nation_unknown` for a code without files, `nation_without_regime` for a
    day before the first regime.
    """
    return stretch(code, on=on, known_at=known_at).nation


def history(code: str, *, known_at: datetime | None = None) -> tuple[Nation, ...]:
    """Every stretch of the nation's time in order, each ending where the next begins.

    Which amendments there are is asked in each scope, so that an approval binds every process
    at once; laying them over the files is remembered.
    """
    return tuple(one.nation for one in stretches(code, known_at=known_at))


def stretches(code: str, *, known_at: datetime | None = None) -> tuple[rules.Stretch, ...]:
    """The same stretches with the plain documents that their parameters stand in."""
    if code not in files.all_codes():
        raise NotFound("nation_unknown", nation=code)
    return tenancy.remembered(("standards", code, known_at), lambda: _history(code, known_at))


def stretch(code: str, *, on: date, known_at: datetime | None = None) -> rules.Stretch:
    """The stretch of the nation's time that covers the day; raises NotFound as `nation` does."""
    for one in stretches(code, known_at=known_at):
        if one.nation.legal_basis.covers(on):
            return one
    raise NotFound("nation_without_regime", nation=code, day=on.isoformat())


def all_codes() -> tuple[str, ...]:
    """The codes of the nations that this installation knows."""
    return files.all_codes()


def _history(code: str, known_at: datetime | None) -> tuple[rules.Stretch, ...]:
    # asked by every page and gate: a plain statement costs a third of one that is composed
    with connection.cursor() as cursor:
        cursor.execute(_APPROVED, {"nation": code, "known_at": known_at})
        return _pieces(code, tuple(cursor.fetchall()))


def changes(code: str) -> list[rules.Change]:
    """Every approved amendment of the nation as a plain value."""
    found = Amendment.objects.filter(nation=code, approved_at__isnull=False)
    return _as_changes(list(found))


def amendment(amendment_id: UUID) -> Amendment:
    """One amendment, proposed or approved; raises NotFound `amendment_unknown`."""
    row = Amendment.objects.filter(id=amendment_id).first()
    if row is None:
        raise NotFound("amendment_unknown")
    return row


def amendments(code: str) -> list[Amendment]:
    """What was proposed and approved for a nation, newest first."""
    return list(Amendment.objects.filter(nation=code).order_by("-proposed_at"))


def draft(by: Actor, draft_id: UUID) -> AmendmentDraft:
    """An own draft that was not proposed yet; raises NotFound `amendment_draft_unknown`."""
    row = AmendmentDraft.objects.filter(id=draft_id, organisation_id=by.organisation_id).first()
    if row is None or row.ended_at is not None:
        raise NotFound("amendment_draft_unknown")
    return row


def drafts(by: Actor) -> list[AmendmentDraft]:
    """The own drafts that wait, newest first."""
    found = AmendmentDraft.objects.filter(organisation_id=by.organisation_id, ended_at=None)
    return list(found.order_by("-begun_at"))


def consultation_of(amendment_id: UUID) -> Consultation | None:
    """The consultation on an amendment, None before there is one."""
    return Consultation.objects.filter(amendment_id=amendment_id).first()


def consultation(consultation_id: UUID) -> Consultation:
    """One consultation; raises NotFound `consultation_unknown`."""
    row = Consultation.objects.filter(id=consultation_id).first()
    if row is None:
        raise NotFound("consultation_unknown")
    return row


def open_consultations() -> list[Consultation]:
    """Every consultation that nobody closed yet, the one that ends first at the top."""
    return list(Consultation.objects.filter(closed_at=None).order_by("last_day", "id"))


def comments(consultation_id: UUID) -> list[tuple[Comment, Answer | None]]:
    """What was said in a consultation, in order of time, each with its answer."""
    answers = {one.comment_id: one for one in
               Answer.objects.filter(consultation_id=consultation_id)}  # fmt: skip
    said = Comment.objects.filter(consultation_id=consultation_id).order_by("written_at", "id")
    return [(one, answers.get(one.id)) for one in said]


def evidence_file(amendment: Amendment, file_id: UUID) -> EvidenceFile:
    """A file that an amendment names; raises NotFound `evidence_unknown`."""
    row = EvidenceFile.objects.filter(id=file_id).first()
    named = {one["id"]: one["digest"] for one in amendment.files}
    if row is None or named.get(str(file_id)) != bytes(row.digest).hex():
        raise NotFound("evidence_unknown")
    return row


def guidelines(code: str) -> list[Guideline]:
    """Every version of a nation's guideline, newest first."""
    return list(Guideline.objects.filter(nation=code).order_by("-number"))


def newest_guideline(code: str) -> Guideline | None:
    """The version that was published last."""
    return Guideline.objects.filter(nation=code).order_by("-number").first()


def guideline_proposals(by: Actor, code: str) -> list[GuidelineProposal]:
    """The own versions that wait for a second person, oldest first."""
    found = GuidelineProposal.objects.filter(
        organisation_id=by.organisation_id, nation=code, approved_at=None, dropped_at=None
    )
    return list(found.order_by("proposed_at", "id"))


def guideline_on(code: str, day: date) -> Guideline | None:
    """The version of the guideline that holds on a day."""
    return Guideline.objects.filter(nation=code, first_day__lte=day).order_by("-number").first()


def parameter(draft: AmendmentDraft, name: str, now: datetime) -> Parameter:
    """A parameter as it holds before the amendment; raises Invalid `parameter_unknown`."""
    found = parameters.find(stretch_before(draft, now).document, name)
    if found is None:
        raise Invalid("parameter_unknown")
    return found


def stretch_before(draft: AmendmentDraft | Amendment, now: datetime) -> rules.Stretch:
    """What holds on the amendment's first day without it; today while the day is open."""
    today = history(draft.nation)[-1].legal_day(now)
    return stretch(draft.nation, on=draft.first_day or today)


def drafted(draft: AmendmentDraft, now: datetime) -> Mapping[str, Any]:
    """The document of `stretch_before` with what the draft changes laid over it."""
    return tables.by_key(reading.merged(stretch_before(draft, now).document, draft.changes))


def after(nation: str, amended: Mapping[str, Any], first_day: date, now: datetime) -> rules.Stretch:
    """What would hold on the first day of an amendment that is not approved yet."""
    new = rules.Change(uuid7(), first_day, now, amended)
    known = [one for one in changes(nation) if one.changes != amended]
    found = rules.stretches(files.regimes(nation), [*known, new])
    return next(one for one in found if one.nation.legal_basis.covers(first_day))


@lru_cache(maxsize=64)
def _pieces(code: str, keys: tuple[_Key, ...]) -> tuple[rules.Stretch, ...]:
    rows = Amendment.objects.filter(id__in=[key[0] for key in keys]) if keys else []
    return rules.stretches(files.regimes(code), _as_changes(list(rows)))


def _as_changes(rows: list[Amendment]) -> list[rules.Change]:
    return [
        rules.Change(row.id, row.first_day, row.approved_at, row.changes)
        for row in rows
        if row.approved_at is not None
    ]
