"""Between two procedures: annual reports, substantive changes, evidence of conditions, checks."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation import rules as decision_rules
from pharos.accreditation.documents import NewChange
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.oversight import queries
from pharos.oversight.actions import common
from pharos.oversight.models import Check, Filing
from pharos.oversight.rules import substantive
from pharos.oversight.rules.words import ENDINGS, CheckKind, Kind, State


@transaction.atomic
def file_report(
    *, agency_id: UUID, year: int, texts: Mapping[str, str], link: str, by: Actor, now: datetime
) -> Filing:
    """The annual report of a year; Conflict `report_filed_already` for a second one."""
    policies.require(by, Permission.OVERSIGHT_FILE)
    owed = queries.reports_missing(now, organisation_id=by.organisation_id)
    found = [one for one in owed if (one.agency_id, one.year) == (agency_id, year)]
    if not found:
        raise Conflict("report_not_due", year=year)
    content = {name: common.text(text) for name, text in texts.items()}
    content["link"] = common.link(link)
    try:
        with transaction.atomic():
            return common.file(
                Kind.REPORT, agency_id, content, by, now, year=year, due_on=found[0].due
            )
    except IntegrityError as error:
        raise Conflict("report_filed_already", year=year) from error


@transaction.atomic
def file_notice(
    *, decision_id: UUID, version_id: UUID, text: str, by: Actor, now: datetime
) -> Filing:
    """A programme changes: what is substantive is found by comparing the two versions.

    Raises Invalid `notice_not_needed` where nothing of it is.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    decision = common.own_decision(by, decision_id)
    version = catalogue.version(version_id)
    if decision.version is None or version.programme_id != decision.version.programme_id:
        raise Invalid("notice_other_programme")
    percent = queries.nation_of(decision.organisation_id, now).oversight.ects_change_percent
    found = substantive.differences(decision.version.descriptor, version.descriptor, percent)
    if not found:
        raise Invalid("notice_not_needed")
    content = {"differences": found, "text": common.text(text)}
    return common.file(
        Kind.NOTICE, decision.agency_id, content, by, now, decision=decision, version=version
    )


@transaction.atomic
def file_evidence(*, decision_id: UUID, text: str, link: str, by: Actor, now: datetime) -> Filing:
    """What shows that the conditions of a decision are met."""
    policies.require(by, Permission.OVERSIGHT_FILE)
    decision = common.own_decision(by, decision_id)
    if not decision_rules.has_open_conditions(decisions.as_core(decision)):
        raise Invalid("no_conditions_open")
    if decision.content.foreign is not None:
        raise Invalid("foreign_finding_missing")
    content = {"text": common.text(text), "link": common.link(link)}
    return common.file(Kind.EVIDENCE, decision.agency_id, content, by, now, decision=decision)


@transaction.atomic
def settle(*, filing_id: UUID, good: bool, text: str, by: Actor, now: datetime) -> Filing:
    """How a report, a notice or evidence ends; a second answer has its reason.

    Accepted evidence becomes the entry that the conditions are met, which a second person
    approves: same end date, second document beside the first (REFERENCE 9, scenario 9).
    """
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = queries.filing_for(by, filing_id)
    if filing.kind not in (Kind.REPORT, Kind.NOTICE, Kind.EVIDENCE) or "met" in filing.content:
        raise Conflict("filing_state", state=filing.state)
    filing = common.handled(by, filing_id, Kind(filing.kind), State.FILED)
    state = ENDINGS[Kind(filing.kind)][0 if good else 1]
    told = {"text": common.text(text, required=not good)}
    proposal = None
    if filing.kind == Kind.EVIDENCE and good:
        proposal = _conditions_met(filing, by, now)
    return common.close(filing, state, by, now, answer=told, proposal_id=proposal)


def _conditions_met(filing: Filing, by: Actor, now: datetime) -> UUID:
    today = queries.nation_of(filing.organisation_id, now).legal_day(now)
    change = NewChange(
        decision=str(filing.decision_id),
        kind="conditions_met",
        number=filing.number,
        decided_on=today,
        first_day=today,
        link=filing.content.get("link") or None,
    )
    return accreditation.propose_change(change=change, by=by, now=now).id


@transaction.atomic
def plan_check(
    *, decision_id: UUID, kind: str, day: date, reason: str, by: Actor, now: datetime
) -> Check:
    """A check of what the body itself decided; the provider sees it at once."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    decision = decisions.decision(decision_id)
    if decision.agency_id != by.organisation_id:
        raise NotAllowed("decision_of_another")
    if kind not in list(CheckKind):
        raise Invalid("check_kind_unknown")
    return Check.objects.create(
        agency_id=decision.agency_id,
        organisation_id=decision.organisation_id,
        decision=decision,
        kind=kind,
        reason=common.text(reason),
        day=day,
        planned_by=by.person_id,
        planned_at=now,
    )


@transaction.atomic
def record_check(
    *, check_id: UUID, held_on: date, findings: str, by: Actor, now: datetime
) -> Check:
    """What a check found; what follows for the decision is a change of its own, by two persons."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    check = queries.check_for(by, check_id)
    if check.findings is not None:
        raise Conflict("check_recorded_already")
    if held_on > queries.nation_of(check.organisation_id, now).legal_day(now):
        raise Invalid("check_in_future")
    check.findings, check.held_on = common.text(findings), held_on
    check.held_by, check.held_at = by.person_id, now
    check.save()
    return check
