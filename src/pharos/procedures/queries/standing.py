"""What was decided before about the provider or the subject of a case, as it stands today."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, DecisionChange, Tenure
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock
from pharos.core import standing
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


def parent_decision(version: ProgrammeVersion | None, on: date) -> Decision | None:
    """The accreditation in force of the programme that a part is carved out of, or None."""
    named = version.descriptor.parent_programme if version is not None else None
    if version is None or named is None:
        return None
    for parent in catalogue.published(organisation_id=version.organisation_id, limit=200):
        if named not in (catalogue.address(parent), parent.descriptor.mc_id):
            continue
        found = standing.in_force(
            accreditation.decisions_for(parent.organisation_id, parent.id),
            kind="programme",
            subject=accreditation.subject_of(parent),
            on=on,
            known_at=clock.database_now(),
        )
        if found.is_in_force and found.decision is not None:
            return accreditation.decision(UUID(found.decision.id))
    return None


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
