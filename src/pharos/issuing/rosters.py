"""A roster on its whole way, as a command goes it: judged, proposed, confirmed, issued.

Two members act, each in a scope of their own; the batch waits where nobody confirms it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pharos.awards import actions as awards_actions
from pharos.awards import queries as awards
from pharos.awards import reports
from pharos.awards.actions import Confirmation
from pharos.awards.models import Award, Batch
from pharos.awards.problems import Problem
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Invalid, NotAllowed, NotFound
from pharos.common.settings import settings
from pharos.issuing import inline, queries
from pharos.organisations import queries as organisations

PROPOSER, CONFIRMER = "registrar", "head"
Progress = Callable[[int, int], None]


class Pair(NamedTuple):
    """Who proposes, and who confirms if anybody does now."""

    proposer: Actor
    confirmer: Actor | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a roster; `batch` is None after a dry run or without an accepted row."""

    batch: UUID | None
    rows: int
    accepted: int
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    issued: int = 0
    waits: bool = False
    credentials: tuple[UUID, ...] = ()

    def as_dict(self, language: str, *, seconds: float) -> dict[str, Any]:
        """The answer of `pharos award --json`."""
        return {
            "batch": str(self.batch) if self.batch else None,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": [_told(one, language) for one in self.rejected],
            "issued": self.issued,
            "seconds": round(seconds, 3),
            "credentials": [str(one) for one in self.credentials],
        }


def _told(problem: Problem, language: str) -> dict[str, Any]:
    """One problem by the command's contract; the API's answer names the cell as well."""
    told = reports.told(problem, language)
    return {name: told[name] for name in ("row", "column", "code", "message")}


def pair(organisation_id: UUID, by: str | None, confirm_by: str | None) -> Pair:
    """The two who act, by their addresses.

    In a demonstration, where `by` is left out, the members act whose roles it is. Raises
    Invalid `acting_person_missing` anywhere else.
    """
    now = clock.now()
    named = organisations.member_by_email
    second = named(confirm_by, organisation_id, now=now) if confirm_by else None
    if by:
        return Pair(named(by, organisation_id, now=now), second)
    if settings().production:
        raise Invalid("acting_person_missing")
    first = member_of_role(organisation_id, PROPOSER, besides=second)
    return Pair(first, second or member_of_role(organisation_id, CONFIRMER, besides=first))


def member_of_role(organisation_id: UUID, role: str, *, besides: Actor | None = None) -> Actor:
    """A member with the role; raises NotAllowed `not_a_member` when nobody else has it."""
    now = clock.now()
    with tenancy.scope(system(organisation_id=organisation_id)):
        members = organisations.memberships(organisation_id, now=now)
    taken = besides.person_id if besides else None
    for member in members:
        if member.role == role and member.person_id != taken:
            return organisations.actor_for(member.person_id, organisation_id, now=now)
    raise NotAllowed("not_a_member")


def version_of(provider: str, programme: str) -> ProgrammeVersion:
    """The version named by slug, by slug and number (`slug/v2`), by address or by id."""
    origin = settings().origin
    text = programme.removeprefix(f"{origin}/programmes/{provider}/")
    slug, _, number = text.partition("/v")
    try:
        if number:
            return catalogue.find(provider, slug, int(number))
        return catalogue.version(UUID(text))
    except ValueError:
        if number:
            raise NotFound("programme_version_unknown") from None
        return catalogue.find(provider, slug)


def award(
    raw: bytes,
    version: ProgrammeVersion,
    who: Pair,
    *,
    award_date: date | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """The roster judged and, where both act, awarded and issued; `inline.settle` publishes it."""
    with tenancy.scope(who.proposer) as by:
        report = awards_actions.import_roster(
            raw=raw,
            version_id=version.id,
            by=by,
            now=clock.now(),
            award_date=award_date,
            dry_run=dry_run,
        )
    outcome = Outcome(report.batch, report.rows, report.accepted, report.rejected, report.warnings)
    if outcome.batch is None:
        return outcome
    return resume(outcome, who, progress=progress)


def resume(outcome: Outcome, who: Pair, *, progress: Progress | None = None) -> Outcome:
    """The same roster as far as it can go, from wherever it stands."""
    assert outcome.batch is not None
    batch = _batch(who.proposer, outcome.batch)
    if batch.state == "uploaded":
        with tenancy.scope(who.proposer) as by:
            batch = awards_actions.propose_batch(batch_id=batch.id, by=by, now=clock.now())
    confirmation = None
    if batch.state == "proposed":
        if who.confirmer is None or (
            batch.two_persons and who.confirmer.person_id == batch.proposed_by
        ):
            return replace(outcome, waits=True)
        with tenancy.scope(who.confirmer) as by:
            confirmation = awards_actions.confirm(batch_id=batch.id, by=by, now=clock.now())
    return _issued(outcome, confirmation, who, progress or (lambda done, of: None))


def _issued(
    outcome: Outcome, confirmation: Confirmation | None, who: Pair, progress: Progress
) -> Outcome:
    by = who.proposer
    batch = _batch(by, outcome.batch)
    chunks = confirmation.chunks if confirmation else tuple(range(batch.chunks))
    for issued in inline.issue(batch.id, chunks, by=who.confirmer or by):
        progress(issued, batch.awarded)
    batch = inline.ended(by, batch.id)
    skipped = confirmation.skipped if confirmation else ()
    late = [Problem(row, "", "already_awarded", {}) for row in skipped]
    return replace(
        outcome,
        issued=batch.issued,
        rejected=(*outcome.rejected, *late, *_refused(by, batch)),
        credentials=_credentials(by, batch),
    )


def _credentials(by: Actor, batch: Batch) -> tuple[UUID, ...]:
    """What was issued, in the order of the rows."""
    with tenancy.scope(by):
        found = queries.credentials_of_batch(batch.organisation_id, batch.id)
    return tuple(one.id for one in found)


def _refused(by: Actor, batch: Batch) -> list[Problem]:
    """The rows that the gate stopped after they had been confirmed."""
    with tenancy.scope(by):
        found = Award.objects.filter(issuer_id=by.organisation_id, batch_id=batch.id)
        rows = found.filter(state="refused").order_by("row_number")
        return [Problem(number, "", code, {}) for number, code in
                rows.values_list("row_number", "state_because")]  # fmt: skip


def _batch(by: Actor, batch_id: UUID | None) -> Batch:
    assert batch_id is not None
    with tenancy.scope(by):
        return awards.batch_for(by, batch_id)
