"""What the rules of the light route ask about: a provider's past, a version, a parent.

A provider asks for itself: whether the version was reviewed inside is nobody else's to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from pharos.accreditation import quality
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, DecisionChange
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.problems import Problem
from pharos.common import clock
from pharos.common.errors import NotFound
from pharos.core import standing
from pharos.lightroute import carving, rules
from pharos.lightroute.models import OPEN, Audit, Listing, Notification, Record
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.review import queries as review
from pharos.standards import days
from pharos.standards import queries as standards

_TROUBLE = (standing.ChangeKind.SUSPENDED, standing.ChangeKind.WITHDRAWN)
_POSITIVE = "accredited"
_REFUSED = "refused"


def nation_of(organisation_id: UUID, now: datetime) -> Nation:
    """The law of today where the provider is; raises NotFound `nation_unknown` for none."""
    code = organisations.by_id(organisation_id).nation
    if code not in standards.all_codes():
        raise NotFound("nation_unknown", nation=code or "-")
    day = standards.history(code)[-1].legal_day(now)
    return standards.nation(code, on=day, known_at=now)


def calendar(nation: Nation, today: date) -> rules.Calendar:
    """The working days of the nation, by the law of the day."""
    return days.calendar(nation.code, on=today)


# --- who may ------------------------------------------------------------------------------


def listing(organisation_id: UUID) -> Listing | None:
    """The provider's place on an agency's list, or None."""
    found: Listing | None = (
        Listing.objects.filter(organisation_id=organisation_id, ended_on=None)
        .order_by("first_day")
        .first()
    )
    return found


def listings(
    *, agency_id: UUID | None = None, organisation_id: UUID | None = None
) -> list[Listing]:
    """Places on the list, newest first: those of an agency, or of a provider."""
    wanted = {"agency_id": agency_id, "organisation_id": organisation_id}
    found = Listing.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
    return list(found.order_by("-first_day", "-recorded_at"))


def history(organisation_id: UUID, nation: Nation, *, today: date) -> rules.History:
    """What the register knows of the provider on the day, for the rules.

    Where the nation asks for no institutional accreditation, the authorisation stands for it.
    """
    rows = list(Decision.objects.filter(organisation_id=organisation_id))
    light = set(
        Record.objects.filter(organisation_id=organisation_id).values_list("decision_id", flat=True)
    )
    annulled = _annulled(organisation_id)
    places = listings(organisation_id=organisation_id)
    here = next((one for one in places if one.ended_on is None), None)
    lost = [one.ended_on for one in places if one.ended_because == "audit_failed" and one.ended_on]
    known = accreditation.decisions_for(organisation_id)
    kind = _institutional(nation)
    institution = _standing(known, kind, organisation_id, today)
    return rules.History(
        is_authorised=_standing(known, "authorisation", organisation_id, today) is not None,
        is_institution_accredited=institution is not None or kind == "authorisation",
        has_conditions=institution is not None and _is_conditional(institution),
        accredited_on=tuple(
            one.decided_on
            for one in rows
            if one.kind == "programme"
            and one.outcome == _POSITIVE
            and one.id not in light | annulled
        ),
        troubled_on=tuple(_troubles(organisation_id, here)),
        listed_since=here.first_day if here else None,
        lost_on=max(lost, default=None),
    )


def _institutional(nation: Nation) -> str:
    asked = {one for kind in nation.light_route.kinds for one in nation.decisions_required[kind]}
    return "institution" if "institution" in asked else "authorisation"


def _annulled(organisation_id: UUID) -> set[UUID]:
    found = DecisionChange.objects.filter(
        decision__organisation_id=organisation_id, kind=standing.ChangeKind.ANNULLED
    )
    return set(found.values_list("decision_id", flat=True))


def _troubles(organisation_id: UUID, here: Listing | None) -> list[date]:
    """Days of suspensions and withdrawals, and of failed audits that were not made good."""
    changes = DecisionChange.objects.filter(
        decision__organisation_id=organisation_id, kind__in=_TROUBLE
    )
    audits = Audit.objects.filter(organisation_id=organisation_id, outcome="failed")
    failed = [one for one in audits.values_list("decided_on", flat=True) if one is not None]
    # whoever was put on the list again after a failed audit has the right back
    since = here.first_day if here else date.min
    return [*changes.values_list("first_day", flat=True), *(day for day in failed if day > since)]


def without_failed_audits(past: rules.History, organisation_id: UUID) -> rules.History:
    """The past as it counts for a listing: failed audits are what a listing makes good."""
    audits = Audit.objects.filter(organisation_id=organisation_id, outcome="failed")
    failed = list(audits.values_list("decided_on", flat=True))
    left = list(past.troubled_on)
    for day in failed:
        if day in left:
            left.remove(day)
    return replace(past, troubled_on=tuple(left))


def _standing(
    known: Sequence[standing.Decision], kind: str, holder: UUID, today: date
) -> standing.Decision | None:
    """The decision of this kind about the provider that covers the day, whatever its scope."""
    subject = standing.Subject(holder=str(holder), programme="", kind="", level=None, field=None)
    # here the provider is asked about; the gate asks again with the programme
    whole = [_unlimited(one) for one in known if one.programme is None]
    found = standing.in_force(
        whole, kind=kind, subject=subject, on=today, known_at=clock.database_now()
    )
    return found.decision if found.is_in_force else None


def _unlimited(one: standing.Decision) -> standing.Decision:
    return replace(one, scope=standing.Scope())


def _is_conditional(one: standing.Decision) -> bool:
    met = any(str(change.kind) == "conditions_met" for change in one.changes)
    return one.outcome == "conditional" and not met


def programme(version: ProgrammeVersion, nation: Nation, today: date) -> rules.Programme:
    """What the rules ask of a version. Asked by its provider: the review is nobody else's."""
    return rules.Programme(
        kind=version.kind,
        ects=version.ects,
        level=version.level,
        field=version.isced_f,
        needs_review=nation.review.is_required(version.kind),
        is_reviewed=review.approved(version.id, bytes(version.digest)) is not None,
        is_decided=is_decided(version, today),
        is_refused=is_refused(version),
        is_notified=Notification.objects.filter(version=version, state__in=OPEN).exists(),
    )


