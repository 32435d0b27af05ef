"""What waits for a deciding body: proposals, decisions that are missing, terms and conditions.

Candidates are found by the database from the projections of terms; why a decision is missing is
then asked of the one rule of standings, for those that are shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from pharos.accreditation import queries, rules
from pharos.accreditation.models import CertificateFormat, Decision
from pharos.catalogue.models import ProgrammeVersion, Standing
from pharos.common import clock
from pharos.common.actor import Actor
from pharos.core import standing
from pharos.core.standing import ChangeKind, Reason, Subject
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

SOON: Final = timedelta(days=180)
NEAR: Final = timedelta(days=60)
ABOUT_VERSION: Final = ("programme", "licence")
MOST: Final = 500
ONE_DAY: Final = timedelta(days=1)
_HOLDS: Final = ("in_force", "conditional", "limited")


@dataclass(frozen=True, slots=True)
class Body:
    """The acting body on a legal day of its nation, and the kinds of decision it takes."""

    organisation: Organisation
    nation: Nation
    today: date
    kinds: tuple[str, ...]

    @property
    def programme_kinds(self) -> dict[str, tuple[str, ...]]:
        """Of each kind of decision that the body takes: the programmes that ask for it."""
        asked = self.nation.decisions_required.items()
        return {kind: tuple(p for p, needed in asked if kind in needed) for kind in self.kinds}


@dataclass(frozen=True, slots=True)
class Need:
    """A decision that is not in force, or will soon be no longer; `day` is the last day of it."""

    kind: str
    holder: Organisation
    subject_id: UUID
    version: ProgrammeVersion | None = None
    format: CertificateFormat | None = None
    reason: str = Reason.NONE
    day: date | None = None
    days: int | None = None

    @property
    def tone(self) -> str:
        """How pressing it is: what ended or ends soon comes before what never was."""
        if self.days is not None:
            return "bad" if self.days < 0 else "warn" if self.days <= NEAR.days else "info"
        return "bad" if self.reason not in (Reason.NONE, Reason.NOT_YET) else "info"


@dataclass(frozen=True, slots=True)
class Due:
    """A condition of a decision of the body, with the days that are left for it."""

    decision: Decision
    holder: Organisation
    text: dict[str, str]
    day: date
    days: int

    @property
    def tone(self) -> str:
        return "bad" if self.days < 0 else "warn" if self.days <= NEAR.days else "info"


def body_of(by: Actor, *, now: datetime) -> Body | None:
    """The acting body as one that decides; None for one without a nation of the register."""
    organisation = organisations.by_id(by.organisation_id)
    if organisation.nation not in standards.all_codes():
        return None
    day = standards.history(organisation.nation)[-1].legal_day(now)
    nation = standards.nation(organisation.nation, on=day, known_at=now)
    own = organisations.kinds_on(organisation.id, day)
    able = tuple(kind for kind in DECISION_KINDS if own & set(nation.deciders.get(kind, ())))
    return Body(organisation, nation, day, able)


def needs(body: Body, *, kind: str = "", text: str = "") -> list[Need]:
    """What the body could decide, the most pressing first; of one kind, of providers by name."""
    wanted = [one for one in body.kinds if not kind or one == kind]
    holders = _holders(body, text) if text else None
    found: list[Need] = []
    for one in wanted:
        if one == "format":
            found += _formats(body, holders)
        elif one in ABOUT_VERSION:
            found += _versions(body, one, holders)
        else:
            found += _providers(body, one, holders)
    judged = _judged(found, body)
    far = 10**6
    return sorted(judged, key=lambda need: far if need.days is None else need.days)


def conditions(body: Body) -> list[Due]:
    """The conditions of the body's own decisions in force, the next to fall due first."""
    found = Decision.objects.filter(
        agency_id=body.organisation.id, outcome="conditional", tenure__until__gt=body.today
    )
    dues = [due for one in found for due in _dues(one, body.today)]
    return sorted(dues, key=lambda due: due.day)


def _dues(decision: Decision, today: date) -> Iterator[Due]:
    holder = organisations.by_id(decision.organisation_id)
    for one in decision.content.conditions:
        yield Due(decision, holder, dict(one.text), one.due, (one.due - today).days)


