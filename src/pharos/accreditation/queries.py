"""What is so about decisions: in force or not, on a day, as known at an instant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from pharos.accreditation import quality, rules
from pharos.accreditation.documents import Scope
from pharos.accreditation.models import (
    CertificateFormat,
    Decision,
    DecisionChange,
    FormatRetirement,
    Proposal,
)
from pharos.catalogue import locks
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.problems import Problem
from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.core import appeals, standing
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.standards import queries as standards


def lock_shared(organisation_id: UUID, version_id: UUID | None = None) -> None:
    """The gate's lock: no decision on these changes until the transaction ends."""
    locks.lock_shared(organisation_id, version_id)


def lock_exclusive(organisation_id: UUID, version_id: UUID | None = None) -> None:
    """The lock of whoever decides: waits for gates that look, keeps others out."""
    locks.lock_exclusive(organisation_id, version_id)


def as_core(decision: Decision) -> standing.Decision:
    """The decision with its loaded changes, as the one rule of standings reads it."""
    first_day = decision.first_day or decision.decided_on
    return standing.Decision(
        id=str(decision.id),
        kind=decision.kind,
        holder=str(decision.organisation_id),
        outcome=decision.outcome,
        term=standing.Term(first_day, decision.until),
        recorded_at=decision.recorded_at,
        programme=str(decision.version_id) if decision.version_id else None,
        scope=decision.content.scope.as_core(),
        changes=_changes_as_core(list(decision.changes.all())),
        follows=str(decision.follows_id) if decision.follows_id else None,
        renews=str(decision.renews_id) if decision.renews_id else None,
    )


def _changes_as_core(changes: Sequence[DecisionChange]) -> tuple[standing.Change, ...]:
    entries = {one.id: one.recorded_at for one in changes}
    return tuple(_change_as_core(one, entries) for one in changes)


def _change_as_core(change: DecisionChange, entries: Mapping[UUID, datetime]) -> standing.Change:
    scope: Scope | None = change.content.scope
    return standing.Change(
        kind=standing.ChangeKind(change.kind),
        first_day=change.first_day,
        recorded_at=change.recorded_at,
        until=change.until,
        teach_out_until=change.teach_out_until,
        retroactive_from=change.retroactive_from,
        scope=scope.as_core() if scope is not None else None,
        contests=entries[change.contests_id] if change.contests_id else None,
        suspensive=bool(change.suspensive),
        outcome=standing.AppealOutcome(change.outcome) if change.outcome else None,
    )


def _known(known_at: datetime | None) -> QuerySet[Decision]:
    """Decisions with their changes, as far as recorded up to an instant."""
    known = Q() if known_at is None else Q(recorded_at__lte=known_at)
    changes = Prefetch("changes", DecisionChange.objects.filter(known).order_by("recorded_at"))
    renewals = Decision.objects.filter(known).prefetch_related(changes).order_by("recorded_at")
    return (
        Decision.objects.filter(known)
        .prefetch_related(changes, Prefetch("renewals", renewals))
        .order_by("recorded_at")
    )


def published(known_at: datetime | None = None) -> QuerySet[Decision]:
    """Every decision with its changes, in order of entry: what the trust bundle tells."""
    return _known(known_at).select_related("version", "format")


def decision(decision_id: UUID) -> Decision:
    """One decision with its changes; raises NotFound."""
    found = _known(None).filter(id=decision_id).first()
    if found is None:
        raise NotFound("decision_unknown")
    return found


def decisions_for(
    organisation_id: UUID, version_id: UUID | None = None, known_at: datetime | None = None
) -> list[standing.Decision]:
    """The decisions about a provider and one of its versions, as known at an instant.

    With those that they follow, of whatever subject. Certificate formats are left out: which
    one is used is asked of `format_decisions`.
    """
    return [as_core(one) for one in rows_for(organisation_id, version_id, known_at)]


def rows_for(
    organisation_id: UUID, version_id: UUID | None = None, known_at: datetime | None = None
) -> list[Decision]:
    """The same decisions with their documents, as they were entered."""
    about = Q(version=None)
    if version_id is not None:
        about |= Q(version_id=version_id)
    found = list(_known(known_at).filter(about, organisation_id=organisation_id, format=None))
    return with_followed(found, known_at)


