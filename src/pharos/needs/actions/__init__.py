"""What can happen to needs, sectors, answers and partnerships: every write of this context."""

from pharos.needs.actions.answering import answer, withdraw_answer
from pharos.needs.actions.filing import (
    approve_sector,
    end_sector,
    file_need,
    propose_sector,
    withdraw_need,
)
from pharos.needs.actions.signing import decline, offer, revoke, sign, take_back
from pharos.needs.actions.telling import tell_answer, tell_end, tell_offer

__all__ = [
    "answer",
    "approve_sector",
    "decline",
    "end_sector",
    "file_need",
    "offer",
    "propose_sector",
    "revoke",
    "sign",
    "take_back",
    "tell_answer",
    "tell_end",
    "tell_offer",
    "withdraw_answer",
    "withdraw_need",
]
