"""What is so about internal decisions: what the office has to do, and what stands for a version."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import Draft, ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.review import rules
from pharos.review.models import InternalDecision


def approved(version_id: UUID, digest: bytes) -> InternalDecision | None:
    """The provider's confirmed approval of exactly this content, or None."""
    found: InternalDecision | None = InternalDecision.objects.filter(
        version_id=version_id, digest=digest, outcome="approved", confirmed_by__isnull=False
    ).first()
    return found


def decision_for(actor: Actor, decision_id: UUID, *, lock: bool = False) -> InternalDecision:
    """An internal decision of the actor's provider; raises NotFound also for another's."""
    rows = InternalDecision.objects.select_for_update() if lock else InternalDecision.objects
    found = rows.filter(id=decision_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotFound("review_unknown")
    return found


def version_for(actor: Actor, version_id: UUID) -> ProgrammeVersion:
    """A version of the actor's provider; raises NotFound for that of another."""
    found = catalogue.version(version_id)
    if found.organisation_id != actor.organisation_id:
        raise NotFound("programme_version_unknown")
    return found


def history(version_id: UUID) -> list[InternalDecision]:
    """Every passage of a version through the office, newest first."""
    return list(InternalDecision.objects.filter(version_id=version_id).order_by("-asked_at", "-id"))


def last(version_id: UUID) -> InternalDecision | None:
    """The newest passage of a version, or None."""
    return next(iter(history(version_id)), None)


def of_provider(organisation_id: UUID | None) -> list[InternalDecision]:
    """Every passage of a provider's versions, newest first."""
    found = InternalDecision.objects.filter(organisation_id=organisation_id)
    return list(found.select_related("version").order_by("-asked_at", "-id"))


def writer_of(version: ProgrammeVersion) -> UUID | None:
    """Who wrote the draft that the version was frozen from, as far as it is still known."""
    found: UUID | None = (
        Draft.objects.filter(organisation_id=version.organisation_id, slug=version.programme.slug)
        .values_list("written_by", flat=True)
        .first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """What a version says otherwise than the one before it."""

    before: ProgrammeVersion
    differences: Sequence[rules.Difference]


def compared(version: ProgrammeVersion) -> Compared | None:
    """The differences to the version before, or None for a first one."""
    earlier = [
        one for one in catalogue.versions(version.programme_id) if one.number < version.number
    ]
    if not earlier:
        return None
    before: dict[str, Any] = json.loads(earlier[0].document)
    return Compared(earlier[0], rules.differences(before, json.loads(version.document)))
