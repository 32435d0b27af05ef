"""What was filed, what is due, and who took part in what is contested."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from pharos.accounts.models import Person
from pharos.accreditation import cases
from pharos.accreditation import queries as accreditation
from pharos.accreditation import rules as decisions
from pharos.accreditation.models import Decision, DecisionChange, Proposal, Tenure
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership, Organisation, OrganisationKind
from pharos.oversight.models import AppealMember, Check, Filing
from pharos.oversight.rules import appeals, monitoring
from pharos.oversight.rules.words import OPEN, Kind, Stage, State
from pharos.procedures.models import AgencyListing, Case, PanelMember, Session, Vote
from pharos.procedures.queries import listed


def nation_of(organisation_id: UUID, now: datetime) -> Nation:
    """The law of today where an organisation is; raises Invalid `holder_without_nation`."""
    return cases.nation_of(organisations.by_id(organisation_id), now)


def filing_for(by: Actor, filing_id: UUID, *, lock: bool = False) -> Filing:
    """A filing of the actor's organisation, on either side; raises NotFound."""
    rows = Filing.objects.select_for_update() if lock else Filing.objects
    found = rows.filter(
        Q(agency_id=by.organisation_id) | Q(organisation_id=by.organisation_id), id=filing_id
    ).first()
    if found is None:
        raise NotFound("filing_unknown")
    return found


def filings(by: Actor, *, limit: int = 200) -> list[Filing]:
    """Everything filed by or with the actor's organisation, newest first."""
    mine = Q(agency_id=by.organisation_id) | Q(organisation_id=by.organisation_id)
    found = Filing.objects.filter(mine).select_related("decision", "change", "version")
    return list(found.order_by("-filed_at")[:limit])


def open_with(agency_id: UUID) -> list[Filing]:
    """What waits at a body, oldest first."""
    found = Filing.objects.filter(agency_id=agency_id, state__in=[one.value for one in OPEN])
    return list(found.select_related("decision").order_by("filed_at"))


def members(filing: Filing) -> list[tuple[AppealMember, str]]:
    """The appeals body of a filing with the names; the agency alone sees it."""
    found = list(filing.members.all())
    people = Person.objects.in_bulk([one.person_id for one in found])
    return [(one, people[one.person_id].name if one.person_id in people else "–") for one in found]


def committee(by: Actor, now: datetime) -> dict[str, str]:
    """The members of the committee of the actor's body, by id: who can be named."""
    held = Membership.objects.filter(
        organisation_id=by.organisation_id, role="committee", active_from__lte=now,
        active_until=None,
    )  # fmt: skip
    people = Person.objects.in_bulk(set(held.values_list("person_id", flat=True)))
    return {str(one.id): one.name for one in sorted(people.values(), key=lambda each: each.name)}


def involved(decision: Decision, change: DecisionChange | None = None) -> set[UUID]:
    """Everybody of the agency who took part in what is contested: panel, committee, signatures."""
    found = {decision.proposed_by, decision.approved_by}
    cases = {decision.case_id}
    if change is not None:
        found |= {change.proposed_by, change.approved_by}
        cases.add(Proposal.objects.filter(id=change.proposal_id).values_list(
            "case_id", flat=True).first())  # fmt: skip
    cases.discard(None)
    if cases:
        found |= set(Vote.objects.filter(case_id__in=cases).values_list("by", flat=True))
        seats = Session.objects.filter(items__case_id__in=cases).values_list("seats", flat=True)
        found |= {person for row in seats for person in row}
        panel = PanelMember.objects.filter(case_id__in=cases)
        found |= set(panel.values_list("person_id", flat=True))
    return found


def own_decisions(organisation_id: UUID) -> list[Decision]:
    """The decisions about a provider and its programmes, newest first."""
    found = accreditation.published().filter(organisation_id=organisation_id, format=None)
    return list(found.order_by("-recorded_at"))


def to_versions(decision: Decision) -> Sequence[tuple[UUID, int]]:
    """The newer versions of the programme that a decision is about."""
    if decision.version is None:
        return ()
    rows = decision.version.programme.versions.filter(number__gt=decision.version.number)
    return list(rows.order_by("-number").values_list("id", "number"))


def may_appeal(decision: Decision, now: datetime) -> bool:
    """Whether there is still time for an appeal against a decision or its newest change."""
    nation = nation_of(decision.organisation_id, now)
    told = max([decision.recorded_at, *(one.recorded_at for one in decision.changes.all())])
    return nation.legal_day(now) <= appeals.last_day(nation.legal_day(told), nation.oversight)


def remitted(agency_id: UUID) -> list[Filing]:
    """Appeals whose matter went back to the committee, which has not decided anew since."""
    found = Filing.objects.filter(
        kind=Kind.APPEAL, agency_id=agency_id, outcome="remit", closing_id__isnull=False
    ).select_related("decision")
    return [one for one in found if _waits_for_decision(one)]


def taken_up(filing: Filing) -> Case | None:
    """The case that was opened again, or will be, because the appeal sent it back; or None."""
    if filing.outcome != "remit" or filing.decision is None or filing.closing_id is None:
        return None
    entry = DecisionChange.objects.filter(proposal_id=filing.closing_id).exists()
    found: Case | None = Case.objects.filter(id=filing.decision.case_id).first() if entry else None
    return found


