"""What can happen to organisations, their people, mandates and signatories.

Each runs in the scope that the door has opened, in the acting organisation's tenant.
"""

from pharos.organisations.actions.entries import (
    add_kind,
    create,
    end_kind,
    relate,
    rename,
    review,
)
from pharos.organisations.actions.features import switch
from pharos.organisations.actions.invitations import accept, invite, invite_first, withdraw
from pharos.organisations.actions.people import (
    add_membership,
    create_client,
    end_membership,
)
from pharos.organisations.actions.register import ensure_platform, load_register
from pharos.organisations.actions.signing import (
    approve_mandate,
    end_signatory,
    name_signatory,
    propose_mandate,
    revoke_mandate,
)

__all__ = [
    "accept",
    "add_kind",
    "add_membership",
    "approve_mandate",
    "create",
    "create_client",
    "end_kind",
    "end_membership",
    "end_signatory",
    "ensure_platform",
    "invite",
    "invite_first",
    "load_register",
    "name_signatory",
    "propose_mandate",
    "relate",
    "rename",
    "review",
    "revoke_mandate",
    "switch",
    "withdraw",
]
