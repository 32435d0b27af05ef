"""Writing an amendment: parameter by parameter, with reason and evidence, until it is proposed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import uploads
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.common.ids import uuid7
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.nations import files, reading
from pharos.standards import parameters, queries, rules
from pharos.standards.actions import amending
from pharos.standards.models import Amendment, AmendmentDraft, EvidenceFile

MAX_FILE: Final = 2_000_000
MAX_FILES: Final = 5
MAX_LINKS: Final = 10
MAX_CLAUSES: Final = 40
# What may be looked at on paper; shown as a file only (UPL-09).
_KINDS: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})


@transaction.atomic
def begin(
    *, by: Actor, nation: str, now: datetime, revises: Amendment | None = None
) -> AmendmentDraft:
    """An empty draft, or one with everything of a proposal that is to be revised."""
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    amending.require_setter(by, nation, now)
    if revises is not None and revises.organisation_id != by.organisation_id:
        raise Conflict("amendment_of_another")
    given: dict[str, Any] = {}
    if revises is not None:
        given = {
            "first_day": revises.first_day, "changes": revises.changes,
            "reason": revises.reason, "evidence": revises.evidence, "links": revises.links,
            "files": revises.files, "revises": revises.id,
        }  # fmt: skip
    return AmendmentDraft.objects.create(
        organisation_id=by.organisation_id, nation=nation, begun_by=by.person_id, begun_at=now,
        **given,
    )  # fmt: skip


@transaction.atomic
def set_value(*, by: Actor, draft_id: UUID, name: str, value: Any, now: datetime) -> AmendmentDraft:
    """One parameter gets a new value, judged with everything that the draft changes.

    Raises Invalid `parameter_unknown`, `parameter_unchanged` or `amendment_invalid`.
    """
    found = own(by, draft_id)
    known = queries.parameter(found, name, now)
    if known.present == value:
        raise Invalid("parameter_unchanged")
    if known.kind in ("table", "entry"):
        raise Invalid("parameter_unknown")
    kept = parameters.without(found.changes, known.path)
    return judged(found, reading.merged(kept, parameters.nested(known.path, value)), now)


def judged(found: AmendmentDraft, changes: Mapping[str, Any], now: datetime) -> AmendmentDraft:
    """The draft with these changes; raises Invalid `amendment_too_long`, `amendment_invalid`."""
    if len(parameters.clauses(changes)) > MAX_CLAUSES:
        raise Invalid("amendment_too_long", limit=MAX_CLAUSES)
    if changes:
        _judge(found, changes, now)
    found.changes = dict(changes)
    found.save(update_fields=["changes"])
    return found


@transaction.atomic
def remove(*, by: Actor, draft_id: UUID, name: str) -> AmendmentDraft:
    """One clause less."""
    found = own(by, draft_id)
    found.changes = parameters.without(found.changes, tuple(name.split(".")))
    found.save(update_fields=["changes"])
    return found


@transaction.atomic
def explain(
    *,
    by: Actor,
    draft_id: UUID,
    first_day: date,
    reason: str,
    evidence: str,
    links: Sequence[str],
    now: datetime,
) -> AmendmentDraft:
    """From which day, why, and on what it rests; raises Invalid `evidence_link_not_https`."""
    found = own(by, draft_id)
    today = queries.history(found.nation)[-1].legal_day(now)
    if first_day <= today:
        raise Invalid("amendment_reaches_back", day=first_day.isoformat())
    found.first_day, found.links = first_day, _links(links)
    found.reason, found.evidence = amending.clean(reason), amending.clean(evidence)
    found.save(update_fields=["first_day", "reason", "evidence", "links"])
    return found


@transaction.atomic
def attach(*, by: Actor, draft_id: UUID, name: str, content: bytes, now: datetime) -> EvidenceFile:
    """A file behind the amendment, kept by its digest; raises Invalid `evidence_file_refused`."""
    found = own(by, draft_id)
    refused = uploads.problem(content, limit=MAX_FILE, kinds=_KINDS)
    if refused or len(found.files) >= MAX_FILES:
        raise Invalid("evidence_file_refused", limit=MAX_FILE // 1_000_000, files=MAX_FILES)
    taken = uploads.take(name, content)
    file = EvidenceFile.objects.create(
        organisation_id=by.organisation_id, name=taken.name, media_type=taken.media_type,
        digest=taken.digest, content=content, brought_by=by.person_id, brought_at=now,
    )  # fmt: skip
    digest = taken.digest.hex()
    told = {"id": str(file.id), "name": file.name, "digest": digest, "size": taken.size}
    found.files = [*(one for one in found.files if one["digest"] != digest), told]
    found.save(update_fields=["files"])
    return file


@transaction.atomic
def propose(*, by: Actor, draft_id: UUID, now: datetime) -> Amendment:
    """The draft becomes a proposal that never changes; raises Invalid `amendment_draft_open`."""
    found = own(by, draft_id)
    if not (found.changes and found.first_day and found.reason and found.evidence):
        raise Invalid("amendment_draft_open")
    made = amending.propose(
        by=by,
        nation=found.nation,
        first_day=found.first_day,
        changes=found.changes,
        reason=found.reason,
        evidence=found.evidence,
        links=found.links,
        files=found.files,
        revises=found.revises,
        now=now,
    )
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    return made


def drop(*, by: Actor, draft_id: UUID, now: datetime) -> None:
    """The draft ends and nothing was proposed."""
    found = own(by, draft_id)
    found.ended_at = now
    found.save(update_fields=["ended_at"])


def _judge(draft: AmendmentDraft, changes: Mapping[str, Any], now: datetime) -> None:
    today = queries.history(draft.nation)[-1].legal_day(now)
    new = rules.Change(uuid7(), draft.first_day or date.fromordinal(today.toordinal() + 1), now,
                       changes)  # fmt: skip
    problem = rules.problem_of(
        new, regimes=files.regimes(draft.nation), known=queries.changes(draft.nation)
    )
    if problem:
        raise Invalid("amendment_invalid", problem, reason=problem)


def own(by: Actor, draft_id: UUID) -> AmendmentDraft:
    """A draft of the actor's organisation, locked until it is written."""
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    found = queries.draft(by, draft_id)
    return AmendmentDraft.objects.select_for_update().get(id=found.id)


def _links(links: Sequence[str]) -> list[str]:
    wanted = [one.strip() for one in links if one.strip()]
    if len(wanted) > MAX_LINKS:
        raise Invalid("evidence_link_not_https", limit=MAX_LINKS)
    for one in wanted:
        try:
            strict.parse_https_url(one)
        except CoreError as error:
            raise Invalid("evidence_link_not_https", error.message, limit=MAX_LINKS) from error
    return wanted