def _waits_for_decision(filing: Filing) -> bool:
    """Whether the outcome is entered, and nothing was decided about the matter since."""
    decision = filing.decision
    assert decision is not None
    entry = DecisionChange.objects.filter(proposal_id=filing.closing_id).first()
    if entry is None:
        return False
    later = Decision.objects.filter(
        agency_id=filing.agency_id, organisation_id=filing.organisation_id, kind=decision.kind,
        version_id=decision.version_id, recorded_at__gt=entry.recorded_at,
    )  # fmt: skip
    changes = DecisionChange.objects.filter(decision=decision, recorded_at__gt=entry.recorded_at)
    return not later.exists() and not changes.exists()


@dataclass(frozen=True, slots=True)
class Due:
    """A condition whose last day comes or is over."""

    decision: Decision
    text: object
    due: date
    is_over: bool


def conditions_due(decisions_: Iterable[Decision], today: date) -> list[Due]:
    """The open conditions of decisions in force, the first day first (scenario 9)."""
    found = []
    for one in decisions_:
        if decisions.has_open_conditions(accreditation.as_core(one)):
            word, _ = accreditation.stands(one, today)
            if word in ("conditional", "limited", "suspended", "prolonged"):
                found += [Due(one, each.text, each.due, each.due < today)
                          for each in one.content.conditions]  # fmt: skip
    return sorted(found, key=lambda each: each.due)


def taken_by(agency_id: UUID) -> list[Decision]:
    """The decisions of a body that were taken with conditions."""
    return list(accreditation.taken_by(agency_id).filter(outcome="conditional"))


@dataclass(frozen=True, slots=True)
class MissedReport:
    """A report that a provider owes a body, and how late it is."""

    organisation_id: UUID
    agency_id: UUID
    year: int
    due: date
    stage: Stage
    decision_id: UUID


def reports_missing(
    now: datetime, *, agency_id: UUID | None = None, organisation_id: UUID | None = None
) -> list[MissedReport]:
    """The reports that are due and not filed, of who holds a decision about the whole provider."""
    held = Tenure.objects.filter(kind__in=["institution", "authorisation"]).select_related(
        "decision"
    )
    if agency_id is not None:
        held = held.filter(agency_id=agency_id)
    if organisation_id is not None:
        held = held.filter(subject_id=organisation_id)
    since: dict[tuple[UUID, UUID], date] = {}
    pairs: dict[tuple[UUID, UUID], Tenure] = {}
    for one in held.order_by("first_day"):
        since.setdefault((one.agency_id, one.subject_id), one.first_day)
        pairs[one.agency_id, one.subject_id] = one
    filed = set(
        Filing.objects.filter(kind=Kind.REPORT)
        .exclude(state=State.RETURNED)
        .values_list("agency_id", "organisation_id", "year")
    )
    found = [_missed(one, since[pair], now) for pair, one in pairs.items()]
    return [
        one
        for one in found
        if one is not None and (one.agency_id, one.organisation_id, one.year) not in filed
    ]


def _missed(tenure: Tenure, since: date, now: datetime) -> MissedReport | None:
    """The report owed by who holds the newest decision, and held one since a day."""
    nation = nation_of(tenure.subject_id, now)
    today, parameters = nation.legal_day(now), nation.oversight
    if tenure.until is not None and tenure.until <= today:
        return None
    year = monitoring.report_year(since, today, parameters)
    if year is None:
        return None
    return MissedReport(
        organisation_id=tenure.subject_id,
        agency_id=tenure.agency_id,
        year=year,
        due=parameters.report_due(year),
        stage=monitoring.report_stage(year, today, parameters),
        decision_id=tenure.decision_id,
    )


@dataclass(frozen=True, slots=True)
class Abroad:
    """An agency abroad and the days of its entry in EQAR, or as a full member of ENQA."""

    agency: Organisation
    listing: AgencyListing


def agencies_abroad() -> list[Abroad]:
    """The agencies abroad whose entry somebody recorded, by name."""
    foreign = OrganisationKind.objects.filter(kind=listed.ABROAD).values("organisation_id")
    # of an agency on both lists the EQAR is told: its days bound what was decided
    rows = list(AgencyListing.objects.filter(agency_id__in=foreign).order_by("-list", "-first_day"))
    known = Organisation.objects.in_bulk([one.agency_id for one in rows])
    newest = {row.agency_id: Abroad(known[row.agency_id], row) for row in reversed(rows)}
    return sorted(newest.values(), key=lambda one: one.agency.slug)


def abroad(agency_id: UUID) -> Abroad:
    """One of them; raises Invalid `foreign_agency_unknown`."""
    found = next((one for one in agencies_abroad() if one.agency.id == agency_id), None)
    if found is None:
        raise Invalid("foreign_agency_unknown")
    return found


def checks(by: Actor) -> list[Check]:
    """The checks of or at the actor's organisation, newest day first."""
    mine = Q(agency_id=by.organisation_id) | Q(organisation_id=by.organisation_id)
    return list(Check.objects.filter(mine).select_related("decision").order_by("-day", "-id"))


def check_for(by: Actor, check_id: UUID) -> Check:
    """A check of the actor's own body; raises NotFound."""
    found = Check.objects.filter(agency_id=by.organisation_id, id=check_id).first()
    if found is None:
        raise NotFound("check_unknown")
    return found
