"""Renewals that are pending while the decision that they renew comes to its end.

REFERENCE 4.3: where the nation's switch is on, an application before the end of a term prolongs
it provisionally until the decision, by so many months at most.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pharos.accreditation import cases, changing
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, Tenure
from pharos.core.standing import ChangeKind
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.procedures.models import Case
from pharos.procedures.rules.words import DECISION_OF, ENDED, State

_NOT_FILED = (State.DRAFT, State.RETURNED, *ENDED)


@dataclass(frozen=True, slots=True)
class Pending:
    """A decision, the running case that would renew it, and how far it can be prolonged."""

    decision: Decision
    case: Case
    until: date
    latest: date
    is_over: bool

    @property
    def last_day(self) -> date:
        """The last day of the term itself."""
        return self.until - timedelta(days=1)

    @property
    def latest_day(self) -> date:
        """The last day that a prolongation can have."""
        return self.latest - timedelta(days=1)


def pending_for(decision: Decision, now: datetime) -> Pending | None:
    """The renewal of a decision that was applied for before its end and is not decided yet."""
    if decision.until is None:
        return None
    nation = queries.nation_of(decision.organisation_id, now)
    for case in _running(decision.agency_id, decision.organisation_id):
        if _renews(case, decision) and case.submitted_on < decision.until:
            return _pending(decision, case, nation, now)
    return None


def pending_at(agency_id: UUID, now: datetime) -> list[Pending]:
    """The decisions of a body that end soon, or ended, while their renewal is pending.

    Nothing where the nation does not prolong, nor for the register's own office, which belongs to
    none, and not what was prolonged already.
    """
    body = organisations.by_id(agency_id)
    if body.nation is None:
        return []
    nation = cases.nation_of(body, now)
    if not nation.oversight.prolongs:
        return []
    ahead = nation.legal_day(now) + timedelta(days=max(nation.oversight.reminder_days, default=0))
    waiting = {one.organisation_id for one in _running(agency_id)}
    rows = Tenure.objects.filter(
        agency_id=agency_id, decision__organisation_id__in=waiting, decision__until__lte=ahead
    )
    found = []
    for id in rows.values_list("decision_id", flat=True):
        decision = accreditation.decision(id)
        one = None if _is_prolonged(decision) else pending_for(decision, now)
        if one is not None and nation.legal_day(now) < one.latest:
            found.append(one)
    return sorted(found, key=lambda one: (one.until, one.case.number or ""))


def _pending(decision: Decision, case: Case, nation: Nation, now: datetime) -> Pending:
    assert decision.until is not None
    latest = changing.months_later(decision.until, nation.oversight.prolongation_months)
    is_over = decision.until <= nation.legal_day(now)
    return Pending(decision, case, decision.until, latest, is_over)


def _running(agency_id: UUID, organisation_id: UUID | None = None) -> list[Case]:
    """The cases that were filed with a body and are not at their end, oldest first."""
    rows = Case.objects.filter(agency_id=agency_id, submitted_on__isnull=False)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return list(rows.exclude(state__in=_NOT_FILED).order_by("submitted_on", "id"))


def _renews(case: Case, decision: Decision) -> bool:
    """Whether the case names the decision, or is about the very same subject."""
    if DECISION_OF.get(case.kind) != decision.kind:
        return False
    if case.renewal_of is not None:
        return case.renewal_of == decision.id
    subjects = set(case.subjects.values_list("version_id", flat=True))
    return decision.version_id in subjects


def _is_prolonged(decision: Decision) -> bool:
    return any(one.kind == ChangeKind.PROLONGED for one in decision.changes.all())
