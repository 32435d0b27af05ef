"""Decisions of the light route: by silence at the end of a term, or by a yes before it.

Each rests on two persons of the deciding body: `proposed_by`, who took the notification in, and
who acts, or for whom the system acts. Everything else that a decision must keep to is asked as
of any other.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accreditation import actions
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Basis, Decision, Proposal
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed


@transaction.atomic
def record(
    *, decision: NewDecision, case_id: UUID, proposed_by: UUID, by: Actor, now: datetime
) -> Decision:
    """The decision that silence takes, recorded by the system for the second person.

    Raises NotAllowed for anybody else, and whatever refuses a decision: the body, a conflict of
    interest, a rule, an overlap.
    """
    if by.kind != "system":
        raise NotAllowed("permission_denied", permission="silence", roles="-")
    return _take(decision, case_id, proposed_by, by, now)


@transaction.atomic
def agree(
    *, decision: NewDecision, case_id: UUID, proposed_by: UUID, by: Actor, now: datetime
) -> Decision:
    """The decision that a second person takes by saying yes to what an officer took in."""
    policies.require(by, policies.approving(decision.kind))
    return _take(decision, case_id, proposed_by, by, now)


def _take(
    decision: NewDecision, case_id: UUID, proposed_by: UUID, by: Actor, now: datetime
) -> Decision:
    if by.person_id is None or by.person_id == proposed_by:
        raise NotAllowed("second_person_needed")
    proposal = Proposal.objects.create(
        agency_id=by.organisation_id,
        act=Proposal.Act.DECISION,
        kind=decision.kind,
        document=decision.text,
        digest=decision.digest,
        proposed_by=proposed_by,
        proposed_at=now,
        case_id=case_id,
        route=Basis.LIGHT,
    )
    return actions.take(proposal, by, now)
