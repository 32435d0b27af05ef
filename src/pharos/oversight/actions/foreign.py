"""Decisions of agencies abroad: told by the provider, taken note of or recognised by the body.

REFERENCE 0.10: Armenian institutions tell the national agency within five calendar days;
Georgia recognises accreditation by members of ENQA. The days of the agency's entry in EQAR
bound the first day of what it decided (REFERENCE 4.5).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import Foreign, NewDecision
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
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


@transaction.atomic
def tell(*, taken: Taken, agency_id: UUID, by: Actor, now: datetime) -> Filing:
    """The provider tells the national body of a decision abroad.

    Raises Invalid where the nation does not accept such decisions or the days do not fit the
    agency's entry; that it was told late is kept and shown, and refuses nothing.
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
    abroad = queries.abroad(taken.by)
    if taken.decided_on > today:
        raise Invalid("decided_in_future", today=today)
    content = {
        "by": str(taken.by), "name": abroad.agency.name, "kind": taken.kind,
        "outcome": taken.outcome, "number": common.text(taken.number),
        "decided_on": taken.decided_on.isoformat(), "first_day": taken.first_day.isoformat(),
        "until": taken.until.isoformat(), "link": common.link(taken.link),
        "in_time": monitoring.told_in_time(taken.decided_on, today, nation.oversight),
    }  # fmt: skip
    version = catalogue.version(taken.version_id) if taken.version_id else None
    if version is not None and version.organisation_id != by.organisation_id:
        raise NotAllowed("decision_of_another")
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


def _decision(filing: Filing) -> NewDecision:
    content = filing.content
    abroad = queries.abroad(UUID(content["by"]))
    if content["outcome"] != "accredited":
        raise Conflict("foreign_not_positive")
    until = date.fromisoformat(content["until"])
    version = filing.version
    return NewDecision(
        kind=content["kind"],
        organisation=str(filing.organisation_id),
        outcome="accredited",
        number=f"{filing.number} ({content['number']})",
        decided_on=date.fromisoformat(content["decided_on"]),
        version=str(version.id) if version else None,
        version_digest=bytes(version.digest).hex() if version else None,
        first_day=date.fromisoformat(content["first_day"]),
        until=until,
        link=content["link"] or None,
        foreign=Foreign(
            name=dict(abroad.agency.name),
            country=abroad.agency.nation or "–",
            register_from=abroad.listing.first_day,
            register_until=abroad.listing.until,
        ),
    )
