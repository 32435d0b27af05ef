"""Decisions of agencies abroad: told by the provider, taken note of or recognised by the body.

REFERENCE 0.10: Armenian institutions tell the national agency within five calendar days;
Georgia recognises accreditation by members of ENQA. The days of the agency's entry in EQAR
bound the first day of what it decided (REFERENCE 4.5). Conditions that were set abroad are met
when the agency abroad says so: the provider tells what it found, the national body enters it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import bindings
from pharos.accreditation import queries as decisions
from pharos.accreditation import rules as decision_rules
from pharos.accreditation.documents import Condition, Foreign, NewChange, NewDecision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.actions import common
from pharos.oversight.models import Filing
from pharos.oversight.rules import monitoring
from pharos.oversight.rules.words import ENDINGS, Kind, State


@dataclass(frozen=True, slots=True)
class Taken:
    """What was decided abroad, as its provider tells it; `until` is exclusive."""

    by: UUID
    kind: str
    outcome: str
    number: str
    decided_on: date
    first_day: date
    until: date
    link: str
    version_id: UUID | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What the agency abroad found about the conditions that it had set."""

    is_met: bool
    number: str
    decided_on: date
    link: str
    text: str


@transaction.atomic
def tell(*, taken: Taken, agency_id: UUID, by: Actor, now: datetime) -> Filing:
    """The provider tells the national body of a decision abroad, with its conditions.

    Raises Invalid where the nation does not accept such decisions, or the days do not fit the
    agency's entry or those of the conditions; that it was told late is kept and shown, and
    refuses nothing.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    assert by.organisation_id is not None
    nation = queries.nation_of(by.organisation_id, now)
    today = nation.legal_day(now)
    if not nation.oversight.foreign_accepted:
        raise Invalid("foreign_not_accepted")
    able = set(nation.deciders.get(taken.kind, ()))
    if not organisations.kinds_on(agency_id, today) & able:
        raise Invalid("foreign_body_unknown")
    if taken.decided_on > today:
        raise Invalid("decided_in_future", today=today)
    version = catalogue.version(taken.version_id) if taken.version_id else None
    if version is not None and version.organisation_id != by.organisation_id:
        raise NotAllowed("decision_of_another")
    content = _content(taken, nation, today)
    if taken.outcome in decision_rules.POSITIVE:
        document = _document(content, by.organisation_id, version, content["number"])
        problems = decision_rules.decision_problems(document, nation, today)
        problems += bindings.quality_problems(document, nation)
        common.refuse(problems, "decision_breaks_rules")
    return common.file(Kind.FOREIGN, agency_id, content, by, now, version=version)


@transaction.atomic
def recognise(*, filing_id: UUID, by: Actor, now: datetime) -> Filing:
    """The decision of abroad as one of this register; a second person approves it."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.FOREIGN, State.FILED)
    proposal = accreditation.propose(decision=_decision(filing), by=by, now=now)
    return common.close(filing, State.RECOGNISED, by, now, proposal_id=proposal.id)


@transaction.atomic
def refuse(*, filing_id: UUID, reason: str, by: Actor, now: datetime) -> Filing:
    """The body does not recognise the decision, and says why."""
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.FOREIGN, State.FILED)
    state = ENDINGS[Kind.FOREIGN][1]
    return common.close(filing, state, by, now, answer={"text": common.text(reason)})


