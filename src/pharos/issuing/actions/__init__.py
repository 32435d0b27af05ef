"""What can happen in issuing: prepared, signed, revoked, suspended, reinstated, published."""

from pharos.issuing.actions.counting import recount
from pharos.issuing.actions.preparing import prepare
from pharos.issuing.actions.publishing import intend_publication, publish
from pharos.issuing.actions.signing import sign
from pharos.issuing.actions.status import (
    propose_reinstatement,
    reinstate,
    revoke,
    suspend,
)

__all__ = [
    "intend_publication",
    "prepare",
    "propose_reinstatement",
    "publish",
    "recount",
    "reinstate",
    "revoke",
    "sign",
    "suspend",
]