def _holders(body: Body, text: str) -> list[UUID]:
    listed = organisations.listing(nation=body.nation.code, on=body.today, text=text)
    return [one.id for one in listed]


def _open(body: Body, kind: str, holders: Sequence[UUID] | None) -> QuerySet[ProgrammeVersion]:
    """Versions of the nation that may be awarded and whose kind asks for such a decision."""
    found = ProgrammeVersion.objects.filter(
        Q(last_day=None) | Q(last_day__gte=body.today),
        nation=body.nation.code,
        state=ProgrammeVersion.State.PUBLISHED,
        kind__in=body.programme_kinds[kind],
    )
    return found if holders is None else found.filter(organisation_id__in=holders)


def _versions(body: Body, kind: str, holders: Sequence[UUID] | None) -> list[Need]:
    lasting = Standing.objects.filter(
        Q(until=None) | Q(until__gt=body.today + SOON),
        version=OuterRef("pk"), kind=kind, state__in=_HOLDS, first_day__lte=body.today,
    )  # fmt: skip
    found = _open(body, kind, holders).exclude(Exists(lasting)).select_related("programme")
    rows = list(found.order_by("published_at")[:MOST])
    known = _organisations(row.organisation_id for row in rows)
    return [Need(kind, known[row.organisation_id], row.id, row) for row in rows]


def _providers(body: Body, kind: str, holders: Sequence[UUID] | None) -> list[Need]:
    ids = set(_open(body, kind, holders).values_list("organisation_id", flat=True))
    known = _organisations(ids)
    return [Need(kind, one, one.id) for one in known.values()]


def _formats(body: Body, holders: Sequence[UUID] | None) -> list[Need]:
    decided = Decision.objects.filter(format=OuterRef("pk"))
    rows = CertificateFormat.objects.exclude(Exists(decided)).order_by("submitted_at")
    if holders is not None:
        rows = rows.filter(organisation_id__in=holders)
    known = _organisations(row.organisation_id for row in rows)
    return [
        Need("format", known[row.organisation_id], row.id, format=row)
        for row in rows
        if known[row.organisation_id].nation == body.nation.code
    ]


def _judged(found: Sequence[Need], body: Body) -> Iterator[Need]:
    """Each need with why the decision is missing, or when its term ends; without what lasts."""
    held = queries.decisions_of({need.holder.id for need in found})
    for need in found:
        if need.format is not None:
            yield need
            continue
        decisions, subject = held.get(need.holder.id, []), _subject(need)
        if need.version is None:
            decisions = [_unlimited(one) for one in decisions]
        judged = standing.in_force(
            decisions, kind=need.kind, subject=subject, on=body.today,
            known_at=clock.database_now(),
        )  # fmt: skip
        told = _told(need, judged, body.today, decisions)
        if not (judged.is_in_force and (told.days is None or told.days > SOON.days)):
            yield told


def _unlimited(decision: standing.Decision) -> standing.Decision:
    """The decision about the provider as such: what a scope leaves out is seen at programmes."""
    kept = tuple(one for one in decision.changes if one.kind is not ChangeKind.LIMITED)
    return replace(decision, scope=standing.Scope(), changes=kept)


def _told(
    need: Need, judged: standing.Standing, today: date, decisions: Sequence[standing.Decision]
) -> Need:
    until = None
    if judged.decision is not None:
        until = rules.ends(judged.decision, decisions)
    last = until - ONE_DAY if until else None
    if judged.is_in_force:
        days = (last - today).days if last else None
        return replace(need, reason="ending", day=last, days=days)
    reason = judged.reason or Reason.NONE
    if reason is Reason.ENDED and last is not None:
        return replace(need, reason=reason, day=last, days=(last - today).days)
    day = judged.change.effective_from if judged.change else None
    return replace(need, reason=reason, day=day)


def _subject(need: Need) -> Subject:
    if need.version is not None:
        return queries.subject_of(need.version)
    return Subject(str(need.holder.id), "", "", None, None)


def _organisations(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    found = Organisation.objects.filter(id__in=set(ids)).order_by("slug")
    return {one.id: one for one in found}