def is_decided(version: ProgrammeVersion, today: date) -> bool:
    """Whether an accreditation of this version is in force today."""
    found = accreditation.decisions_for(version.organisation_id, version.id)
    return standing.in_force(
        found,
        kind="programme",
        subject=accreditation.subject_of(version),
        on=today,
        known_at=clock.database_now(),
    ).is_in_force


def is_refused(version: ProgrammeVersion) -> bool:
    """Whether this very version was refused last, and no appeal undid that.

    Silence never says yes to what a committee said no to: a new version is another matter.
    """
    found = Decision.objects.filter(version=version, kind="programme")
    standing_ones = found.exclude(id__in=_annulled(version.organisation_id))
    last = standing_ones.order_by("-recorded_at").values_list("outcome", flat=True).first()
    return last == _REFUSED


def problems(version: ProgrammeVersion, *, now: datetime) -> list[Problem]:
    """Why the provider may not notify this version today, or nothing."""
    nation = nation_of(version.organisation_id, now)
    today = nation.legal_day(now)
    past = history(version.organisation_id, nation, today=today)
    found = rules.problems(programme(version, nation, today), past, nation.light_route, today)
    return found + quality.light_problems(version.kind, nation, today)


# --- parts of accredited programmes ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParentOf:
    """A version that a part can be carved out of, and the decision that covers it."""

    version: ProgrammeVersion
    decision: Decision


def parents(organisation_id: UUID, *, now: datetime) -> list[ParentOf]:
    """The provider's accredited versions of today, each with its decision."""
    today = nation_of(organisation_id, now).legal_day(now)
    found = []
    for version in catalogue.published(organisation_id=organisation_id, limit=200):
        decision = parent_decision(version, today)
        if version.kind != "carved_out" and decision is not None:
            found.append(ParentOf(version, decision))
    return found


def parent_decision(version: ProgrammeVersion, today: date) -> Decision | None:
    """The accreditation of a version that is in force on the day."""
    found = standing.in_force(
        accreditation.decisions_for(version.organisation_id, version.id),
        kind="programme",
        subject=accreditation.subject_of(version),
        on=today,
        known_at=clock.database_now(),
    )
    if not found.is_in_force or found.decision is None:
        return None
    return accreditation.decision(UUID(found.decision.id))


def parent_standing(version: ProgrammeVersion, today: date) -> carving.Parent:
    """How the parent stands today, for the rules of the fast track."""
    decision = parent_decision(version, today)
    if decision is None:
        return carving.Parent(is_accredited=False)
    met = {one.kind for one in decision.changes.all()} & {"conditions_met"}
    if decision.outcome != "conditional" or met:
        return carving.Parent(is_accredited=True)
    # a condition names no standard in the register, so that each touches every part
    return carving.Parent(True, tuple(frozenset() for _ in decision.content.conditions))


def carve_problems(
    version: ProgrammeVersion,
    parent: ProgrammeVersion,
    mapping: carving.CarveMapping,
    *,
    now: datetime,
) -> list[Problem]:
    """Why this part may not be notified today, or nothing."""
    nation = nation_of(version.organisation_id, now)
    today = nation.legal_day(now)
    if not nation.carve_out.is_open:
        return [Problem("carve_route_closed", "nation")]
    past = history(version.organisation_id, nation, today=today)
    found = [] if past.is_authorised else [Problem("light_not_authorised", "history")]
    if version.kind != "carved_out":
        found.append(Problem("carve_kind_wrong", "mapping"))
    return [
        *found,
        *carving.parent_problems(parent_standing(parent, today), nation.carve_out),
        *carving.mapping_problems(version.descriptor, parent.descriptor, mapping),
        *rules.state_problems(programme(version, nation, today)),
        *quality.light_problems(version.kind, nation, today),
    ]


def remapping(record: Record) -> list[Problem]:
    """Why the part of this record must be mapped again, or nothing: its parent has changed."""
    if record.parent_decision_id is None:
        return []
    mapping = carving.read(record.mapped)
    decision = accreditation.decision(record.parent_decision_id)
    if decision.version_id is None:
        return []
    judged = catalogue.version(decision.version_id)
    newest = next(iter(catalogue.versions(judged.programme_id)), judged)
    outcomes = sorted(set(mapping.outcomes.values()))
    return carving.remapping_problems(outcomes, judged.descriptor, newest.descriptor)