def with_followed(
    decisions: Sequence[Decision], known_at: datetime | None = None
) -> list[Decision]:
    """The decisions, and those that they follow: what they are judged by."""
    found = {one.id: one for one in decisions}
    above = {one.follows_id for one in decisions} - found.keys() - {None}
    while above:
        parents = list(_known(known_at).filter(id__in=above))
        found |= {one.id: one for one in parents}
        above = {one.follows_id for one in parents} - found.keys() - {None}
    return list(found.values())


def related(decision: Decision) -> list[standing.Decision]:
    """What a decision is judged by beside itself: those that renew it, those that it follows."""
    found = with_followed([decision, *decision.renewals.all()])
    return [as_core(one) for one in found if one != decision]


def stands(decision: Decision, day: date) -> tuple[str, date | None]:
    """How a decision stands on a day, in one word (`rules.stands`), as known now."""
    word, since = rules.stands(as_core(decision), day, among=related(decision))
    on_appeal = any(
        one.kind == "annulled" and one.ground == rules.APPEAL for one in decision.changes.all()
    )
    return ("annulled_on_appeal" if word == "annulled" and on_appeal else word), since


def end_of_term(decision: Decision) -> date | None:
    """The day before which a decision ends by itself: with what it follows, what renews it."""
    if decision.first_day is None:
        return None
    return rules.ends(as_core(decision), related(decision))


def is_under_appeal(decision: Decision, day: date) -> bool:
    """Whether an appeal against the decision, or a change of it, is open on a day."""
    return bool(appeals.open_appeals(rules.entered(as_core(decision)), day))


def followers(decision: Decision) -> list[Decision]:
    """The decisions that hold only while this one does."""
    return list(_known(None).filter(follows=decision))


def decisions_of(
    organisation_ids: Iterable[UUID], known_at: datetime | None = None
) -> dict[UUID, list[standing.Decision]]:
    """The decisions about several providers and all their versions, formats left out."""
    found: dict[UUID, list[standing.Decision]] = {}
    for one in _known(known_at).filter(organisation_id__in=list(organisation_ids), format=None):
        found.setdefault(one.organisation_id, []).append(as_core(one))
    return found


def about(
    organisation_id: UUID, *, version_id: UUID | None = None, format_id: UUID | None = None
) -> list[Decision]:
    """The decisions about one subject with their changes, newest first; a provider's own else."""
    found = _known(None).filter(
        organisation_id=organisation_id, version_id=version_id, format_id=format_id
    )
    return list(found.order_by("-recorded_at"))


def taken_by(agency_id: UUID | None) -> QuerySet[Decision]:
    """What a body decided, newest first."""
    return (
        _known(None)
        .filter(agency_id=agency_id)
        .select_related("version", "format")
        .order_by("-recorded_at")
    )


def format_decisions(
    organisation_id: UUID,
    content_hash: bytes | None,
    known_at: datetime | None = None,
    used_on: date | None = None,
) -> list[standing.Decision]:
    """The decisions about the certificate format of this content, or about any when None.

    With `used_on` not those of formats whose provider had ended using them by that day.
    """
    found = _known(known_at).filter(organisation_id=organisation_id, format__isnull=False)
    if used_on is not None:
        found = found.exclude(format__retirement__last_day__lt=used_on)
    if content_hash is not None:
        found = found.filter(format__content_hash=content_hash)
    return [as_core(one) for one in found]


def subject_of(version: ProgrammeVersion) -> standing.Subject:
    """What decisions must cover for awards of this version."""
    return standing.Subject(
        holder=str(version.organisation_id),
        programme=str(version.id),
        kind=version.kind,
        level=version.level,
        field=version.isced_f,
    )


def award_problems(
    version: ProgrammeVersion,
    *,
    awarded_on: date,
    now: datetime,
    enrolled_on: date | None = None,
    format_hash: bytes | None = None,
) -> list[Problem]:
    """The gate: why no award of this version may be made for that legal day, or nothing.

    The caller holds `lock_shared`, so that the answer is still true when it commits. For
    formats any approved one of the provider counts unless `format_hash` names the content.
    """
    nation = standards.nation(version.nation, on=awarded_on, known_at=now)
    issued_on = nation.legal_day(now)
    issuing = standards.nation(version.nation, on=issued_on, known_at=now)
    formats: Sequence[standing.Decision] | None = None
    if issuing.gates.format_approval:
        formats = format_decisions(version.organisation_id, format_hash, used_on=issued_on)
    rows, subject = rows_for(version.organisation_id, version.id), subject_of(version)
    decisions = [as_core(one) for one in rows]
    # by the database's clock, which gave the entries their times; under the lock nothing newer
    # can appear
    known_at = clock.database_now()
    problems = rules.award_problems(
        nation=nation,
        subject=subject,
        decisions=decisions,
        awarded_on=awarded_on,
        known_at=known_at,
        enrolled_on=enrolled_on,
        format_decisions=formats,
        issued_on=issued_on,
    )
    types = {str(one.id): quality.type_of(one.content, version.kind) for one in rows}
    return problems or quality.gate_problems(
        nation, subject, decisions, types, on=awarded_on, known_at=known_at,
        enrolled_on=enrolled_on,
    )  # fmt: skip


