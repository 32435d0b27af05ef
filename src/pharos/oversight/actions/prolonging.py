"""The provisional prolongation of a decision while its renewal is pending (REFERENCE 4.3)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Proposal
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed
from pharos.oversight import queries, renewals
from pharos.oversight.actions import common


@transaction.atomic
def propose(
    *, decision_id: UUID, last_day: date, reasons: Mapping[str, str], by: Actor, now: datetime
) -> Proposal:
    """The decision prolonged until a day, which a second person approves.

    It holds until the renewal is decided, whatever that decision is. Raises Invalid
    `prolongation_not_allowed` where the nation's switch is off, `renewal_not_pending` where
    nothing was applied for before the end, `change_breaks_rules` for more than so many months.
    """
    policies.require(by, Permission.DECISION_CHANGE_PROPOSE)
    decision = decisions.decision(decision_id)
    if decision.agency_id != by.organisation_id:
        raise NotAllowed("filing_of_another")
    nation = queries.nation_of(decision.organisation_id, now)
    if not nation.oversight.prolongs:
        raise Invalid("prolongation_not_allowed")
    pending = renewals.pending_for(decision, now)
    if pending is None:
        raise Invalid("renewal_not_pending")
    change = NewChange(
        decision=str(decision.id),
        kind="prolonged",
        number=str(pending.case.number),
        decided_on=nation.legal_day(now),
        first_day=pending.until,
        until=last_day + timedelta(days=1),
        applied_on=pending.case.submitted_on,
        reasons={tag: common.text(reasons[tag]) for tag in reasons},
    )
    return accreditation.propose_change(change=change, by=by, now=now)
