"""A decision by silence: recorded by the system at the end of a term that nobody objected in.

It rests on two persons of the deciding body all the same: `proposed_by`, and the person for whom
the system acts. Everything else that a decision must keep to is asked as of any other.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accreditation import actions
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Basis, Decision, Proposal
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed


@transaction.atomic
def record(
    *, decision: NewDecision, case_id: UUID, proposed_by: UUID, by: Actor, now: datetime
) -> Decision:
    """The decision that silence takes, as proposed and taken at this moment.

    `by` is the system acting for the second person; raises NotAllowed for anybody else, and
    whatever refuses a decision: the body, a conflict of interest, a rule, an overlap.
    """
    if by.kind != "system":
        raise NotAllowed("permission_denied", permission="silence", roles="-")
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