@transaction.atomic
def tell_finding(*, decision_id: UUID, finding: Finding, by: Actor, now: datetime) -> Filing:
    """The provider tells whether the agency abroad found its conditions met.

    Raises Invalid `no_conditions_open`, `foreign_finding_misplaced` for a decision that was
    taken here, `decided_in_future`, `finding_before_decision`.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    decision = common.own_decision(by, decision_id)
    if decision.content.foreign is None:
        raise Invalid("foreign_finding_misplaced")
    if not decision_rules.has_open_conditions(decisions.as_core(decision)):
        raise Invalid("no_conditions_open")
    today = queries.nation_of(decision.organisation_id, now).legal_day(now)
    if finding.decided_on > today:
        raise Invalid("decided_in_future", today=today)
    if finding.decided_on < decision.decided_on:
        raise Invalid("finding_before_decision", decided_on=decision.decided_on)
    content = {
        "met": finding.is_met, "number": common.text(finding.number),
        "decided_on": finding.decided_on.isoformat(), "text": common.text(finding.text),
        "link": common.link(finding.link),
    }  # fmt: skip
    return common.file(Kind.EVIDENCE, decision.agency_id, content, by, now, decision=decision)


@transaction.atomic
def settle_finding(*, filing_id: UUID, good: bool, text: str, by: Actor, now: datetime) -> Filing:
    """What was found abroad is entered, or sent back with the reason.

    Conditions that are met no longer stand; where they are not, the decision ends on the day of
    the entry. Either is a change that a second person approves.
    """
    policies.require(by, Permission.OVERSIGHT_HANDLE)
    filing = common.handled(by, filing_id, Kind.EVIDENCE, State.FILED)
    if not is_finding(filing):
        raise Conflict("filing_state", state=filing.state)
    state = ENDINGS[Kind.EVIDENCE][0 if good else 1]
    answer = {"text": common.text(text, required=not good)}
    proposal = None
    if good:
        change = _change_of(filing, queries.nation_of(filing.organisation_id, now), now)
        proposal = accreditation.propose_change(change=change, by=by, now=now).id
    return common.close(filing, state, by, now, answer=answer, proposal_id=proposal)


def is_finding(filing: Filing) -> bool:
    """Whether it tells what an agency abroad found about its conditions."""
    return filing.kind == Kind.EVIDENCE and "met" in filing.content


def _content(taken: Taken, nation: Nation, today: date) -> dict[str, Any]:
    told: dict[str, Any] = {
        "by": str(taken.by), "name": queries.abroad(taken.by).agency.name, "kind": taken.kind,
        "outcome": taken.outcome, "number": common.text(taken.number),
        "decided_on": taken.decided_on.isoformat(), "first_day": taken.first_day.isoformat(),
        "until": taken.until.isoformat(), "link": common.link(taken.link),
        "in_time": monitoring.told_in_time(taken.decided_on, today, nation.oversight),
    }  # fmt: skip
    if taken.conditions:
        told["conditions"] = [
            {"text": {tag: common.text(one.text[tag]) for tag in one.text},
             "due": one.due.isoformat()} for one in taken.conditions
        ]  # fmt: skip
    return told


def _decision(filing: Filing) -> NewDecision:
    content = filing.content
    if content["outcome"] not in decision_rules.POSITIVE:
        raise Conflict("foreign_not_positive")
    number = f"{filing.number} ({content['number']})"
    return _document(content, filing.organisation_id, filing.version, number)


def _document(
    content: dict[str, Any], organisation_id: UUID, version: ProgrammeVersion | None, number: str
) -> NewDecision:
    """What was told, as the register would enter it."""
    abroad = queries.abroad(UUID(content["by"]))
    return NewDecision(
        kind=content["kind"],
        organisation=str(organisation_id),
        outcome=content["outcome"],
        number=number,
        decided_on=date.fromisoformat(content["decided_on"]),
        version=str(version.id) if version else None,
        version_digest=bytes(version.digest).hex() if version else None,
        first_day=date.fromisoformat(content["first_day"]),
        until=date.fromisoformat(content["until"]),
        conditions=tuple(
            Condition(one["text"], date.fromisoformat(one["due"]))
            for one in content.get("conditions", ())
        ),
        link=content["link"] or None,
        foreign=Foreign(
            name=dict(abroad.agency.name),
            country=abroad.agency.nation or "–",
            register_from=abroad.listing.first_day,
            register_until=abroad.listing.until,
        ),
    )


def _change_of(filing: Filing, nation: Nation, now: datetime) -> NewChange:
    """What was found abroad as a change of the decision, from the day of its entry."""
    content = filing.content
    today = nation.legal_day(now)
    is_met = content["met"]
    return NewChange(
        decision=str(filing.decision_id),
        kind="conditions_met" if is_met else "withdrawn",
        number=f"{filing.number} ({content['number']})",
        decided_on=date.fromisoformat(content["decided_on"]),
        first_day=today,
        reasons={} if is_met else {nation.state_languages[0]: content["text"]},
        link=content["link"] or None,
    )