def history(
    version: ProgrammeVersion, *, on: date, known_at: datetime
) -> dict[str, standing.Standing]:
    """How every kind of decision stood for a version on a day, as known at an instant (B18)."""
    decisions = decisions_for(version.organisation_id, version.id, known_at)
    decisions += format_decisions(version.organisation_id, None, known_at)
    subject = subject_of(version)
    return {
        kind: standing.in_force(decisions, kind=kind, subject=subject, on=on, known_at=known_at)
        for kind in DECISION_KINDS
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: a decision or a change, when it holds and when it was entered."""

    decision: Decision
    change: DecisionChange | None

    @property
    def recorded_at(self) -> datetime:
        return (self.change or self.decision).recorded_at


def timeline(version: ProgrammeVersion, known_at: datetime | None = None) -> list[Entry]:
    """Everything that was entered about a version and its provider, oldest first."""
    about = Q(version=None, format=None) | Q(version=version)
    found = _known(known_at).filter(about, organisation_id=version.organisation_id)
    entries = [entry for one in found for entry in _entries(one)]
    return sorted(entries, key=lambda entry: entry.recorded_at)


def _entries(decision: Decision) -> Iterable[Entry]:
    yield Entry(decision, None)
    for change in decision.changes.all():
        yield Entry(decision, change)


def id_in(text: str) -> UUID:
    """The id that a document names; raises Invalid `id_malformed` for anything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("id_malformed", id=text[:40]) from error


def proposal_for(actor: Actor, proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """A proposal of the actor's body; raises NotFound also for that of another."""
    proposals = Proposal.objects.select_for_update() if lock else Proposal.objects
    found = proposals.filter(id=proposal_id, agency_id=actor.organisation_id).first()
    if found is None:
        raise NotFound("proposal_unknown")
    return found


def open_proposals(actor: Actor) -> list[Proposal]:
    """What waits for a second person of the actor's body, oldest first."""
    waiting = Proposal.objects.filter(agency_id=actor.organisation_id, state=Proposal.State.OPEN)
    return list(waiting.order_by("proposed_at"))


def sent_back(actor: Actor, *, since: datetime) -> list[Proposal]:
    """What was sent back with a note to the person of the actor, newest first."""
    found = Proposal.objects.filter(
        agency_id=actor.organisation_id,
        state=Proposal.State.DROPPED,
        proposed_by=actor.person_id,
        closed_at__gte=since,
    ).exclude(closed_by=actor.person_id)
    return list(found.order_by("-closed_at"))


def certificate_format(format_id: UUID) -> CertificateFormat:
    """A submitted certificate format; raises NotFound."""
    found = CertificateFormat.objects.filter(id=format_id).first()
    if found is None:
        raise NotFound("format_unknown")
    return found


def formats(organisation_id: UUID) -> list[CertificateFormat]:
    """The certificate formats that a provider submitted, newest first."""
    return list(
        CertificateFormat.objects.filter(organisation_id=organisation_id).order_by("-number")
    )


def retired_formats(organisation_id: UUID, on: date) -> set[UUID]:
    """The formats that the provider had ended using by this day."""
    found = FormatRetirement.objects.filter(organisation_id=organisation_id, last_day__lt=on)
    return set(found.values_list("format_id", flat=True))


def submitted_formats() -> list[CertificateFormat]:
    """Every certificate format that was submitted, newest first."""
    return list(CertificateFormat.objects.order_by("-submitted_at"))


def outcome_of(proposal: Proposal) -> UUID | None:
    """The decision that came of an approved proposal, or that it changed."""
    made = Decision.objects.filter(proposal=proposal).values_list("id", flat=True).first()
    changed = DecisionChange.objects.filter(proposal=proposal).values_list("decision_id", flat=True)
    found: UUID | None = made or changed.first()
    return found
