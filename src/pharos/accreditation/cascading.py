"""What an act against a decision reaches: a provider's offers and what waits to be awarded (B21).

Only suspensions, limits, withdrawals and annulments cascade, of the decision itself or of one
that it follows; a term that ended, or a decision that was never taken, is told by the gate alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pharos.accreditation import queries
from pharos.accreditation.models import Decision
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock
from pharos.core import standing
from pharos.core.standing import ChangeKind, Reason, Standing
from pharos.nations import zones
from pharos.standards import queries as standards

JOB = "awards.cascade"
PROVIDER, PROGRAMME = "provider_suspended", "programme_suspended"
_FINAL = frozenset({Reason.WITHDRAWN, Reason.ANNULLED})
_REACHING = _FINAL | {Reason.SUSPENDED, Reason.OUT_OF_SCOPE, Reason.PARENT}


@dataclass(frozen=True, slots=True)
class Effect:
    """Why a version cannot be awarded: the cause, and whether a lift can end it."""

    cause: str
    is_final: bool


class Judge:
    """The decisions behind one version, asked for several days; read once."""

    def __init__(self, version: ProgrammeVersion, now: datetime) -> None:
        self._version, self._now = version, now
        self._subject = queries.subject_of(version)
        self._known_at = clock.database_now()
        self._decisions = queries.decisions_for(version.organisation_id, version.id)
        self._formats = queries.format_decisions(version.organisation_id, None)
        self.today = zones.legal_day(version.nation, now)

    def effect(self, on: date, *, for_learners: bool) -> Effect | None:
        """What reaches the version on a day; `for_learners` who began before a withdrawal.

        A teach-out lets those be awarded, and nobody else begin.
        """
        nation = standards.nation(self._version.nation, on=on, known_at=self._now)
        required = [*nation.decisions_required.get(self._version.kind, ())]
        held = self._decisions
        if nation.gates.format_approval:
            required, held = [*required, "format"], [*held, *self._formats]
        missing = standing.missing(
            required, held, subject=self._subject, on=on, known_at=self._known_at,
            enrolment_judged=for_learners,
        )  # fmt: skip
        found = [effect for one in missing if (effect := _effect(one)) is not None]
        # what is said of the whole provider says more than what is said of one programme
        return min(found, key=lambda one: (one.cause != PROVIDER, not one.is_final), default=None)


def _effect(found: Standing) -> Effect | None:
    if found.reason not in _REACHING or found.decision is None or found.change is None:
        return None
    cause = PROGRAMME if found.decision.programme else PROVIDER
    return Effect(cause, found.reason in _FINAL)


def reached(decision: Decision) -> set[UUID]:
    """The providers that a change of the decision can touch: its own, and of those that follow."""
    return {decision.organisation_id, *(one.organisation_id for one in queries.followers(decision))}


def days(decision: standing.Decision, after: date) -> list[date]:
    """The coming days on which the decision begins, or one of its changes begins or ends."""
    found = {decision.term.first_day} if decision.term.first_day > after else set()
    for one in decision.changes:
        ends = {one.teach_out_until} if one.kind is ChangeKind.WITHDRAWN else {one.until}
        found |= {day for day in {one.first_day, *ends} if day is not None and day > after}
    return sorted(found)
