"""The rosters of the demonstration: awarded once, found again by later runs."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pharos.awards import queries as awards
from pharos.awards.models import Batch
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.issuing import inline, queries, rosters
from pharos.issuing.models import Credential
from pharos.issuing.rosters import Outcome, Pair, Progress
from pharos.issuing.rules import State
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import Roster


@dataclass(frozen=True, slots=True)
class Awarded:
    """What became of a roster; `kept` when an earlier run awarded it."""

    roster: Roster
    outcome: Outcome
    kept: bool
    seconds: float
    credential: UUID | None

    @property
    def is_refused(self) -> bool:
        """Whether everything was refused with the code that had to refuse it."""
        codes = {problem.code for problem in self.outcome.rejected}
        return self.outcome.issued == 0 and codes == {self.roster.refused}

    @property
    def is_as_expected(self) -> bool:
        if self.roster.refused is not None:
            return self.is_refused
        return self.outcome.issued == self.outcome.rows == self.roster.rows


def award_all(seeding: Seeding, progress: Progress) -> Iterator[Awarded]:
    """Each roster of the world, awarded now or found as it was left."""
    for roster in seeding.world.rosters:
        yield _award(seeding, roster, progress)


def _award(seeding: Seeding, roster: Roster, progress: Progress) -> Awarded:
    began = time.monotonic()
    raw = seeding.world.read(roster.file)
    version = rosters.version_of(roster.organisation, roster.programme)
    who = Pair(seeding.actor(roster.by), seeding.actor(roster.confirm_by))
    earlier = _earlier(who.proposer, version.id, raw)
    if earlier is None:
        outcome = rosters.award(raw, version, who, progress=progress)
        if outcome.batch is None and roster.refused is None:
            earlier = _other_edition(who.proposer, version.id)
    kept = earlier is not None and earlier.state in inline.ENDED
    if earlier is not None:
        outcome = _outcome(who.proposer, earlier)
        if not kept:
            outcome = rosters.resume(outcome, who, progress=progress)
    return Awarded(
        roster=roster,
        outcome=outcome,
        kept=kept,
        seconds=time.monotonic() - began,
        credential=_credential(who.proposer, outcome.batch),
    )


def _earlier(by: Actor, version_id: UUID, raw: bytes) -> Batch | None:
    """The batch of this very file that an earlier run left, whole or half done."""
    with tenancy.scope(by):
        found = Batch.objects.filter(
            organisation_id=by.organisation_id,
            version_id=version_id,
            roster_digest=hashlib.sha256(raw).digest(),
        )
        earlier: Batch | None = found.exclude(state="dropped").order_by("id").first()
    return earlier


def _other_edition(by: Actor, version_id: UUID) -> Batch | None:
    """The batch that awarded these learners, when the file was another in its letters."""
    with tenancy.scope(by):
        found = Batch.objects.filter(
            organisation_id=by.organisation_id, version_id=version_id, awarded__gt=0
        )
        earlier: Batch | None = found.order_by("id").first()
    return earlier


def _outcome(by: Actor, batch: Batch) -> Outcome:
    with tenancy.scope(by):
        report = awards.report_of(batch)
    return Outcome(
        batch.id, batch.rows, batch.accepted, report.rejected, report.warnings, batch.issued
    )


def _credential(by: Actor, batch_id: UUID | None) -> UUID | None:
    """The first credential of the batch that nobody revoked or suspended since, or the first."""
    if batch_id is None or by.organisation_id is None:
        return None
    with tenancy.scope(by):
        found: list[Credential] = queries.credentials_of_batch(by.organisation_id, batch_id)
    valid = (one for one in found if one.state == State.VALID)
    shown = next(valid, None) or next(iter(found), None)
    return shown.id if shown else None
