"""What was decided before about the provider or the subject of a case, as it stands today."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, DecisionChange, Tenure
from pharos.catalogue import queries as catalogue
from pharos.catalogue.carving import Difference, compared
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock
from pharos.core import standing
from pharos.organisations.models import Organisation
from pharos.procedures.models import Case, CaseSubject
from pharos.procedures.rules.words import DECISION_OF


def in_force(case: Case, on: date) -> frozenset[str]:
    """The kinds of decision about the provider as a whole that are in force on the day.

    The provider is asked about, whatever the scope: the gate asks again with the programme.
    """
    known = [
        replace(one, scope=standing.Scope())
        for one in accreditation.decisions_for(case.organisation_id)
        if one.programme is None
    ]
    subject = standing.Subject(
        holder=str(case.organisation_id), programme="", kind="", level=None, field=None
    )
    return frozenset(
        kind
        for kind in ("authorisation", "institution")
        if standing.in_force(
            known, kind=kind, subject=subject, on=on, known_at=clock.database_now()
        ).is_in_force
    )


@dataclass(frozen=True, slots=True)
class Parent:
    """What a part was carved out of: the version in the register, the accreditation in force of
    it, and how the part differs from it."""

    version: ProgrammeVersion | None
    decision: Decision | None
    difference: Difference


def parent_of(part: ProgrammeVersion, on: date) -> Parent:
    """The parent that a part names, of its provider or of a partner that it names.

    Among several versions of it the accredited one is meant.
    """
    held = [(one, _accreditation(one, on)) for one in _named(part)]
    found = next((pair for pair in held if pair[1] is not None), held[0] if held else None)
    version, decision = found if found is not None else (None, None)
    known = version.descriptor if version is not None else None
    return Parent(version, decision, compared(part.descriptor, known))


def parent_decision(version: ProgrammeVersion | None, on: date) -> Decision | None:
    """The accreditation in force of the programme that a part is carved out of, or None."""
    return None if version is None else parent_of(version, on).decision


def _named(part: ProgrammeVersion) -> Iterator[ProgrammeVersion]:
    """The published versions that a part may mean by its parent, the newest first."""
    named = part.descriptor.parent_programme
    if named is None:
        return
    slugs = [one.organisation for one in part.descriptor.partners]
    partners = Organisation.objects.filter(slug__in=slugs).values_list("id", flat=True)
    for holder in dict.fromkeys((part.organisation_id, *partners)):
        for one in catalogue.published(organisation_id=holder, limit=200):
            if one.id != part.id and named in (catalogue.address(one), one.descriptor.mc_id):
                yield one


def _accreditation(version: ProgrammeVersion, on: date) -> Decision | None:
    found = standing.in_force(
        accreditation.decisions_for(version.organisation_id, version.id),
        kind="programme",
        subject=accreditation.subject_of(version),
        on=on,
        known_at=clock.database_now(),
    )
    if not found.is_in_force or found.decision is None:
        return None
    return accreditation.decision(UUID(found.decision.id))


def tenure(case: Case, subject: CaseSubject, on: date) -> Tenure | None:
    """The last days that a decision of this kind holds for the very subject, today or later."""
    return (
        Tenure.objects.filter(
            Q(until=None) | Q(until__gt=on),
            kind=DECISION_OF[case.kind],
            subject_id=subject.version_id or case.organisation_id,
        )
        .exclude(until=F("first_day"))  # annulled altogether: it holds no day
        .select_related("decision")
        .order_by("first_day")
        .last()
    )


def is_of(case: Case, held: Tenure) -> bool:
    """Whether what holds was decided in this very case, before it was taken up again."""
    return bool(held.decision.case_id == case.id)


def decided_before(case: Case, subject: CaseSubject) -> int:
    """How often this case has decided about the subject so far."""
    if case.kind == "follow_up":
        changes = DecisionChange.objects.filter(decision_id=case.follows)
        return int(changes.filter(proposal__case_id=case.id).count())
    return int(Decision.objects.filter(case_id=case.id, version_id=subject.version_id).count())
